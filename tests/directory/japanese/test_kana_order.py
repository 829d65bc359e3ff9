"""Readings in the order of the 五十音."""

import pytest

from directory.japanese.kana_order import OTHERS, kana_order, kana_row

ORDERED = [
    ["あおぞら", "あおば", "あか"],
    ["はは", "ばば", "はん"],
    ["びょういん", "びよういん", "ひよし"],
    ["かー", "かあさん", "かい"],
    ["サロン", "さろん あおば", "ざろん・か"],
    ["さくら", "さくら 1", "さくら 2"],
    ["ん", "ンジャメナ"],
]


@pytest.mark.parametrize("ordered", ORDERED)
def test_a_dictionary_has_them_in_this_order(ordered):
    keys = [kana_order(reading) for reading in ordered]
    assert keys == sorted(keys)


ROWS = {
    "あおば": "あ", "ヴィラ": "あ", "がっこう": "か", "ｻﾛﾝ": "さ", "ぢば": "た", "っぽい": "た", "ぱん": "は", "ょ": "や", "を": "わ", "ん": "わ",
    "「ひだまり」": "は", "Cafe": OTHERS, "百歳": OTHERS, "": OTHERS, "ー": OTHERS,
}  # fmt: skip


@pytest.mark.parametrize(("reading", "row"), ROWS.items())
def test_the_row_of_the_first_sound(reading, row):
    assert kana_row(reading) == row
