"""Files in every form in which cities publish them become the same rows."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from directory.spreadsheets.findings import Unreadable
from directory.spreadsheets.reading import read_table

TEXT = '名称,住所\r\n"サロン\r\nさくら",平尾1\r\n寿会,大丸2\r\n'


def stored(folder, data, name="list.csv"):
    path = folder / name
    path.write_bytes(data)
    return path


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_every_encoding_gives_the_same_rows(tmp_path, encoding):
    rows = read_table(stored(tmp_path, TEXT.encode(encoding)))
    assert rows[0].cells[0].lstrip("\ufeff") == "名称"
    assert [(row.line, row.cells) for row in rows[1:]] == [(2, ("サロン\r\nさくら", "平尾1")), (4, ("寿会", "大丸2"))]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_every_delimiter_is_read(tmp_path, delimiter):
    text = TEXT.replace(",", delimiter).encode()
    assert read_table(stored(tmp_path, text))[2].cells == ("寿会", "大丸2")


def test_excel_cells_read_as_a_csv_would_have_them(tmp_path):
    values = ["さくら", 12025, 2.5, True, dt.datetime(2026, 4, 1), None, dt.time(9, 30)]
    path = stored(tmp_path, workbook(["題"], values), "list.xlsx")
    row = read_table(path)[1]
    assert (row.line, row.cells) == (2, ("さくら", "12025", "2.5", "1", "2026-04-01", "", "09:30"))


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"0" * 200_000_001)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("list.csv", b"", "空です"),
        ("list.csv", b",,\n,\n", "何も書かれていません"),
        ("list.csv", b"\x81\xff\xff\x00 \x80", "文字が読めません"),
        ("list.csv", b"%PDF-1.7 \x80", "はPDFです。"),
        ("list.csv", workbook(["名称"]), "名前の終わりと中身が合いません"),
        ("list.csv", ("名称,住所\n" + "あ" * 10_000_000 + ",1\n").encode(), "2行目から先が読めません|大きすぎます"),
        ("list.csv", ("名称,住所\n" + "a" * 10_000_000 + ",1\n").encode(), "2行目から先が読めません"),
        ("list.csv", b"a" * 30_000_001, "30MBまで"),
        ("list.xlsx", b"PK\x03\x04 broken", "こわれています"),
        ("list.xlsx", "名称,住所".encode(), "こわれています"),
        ("list.pdf", b"%PDF-1.7", "はPDFです。"),
        ("list.csv", b"{\\rtf1", "文書"),
        ("list.docx", b"PK\x03\x04", "Wordの文書で"),
        ("list.xls", b"\xd0\xcf\x11\xe0 no workbook", "Excelブック（.xlsx）"),
        ("list.xls", b"<html><table><tr><td>a", "ホームページ（HTML）"),
        ("list.csv", b"<!DOCTYPE html><p>404", "ホームページ（HTML）"),
        ("list.geojson", b"{", "JSONとして読めません"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path, name, data, says):
    with pytest.raises(Unreadable, match=says):
        read_table(stored(tmp_path, data, name))


def test_an_excel_bomb_is_refused_before_it_is_opened(tmp_path):
    with pytest.raises(Unreadable, match="大きすぎます"):
        read_table(stored(tmp_path, bomb(), "list.xlsx"))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(Unreadable, match=r"nothing\.csv」を開けません"):
        read_table(tmp_path / "nothing.csv")
