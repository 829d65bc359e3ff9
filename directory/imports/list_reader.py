"""A list from its file to plain facts, before anything is stored: which rows there are, what was understood, what was not.

The command and the admin page read with it; `runs` writes what it gives.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from directory.gazetteer.geocoders import Geocoding
from directory.imports.checks.doubts import other_cities, report_doubts
from directory.imports.listing_reader import ListingReader
from directory.imports.municipality_reader import address_is_elsewhere, names_a_part, says_where
from directory.imports.own.files import own_features, read_own
from directory.imports.read_lists import ReadList, ReadOptions, ReadRow
from directory.imports.row_reader import ListContext, RowReader
from directory.imports.same_place import LABELS
from directory.imports.tables.headers import SAMPLES, check_mapping
from directory.imports.tables.sheet_tables import SheetTables, named_unread, read_tables, with_sheet
from directory.spreadsheets.findings import Finding, Severity, Unreadable
from directory.spreadsheets.reading import read_sheets
from directory.spreadsheets.sheets import Sheet

_DATED = re.compile(r"[-_ ]*(?:(?:19|20)\d{2}|[rRhH令和平成]+\d{1,2})[-_\d年月日.]*$")

HIDDEN = "見えなくしてあるシートです。入れたいときは、表に出してから保存してください。"
EXAMPLE = "書き方の例の シートだからです。"
_EXAMPLE = re.compile(
    r"[【\[(（]?(?:(?:記入|記載|入力)?(?:例|見本|サンプル)|(?:記入|記載|入力)(?:要領|方法|の手引き?|上の注意)|書き方|凡例)(?:シート)?[\d①-⑨]*[】\])）]?"
)
NOWHERE = (
    "どの市町村の一覧か、分かりません。住所、町、緯度・経度、市区町村のどれかの列を足すか、"
    "表の上に「○○市 サロン一覧」のような題を書いてください。"
)


def read_list(path: Path, options: ReadOptions, geocoding: Geocoding) -> ReadList:
    """Read the list of a file. What is wrong with the file or a row is a finding; nothing is raised and nothing stored."""
    where, mapping = geocoding.gazetteer.municipality, options.mapping or {}
    read = ReadList(path.name, where)
    try:
        if (own := own_features(path)) is not None:
            read_own(read, own)
            return read
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
        (one.sheet, ListingReader(ListContext(table.header, where, options.kind, geocoding, also), entry))
        for one in tables
        for table in one.tables
        for entry in table.entries
    ]
    _read_rows(read, rows, path)
    read.findings += [Finding(Severity.NOTICED, failure) for failure in geocoding.failures]
    geocoding.failures.clear()
    return read


def _tables(sheets: list[Sheet], mapping: Mapping[str, str], read: ReadList) -> list[SheetTables]:
    """The tables of all sheets that have some; the other sheets are named. Raises Unreadable where none has any."""
    tables, reasons = [], []
    others = any(not sheet.hidden and not _is_example(sheet) for sheet in sheets)
    for sheet in sheets:
        read.findings += [Finding(Severity.NOTICED, note, sheet=sheet.name) for note in sheet.notes]
        try:
            if sheet.hidden:
                raise Unreadable(HIDDEN)
            if others and _is_example(sheet):
                raise Unreadable(EXAMPLE)
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
        raise Unreadable(next((reason for reason in reasons if reason not in (HIDDEN, EXAMPLE)), HIDDEN))
    for one in tables:
        for entry in one.entries:
            entry.labels = with_sheet(entry.labels, one.sheet, several=len(tables) > 1)
    return tables


def _is_example(sheet: Sheet) -> bool:
    """Whether the name of a sheet says that it shows how to fill in the others: 記入例."""
    return bool(_EXAMPLE.fullmatch(sheet.name.strip()))


def _read_rows(read: ReadList, rows: list[tuple[Sheet, ListingReader]], path: Path) -> None:
    readers = [reader for _, reader in rows]
    if readers and not any(says_where(reader) for reader in readers) and not _titled(read, readers[0], path):
        read.findings.append(Finding(Severity.WRONG, NOWHERE))
        return
    if readers:
        towns = readers[0].context.geocoding.gazetteer.names
        read.findings += other_cities(read.municipality, _titles(read, path), towns)
    read.prefix = f"{read.municipality.pk}:{_dataset(path)}:"
    several = _holds_several(readers)
    found = []
    for sheet, reader in rows:
        reader.context = replace(reader.context, is_of_several=several)
        if facts := _read_row(read, reader, sheet):
            told = {name: reader.cell(name) for name in LABELS}
            found.append((reader.cell("external_id"), ReadRow(facts, reader.row.line, sheet.name, told)))
    read.add_all(found)
    if silent := sum(not reader.says_something for reader in readers):
        reason = f"番号や市区町村のほかに何も書いていない行（{silent}行）"
        read.findings.append(Finding(Severity.OUTSIDE, reason))
    if read.said and not read.rows and all(f.severity is not Severity.WRONG for f in read.findings):
        reason = f"{read.municipality.name}の行が、1つもありません。ほかの市町村の一覧でないか、たしかめてください。"
        read.findings.append(Finding(Severity.WRONG, reason))


def _read_row(read: ReadList, reader: ListingReader, sheet: Sheet) -> dict | None:
    """The facts of a row that is to be stored. Its findings and counts go to `read`."""
    if facts := reader.read():
        report_doubts(reader)
    left_out = any(finding.severity in (Severity.WRONG, Severity.ELSEWHERE) for finding in reader.findings)
    read.findings += [replace(f, sheet=sheet.name) for f in reader.findings] if sheet.name else reader.findings
    read.said += bool(facts) or left_out
    read.refused += left_out
    if facts:
        read.kept += reader.kept
        read.private += reader.private
        read.nothing += reader.nothing
        read.unused.update([*facts.get("unused", ()), *reader.numbers.elements()])
    return facts


def _titled(read: ReadList, reader: RowReader, path: Path) -> bool:
    """Whether the file's name or a line outside its tables names the municipality or one of its towns."""
    return any(names_a_part(reader, text) for text in _titles(read, path))


def _titles(read: ReadList, path: Path) -> list[str]:
    """The name of a file, those of its sheets, and its lines outside its tables."""
    outside = (f.value for f in read.findings if f.severity is Severity.OUTSIDE)
    return [path.stem, *outside, *(f.sheet for f in read.findings)]


def _holds_several(readers: list[ListingReader]) -> bool:
    """Whether a list is one of several municipalities: most addresses that name one name others."""
    addressed = [reader for reader in readers if reader.address]
    return sum(map(address_is_elsewhere, addressed)) * 2 > len(addressed)


def _dataset(path: Path) -> str:
    """The name of a list: its file's without the date, so that next year's file is the same list."""
    return _DATED.sub("", path.stem)[:40] or path.stem[:40]
