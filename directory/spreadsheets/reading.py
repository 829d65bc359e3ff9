"""A file as rows of text: CSV in UTF-8, UTF-8 with BOM or CP932, and Excel. Pure."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from directory.spreadsheets.findings import Unreadable

LARGEST_FILE = 30_000_000
"""Bytes; 100,000 rows of a municipal list are about 20 MB."""
LARGEST_UNPACKED = 200_000_000
"""Bytes of an Excel file's content: a bomb is refused before it is opened."""
_ENCODINGS = ("utf-8-sig", "cp932")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff]")


@dataclass(frozen=True)
class SheetRow:
    """Cells of one row and the line of the file on which it begins (an Excel row's number)."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


def read_table(path: Path) -> list[SheetRow]:
    """Every row of a file, the header among them. Raises Unreadable with a sentence that says what to do."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(
            f"ファイル「{path}」を開けません（{error.strerror}）。名前と場所をたしかめてください。"
        ) from error
    if not data.strip():
        raise Unreadable(f"ファイル「{path.name}」は空です。")
    if len(data) > LARGEST_FILE:
        raise Unreadable(f"ファイル「{path.name}」が大きすぎます（30MBまで）。いくつかに分けてください。")
    rows = list(_excel(data, path.name) if path.suffix.lower() == ".xlsx" else _csv(_text(data, path.name), path.name))
    if all(row.is_empty for row in rows):
        raise Unreadable(f"ファイル「{path.name}」には、何も書かれていません。")
    return rows


def without_invisible(text: str) -> str:
    """The text without control characters and zero-width marks, which databases and readers stumble over."""
    return _INVISIBLE.sub("", text)


def _text(data: bytes, name: str) -> str:
    if data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8")):
        raise Unreadable(f"ファイル「{name}」はCSVではありません。CSVか、Excelの .xlsx で保存しなおしてください。")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        f"ファイル「{name}」の文字が読めません。文字コードをUTF-8かShift_JISにして保存しなおしてください。"
    )


def _csv(text: str, name: str) -> Iterator[SheetRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    line = 1
    try:
        for cells in reader:
            yield SheetRow(line, tuple(cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            f'ファイル「{name}」の{line}行目から先が読めません。長すぎるセル（13万字より長い）か、閉じていない「"」がないか、'
            "見てください。"
        ) from error


def _delimiter(text: str) -> str:
    head = text[:2000].split("\n")[0]
    return max(",\t;", key=head.count)


def _excel(data: bytes, name: str) -> Iterator[SheetRow]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_UNPACKED:
                raise Unreadable(f"Excelのファイル「{name}」が大きすぎます。いくつかに分けてください。")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise Unreadable(
            f"Excelのファイル「{name}」がこわれています。Excelで開いて、保存しなおしてください。"
        ) from error
    for line, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
        yield SheetRow(line, tuple(map(_cell, cells)))


def _cell(value: object) -> str:
    """An Excel value as it would stand in a CSV: whole numbers without a point, dates and times as ISO writes them."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime():
            return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(" ", "minutes")
        case dt.time():
            return value.strftime("%H:%M")
    return str(value)
