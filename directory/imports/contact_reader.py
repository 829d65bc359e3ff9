"""Whom to ask: telephone numbers, addresses of pages and the rest, out of cells in which people wrote several."""

import re

from directory.catalogue.contacts import Contact
from directory.imports.row_reader import RowReader
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Severity, Wrong

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
LONGEST_VALUE = 300


def read_contacts(row: RowReader) -> dict:
    """The contacts and the organization of a row. What a person in charge gave is for supporters only."""
    found = [*_telephones(row), *_others(row)]
    person = " ".join(row.cell("person").split())[:60]
    if person and found:
        found = [
            contact | {"public": False} | ({"person": person} if not at else {}) for at, contact in enumerate(found)
        ]
        row.report(
            Severity.NOTICED, "person", person, "人の名前があるので、この連絡先は支援者だけに見えるようにしました。"
        )
    facts: dict = {"contacts": [contact for contact in found if len(contact["value"]) <= LONGEST_VALUE]}
    if name := " ".join(row.cell("organization").split()):
        facts["organization"] = name[:120]
        facts["organization_number"] = _corporate_number(row)
    return facts


def _contact(kind: Contact.Kind, value: str, note: str = "") -> dict:
    return {"kind": kind.value, "value": value, **({"note": note[:100]} if note else {})}


def _telephones(row: RowReader) -> list[dict]:
    contacts = []
    extension = row.cell("extension")
    for name, kind in (("telephone", Contact.Kind.TELEPHONE), ("fax", Contact.Kind.FAX)):
        text = row.cell(name)
        numbers, mended = cells.telephones(text)
        if mended:
            row.report(Severity.MENDED, name, text, mended)
        if text and not numbers:
            row.report(Severity.NOTICED, name, text, "電話番号に見えません。書いてあるとおりに入れました。")
            contacts.append(_contact(Contact.Kind.OTHER, " ".join(text.split())))
        inside = f"内線 {extension}" if extension and kind == Contact.Kind.TELEPHONE else ""
        contacts += [_contact(kind, number, "、".join(filter(None, [label, inside]))) for number, label in numbers]
    return contacts


def _others(row: RowReader) -> list[dict]:
    contacts = []
    if email := row.cell("email"):
        is_one = _EMAIL.fullmatch(cells.narrow(email))
        kind = Contact.Kind.EMAIL if is_one else Contact.Kind.OTHER
        contacts.append(_contact(kind, cells.narrow(email) if is_one else email))
    for name, note in (("website", ""), ("form", "問い合わせのページ")):
        text = row.cell(name)
        pages = cells.websites(text)
        if text and not pages:
            row.report(
                Severity.NOTICED, name, text, "http:// か https:// で始まるページの番地ではないので、読みませんでした。"
            )
            row.description_lines.append(f"ホームページ：{text}")
        contacts += [_contact(Contact.Kind.WEBSITE, page, label or note) for page, label in pages]
    if note := row.cell("contact_note"):
        contacts.append(_contact(Contact.Kind.OTHER, " ".join(note.split())))
    return contacts


def _corporate_number(row: RowReader) -> str:
    try:
        return cells.corporate_number(row.cell("corporate_number"))
    except Wrong as wrong:
        row.report(Severity.NOTICED, "corporate_number", row.cell("corporate_number"), f"{wrong}入れませんでした。")
        return ""
