"""Which column of a table means what. The aliases are data: headers.yaml."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from itertools import islice
from pathlib import Path

import yaml

from directory.japanese.widths import narrow
from directory.spreadsheets.findings import Finding, Severity, Unreadable
from directory.spreadsheets.reading import SheetRow

SEVERAL = ("hours_note", "closed_days", "description", "note", "telephone")
"""Fields that several columns may tell together; of the others the most preferred column counts."""
LOOKED_THROUGH = 15
"""Rows in which the header is looked for: lists in Excel begin with a title and a date."""


@cache
def aliases() -> dict:
    """headers.yaml as it is."""
    return yaml.safe_load(Path(__file__).with_name("headers.yaml").read_text(encoding="utf-8"))


def squeezed(heading: str) -> str:
    """A heading as it is compared: without blanks, widths, and small and large letters."""
    return re.sub(r"\s", "", narrow(heading)).casefold().lstrip("\ufeff")


SAMPLES = 3
"""Values that show what stands below a heading."""


class Sure(Enum):
    """Why a heading was taken for a field."""

    TOLD = "教えられた対応"
    EXACT = "見出しの言葉どおり"
    UNKNOWN = "知らない見出し"


@dataclass(frozen=True)
class UnderstoodHeading:
    """How one heading was taken. `field` is "" where it was not; `samples` are the first values below it."""

    heading: str
    field: str
    sure: Sure
    samples: tuple[str, ...]


@dataclass
class Header:
    """The columns of a table that are understood. Values are positions of cells; several columns may tell one field."""

    line: int
    headings: Sequence[str]
    fields: dict[str, list[int]] = field(default_factory=dict)
    features: dict[str, list[int]] = field(default_factory=dict)
    accessibility: list[int] = field(default_factory=list)
    more: dict[int, str] = field(default_factory=dict)
    dates: dict[int, str] = field(default_factory=dict)
    ignored: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def understood(self, below: Iterable[SheetRow]) -> list[UnderstoodHeading]:
        """How each heading was taken, with what stands in the rows below it."""
        return [
            UnderstoodHeading(heading, *self._meaning(column), _samples(below, column))
            for column, heading in enumerate(self.headings)
            if heading
        ]

    def _meaning(self, column: int) -> tuple[str, Sure]:
        for group in (self.fields, self.features):
            for name, columns in group.items():
                if column in columns:
                    return name, Sure.TOLD if column in self.told else Sure.EXACT
        for name in ("accessibility", "more", "dates", "ignored"):
            if column in getattr(self, name):
                return name, Sure.EXACT
        return "", Sure.UNKNOWN

    def heading_of(self, name: str) -> str:
        """The file's own heading of a field."""
        return self.headings[self.fields[name][0]] if name in self.fields else name


def find_header(rows: Sequence[SheetRow], mapping: Mapping[str, str] | None = None) -> Header:
    """The header among the first rows: the one with the name of places. `mapping` is {field: the file's own heading}.

    Raises Unreadable with a sentence that says what to do.
    """
    mapping = mapping or {}
    if unknown := [name for name in mapping if name not in aliases()["fields"]]:
        raise Unreadable(f"「{unknown[0]}」という項目はありません。使えるのは {', '.join(aliases()['fields'])} です。")
    for row in rows[:LOOKED_THROUGH]:
        squeezed_row = [squeezed(cell) for cell in row.cells]
        for heading, reason in aliases()["refused"].items():
            if squeezed(heading) in squeezed_row:
                raise Unreadable(reason)
        header = _header(row, squeezed_row, mapping)
        if "name" in header.fields and len(header.fields) > 1:
            _check_mapping(header, mapping)
            return header
    names = "」「".join(aliases()["fields"]["name"][:4])
    raise Unreadable(
        f"見出しの行が見つかりません。「{names}」のどれかの列と、住所などの列がいります。"
        "ちがう見出しのときは、列の対応（--column name=見出し）を教えてください。"
    )


def _check_mapping(header: Header, mapping: Mapping[str, str]) -> None:
    for name, heading in mapping.items():
        if squeezed(heading) not in map(squeezed, header.headings):
            raise Unreadable(f"列の対応にある見出し「{heading}」（{name}）が、このファイルにありません。")


def _header(row: SheetRow, headings: list[str], mapping: Mapping[str, str]) -> Header:
    known, header = aliases(), Header(row.line, tuple(cell.strip() for cell in row.cells))
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        places.setdefault(heading, place)

    def found(names: Sequence[str]) -> list[int]:
        return [places[squeezed(name)] for name in names if squeezed(name) in places]

    taken = {squeezed(heading) for heading in mapping.values()}
    for name, names in known["fields"].items():
        wanted = [mapping[name]] if name in mapping else [n for n in names if squeezed(n) not in taken]
        if columns := found(wanted):
            header.fields[name] = columns if name in SEVERAL else columns[:1]
    if "name" not in header.fields and (columns := found(known["name_otherwise"])):
        header.fields["name"] = columns[:1]
    header.features = {slug: columns for slug, names in known["features"].items() if (columns := found(names))}
    header.accessibility = found(known["accessibility"])
    header.more = {place: label for name, label in known["more"].items() for place in found([name])}
    header.dates = {place: label for name, label in known["dates"].items() for place in found([name])}
    header.ignored = {*found(known["ignored"])}
    header.told = {place for heading in mapping.values() for place in found([heading])}
    _notice_the_rest(header, headings)
    return header


def _samples(below: Iterable[SheetRow], column: int) -> tuple[str, ...]:
    values = (row.cells[column].strip() for row in below if column < len(row.cells))
    return tuple(islice(filter(None, values), SAMPLES))


def _notice_the_rest(header: Header, headings: list[str]) -> None:
    for place, heading in enumerate(headings):
        if header._meaning(place)[1] is Sure.UNKNOWN and heading and not heading.startswith("←"):
            header.findings.append(
                Finding(
                    Severity.NOTICED,
                    "この見出しは知らないので、読みませんでした。",
                    header.line,
                    header.headings[place],
                )
            )
