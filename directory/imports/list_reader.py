"""A list from its file to plain facts, before anything is stored: which rows there are, what was understood, what was not.

The command and the admin page read with it; `runs` writes what it gives.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from directory.catalogue.places import Place
from directory.gazetteer.geocoders import Geocoding
from directory.geo.areas import Municipality
from directory.imports.headers import UnderstoodHeading, find_header
from directory.imports.listing_reader import ListingReader
from directory.imports.row_reader import ListContext, RowReader
from directory.japanese.folding import fold
from directory.spreadsheets.findings import Finding, Severity, Unreadable
from directory.spreadsheets.reading import read_table

_DATED = re.compile(r"[-_ ]*(?:(?:19|20)\d{2}|[rRhH令和平成]+\d{1,2})[-_\d年月日.]*$")


@dataclass(frozen=True)
class ReadOptions:
    """How a list is to be read.

    municipality  code of six digits
    kind          slug of the kind that every row gets
    also          words that hold for every row: {"targets": ["parents"]}
    mapping       {field of headers.yaml: the file's own heading}
    """

    municipality: str
    kind: str
    source: str = ""
    licence: str = ""
    also: Mapping[str, list[str]] | None = None
    mapping: Mapping[str, str] | None = None


@dataclass(frozen=True)
class ReadRow:
    """A listing that was read: its plain facts (keys as in `row_maker`), and where it stands in the file.

    `sheet` is "" in a file without sheets; `line` counts from 1.
    """

    facts: dict
    line: int
    sheet: str = ""


@dataclass
class ReadList:
    """What was read of one file. Nothing of it is stored yet.

    prefix    begins the keys of all its rows; "" where the file could not be read at all
    rows      the listings by key (Resource.source_key)
    said      rows that say something, those that are refused among them
    refused   rows that are not to be stored
    headings  how each heading was understood
    hours     rows whose hours were "read" into rules, stay "text", or say nothing ("none")
    points    rows by the precision of their point
    """

    name: str
    municipality: Municipality
    prefix: str = ""
    rows: dict[str, ReadRow] = field(default_factory=dict)
    said: int = 0
    refused: int = 0
    findings: list[Finding] = field(default_factory=list)
    headings: list[UnderstoodHeading] = field(default_factory=list)
    hours: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)

    @property
    def listings(self) -> dict[str, dict]:
        """The facts by key, as `writing` takes them."""
        return {key: row.facts for key, row in self.rows.items()}

    @property
    def lines(self) -> dict[str, int]:
        """The line of each key."""
        return {key: row.line for key, row in self.rows.items()}

    def add(self, key: str, row: ReadRow) -> None:
        """Add a row; the second of two with one key is left out, with a word about it."""
        facts = row.facts
        if key not in self.rows:
            self.rows[key] = row
            self.hours["read" if facts.get("schedule") else "text" if facts.get("hours_note") else "none"] += 1
            self.points[facts.get("place", {}).get("precision", Place.Precision.NONE.value)] += 1
        elif self.rows[key].facts == facts:
            self._leave_out(Severity.NOTICED, f"{self.rows[key].line}行目と同じなので、1つにしました。", row)
        else:
            reason = (
                f"{self.rows[key].line}行目と同じ名前と住所（または番号）です。1つにまとめるか、名前を分けてください。"
            )
            self._leave_out(Severity.WRONG, reason, row)

    def refuse(self, key: str, reason: str) -> None:
        """Take a row out again, and say why."""
        self._leave_out(Severity.WRONG, reason, self.rows.pop(key))

    def _leave_out(self, severity: Severity, reason: str, row: ReadRow) -> None:
        self.findings.append(Finding(severity, reason, row.line, "", row.facts["name"]))
        self.refused += 1


def read_list(path: Path, options: ReadOptions, geocoding: Geocoding) -> ReadList:
    """Read the list of a file. What is wrong with the file or a row is a finding; nothing is raised and nothing stored."""
    where = geocoding.gazetteer.municipality
    read = ReadList(path.name, where)
    try:
        rows = read_table(path)
        header = find_header(rows, options.mapping)
    except Unreadable as unreadable:
        read.findings.append(Finding(Severity.WRONG, str(unreadable)))
        return read
    below = rows[[row.line for row in rows].index(header.line) + 1 :]
    read.headings = header.understood(below)
    read.findings += header.findings
    read.prefix = f"{where.pk}:{_dataset(path)}:"
    source = options.source or f"{where.name}「{path.name}」"
    also = {"kinds": [options.kind], "source": source[:200], "source_licence": options.licence} | dict(
        options.also or {}
    )
    same = ListContext(header, where, options.kind, geocoding, also)
    for row in below:
        reader = ListingReader(same, row)
        facts = reader.read()
        wrong = any(finding.severity is Severity.WRONG for finding in reader.findings)
        read.findings += reader.findings
        read.said += bool(facts) or wrong
        read.refused += wrong
        if facts:
            read.add(read.prefix + _identity(facts, reader), ReadRow(facts, row.line))
    read.findings += [Finding(Severity.NOTICED, failure) for failure in geocoding.failures]
    geocoding.failures.clear()
    return read


def _dataset(path: Path) -> str:
    """The name of a list: its file's without the date, so that next year's file is the same list."""
    return _DATED.sub("", path.stem)[:40] or path.stem[:40]


def _identity(facts: dict, reader: RowReader) -> str:
    if number := reader.cell("external_id"):
        return f"id:{number[:80]}"
    place = facts.get("place", {})
    told = f"{fold(facts['name'])}|{fold(place.get('address', '') + place.get('building', ''))}"
    return told if len(told) <= 120 else hashlib.sha256(told.encode()).hexdigest()
