"""The cells of one row by the names of their fields, and what is reported of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from directory.gazetteer.geocoders import Geocoding
from directory.geo.areas import Municipality
from directory.imports.headers import Header
from directory.spreadsheets import cells
from directory.spreadsheets.findings import Finding, Weight, Wrong
from directory.spreadsheets.reading import SheetRow


@dataclass(frozen=True)
class ListContext:
    """What is the same for every row of a list. `also` are facts of each of its listings."""

    header: Header
    municipality: Municipality
    kind: str
    geocoding: Geocoding
    also: Mapping[str, object]


@dataclass
class RowReader:
    """Reads one row. `facts` are filled step by step; `findings` say what was wrong, mended or noticed."""

    of: ListContext
    row: SheetRow

    def __post_init__(self):
        self.facts: dict = {}
        self.findings: list[Finding] = []
        self.lines: list[str] = []

    def cell(self, name: str) -> str:
        """The text of a field; several columns are joined by a line break."""
        texts = [self.at(place) for place in self.of.header.fields.get(name, ())]
        return "\n".join(text for text in texts if not cells.is_nothing(text))

    def at(self, place: int) -> str:
        return cells.plain(self.row.cells[place]) if place < len(self.row.cells) else ""

    def say(self, weight: Weight, name: str, value: str, reason: str) -> None:
        """Report something of a field (or of a heading)."""
        self.findings.append(Finding(weight, reason, self.row.line, self.of.header.heading_of(name), value))

    def tried(self, name: str, mend: Callable[[str], object], otherwise: object = None) -> object:
        """The value of a field's cell; a wrong one is reported and gives `otherwise`."""
        try:
            return mend(self.cell(name))
        except Wrong as wrong:
            self.say(Weight.WRONG, name, self.cell(name), str(wrong))
            return otherwise
