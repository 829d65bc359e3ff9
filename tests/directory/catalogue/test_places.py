"""Which place a name means: the same answer for whoever asks, and nothing that was said is lost."""

import pytest

from directory.catalogue.places import Place, places_named
from directory.geo.areas import Municipality

HALL = Place(name="平尾自治会館", address="平尾1-2-3", building="2階 集会室")


@pytest.mark.parametrize(
    ("said", "is_meant"),
    [
        (("平尾自治会館",), True),
        (("　平尾 自治会館 ", " "), True),
        (("平尾自治会館", "平尾１−２−３", "　"), True),
        (("平尾自治会館", "", "２階集会室"), True),
        (("平尾自治会館", "平尾9-9"), False),
        (("平尾自治会館", "", "1階"), False),
        (("坂浜自治会館",), False),
    ],
)
def test_blanks_and_width_do_not_count_and_what_is_said_does(said, is_meant):
    assert places_named([HALL], *said) == [HALL] * is_meant


def test_a_place_without_an_address_is_none_whose_address_is_said():
    hall = Place(name="集会室")
    assert places_named([hall], "集会室", "平尾1-2-3") == []
    assert places_named([hall], "集会室", "・") == [hall]


def test_marks_alone_are_a_name():
    star, other = Place(name="☆"), Place(name="★")
    assert places_named([star, other], " ★") == [other]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("平尾1-2", "稲城市平尾1-2"),
        ("稲城市平尾1-2", "稲城市平尾1-2"),
        ("東京都稲城市平尾1-2", "稲城市平尾1-2"),
        ("東京都 稲城市 平尾1-2", "稲城市平尾1-2"),
        ("東京都健康長寿医療センター内", "稲城市東京都健康長寿医療センター内"),
    ],
)
def test_an_address_names_the_municipality_once(address, shown):
    place = Place(municipality=Municipality(name="稲城市", prefecture="東京都"), address=address)
    assert place.full_address == shown
