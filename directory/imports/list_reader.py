"""A list from its file to plain facts, before anything is stored: which rows there are, what was understood, what was not.

The command and the admin page read with it; `runs` writes what it gives.
"""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from directory.catalogue.places import Place
from directory.gazetteer.geocoders import Geocoding
from directory.geo.areas import Municipality
from directory.imports.listing_reader import ListingReader
from directory.imports.municipality_reader import address_is_elsewhere, names_a_part, says_where
from directory.imports.row_reader import ListContext, RowReader
from directory.imports.same_place import LABELS, joined
from directory.imports.tables.headers import SAMPLES, UnderstoodHeading, check_mapping
from directory.imports.tables.sheet_tables import SheetTables, named_unread, read_tables, sheet_label
from directory.japanese.folding import fold
from directory.spreadsheets.findings import Finding, Severity, Unreadable
from directory.spreadsheets.reading import read_sheets
from directory.spreadsheets.sheets import Sheet

_DATED = re.compile(r"[-_ ]*(?:(?:19|20)\d{2}|[rRhH令和平成]+\d{1,2})[-_\d年月日.]*$")

HIDDEN = "見えなくしてあるシートです。入れたいときは、表に出してから保存してください。"
NOWHERE = (
    "どの市町村の一覧か、分かりません。住所、町、緯度・経度、市区町村のどれかの列を足すか、"
    "表の上に「○○市 サロン一覧」のような題を書いてください。"
)


@dataclass(frozen=True)
class ReadOptions:
    """How a list is to be read.

    municipality  code of six digits
    kind          slug of the kind that every row gets
    also          words that hold for every row: {"targets": ["parents"]}
    mapping       {field of headers.yaml: the file's own heading, or several of them}
    """

    municipality: str
    kind: str
    source: str = ""
    licence: str = ""
    also: Mapping[str, list[str]] | None = None
    mapping: Mapping[str, str | Sequence[str]] | None = None


