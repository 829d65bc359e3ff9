"""Whom to ask: telephone numbers, addresses of mail and pages, and the rest, out of cells in which people wrote several.

What no field holds is kept in the description with its heading, so that no word of a cell is lost.
"""

import re
from collections.abc import Iterable

from directory.accounts.mail_addresses import is_address
from directory.catalogue.contact_texts import LONGEST_NOTE, LONGEST_VALUE, joined_notes, usual_contacts
from directory.catalogue.contacts import Contact, is_web_page
from directory.imports.row_reader import RowReader
from directory.imports.tables.headings import squeezed
from directory.japanese.telephone_notes import read_telephones
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Severity, Wrong

_EMAIL = re.compile(r"[^@\s<>()（）「」、,;:/]+@[^@\s<>()（）「」、,;:/]+\.[a-zA-Z]{2,}")
_MARKS = " 、,;:/・()<>"
_NOT_TOLD = re.compile(r"(?:電話番号?は?)?(?:非公開|未公開|非公表|公開していません)")
"""Cells that say that a number is not for everybody; the words stay in the description."""
_PRIVATE = re.compile(r"代表者|世話人|会長|自宅|個人")
"""Words beside a number that say that it is somebody's own."""
LONGEST_NAME, LONGEST_PERSON = 120, 60
FOR_SUPPORTERS = "人の名前があるので、この連絡先は支援者だけに見えるようにしました。"


def read_contacts(row: RowReader) -> dict:
    """The contacts and the organization of a row. What a person in charge gave is for supporters only."""
    facts: dict = {"contacts": _with_person(row, _with_notes(row, [*_telephones(row), *_others(row)]))}
    if name := " ".join(row.cell("organization").split()):
        facts["organization"] = name[:LONGEST_NAME]
        facts["organization_number"] = _corporate_number(row)
        if len(name) > LONGEST_NAME:
            row.description_lines.append(f"{row.context.header.heading_of('organization')}：{name}")
    return facts


def _with_person(row: RowReader, found: list[dict]) -> list[dict]:
    """The contacts with the person to ask for at the first one; without one the name is a contact of its own."""
    person, heading = " ".join(row.cell("person").split()), row.context.header.heading_of("person")
    if not person:
        return found
    row.report(Severity.NOTICED, "person", person, FOR_SUPPORTERS)
    if found and len(person) <= LONGEST_PERSON:
        found = [found[0] | {"person": person}, *found[1:]]
    else:
        parts = [person[first : first + LONGEST_VALUE] for first in range(0, len(person), LONGEST_VALUE)]
        found = [*found, *({"kind": "other", "value": part, "note": heading[:LONGEST_NOTE]} for part in parts)]
    return [contact | {"public": False} for contact in found]


def _contact(row: RowReader, heading: str, kind: str, value: str, note: str = "") -> list[dict]:
    """A contact as a list of one; of none where its text is too long for it and goes into the description."""
    value, note = " ".join(value.split()), " ".join(note.split())
    if len(value) > LONGEST_VALUE or len(note) > LONGEST_NOTE:
        row.description_lines.append(f"{heading}：{joined_notes(value, note)}")
        if len(value) > LONGEST_VALUE:
            return []
        note = ""
    return [{"kind": str(kind), "value": value, **({"note": note} if note else {})}]


def _telephones(row: RowReader) -> list[dict]:
    contacts = []
    extension = " ".join(row.cell("extension").split())
    for name, kind in (("telephone", Contact.Kind.TELEPHONE), ("fax", Contact.Kind.FAX)):
        text, heading = row.cell(name), row.context.header.heading_of(name)
        if _NOT_TOLD.fullmatch(text):
            continue
        inside = f"内線 {extension}" if extension and kind == Contact.Kind.TELEPHONE else ""
        for told in usual_contacts(kind.value, text, inside if len(extension) <= LONGEST_NOTE else ""):
            contact = _contact(row, heading, *told)
            if _PRIVATE.search(told.note):
                contact = [one | {"public": False} for one in contact]
                row.report(Severity.NOTICED, name, text, FOR_SUPPORTERS)
            contacts += contact
        _report_numbers(row, name, text, extension)
    if extension and (not row.cell("telephone") or len(extension) > LONGEST_NOTE):
        row.description_lines.append(f"{row.context.header.heading_of('extension')}：{extension}")
    return contacts


