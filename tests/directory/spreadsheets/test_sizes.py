"""A workbook that names more cells than anybody fills is refused, quickly and by a sentence."""

import io
import time
import zipfile

import openpyxl
import pytest

from directory.spreadsheets.findings import Unreadable
from directory.spreadsheets.workbooks import read_by_calamine, read_xlsx

WHOLE = b"A1:XFD1048576"
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="a">{}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
CELL = '<table:table-cell office:value-type="string"{}><text:p>会</text:p></table:table-cell>'


def xlsx(cell="A1", **added):
    """A workbook with one cell, and what is added to its sheet after the data."""
    book = openpyxl.Workbook()
    book.active[cell] = "会"
    out, changed = io.BytesIO(), io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as parts, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in parts.namelist():
            part = parts.read(name)
            for text in added.values():
                part = part.replace(b"</sheetData>", b"</sheetData>" + text) if "sheet1" in name else part
            copy.writestr(name, part)
    return changed.getvalue()


def ods(body):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", ODS.format(body))
        manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        parts.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", bytes(201_000_000))
    return out.getvalue()


REPEATED = ' table:number-columns-repeated="{}"'
HOSTILE = {
    "a far cell": (read_xlsx, lambda: xlsx("XFD1048576")),
    "a merge": (read_xlsx, lambda: xlsx(a=b'<mergeCells><mergeCell ref="' + WHOLE + b'"/></mergeCells>')),
    "a link": (read_xlsx, lambda: xlsx(a=b'<hyperlinks><hyperlink ref="' + WHOLE + b'" location="x"/></hyperlinks>')),
    "no range": (read_xlsx, lambda: xlsx(a=b'<mergeCells><mergeCell ref="A0:!!"/></mergeCells>')),
    "a bomb": (read_xlsx, bomb),
    "repeated cells": (
        read_by_calamine,
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576">'
            + CELL.format(REPEATED.format(16384))
            + "</table:table-row>"
        ),
    ),
    "no number": (
        read_by_calamine,
        lambda: ods("<table:table-row>" + CELL.format(REPEATED.format("9" * 40)) + "</table:table-row>"),
    ),
    "a wide span": (
        read_by_calamine,
        lambda: ods("<table:table-row>" + CELL.format(' table:number-rows-spanned="999999999"') + "</table:table-row>"),
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_more_cells_than_anybody_fills_are_refused_at_once(kind):
    read, make = HOSTILE[kind]
    data, began = make(), time.process_time()
    with pytest.raises(Unreadable, match=r"保存しなおして|分けて"):
        read(data, "a.xlsx")
    assert time.process_time() - began < 5


def test_empty_rows_at_the_end_are_no_cells():
    rest = f'<table:table-row table:number-rows-repeated="1048570"><table:table-cell{REPEATED.format(16384)}/></table:table-row>'
    (sheet,) = read_by_calamine(ods(f"<table:table-row>{CELL.format('')}</table:table-row>{rest}"), "a.ods")
    assert sheet.text() == ["会"]
