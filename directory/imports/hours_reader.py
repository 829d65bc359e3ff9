"""When a row says that something is open: all its cells about time are read together, and asserted only where they agree."""

import re
from collections.abc import Callable
from functools import lru_cache

from directory.hours.parser import parse_hours
from directory.hours.row_hours import HoursCells, HoursReading, read_hours_cells
from directory.hours.wording import describe
from directory.imports.row_reader import RowReader
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Severity

FIELDS = {
    "weekdays": "weekdays",
    "ordinal": "ordinal",
    "frequency": "frequency",
    "days": "days",
    "start": "start",
    "end": "end",
    "hours": "hours",
    "hours_note": "note",
    "season": "season",
    "holidays": "holidays",
    "closed_days": "closed",
}
"""Fields of headers.yaml about time, and what `HoursCells` calls them."""
_ABOUT_OTHER_THINGS = frozenset(
    [
        "external_id",
        "running_number",
        "code",
        "prefecture",
        "city",
        "address",
        "town",
        "street",
        "building",
        "lat",
        "lng",
        "postcode",
        "telephone",
        "extension",
        "fax",
        "email",
        "form",
        "website",
        "contact_note",
        "corporate_number",
        "capacity",
        "ages",
        "targets",
        "fee",
        "access",
        "group_size",
        "reading",
        "person",
        "organization",
    ]
)
# Wider than what contradicts hours, so that most rows of a list ask the parser the same question and its answer is kept.
_MAY_SPEAK_OF_TIME = re.compile(r"[第週隔毎随奇偶休除曜最回]|不定|以外|開催|\d\s*[月火水木金土日]")


def read_hours(row: RowReader) -> dict:
    """The facts `schedule`, `dates` and `hours_note` of a row.

    An entry over several rows may tell a meeting in each; where one of them alone is unclear, all are read as one text.
    """
    others = tuple(text for text in _others(row) if _MAY_SPEAK_OF_TIME.search(text))
    together = _cells(row.cell, row.raw, row)
    readings = _by_rows(row, others) or [_read(_with(together, others))]
    if reason := next((reading.reason for reading in readings if reading.reason), ""):
        column = next((name for name in FIELDS if row.cell(name)), "")
        row.report(Severity.NOTICED, column, readings[0].text, reason)
    words = [reading.text for reading in readings]
    if any(reading.dates for reading in readings):
        # Dates pass; the words of the list stay.
        words = [_words(together), *words]
    return {
        "schedule": [describe(rule) for reading in readings for rule in reading.rules],
        "dates": [_date(one) for reading in readings for one in reading.dates],
        "hours_note": " ".join(dict.fromkeys(filter(None, words))),
    }


def _by_rows(row: RowReader, others: tuple[str, ...]) -> list[HoursReading]:
    """A reading of each row of an entry; [] where they say the same, or one of them asserts nothing."""
    if len(row.row.rows) < 2:
        return []
    each = dict.fromkeys(_cells(*row.of_one_row(part), row) for part in row.row.rows)
    each = [told for told in each if told != HoursCells()]
    readings = [_read(_with(told, others)) for told in each]
    return readings if len(each) > 1 and all(one.rules or one.dates for one in readings) else []


def _cells(cell: Callable[[str], str], raw: Callable[[int], str], row: RowReader) -> HoursCells:
    told = {of: cell(name) for name, of in FIELDS.items()}
    header = row.context.header
    if days := [_day_of_matrix(day, raw(at)) for at, day in header.weekdays.items() if not cells.is_nothing(raw(at))]:
        marked = "".join(day for day in days if len(day) == 1)
        told["weekdays"] = " ".join(filter(None, [told["weekdays"], marked]))
        told["note"] = "。".join(filter(None, [told["note"], *(day for day in days if len(day) > 1)]))
    return HoursCells(**told)


def _day_of_matrix(day: str, text: str) -> str:
    """What stands below a weekday: ○ is the day, an ordinal makes it the nth, other words stand after it; "" for ×."""
    try:
        return day if cells.yes_or_no(text) == "yes" else ""
    except ValueError:
        ordinal = re.fullmatch(r"第?\s*([1-5１-５](?:\s*[・,、．.]\s*[1-5１-５])*)(?:週)?", text.strip())
        return f"第{ordinal[1]}{day}曜" if ordinal else f"{day}曜 {text}"


def _others(row: RowReader) -> list[str]:
    """The texts of the cells that are not about time and not about something that has its own times."""
    header = row.context.header
    about = {at for name in (*FIELDS, *_ABOUT_OTHER_THINGS) for at in header.fields.get(name, ())}
    about |= {*header.weekdays, *header.fees, *header.unused, *header.persons}
    return [*(row.raw(at) for at in range(row.width) if at not in about), *row.row.extra]


def _with(told: HoursCells, others: tuple[str, ...]) -> HoursCells:
    return HoursCells(**{of: getattr(told, of) for of in FIELDS.values()}, others=tuple(filter(None, others)))


def _words(told: HoursCells) -> str:
    return " ".join(dict.fromkeys(filter(None, (getattr(told, of) for of in FIELDS.values()))))


@lru_cache(maxsize=8_192)
def _read(told: HoursCells) -> HoursReading:
    """A reading whose rules can be stored: listings keep them in words, which must say the same again.

    Dates without a year stay text: a list of last April, read in November, would assert those of next April.
    """
    reading = read_hours_cells(told)
    for rule in reading.rules:
        if parse_hours(describe(rule)).rules != (rule,):
            return HoursReading(text=_words(told), reason="日時が読みとれません。書いてあるとおりに入れました。")
    return reading


def _date(one) -> dict:
    clock = {name: f"{time:%H:%M}" for name in ("start", "end") if (time := getattr(one, name))}
    return {"day": one.day.isoformat(), "meets": one.meets} | clock
