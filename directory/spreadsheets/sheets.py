"""The rows of a file as every format gives them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from directory.japanese.visible_text import without_unseen


@dataclass(frozen=True)
class SheetRow:
    """Cells of one row and the line of the file on which it begins (an Excel row's number, a feature's number)."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip() for cell in self.cells)

    def cell(self, column: int) -> str:
        """The text of a column (0 is the first), "" beyond the end of the row."""
        return self.cells[column] if column < len(self.cells) else ""


class Merge(NamedTuple):
    """Cells that are one: from a line and a column to a line and a column, both inclusive. Lines count from 1, columns from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; of other files the only one, without a name.

    merges  cells that are one; their text stands in the first of them
    notes   what the format has and a table has not, in sentences for the report
    hidden  whether a person who opens the workbook does not see it
    """

    rows: Sequence[SheetRow]
    name: str = ""
    merges: tuple[Merge, ...] = ()
    notes: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def is_empty(self) -> bool:
        return all(row.is_empty for row in self.rows)

    @cached_property
    def merge_at(self) -> dict[tuple[int, int], Merge]:
        """The merge that covers a line and a column."""
        return {
            (line, column): merge
            for merge in self.merges
            for line in range(merge.top, merge.bottom + 1)
            for column in range(merge.left, merge.right + 1)
        }

    def text(self) -> list[str]:
        """Every text of the sheet, cell by cell."""
        return [cell.strip() for row in self.rows for cell in row.cells if cell.strip()]


def without_invisible(text: str) -> str:
    """The text without control characters and zero-width marks, which databases and readers stumble over."""
    return without_unseen(text, lines=True)
