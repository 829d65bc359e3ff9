"""In which order places stand in a booklet, in its index and under its weekdays."""

import pytest
from django.utils import timezone

from cms.print.booklet_content import NO_PLACE, BookletContent, by_heading
from directory.changes.booklets import Booklet
from tests.factories import make_municipality, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db


def content(**facts) -> BookletContent:
    booklet = Booklet(municipality=make_municipality(), for_all=True, name="全体", **facts)
    return BookletContent(booklet, timezone.localtime())


def names(entries) -> list[str]:
    return [entry.resource.name for entry in entries]


def test_by_town_and_name_and_last_what_has_no_building():
    towns = {
        name: make_place(town=make_town(name, reading=reading))
        for name, reading in (("百村", "もむら"), ("平尾三丁目", "ひらお"), ("平尾二丁目", "ひらお"))
    }
    make_resource(name="い", reading="い", place=towns["百村"])
    make_resource(name="ろ", reading="ろ", place=towns["平尾三丁目"])
    make_resource(name="ば", reading="ば", place=towns["平尾二丁目"])
    make_resource(name="は", reading="は", place=towns["平尾二丁目"])
    online = make_resource(name="あ", reading="あ")
    type(online).objects.filter(pk=online.pk).update(place=None)
    found = by_heading(content().entries)
    assert [(heading, names(entries)) for heading, entries in found] == [
        ("平尾二丁目", ["は", "ば"]),
        ("平尾三丁目", ["ろ"]),
        ("百村", ["い"]),
        (NO_PLACE, ["あ"]),
    ]
    assert [entry.number for entry in content().entries] == [1, 2, 3, 4, 5]


def test_the_index_has_the_rows_of_the_gojuon_and_guesses_what_has_no_reading():
    for name, reading in (("桜の会", ""), ("がんばる会", "がんばるかい"), ("カラオケ", "からおけ"), ("ABC", "")):
        make_resource(name=name, reading=reading)
    found = {row.letter: names(row.entries) for row in content().index}
    assert found["か"] == ["カラオケ", "がんばる会"]
    assert found["さ"] == ["桜の会"]


def test_each_weekday_has_what_opens_on_it_the_earliest_first():
    make_resource("毎週火曜 13時〜15時", name="昼の会")
    make_resource("毎月第1・第3火曜 10時〜12時", name="朝の会")
    make_resource("月〜金 9時〜17時", name="窓口")
    make_resource("毎月10日 10時〜11時", name="十日会")
    made = content()
    by_day = {
        day.name: [(line.hours, line.entry.resource.name, line.rule) for line in day.openings] for day in made.week
    }
    assert by_day["火曜日"] == [("10時〜12時", "朝の会", "毎月第1・第3火曜"), ("13時〜15時", "昼の会", "毎週火曜")]
    assert by_day["月曜日"] == []
    assert names(line.entry for line in made.nearly_daily) == ["窓口"]
    assert names(line.entry for line in made.other_days) == ["十日会"]


def test_more_places_than_a_booklet_holds_are_counted(monkeypatch):
    monkeypatch.setattr("cms.print.booklet_content.MOST_PLACES", 2)
    for _ in range(5):
        make_resource()
    made = content()
    assert (len(made.entries), made.left_out) == (2, 3)


def test_the_queries_do_not_grow_with_the_places(django_assert_max_num_queries):
    for _ in range(6):
        make_resource("毎週火曜 13時〜15時")
    content()
    with django_assert_max_num_queries(30):
        made = content()
        assert (len(made.week[1].openings), len(made.index)) == (6, 1)
