"""Where the header of a table is: below titles, in one row or two, once or again for each block of a sheet.

A row is a header where it has a heading for the name of places and one for something else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from directory.imports.tables.headers import HeadingCell
from directory.imports.tables.headings import Sure, headings_told, known_as_written, meanings, squeezed
from directory.spreadsheets.sheets import Sheet, SheetRow

LOOKED_THROUGH = 60
"""Rows in which the first header is looked for."""
LONGEST_PART = 20
"""Letters of a heading in a second header row."""
_WEEKDAYS = set("月火水木金")
_TITLE = re.compile(r"現在|一覧|名簿|年度|作成|更新|[0-9]{4}年|令和|平成|時点")


@dataclass(frozen=True)
class HeaderRows:
    """A header: its first and last row as places in the sheet's rows, and its blocks.

    blocks  (first column, headings from there on) of each table that stands beside the others
    """

    first: int
    last: int
    blocks: tuple[tuple[int, tuple[HeadingCell, ...]], ...]


def find_header_rows(sheet: Sheet, mapping: Mapping[str, str]) -> Iterator[HeaderRows]:
    """Every header of a sheet from top to bottom; a header that is repeated word for word counts once.

    `mapping` is {field: the file's own heading}.
    """
    told = {squeezed(heading): name for heading, name in headings_told(mapping).items()}
    at, before, written = 0, None, set(known_as_written())
    while at < len(sheet.rows):
        row = sheet.rows[at]
        found = None
        # Below the first header only rows that have headings as they are usually written: every cell is looked at here.
        if (before is None and at < LOOKED_THROUGH) or (before and sum(cell in written for cell in row.cells) > 1):
            name_at = _name_column(row, told, only_exact=before is not None)
            found = None if name_at is None else _header_rows(sheet, at, name_at, told, before)
        if found:
            if before is None or found.blocks != before.blocks:
                yield found
            before, at = found, found.last
            written.update(cell for line in sheet.rows[found.first : found.last + 1] for cell in line.cells if cell)
        at += 1


def _name_column(row: SheetRow, told: Mapping[str, str], only_exact: bool) -> int | None:
    """The column with the heading of the name, None where a row is no header."""
    name_at, otherwise_at, others = None, None, 0
    for at, cell in enumerate(row.cells):
        text = squeezed(cell)
        if text in told:
            names = {told[text]}
        else:
            names = {
                "otherwise" if m.group == "otherwise" else m.name if m.group == "fields" else m.group
                for m in meanings(cell)
                if m.sure is Sure.EXACT or not only_exact
            }
        if "name" in names and name_at is None:
            name_at = at
        elif "otherwise" in names and otherwise_at is None:
            otherwise_at = at
        elif names:
            others += 1
    name_at = otherwise_at if name_at is None else name_at
    return name_at if others or set(map(squeezed, row.cells)) >= _WEEKDAYS else None


def _header_rows(sheet: Sheet, at: int, name_at: int, told: Mapping[str, str], before: HeaderRows | None) -> HeaderRows:
    rows, first, last = sheet.rows, at, at
    if at + 1 < len(rows) and _goes_on(sheet, rows[at], rows[at + 1], name_at):
        last = at + 1
    elif at and (before is None or before.last < at - 1) and _stands_over(sheet, rows[at - 1], rows[at]):
        first = at - 1
    cells = _heading_cells(sheet, rows[first], rows[last] if last > first else None)
    return HeaderRows(first, last, tuple(_blocks(cells, told)))


def _goes_on(sheet: Sheet, upper: SheetRow, lower: SheetRow, name_at: int) -> bool:
    """Whether a row is the second row of a header: it has no name of a place, and nothing in it looks like a value."""
    if lower.cell(name_at).strip() or lower.line != upper.line + 1:
        return False
    told = [at for at, cell in enumerate(lower.cells) if cell.strip()]
    if not told or not all(_is_heading_part(lower.cells[at]) for at in told):
        return False
    if len(told) == 1:
        merge = sheet.merge_at.get((upper.line, told[0]))
        return bool(merge and merge.right > merge.left)
    return True


def _is_heading_part(cell: str) -> bool:
    text = cell.strip()
    return len(text) <= LONGEST_PART and not re.search(r"[0-9０-９○〇◯●×。]|https?:", text)


def _stands_over(sheet: Sheet, upper: SheetRow, lower: SheetRow) -> bool:
    """Whether a row above a header has headings over several of its columns; a title stands over all, or alone."""
    told = [at for at, cell in enumerate(upper.cells) if cell.strip()]
    if upper.line != lower.line - 1 or len(told) < 2:
        return False
    texts = [upper.cells[at] for at in told]
    if not all(map(_is_heading_part, texts)) or any(_TITLE.search(text) for text in texts):
        return False
    merges = [sheet.merge_at.get((upper.line, at)) for at in told]
    wide = any(merge and merge.right > merge.left for merge in merges)
    filled = sum(bool(cell.strip()) for cell in lower.cells)
    return wide or (not sheet.merges and len(told) < filled)


def _heading_cells(sheet: Sheet, upper: SheetRow, lower: SheetRow | None) -> list[HeadingCell]:
    over = _spread(sheet, upper, lower)
    if lower is None:
        return [HeadingCell(text) for text in over]
    cells = []
    for at in range(max(len(over), len(lower.cells))):
        own, parent = lower.cell(at).strip(), over[at] if at < len(over) else ""
        cells.append(HeadingCell(own, parent) if own else HeadingCell(parent))
    return cells


def _spread(sheet: Sheet, upper: SheetRow, lower: SheetRow | None) -> list[str]:
    """The texts of a row of headings, each over all columns that it is meant for."""
    spread, last = [], ""
    for at, cell in enumerate(upper.cells):
        text, merge = cell.strip(), sheet.merge_at.get((upper.line, at))
        if not text and merge and merge.top == upper.line:
            text = spread[merge.left] if merge.left < len(spread) else ""
        elif not text and lower is not None and not sheet.merges and lower.cell(at).strip():
            text = last
        spread.append(text)
        last = text or last
    return spread


def _blocks(cells: Sequence[HeadingCell], told: Mapping[str, str]) -> Iterator[tuple[int, tuple[HeadingCell, ...]]]:
    """A header once, or in as many pieces as the same headings stand in it side by side."""
    texts = [squeezed(cell.text) for cell in cells]
    first = next((at for at, text in enumerate(texts) if text), 0)
    width, times = _repeats(texts, first, told)
    starts = [first + width * number for number in range(times)] if times > 1 else [0]
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(cells)
        yield start, tuple(cells[start:end])


def _repeats(texts: Sequence[str], first: int, told: Mapping[str, str]) -> tuple[int, int]:
    """After how many columns the same headings begin anew, and how often they stand there; (0, 1) where they do not."""
    rest = list(texts[first:])
    for width in range(2, len(rest)):
        one = _trimmed(rest[:width])
        times = next((n for n in range(1, len(rest)) if _trimmed(rest[n * width : (n + 1) * width]) != one), len(rest))
        if times > 1 and len(one) > 1 and any(_is_name(text, told) for text in one):
            return width, times
    return 0, 1


def _trimmed(texts: Sequence[str]) -> list[str]:
    """Without the empty columns at the end, which stand between two blocks."""
    kept = list(texts)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _is_name(text: str, told: Mapping[str, str]) -> bool:
    return told.get(text) == "name" or any(m.name == "name" for m in meanings(text))
