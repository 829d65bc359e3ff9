"""Text files of every encoding and delimiter, also below a title, become the same rows."""

import pytest

from directory.spreadsheets.delimited import decoded, read_delimited
from directory.spreadsheets.findings import Unreadable

TEXT = "名称\t住所\r\nサロン、さくら\t平尾1,2階\r\n"


def rows(text):
    return [row.cells for row in read_delimited(text, "a.csv")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_of_an_office_is_read(encoding):
    text = TEXT * 40  # what tells EUC from CP932 is counted
    assert decoded(text.encode(encoding), "a.csv").lstrip("\ufeff") == text


def test_half_width_katakana_in_cp932_are_no_euc():
    assert decoded("ｻﾛﾝ,ｻｸﾗ\n".encode("cp932") * 40, "a.csv").startswith("ｻﾛﾝ,ｻｸﾗ")


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(Unreadable, match="文字が読めません"):
        decoded(b"\x81\xff\xff\x00 \x80", "a.csv")


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("東長沼地区\n団体名\t会場\t日時\nさくら\t平尾\t第1月曜, 第3月曜\n", 3),
        ("令和8年度, サロン一覧\n\n名称;住所;電話;備考\nさくら;平尾1;;a, b\nつばき;大丸2;;c\n", 4),
        ("名称,住所\nさくら;茶,平尾1\nつばき;菓子,大丸2\n", 2),
        ('名称,説明\nさくら,"a\tb\tc\nd\te\tf"\n', 2),
        ("名称\nさくら\n", 1),
    ],
)
def test_the_delimiter_is_the_one_of_the_table_and_not_of_a_title_or_a_remark(text, width):
    assert len(rows(text)[-1]) == width


def test_a_row_has_the_line_on_which_it_begins():
    told = list(read_delimited('a,b\n"1\n2",3\n4,5\n', "a.csv"))
    assert [(row.line, row.cells) for row in told] == [(1, ("a", "b")), (2, ("1\n2", "3")), (4, ("4", "5"))]
