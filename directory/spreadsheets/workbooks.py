"""Workbooks as sheets of rows: Excel by openpyxl, which knows merged and hidden cells; OpenDocument and the older Excel by calamine. Pure.

What nobody sees on opening a workbook (hidden rows, columns and sheets) is not read, and said to be there: lists are sent on with
telephone numbers hidden in them.
"""

import datetime as dt
import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

import openpyxl
import python_calamine
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from directory.spreadsheets.findings import Unreadable
from directory.spreadsheets.sheets import Merge, Sheet, SheetRow
from directory.spreadsheets.sizes import MOST_CELLS, MOST_SPREAD, TooManyCells, check_excel, check_opendocument

LARGEST_UNPACKED = 200_000_000
"""Bytes of a workbook's content: a bomb is refused before it is opened."""
_MIDNIGHT_OF_EXCEL = dt.datetime(1899, 12, 31)  # noqa: DTZ001 a workbook knows no time zones
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def read_xlsx(data: bytes, name: str) -> list[Sheet]:
    """The sheets of an Excel file. Raises Unreadable."""
    _check_size(data, name)
    _check_cells(data, name, check_excel)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # headers and footers of pages, rules for input: nothing that a list tells
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError, IndexError, ElementTree.ParseError) as error:
        raise _broken(name) from error
    return [_excel_sheet(sheet, name) for sheet in book.worksheets]


