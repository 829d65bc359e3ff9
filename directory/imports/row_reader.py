"""Access to the cells of one row by the names of their fields; place, contacts and listing are read with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from directory.gazetteer.geocoders import Geocoding
from directory.geo.areas import Municipality
from directory.imports.headers import Header
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Finding, Severity, Wrong
from directory.spreadsheets.reading import SheetRow

T = TypeVar("T")


@dataclass(frozen=True)
class ListContext:
    """What is the same for every row of a list. `also` are facts that each of its listings gets."""

    header: Header
    municipality: Municipality
    kind: str
    geocoding: Geocoding
    also: Mapping[str, object]


@dataclass
class RowReader:
    """One row of a list: access to its cells by the names of their fields, and the place where what was read is collected."""

    context: ListContext
    row: SheetRow
    facts: dict[str, Any] = field(default_factory=dict)
    """What the row says of its listing, by the keys that `row_maker` knows."""
    findings: list[Finding] = field(default_factory=list)
    """What was wrong, mended or noticed in it."""
    description_lines: list[str] = field(default_factory=list)
    """Text that has no field of its own; it goes into the description."""

    def cell(self, name: str) -> str:
        """The text of a field, "" where the row says nothing; several columns of one field are joined by a line break."""
        texts = [self.cell_at(column) for column in self.context.header.fields.get(name, ())]
        return "\n".join(text for text in texts if not cells.is_nothing(text))

    def cell_at(self, column: int) -> str:
        """The text of a column (0 is the first), "" beyond the end of a short row."""
        return cells.plain(self.row.cells[column]) if column < len(self.row.cells) else ""

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
