"""Workbooks give their sheets with what is merged; what is hidden is said and not read."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from directory.spreadsheets.findings import Unreadable
from directory.spreadsheets.sheets import Merge
from directory.spreadsheets.workbooks import cell_text, read_by_calamine, read_xlsx


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_every_sheet_is_read_with_its_merged_cells():
    book = openpyxl.Workbook()
    book.active.title = "北部"
    book.active.append(["名称", "会場", None])
    book.active.append(["さくら", "平尾会館", "2階"])
    book.active.merge_cells("B1:C1")
    book.create_sheet("南部").append(["名称"])
    north, south = read_xlsx(saved(book), "a.xlsx")
    assert (north.name, north.merges, south.name) == ("北部", (Merge(1, 1, 1, 2),), "南部")
    assert [row.cells for row in north.rows] == [("名称", "会場", ""), ("さくら", "平尾会館", "2階")]
    assert north.merge_at[1, 2] == Merge(1, 1, 1, 2)


def test_what_is_hidden_is_not_read_and_said_to_be_there():
    book = openpyxl.Workbook()
    for row in (
        ["名称", "自宅電話", "住所"],
        ["さくら", "042-000-1111", "平尾1"],
        ["やめた会", "", "平尾2"],
        ["つばき", "", ""],
    ):
        book.active.append(row)
    book.active.column_dimensions["B"].hidden = True
    book.active.row_dimensions[3].hidden = True
    book.create_sheet("控え").append(["秘密"])
    book["控え"].sheet_state = "hidden"
    sheet, spare = read_xlsx(saved(book), "a.xlsx")
    assert sheet.text() == ["名称", "住所", "さくら", "平尾1", "つばき"]
    assert [note.split("（")[1].split("）")[0] for note in sheet.notes] == ["3", "B"]
    assert (sheet.hidden, spare.hidden) == (False, True)


def test_a_sheet_that_is_wide_because_of_one_stray_cell_is_refused():
    book = openpyxl.Workbook()
    book.active["A1"] = "名称"
    book.active.cell(1_000_000, 100, "x")
    with pytest.raises(Unreadable, match="使っていない行と列を消して"):
        read_xlsx(saved(book), "a.xlsx")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.time(0, 0), "00:00"),
        (dt.time(9, 30), "09:30"),
        (dt.timedelta(days=1), "24:00"),
        (dt.timedelta(hours=26), "26:00"),
        (dt.datetime(1900, 1, 1, 0, 0), "24:00"),
        (dt.datetime(2026, 4, 1), "2026-04-01"),
        (dt.datetime(2026, 4, 1, 9, 30), "2026-04-01 09:30"),
        (2060802.0, "2060802"),
        (0.5, "0.5"),
        (None, ""),
    ],
)
def test_a_value_reads_as_a_csv_would_have_it(value, text):
    assert cell_text(value) == text


ODS = """<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 office:version="1.3"><office:body><office:spreadsheet><table:table table:name="北部">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def ods(rows):
    def cell(text):
        return (
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
            if text
            else "<table:table-cell/>"
        )

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        wide = '<table:table-cell table:number-columns-spanned="2" '
        parts.writestr("content.xml", ODS.format(rows=lines.replace("<table:table-cell ", wide, 1)))
        parts.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()


def test_an_opendocument_file_is_read_with_its_merged_cells():
    [sheet] = read_by_calamine(ods([["一覧", ""], ["名称", "住所"], ["さくら", "平尾1"]]), "a.ods")
    assert (sheet.name, sheet.merges) == ("北部", (Merge(1, 0, 1, 1),))
    assert [row.cells for row in sheet.rows][1:] == [("名称", "住所"), ("さくら", "平尾1")]
    assert [row.line for row in sheet.rows] == [1, 2, 3]


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook"])
def test_a_broken_or_older_file_says_how_to_save_it(data):
    with pytest.raises(Unreadable, match=r"\.xlsx|保存しなおして"):
        read_by_calamine(data, "a.xls")
