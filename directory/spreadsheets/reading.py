"""A file as sheets of rows of text: CSV, TSV, Excel, OpenDocument and GeoJSON; what is no table is refused by its name. Pure."""

import io
import zipfile
from pathlib import Path

from directory.spreadsheets.delimited import decoded, read_delimited
from directory.spreadsheets.findings import Unreadable
from directory.spreadsheets.geojson import read_geojson
from directory.spreadsheets.sheets import Sheet, SheetRow
from directory.spreadsheets.workbooks import read_by_calamine, read_xlsx

LARGEST_FILE = 30_000_000
"""Bytes; 100,000 rows of a municipal list are about 20 MB."""
FORMATS = "CSV、TSV、Excel（.xlsx）、OpenDocument（.ods）、GeoJSON"
_EXCEL = (".xlsx", ".xlsm", ".xltx")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NO_TABLES = {
    b"%PDF": "PDF",
    b"{\\rtf": "文書（リッチテキスト）",
    b"\x89PNG": "画像",
    b"\xff\xd8\xff": "画像",
    b"GIF8": "画像",
}
_NO_TABLES_BY_SUFFIX = {
    ".pdf": "PDF",
    ".doc": "Wordの文書",
    ".docx": "Wordの文書",
    ".odt": "Writerの文書",
    ".jtd": "一太郎の文書",
    ".ppt": "PowerPointのスライド",
    ".pptx": "PowerPointのスライド",
}


def read_sheets(path: Path) -> list[Sheet]:
    """Every sheet of a file that says something. Raises Unreadable with a sentence that says what to do."""
    data = _bytes(path)
    _refuse_what_is_no_table(path, data)
    sheets = [sheet for sheet in _sheets(path, data) if not sheet.is_empty or sheet.notes]
    if not sheets:
        raise Unreadable(f"ファイル「{path.name}」には、何も書かれていません。")
    return sheets


def read_table(path: Path) -> list[SheetRow]:
    """Every row of the first sheet that says something, the header among them. Raises Unreadable."""
    return list(read_sheets(path)[0].rows)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_FILE else b""
    except OSError as error:
        raise Unreadable(
            f"ファイル「{path}」を開けません（{error.strerror}）。名前と場所をたしかめてください。"
        ) from error
    if size > LARGEST_FILE:
        raise Unreadable(f"ファイル「{path.name}」が大きすぎます（30MBまで）。いくつかに分けてください。")
    if not data.strip():
        raise Unreadable(f"ファイル「{path.name}」は空です。")
    return data


def _refuse_what_is_no_table(path: Path, data: bytes) -> None:
    by_content = next((word for start, word in _NO_TABLES.items() if data.startswith(start)), None)
    if word := by_content or _NO_TABLES_BY_SUFFIX.get(path.suffix.lower()):
        raise Unreadable(
            f"ファイル「{path.name}」は{word}です。表になっていないものは、場所として読めません。"
            f"もとの表を{FORMATS}のどれかで保存して、もう一度してください。"
        )


def _sheets(path: Path, data: bytes) -> list[Sheet]:
    name, suffix = path.name, path.suffix.lower()
    if suffix in _EXCEL:
        return _workbook(data, name)
    if suffix in (".ods", ".xls"):
        return _workbook(data, name) if data.startswith((_ZIP, _OLE)) else _no_workbook(data, name)
    if data.startswith((_ZIP, _OLE)):
        raise Unreadable(
            f"ファイル「{name}」は、名前の終わりと中身が合いません。Excelのファイルなら名前の終わりを .xlsx にするか、CSVで保存しなおしてください。"
        )
    text = decoded(data, name)
    if suffix in (".geojson", ".json") or text.lstrip("\ufeff \r\n\t").startswith(("{", "[")):
        return [read_geojson(text.lstrip("\ufeff"), name)]
    _refuse_markup(text, name)
    return [Sheet(list(read_delimited(text, name)))]


def _workbook(data: bytes, name: str) -> list[Sheet]:
    """A workbook by what it holds: people rename files."""
    if data.startswith(_OLE):
        return read_by_calamine(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = set(parts.namelist())
    except zipfile.BadZipFile:
        names = set()
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise Unreadable(
            f"ファイル「{name}」は文書かスライドで、表ではありません。表をExcelに写して、.xlsx で保存してください。"
        )
    return read_by_calamine(data, name) if "content.xml" in names else read_xlsx(data, name)


def _no_workbook(data: bytes, name: str) -> list[Sheet]:
    """Systems give out tables of other kinds under the name .xls."""
    text = decoded(data, name)
    _refuse_markup(text, name)
    return [Sheet(list(read_delimited(text, name)))]


def _refuse_markup(text: str, name: str) -> None:
    if text.lstrip("\ufeff \r\n\t")[:200].lower().startswith(("<html", "<!doctype", "<?xml", "<table", "<meta")):
        raise Unreadable(
            f"ファイル「{name}」の中身は、ホームページ（HTML）かXMLです。"
            "Excelで開いて、「名前を付けて保存」で「Excelブック（.xlsx）」にして、もう一度してください。"
        )
