"""What of a typed text may be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.search.harmless_text import LONGEST, harmless


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("バンド 練習", "バンド 練習"),
        ("ﾊﾞﾝﾄﾞ　 練習 ", "バンド 練習"),
        ("Ｚｕｍｂａ", "zumba"),
        ("お母さんの会", "お母さんの会"),
        ("お医者さん", "お医者さん"),
        ("おばあちゃん 赤ちゃん", "おばあちゃん 赤ちゃん"),
        ("ママさんバレー", "ママさんバレー"),
        ("英語の先生", "英語の先生"),
        ("3歳 リトミック", "3歳 リトミック"),
        ("10時から 12時", "10時から 12時"),
        ("eスポーツ", "eスポーツ"),
    ],
)
def test_words_are_kept_in_one_spelling(typed, kept):
    assert harmless(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "taro@example.jp", "ＴＡＲＯ＠example.jp さがす", "https://example.jp/x", "www.example.com", "example.co.jp",
        "090-1234-5678", "０９０ー１２３４ー５６７８", "042 378 1111", "〇九〇一二三四", "電話 12・34・56", "昭和25 11 03 生まれ",
        "〒206-0823", "平尾3-5-2", "平尾3丁目5", "坂浜 12番地", "百村1号",
        "田中さん", "田中", "山田太郎", "花子の家", "高橋先生 ピアノ", "ゔゃんぽ様", "ぴこりーぬさん", "ひろくん", "ミケちゃん", "すずき",
        "", "  ", "★？", "12", "あ" * (LONGEST + 1),
    ],
)  # fmt: skip
def test_what_may_point_to_somebody_is_not(typed):
    assert harmless(typed) == ""


@given(st.text(max_size=60))
def test_any_text_has_an_answer_that_stays_the_same(text):
    kept = harmless(text)
    assert len(kept) <= LONGEST
    assert harmless(kept) == kept
    assert "@" not in kept
