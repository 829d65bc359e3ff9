"""Access to the cells of one entry by the names of their fields; place, hours, contacts and listing are read with it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from directory.gazetteer.geocoders import Geocoding
from directory.geo.areas import Municipality
from directory.imports.tables.entries import Entry
from directory.imports.tables.headers import SEVERAL, Header
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Finding, Severity, Wrong
from directory.spreadsheets.sheets import SheetRow

T = TypeVar("T")


@dataclass(frozen=True)
class ListContext:
    """What is the same for every entry of a table.

    also   facts that each of its listings gets
    """

    header: Header
    municipality: Municipality
    kind: str
    geocoding: Geocoding
    also: Mapping[str, object]
    is_of_several: bool = False
    """Whether the list holds several municipalities, so that an address elsewhere is no slip."""


@dataclass
class RowReader:
    """One entry of a list: access to its cells by the names of their fields, and the place where what was read is collected."""

    context: ListContext
    row: Entry
    facts: dict[str, Any] = field(default_factory=dict)
    """What the row says of its listing, by the keys that `row_maker` knows."""
    findings: list[Finding] = field(default_factory=list)
    """What was wrong, mended or noticed in it."""
    description_lines: list[str] = field(default_factory=list)
    """Text that has no field of its own; it goes into the description."""

    kept: Counter[str] = field(default_factory=Counter)
    """Cells by their heading that are kept in the description; `private` those for supporters only."""
    private: Counter[str] = field(default_factory=Counter)
    numbers: Counter[str] = field(default_factory=Counter)
    """Cells with running numbers, by their heading; they say nothing of a place and change with every list."""
    nothing: int = 0
    """Cells of known fields that say 「なし」 or the like."""

    @property
    def address(self) -> str:
        """The address, put together where a list has it in parts."""
        if address := self.cell("address"):
            return address
        parts = [self.cell(name) for name in ("prefecture", "city", "town", "street")]
        return "".join(parts) if parts[2] or parts[3] else ""

    @property
    def width(self) -> int:
        """How many columns the entry has."""
        return max(len(row.cells) for row in self.row.rows)

    def cell(self, name: str) -> str:
        """The text of a field, "" where the row says nothing.

        Of several columns the first that says something counts; of the fields in SEVERAL all, joined by a line break.
        """
        return self._cell(name, self.raw)

    def _cell(self, name: str, raw: Callable[[int], str]) -> str:
        texts = [text for at in self.context.header.fields.get(name, ()) if not cells.is_nothing(text := raw(at))]
        return "\n".join(texts) if name in SEVERAL else texts[0] if texts else ""

    def raw(self, column: int) -> str:
        """The text of a column (0 is the first), "" beyond the end of a short row."""
        return cells.plain(self.row.cell(column))

    def of_one_row(self, row: SheetRow) -> tuple[Callable[[str], str], Callable[[int], str]]:
        """`cell` and `raw` for one of the rows of an entry."""

        def raw(column: int) -> str:
            return cells.plain(row.cell(column))

        return partial(self._cell, raw=raw), raw

    def report(self, severity: Severity, name: str, value: str, reason: str) -> None:
        """Add a finding about a field, or about a heading."""
        heading = self.context.header.heading_of(name)
        self.findings.append(Finding(severity, reason, self.row.line, heading, value))

    def read_or_report(self, name: str, read: Callable[[str], T], otherwise: T) -> T:
        """The value of a field's cell; where `read` raises Wrong that is reported, and the value is `otherwise`."""
        try:
            return read(self.cell(name))
        except Wrong as wrong:
            self.report(Severity.WRONG, name, self.cell(name), str(wrong))
            return otherwise
