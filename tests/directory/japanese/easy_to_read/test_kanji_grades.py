"""The table is whole: the numbers of 学年別漢字配当表."""

import pytest

from directory.japanese.easy_to_read.kanji_grades import BEYOND, KANJI_OF_YEAR, year_of


def test_each_year_has_its_number_of_kanji_and_none_stands_twice():
    assert [len(kanji) for kanji in KANJI_OF_YEAR] == [80, 160, 200, 202, 193, 191]
    assert len(set("".join(KANJI_OF_YEAR))) == 1_026


@pytest.mark.parametrize(
    ("kanji", "year"), [("一", 1), ("曜", 2), ("福", 3), ("潟", 4), ("護", 5), ("宣", 6), ("躇", BEYOND)]
)
def test_a_kanji_has_its_year(kanji, year):
    assert year_of(kanji) == year