def _report_numbers(row: RowReader, name: str, text: str, extension: str) -> None:
    numbers = read_telephones(text)
    if mended := "・".join(number.value for number in numbers if number.is_mended):
        row.report(Severity.MENDED, name, text, f"電話番号の先頭の0をおぎないました（{mended}）。")
    if text and not numbers:
        row.report(Severity.NOTICED, name, text, "電話番号に見えません。書いてあるとおりに入れました。")


def _others(row: RowReader) -> list[dict]:
    contacts = _emails(row)
    for name, label in (("website", ""), ("form", "問い合わせのページ")):
        contacts += _pages(row, name, label)
    return contacts


def _with_notes(row: RowReader, found: list[dict]) -> list[dict]:
    """The contacts with what the columns of notes say of them: 「電話番号2_連絡先備考」 of the number in 「電話番号2」.

    A note of none of them, or one that is too long to stand beside it, is a contact of its own.
    """
    alone = []
    for at in row.context.header.fields.get("contact_note", ()):
        note = " ".join(row.raw(at).split())
        if cells.is_nothing(note):
            continue
        of = _of_note(row, at, found)
        beside = re.sub(r"^[(（]([^()（）]*)[)）]$", r"\1", note)
        whole = joined_notes(of.get("note", ""), beside) if of else ""
        if not of or len(whole) > LONGEST_NOTE:
            alone.append(note)
            continue
        of["note"] = whole
        if _PRIVATE.search(beside):
            of["public"] = False
            row.report(Severity.NOTICED, "contact_note", note, FOR_SUPPORTERS)
    if alone:
        heading = row.context.header.heading_of("contact_note")
        found = [*found, *_contact(row, heading, Contact.Kind.OTHER, "\n".join(alone))]
    return found


def _of_note(row: RowReader, at: int, found: list[dict]) -> dict:
    """The contact of the column whose heading begins that of a column of notes; {} where there is none."""
    headings = row.context.header.headings
    base = squeezed(headings[at]).removesuffix("連絡先備考").rstrip("_")
    for column, heading in enumerate(headings[:at]):
        if base and squeezed(heading) == base:
            told = {one.value for one in read_telephones(row.raw(column))} | set(_EMAIL.findall(row.raw(column)))
            return next((contact for contact in found if contact["value"] in told), {})
    return {}


def _emails(row: RowReader) -> list[dict]:
    """The mail addresses of a cell with what stands beside them; a cell without one stays text."""
    cell, heading = cells.narrow(row.cell("email")), row.context.header.heading_of("email")
    found = [one for one in _EMAIL.findall(cell) if is_address(one)]
    if not found:
        return _contact(row, heading, Contact.Kind.OTHER, cell) if cell and not _NOT_TOLD.fullmatch(cell) else []
    rest = _beside(cell, found)
    return [
        contact
        for at, address in enumerate(found)
        for contact in _contact(row, heading, Contact.Kind.EMAIL, address, "" if at else rest)
    ]


def _pages(row: RowReader, name: str, label: str) -> list[dict]:
    """The web pages of a cell. What is none is kept in the description, and so is what stands beside them."""
    text, heading = row.cell(name), row.context.header.heading_of(name)
    found = [page for page in cells.websites(text) if is_web_page(page.value)]
    if text and not found:
        row.report(
            Severity.NOTICED, name, text, "http:// か https:// で始まるページの番地ではないので、説明に入れました。"
        )
        row.description_lines.append(f"{heading}：{text}")
    elif rest := _beside(text, [part for page in found for part in page if part]):
        row.description_lines.append(f"{heading}：{rest}")
    return [one for page, told in found for one in _contact(row, heading, Contact.Kind.WEBSITE, page, told or label)]


def _beside(text: str, found: Iterable[str]) -> str:
    """What is left of a cell without the parts that were found in it."""
    for part in sorted(found, key=len, reverse=True):
        text = text.replace(part, " ", 1)
    text = re.sub(r"(?i)mailto:|e-?mail|メールアドレス|メール", " ", text) if "@" not in text else text
    return " ".join(part for part in text.split() if part.strip(_MARKS + "（）")).strip(_MARKS)


def _corporate_number(row: RowReader) -> str:
    try:
        return cells.corporate_number(row.cell("corporate_number"))
    except Wrong as wrong:
        row.report(Severity.NOTICED, "corporate_number", row.cell("corporate_number"), f"{wrong}入れませんでした。")
        return ""
