"""A column without a known heading is taken for what its cells cannot fail to be, and for nothing else."""

import pytest

from directory.imports.tables.column_guesses import guess, is_marks


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        (["https://example.org/", "http://example.org/a"], "website"),
        (["a@example.org", "b.c@example.org"], "email"),
        (["206-0802", "〒206-0801"], "postcode"),
        (["042-000-1234", "(042)000-5678", "090-1234-5678"], "telephone"),
        (["35.638", "35.6401"], "lat"),
        (["139.5047", "139.501"], "lng"),
        (["東京都稲城市平尾1-2", "稲城市大丸5"], "address"),
        (["10:00〜12:00", "13:30-15:00"], "hours"),
        (["毎週火曜 10:00〜12:00", "毎月第2水曜"], "hours_note"),
        (["042-000-1234", "042-000-5678", "042-000-1111", "042-000-2222", "なし"], "telephone"),
        (["042-000-1234", "市役所"], ""),
        (["10:00", "12:00"], ""),
        (["20", "30"], ""),
        (["さくら", "つばき"], ""),
        ([], ""),
    ],
)
def test_a_column_is_what_its_cells_look_like(texts, field):
    assert guess("なにか", texts) == field


@pytest.mark.parametrize("heading", ["受付時間", "申込先", "本部", "緊急のとき", "更新"])
def test_a_heading_that_speaks_of_something_else_is_not_overruled(heading):
    assert guess(heading, ["10:00〜12:00", "10:00〜12:00"]) == ""


@pytest.mark.parametrize(("texts", "expected"), [(["○", "×", "◎"], True), (["○", "要相談"], False), ([], False)])
def test_a_column_of_marks_is_told(texts, expected):
    assert is_marks(texts) is expected
