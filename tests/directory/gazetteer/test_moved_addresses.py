"""When an address is another spot, and what is said of the point that it then gets."""

import pytest

from directory.gazetteer.moved_addresses import note_of_move, same_spot


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("平尾1-2", "平尾１丁目２番", True),
        ("平尾一丁目2番3号", "平尾1-2-3", True),
        ("平尾十二丁目3", "平尾12-3", True),
        ("平尾1-2", "平尾1-2-3", True),
        ("平尾1-2-3", "平尾1-2-3 自治会館2階", True),
        ("旭ヶ丘1番地の2", "旭が丘1-2", True),
        ("平尾", "平尾", True),
        ("平尾1-2", "平尾1-3", False),
        ("平尾1-23", "平尾12-3", False),
        ("平尾1", "平尾1-3", False),
        ("平尾", "平尾1-2", False),
        ("平尾1-2", "大丸1-2", False),
        ("", "平尾1-2", False),
    ],
)
def test_another_notation_is_the_same_spot(one, other, same):
    assert same_spot(one, other) is same
    assert same_spot(other, one) is same


@pytest.mark.parametrize(
    ("precision", "says"),
    [
        ("town", "住所が変わりました。地図の位置は おおよそ です（町のまん中）。"),
        ("municipality", "住所が変わりました。地図の位置は おおよそ です（市町村のまん中）。"),
        ("none", "住所が変わりました。地図の位置は 分かりません。"),
        ("exact", ""),
    ],
)
def test_what_is_told_of_the_new_point(precision, says):
    assert note_of_move(precision) == says
