"""What was understood, as people read it on a chip."""

import pytest

from directory.search.wishes.labels import label_of_part
from directory.search.wishes.reading import Understood, read_wish
from directory.search.wishes.table import shipped_book
from matching.engine.vocabulary import shipped_vocabulary

TERMS = shipped_vocabulary().labels


def chips(text, is_spot=True):
    return [label_of_part(part, TERMS, is_spot) for part in read_wish(text, shipped_book()).parts]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("午後の無料", ["午後", "無料"]),
        ("12月3日 来週の火曜", ["12月3日", "来週の火曜日"]),
        ("夜は行けない", ["夜 以外"]),
        ("市役所の近くで午後", ["市役所の近く", "午後"]),
        ("卓球クラブ「ほたる」", ["「ほたる」", TERMS["activities"]["sports"]]),
    ],
)
def test_each_part_has_a_chip(text, shown):
    assert chips(text) == shown


def test_a_place_that_nobody_knows_is_searched_as_text():
    assert chips("市役所の近く", is_spot=False) == ["「市役所」"]


def test_of_many_meanings_the_first_three_are_shown_and_a_word_that_is_gone_by_its_slug():
    part = Understood("月水金日", ("day:mon", "day:wed", "day:fri", "day:sun"))
    assert label_of_part(part, TERMS) == "月曜日・水曜日・金曜日"
    assert label_of_part(Understood("古い言葉", ("activity:gone", "day:mon")), TERMS) == "gone・月曜日"