def read_by_calamine(data: bytes, name: str) -> list[Sheet]:
    """The sheets of an OpenDocument file (.ods) or of an Excel file before 2007 (.xls). Raises Unreadable."""
    is_ods = data.startswith(b"PK")
    if is_ods:
        _check_size(data, name)
        _check_cells(data, name, check_opendocument)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        merges = dict(_ods_merges(data)) if is_ods else {}
        hidden = [
            meta.visible != python_calamine.SheetVisibleEnum.Visible
            for meta in book.sheets_metadata
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        names = [m.name for m in book.sheets_metadata if m.typ == python_calamine.SheetTypeEnum.WorkSheet]
        sheets = [(book.get_sheet_by_name(name), is_hidden) for name, is_hidden in zip(names, hidden, strict=True)]
        return [_calamine_sheet(sheet, merges.get(sheet.name), is_hidden) for sheet, is_hidden in sheets]
    except python_calamine.PasswordError as error:
        raise Unreadable(
            f"Excelのファイル「{name}」にはパスワードがついています。パスワードをはずして、保存しなおしてください。"
        ) from error
    except (python_calamine.CalamineError, zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError) as error:
        raise Unreadable(
            f"ファイル「{name}」を開けません。Excelで開いて、「名前を付けて保存」で「Excelブック（.xlsx）」にして、もう一度してください。"
        ) from error


def _check_size(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile as error:
        raise _broken(name) from error
    if unpacked > LARGEST_UNPACKED:
        raise Unreadable(f"Excelのファイル「{name}」が大きすぎます。いくつかに分けてください。")


def _check_cells(data: bytes, name: str, check: Callable[[bytes], None]) -> None:
    try:
        check(data)
    except TooManyCells as error:
        raise _too_wide(name) from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        ExpatError,
    ) as error:
        raise _broken(name) from error


def _too_wide(name: str) -> Unreadable:
    return Unreadable(
        f"ファイル「{name}」の表が広すぎます。使っていない行と列、広すぎる結合やリンクを消して、保存しなおしてください。"
    )


def _broken(name: str) -> Unreadable:
    return Unreadable(f"Excelのファイル「{name}」がこわれています。Excelで開いて、保存しなおしてください。")


def _excel_sheet(sheet: Worksheet, name: str) -> Sheet:
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        raise Unreadable(
            f"Excelのファイル「{name}」のシート「{sheet.title}」が広すぎます（{sheet.max_row:,}行・{sheet.max_column:,}列）。"
            "使っていない行と列を消して、保存しなおしてください。"
        )
    lines = {line for line, dimension in sheet.row_dimensions.items() if dimension.hidden}
    columns = set(_hidden_columns(sheet))
    rows = [
        SheetRow(
            line, tuple("" if line in lines or at in columns else cell_text(value) for at, value in enumerate(values))
        )
        for line, values in enumerate(sheet.iter_rows(values_only=True), 1)
    ]
    last_row, last_column = sheet.max_row, sheet.max_column
    merges = tuple(
        Merge(m.min_row, m.min_col - 1, min(m.max_row, last_row), min(m.max_col, last_column) - 1)
        for m in sheet.merged_cells.ranges
    )
    notes = tuple(_notes_on_hidden(sheet, lines, columns))
    return Sheet(rows, sheet.title, merges, notes, hidden=sheet.sheet_state != "visible")


def _hidden_columns(sheet: Worksheet) -> Iterator[int]:
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden:
            first, last = dimension.min or 0, min(dimension.max or 0, sheet.max_column)
            yield from range(first - 1, last)


def _notes_on_hidden(sheet: Worksheet, lines: set[int], columns: set[int]) -> Iterator[str]:
    told = [line for line in sorted(lines) if line <= sheet.max_row and any(cell.value for cell in sheet[line])]
    letters = [get_column_letter(at + 1) for at in sorted(columns)]
    letters = [letter for letter in letters if any(cell.value for cell in sheet[letter])]
    for word, places in (("行", [str(line) for line in told]), ("列", letters)):
        if places:
            some = "、".join(places[:20]) + ("など" if len(places) > 20 else "")
            yield (
                f"見えなくしてある{word}（{some}）は、読みませんでした。入れたいときは、表に出してから保存してください。"
            )


def _calamine_sheet(sheet: python_calamine.CalamineSheet, merges: Iterable[Merge] | None, hidden: bool) -> Sheet:
    if merges is None:
        merges = [
            Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        ]
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise _too_wide(sheet.name)
    merges = tuple(merges)
    if sum((merge.bottom - merge.top + 1) * (merge.right - merge.left + 1) for merge in merges) > MOST_SPREAD:
        raise _too_wide(sheet.name)
    rows = [
        SheetRow(line, tuple(map(cell_text, values)))
        for line, values in enumerate(sheet.to_python(skip_empty_area=False), 1)
    ]
    return Sheet(rows, sheet.name, merges, hidden=hidden)


def _ods_merges(data: bytes) -> Iterator[tuple[str, list[Merge]]]:
    """The merged cells of each sheet of an OpenDocument file, which calamine does not give."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        content = ElementTree.fromstring(parts.read("content.xml"))  # noqa: S314 expat 2.4.1 and newer stop entity bombs
    for table in content.iter(f"{_TABLE}table"):
        merges, line = [], 1
        for row in table.iter(f"{_TABLE}table-row"):
            column = 0
            for cell in row:
                tall = int(cell.get(f"{_TABLE}number-rows-spanned", 1))
                wide = int(cell.get(f"{_TABLE}number-columns-spanned", 1))
                if tall > 1 or wide > 1:
                    merges.append(Merge(line, column, line + tall - 1, column + wide - 1))
                column += int(cell.get(f"{_TABLE}number-columns-repeated", 1))
            line += int(row.get(f"{_TABLE}number-rows-repeated", 1))
        yield table.get(f"{_TABLE}name", ""), merges


def cell_text(value: object) -> str:
    """A value of a workbook as it would stand in a CSV: whole numbers without a point, dates and times as ISO writes them.

    >>> cell_text(12025.0), cell_text(dt.time(9, 30)), cell_text(dt.timedelta(days=1))
    ('12025', '09:30', '24:00')
    """
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() if value.year < 1901:
            return _clock(value - _MIDNIGHT_OF_EXCEL)
        case dt.datetime():
            return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(" ", "minutes")
        case dt.time():
            return value.strftime("%H:%M")
        case dt.timedelta():
            return _clock(value)
    return str(value)


def _clock(since_midnight: dt.timedelta) -> str:
    minutes = round(since_midnight.total_seconds() / 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"