@dataclass(frozen=True)
class ReadRow:
    """A listing that was read: its plain facts (keys as in `row_maker`), and where it stands in the file.

    `sheet` is "" in a file without sheets; `line` counts from 1. `told` are texts of cells by the names in `same_place.LABELS`.
    """

    facts: dict
    line: int
    sheet: str = ""
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass
class ReadList:
    """What was read of one file. Nothing of it is stored yet.

    prefix    begins the keys of all its rows; "" where the file could not be read at all
    rows      the listings by key (Resource.source_key)
    said      rows that say something, those that are refused among them
    refused   rows that are not to be stored
    headings  how each heading was understood
    kept      cells that stand in the description with their heading, by heading; private: those for supporters only
    unused    cells that are kept beside the listing and not shown, by heading; nothing: cells that say 「なし」
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
    kept: Counter[str] = field(default_factory=Counter)
    private: Counter[str] = field(default_factory=Counter)
    unused: Counter[str] = field(default_factory=Counter)
    nothing: int = 0
    hours: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    _by_place: dict[str, str] = field(default_factory=dict)

    @property
    def listings(self) -> dict[str, dict]:
        """The facts by key, as `writing` takes them."""
        return {key: row.facts for key, row in self.rows.items()}

    @property
    def lines(self) -> dict[str, int]:
        """The line of each key."""
        return {key: row.line for key, row in self.rows.items()}

    def add(self, number: str, row: ReadRow) -> None:
        """Add a row. `number` is its ID, "" for none. A place that is there already gets what this row says of it, too.

        Two rows with one ID and different names or addresses are left out, with a word about it.
        """
        where = _name_and_address(row.facts)
        known = self._by_place.get(where)
        key = self.prefix + (f"id:{number[:80]}" if number else where)
        if known is None and key in self.rows:
            reason = f"{self.rows[key].line}行目と同じ番号です。別の場所には、別の番号をつけてください。"
            self._leave_out(Severity.WRONG, reason, row)
        elif known is None:
            self.rows[key], self._by_place[where] = row, key
            self._count(row.facts, 1)
        elif self.rows[known].facts == row.facts:
            self._leave_out(Severity.NOTICED, f"{self.rows[known].line}行目と同じなので、1つにしました。", row)
        else:
            self._join(known, row)

    def _join(self, key: str, row: ReadRow) -> None:
        first = self.rows[key]
        facts = joined(first.facts, row.facts, (first.told, row.told))
        self._count(first.facts, -1)
        self._count(facts, 1)
        self.rows[key] = replace(first, facts=facts)
        reason = f"{first.line}行目と同じ場所なので、1つの場所にまとめ、両方の開催日時と説明を入れました。"
        self.findings.append(Finding(Severity.NOTICED, reason, row.line, "", facts["name"], row.sheet))

    def _count(self, facts: dict, number: int) -> None:
        asserts = facts.get("schedule") or facts.get("dates")
        self.hours["read" if asserts else "text" if facts.get("hours_note") else "none"] += number
        self.points[facts.get("place", {}).get("precision", Place.Precision.NONE.value)] += number

    def refuse(self, key: str, reason: str) -> None:
        """Take a row out again, and say why."""
        self._leave_out(Severity.WRONG, reason, self.rows.pop(key))

    def _leave_out(self, severity: Severity, reason: str, row: ReadRow) -> None:
        self.findings.append(Finding(severity, reason, row.line, "", row.facts["name"], row.sheet))
        self.refused += 1


def read_list(path: Path, options: ReadOptions, geocoding: Geocoding, today: dt.date | None = None) -> ReadList:
    """Read the list of a file. What is wrong with the file or a row is a finding; nothing is raised and nothing stored.

    today   the day from which dates without a year count; None: such dates stay text
    """
    where, mapping = geocoding.gazetteer.municipality, options.mapping or {}
    read = ReadList(path.name, where)
    try:
        sheets = read_sheets(path)
        tables = _tables(sheets, mapping, read)
        check_mapping(mapping, [table.header for one in tables for table in one.tables])
    except Unreadable as unreadable:
        read.findings.append(Finding(Severity.WRONG, str(unreadable)))
        return read
    source = options.source or f"{where.name}「{path.name}」"
    also = {"kinds": [options.kind], "source": source[:200], "source_licence": options.licence} | dict(
        options.also or {}
    )
    rows = [
        (one.sheet, ListingReader(ListContext(table.header, where, options.kind, geocoding, also, today), entry))
        for one in tables
        for table in one.tables
        for entry in table.entries
    ]
    _read_rows(read, rows, path)
    return read


def _tables(sheets: list[Sheet], mapping: Mapping[str, str], read: ReadList) -> list[SheetTables]:
    """The tables of all sheets that have some; the other sheets are named. Raises Unreadable where none has any."""
    tables, reasons = [], []
    for sheet in sheets:
        read.findings += [Finding(Severity.NOTICED, note, sheet=sheet.name) for note in sheet.notes]
        try:
            if sheet.hidden:
                raise Unreadable(HIDDEN)
            found = read_tables(sheet, mapping)
        except Unreadable as unreadable:
            reasons.append(str(unreadable))
            read.findings.append(replace(named_unread(sheet, str(unreadable)), sheet=sheet.name))
            continue
        tables.append(found)
        read.findings += [replace(finding, sheet=sheet.name) for finding in found.findings]
        for table in found.tables:
            below = [row for entry in table.entries[:SAMPLES] for row in entry.rows]
            read.headings += table.header.understood(below, sheet.name)
    if not tables:
        read.findings = [finding for finding in read.findings if finding.severity is not Severity.OUTSIDE]
        raise Unreadable(next((reason for reason in reasons if reason != HIDDEN), HIDDEN))
    for one in tables:
        for entry in one.entries:
            entry.labels = sheet_label(one.sheet, len(tables) > 1) | entry.labels
    return tables


def _read_rows(read: ReadList, rows: list[tuple[Sheet, ListingReader]], path: Path) -> None:
    readers = [reader for _, reader in rows]
    if readers and not any(says_where(reader) for reader in readers) and not _titled(read, readers[0], path):
        read.findings.append(Finding(Severity.WRONG, NOWHERE))
        return
    read.prefix = f"{read.municipality.pk}:{_dataset(path)}:"
    several = _holds_several(readers)
    for sheet, reader in rows:
        reader.context = replace(reader.context, is_of_several=several)
        facts = reader.read()
        found = {finding.severity for finding in reader.findings}
        left_out = bool(found & {Severity.WRONG, Severity.ELSEWHERE})
        read.findings += [replace(f, sheet=sheet.name) for f in reader.findings] if sheet.name else reader.findings
        read.said += bool(facts) or left_out
        read.refused += left_out
        if facts:
            read.kept += reader.kept
            read.private += reader.private
            read.nothing += reader.nothing
            read.unused.update(facts.get("unused", ()))
            told = {name: reader.cell(name) for name in LABELS}
            read.add(reader.cell("external_id"), ReadRow(facts, reader.row.line, sheet.name, told))
    if read.said and not read.rows and all(f.severity is not Severity.WRONG for f in read.findings):
        name, code = read.municipality.name, read.municipality.pk
        read.findings.append(
            Finding(Severity.WRONG, f"{name}（{code}）の行が、1つもありません。市町村コードをたしかめてください。")
        )
    geocoding = readers[0].context.geocoding if readers else None
    if geocoding:
        read.findings += [Finding(Severity.NOTICED, failure) for failure in geocoding.failures]
        geocoding.failures.clear()


def _titled(read: ReadList, reader: RowReader, path: Path) -> bool:
    """Whether the file's name or a line outside its tables names the municipality or one of its towns."""
    texts = [
        path.stem,
        *(f.value for f in read.findings if f.severity is Severity.OUTSIDE),
        *(f.sheet for f in read.findings),
    ]
    return any(names_a_part(reader, text) for text in texts)


def _holds_several(readers: list[ListingReader]) -> bool:
    """Whether a list is one of several municipalities: most addresses that name one name others."""
    addressed = [reader for reader in readers if reader.address]
    return sum(map(address_is_elsewhere, addressed)) * 2 > len(addressed)


def _dataset(path: Path) -> str:
    """The name of a list: its file's without the date, so that next year's file is the same list."""
    return _DATED.sub("", path.stem)[:40] or path.stem[:40]


def _name_and_address(facts: dict) -> str:
    """What a row is known by that has no ID: its folded name and address, or its venue where it has no address."""
    place = facts.get("place", {})
    where = place.get("address", "") + place.get("building", "") if "address" in place else place.get("name", "")
    told = f"{fold(facts['name'])}|{fold(where) if where != facts['name'] else ''}"
    return told if len(told) <= 120 else hashlib.sha256(told.encode()).hexdigest()
