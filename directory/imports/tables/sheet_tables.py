"""The tables of a sheet: their headers, their entries, and what stands around them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from directory.imports.tables.entries import Entry, EntryReader, group_label, is_area, outside_lines
from directory.imports.tables.header_rows import HeaderRows, find_header_rows
from directory.imports.tables.headers import LOOKED_AT, Header, HeadingCell, read_header
from directory.imports.tables.no_tables import refused_list, what_is_missing, why_no_table
from directory.spreadsheets.findings import Finding, Severity, Unreadable
from directory.spreadsheets.sheets import Sheet, SheetRow

_NO_AREA = re.compile(
    r"sheet|シート|table|data|データ|一覧|リスト|名簿|情報|全体|全域|全市|\d{2,4}年|令和|年度|原本|公開|入力|^\d+$|csv",
    re.IGNORECASE,
)


@dataclass
class Table:
    """A header with the entries below it. `first_column` is where it begins in the sheet."""

    header: Header
    entries: list[Entry]
    first_column: int = 0


@dataclass
class SheetTables:
    """The tables of a sheet, and findings about what is in no table."""

    sheet: Sheet
    tables: list[Table] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        """All entries, as they stand in the sheet from top to bottom."""
        return sorted((entry for table in self.tables for entry in table.entries), key=lambda entry: entry.line)


def read_tables(sheet: Sheet, mapping: Mapping[str, str]) -> SheetTables:
    """The tables of a sheet. Raises Unreadable with a sentence for a sheet that has none.

    `mapping` is {field: the file's own heading}.
    """
    if reason := refused_list(sheet) or why_no_table(sheet):
        raise Unreadable(reason)
    headers = list(find_header_rows(sheet, mapping))
    if not headers:
        raise Unreadable(what_is_missing(sheet))
    read = SheetTables(sheet)
    labels = _labels_above(sheet.rows[: headers[0].first], read)
    for number, found in enumerate(headers):
        end = headers[number + 1].first if number + 1 < len(headers) else len(sheet.rows)
        labels = _read_blocks(read, found, sheet.rows[found.last + 1 : end], labels, mapping, end == len(sheet.rows))
    return read


def _labels_above(rows: Sequence[SheetRow], read: SheetTables) -> dict[str, str]:
    """What the lines above a table say of all its entries; the rest of them is told."""
    labels, others = {}, []
    for row in rows:
        texts = [cell.strip() for cell in row.cells if cell.strip()]
        if len(texts) == 1 and is_area(texts[0]):
            labels = dict([group_label(texts[0])])
        else:
            others.append(row)
    read.findings += outside_lines(others, "表の上の文")
    return labels


def _read_blocks(
    read: SheetTables, found: HeaderRows, below: Sequence[SheetRow], labels: dict[str, str], mapping: Mapping, is_last: bool
) -> dict[str, str]:  # fmt: skip
    """Read the tables of a header; returns the labels that the next header takes over."""
    going_on: dict[str, str] = {}
    line = read.sheet.rows[found.last].line
    for first_column, headings in found.blocks:
        width = len(headings) if len(found.blocks) > 1 else max([len(headings), *(len(row.cells) for row in below)])
        own = [SheetRow(row.line, row.cells[first_column : first_column + width]) for row in below]
        padded = [*headings, *(HeadingCell("") for _ in range(width - len(headings)))]
        header = read_header(line, padded, own[:LOOKED_AT], mapping)
        # A workbook's rows are all as wide as its widest; in a text file a row that is wider than its header has been shifted.
        header.width = width if read.sheet.name else len(headings)
        reader = EntryReader(read.sheet, header, first_column, width, labels)
        read.tables.append(Table(header, reader.read(below, stands_over_header=not is_last), first_column))
        if reader.pending and not is_last:
            going_on = {key: value for key, value in reader.labels.items() if labels.get(key) != value}
        else:
            reader.leave_pending()
        read.findings += [*header.findings, *reader.findings]
    return going_on


def with_sheet(labels: dict[str, str], sheet: Sheet, *, several: bool) -> dict[str, str]:
    """The labels of an entry with what the name of its sheet says: a district; of several sheets what each is about."""
    if not sheet.name or _NO_AREA.search(sheet.name):
        return labels
    heading, name = group_label(sheet.name)
    if heading != "地区" and not several:
        return labels
    own = labels.get(heading, "")
    return labels | {heading: own if name in own else f"{name} {own}".strip()}


def named_unread(sheet: Sheet, reason: str) -> Finding:
    """The finding for a sheet that is not read: what stands in it, so that nothing is lost without a word."""
    told = sheet.text()
    return Finding(
        Severity.OUTSIDE, f"このシートは読みませんでした（{len(told)}セル）。{reason}", None, "", "　".join(told)
    )
