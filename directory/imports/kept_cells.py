"""No cell of a row is lost: what has no field of its own stands in the description as 「見出し：値」, or with the contacts for
supporters where the heading names a person; and what was read into a field but does not stand there is kept the same way.
"""

import re
from collections.abc import Iterator

from directory.catalogue.contact_texts import LONGEST_NOTE, LONGEST_VALUE, OTHER, TELEPHONE, usual_contacts
from directory.imports.row_reader import RowReader
from directory.imports.tables.headers import SEVERAL
from directory.spreadsheets import cells
from directory.spreadsheets.sheets import without_invisible

_WHOLE = frozenset(
    [
        "building",
        "venue",
        "name",
        "email",
        "website",
        "form",
        "contact_note",
        "organization",
        "access",
        "town",
        "street",
        "corporate_number",
        "extension",
    ]
)
"""Fields whose text stands somewhere in the listing as it was written; of numbers, marks and hours the meaning does."""
_NUMBERS_AND_MARKS = re.compile(r"[\d\s()（）\-‐‑–—―−ー－ｰ~〜:：/／、,・,.+＋〒「」<>【】;；|｜=]+")
_CALLED = re.compile(r"電話番号|電話|tel|fax|ファックス|ファクス|代表|直通|番号|℡|☎|の|及び|または|又は", re.IGNORECASE)


def keep_the_rest(row: RowReader) -> None:
    """Add to the facts of a row, which is read, what none of them says. Counts it in `row.kept`."""
    lines, private = list(_labels(row)), []
    header = row.context.header
    for at in header.persons:
        private += _private(row, at)
    for at in header.kept:
        lines += _line(row, at)
    lines += _matrix(row)
    said = _squeezed(_texts(row.facts), "\n".join(row.description_lines))
    for name, columns in header.fields.items():
        for place, at in enumerate(columns):
            text = row.raw(at)
            if cells.is_nothing(text):
                row.nothing += bool(text) and not cells.is_dash(text)
            elif name == "person":
                private += _private(row, at) if _squeezed(text) not in said else []
            elif _is_missing(row, name, place, text, said):
                lines += _line(row, at)
    for at in header.fields.get("running_number", ()):
        row.numbers[header.headings[at]] += bool(row.raw(at))
    unused = {header.headings[at]: text for at in header.unused if (text := row.raw(at))}
    if unused:
        row.facts["unused"] = unused
    row.description_lines += [line for line in dict.fromkeys(lines) if line not in row.description_lines]
    row.facts["contacts"] = [*row.facts.get("contacts", ()), *private]


def _is_missing(row: RowReader, name: str, place: int, text: str, said: str) -> bool:
    """Whether a text is neither the value of its field nor found in the facts."""
    if place and name not in SEVERAL:
        return text != row.cell(name) and _squeezed(text) not in said and not _same_number(text, row.cell(name))
    if name in ("telephone", "fax", "website"):
        return any(_squeezed(word) not in said for word in _words(text))
    if name in ("town", "street"):
        text = row.context.geocoding.gazetteer.within(text) or ""
    if name == "contact_note":
        # Beside its number it stands without its brackets.
        text = text.strip("()（） ")
    return name in _WHOLE and _squeezed(text) not in said


def _words(text: str) -> list[str]:
    """What a cell says beside its numbers."""
    return [word for word in _NUMBERS_AND_MARKS.split(_CALLED.sub(" ", cells.narrow(text))) if word]


def _same_number(text: str, other: str) -> bool:
    try:
        return abs(float(cells.narrow(text)) - float(cells.narrow(other))) < 1e-4
    except ValueError:
        return False


def _labels(row: RowReader) -> Iterator[str]:
    """What group lines, titles and the sheet say of the row, and what stands below its name in brackets."""
    yield from (f"{heading}：{text}" for heading, text in row.row.labels.items())
    yield from row.row.extra


def _line(row: RowReader, at: int) -> list[str]:
    """「見出し：値」 of a column; [] where it says nothing."""
    text = row.raw(at)
    if not text or cells.is_dash(text):
        return []
    heading = _heading(row, at)
    row.kept[heading or "見出しのない列"] += 1
    return [f"{heading}：{text}" if heading else text]


def _heading(row: RowReader, at: int) -> str:
    headings = row.context.header.headings
    return " ".join(headings[at].split()) if at < len(headings) else ""


def _matrix(row: RowReader) -> list[str]:
    """The columns of ○ below one heading, as one line: 「活動内容：体操、茶話会」."""
    told: dict[str, list[str]] = {}
    for at, (over, heading) in row.context.header.matrix.items():
        if text := row.raw(at):
            told.setdefault(over, []).append(heading if cells.is_yes(text) else f"{heading}（{text}）")
            row.kept[over] += 1
    return [f"{over}：{'、'.join(words)}" for over, words in told.items()]


def _private(row: RowReader, at: int) -> list[dict]:
    """What stands below a heading that names a person, as contacts for supporters only."""
    text = " ".join(row.raw(at).split())
    if cells.is_nothing(text):
        return []
    heading = _heading(row, at)
    row.private[heading] += 1
    numbers = usual_contacts(TELEPHONE, text, heading[:LONGEST_NOTE])
    if all(one.kind != OTHER for one in numbers):
        return [{**one._asdict(), "public": False} for one in numbers]
    whole = f"{heading}：{text}"
    return [
        {"kind": OTHER, "value": whole[first : first + LONGEST_VALUE], "public": False}
        for first in range(0, len(whole), LONGEST_VALUE)
    ]


def _texts(facts: object) -> str:
    if isinstance(facts, dict):
        return "\n".join(_texts(value) for value in facts.values())
    if isinstance(facts, list):
        return "\n".join(map(_texts, facts))
    return str(facts)


def _squeezed(*texts: str) -> str:
    return re.sub(r"[\s\-‐–—―−ー－]", "", cells.narrow(without_invisible("\n".join(texts)))).casefold()
