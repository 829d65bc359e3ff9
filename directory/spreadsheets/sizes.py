"""How many cells a workbook makes of what it says, read before any library opens it. Pure.

A few bytes can name billions of cells: a merge of A1:XFD1048576, a link over all of them, a row that is repeated a million
times. The libraries make every one of them, or die.
"""

import io
import zipfile
from collections.abc import Callable
from xml.parsers import expat

from openpyxl.utils.cell import range_boundaries

MOST_CELLS = 5_000_000
"""Cells of a sheet from its first to its last row and column, the empty ones between them too."""
MOST_SPREAD = 2_000_000
"""Cells of a sheet that lie under merges and links of several cells, each of which a library or we make one by one."""
_SPREAD = ("mergeCell", "hyperlink")
"""Elements of an Excel sheet whose `ref` openpyxl spreads over all cells of the range."""
_BLOCK = 1 << 20


class TooManyCells(ValueError):
    """A sheet has more than MOST_CELLS."""


def check_excel(data: bytes) -> None:
    """Raises TooManyCells where ranges of an .xlsx file cover too many cells, and BadZipFile, ExpatError or ValueError."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            if "/worksheets/" in f"/{name}" and name.endswith(".xml"):
                _parse(parts, name, _Ranges().start)


class _Ranges:
    """Adds up the cells of the ranges of one sheet."""

    def __init__(self) -> None:
        self.cells = 0

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if element.rpartition(":")[2] not in _SPREAD:
            return
        left, top, right, bottom = range_boundaries(attributes.get("ref", ""))
        self.cells += ((right or 16_384) - (left or 1) + 1) * ((bottom or 1_048_576) - (top or 1) + 1)
        if self.cells > MOST_SPREAD:
            raise TooManyCells


def check_opendocument(data: bytes) -> None:
    """The same for an .ods file, whose rows and cells may be repeated."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        _parse(parts, "content.xml", _Area().start)


class _Area:
    """Measures the used part of each table of an OpenDocument file: empty rows and columns at the ends do not count."""

    def __init__(self) -> None:
        self.rows = self.width = self.row = self.column = self.spread = 0

    def start(self, element: str, attributes: dict[str, str]) -> None:
        name = element.rpartition(":")[2]
        if name == "table":
            self.rows = self.width = self.row = 0
        elif name == "table-row":
            self.column = 0
            self.row += _times(attributes, "rows-repeated")
        elif name in ("table-cell", "covered-table-cell"):
            self.column += _times(attributes, "columns-repeated")
            self.spread += _times(attributes, "rows-spanned") * _times(attributes, "columns-spanned") - 1
            if self.spread > MOST_SPREAD:
                raise TooManyCells
            if any(key.rpartition(":")[2] in ("value-type", "formula") for key in attributes):
                self._use()
        elif name == "p":
            self._use()

    def _use(self) -> None:
        self.rows, self.width = self.row, max(self.width, self.column)
        if self.rows * self.width > MOST_CELLS:
            raise TooManyCells


def _times(attributes: dict[str, str], what: str) -> int:
    said = next((value for key, value in attributes.items() if key.endswith(f"number-{what}")), "1")
    if not said.isascii() or not said.isdecimal() or len(said) > 9:
        raise TooManyCells
    return int(said)


def _parse(parts: zipfile.ZipFile, name: str, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with parts.open(name) as part:
        while block := part.read(_BLOCK):
            parser.Parse(block)
        parser.Parse(b"", True)
