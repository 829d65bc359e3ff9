"""Days, hours, meetings, rules and distances in English, and a reading in Latin letters."""

import datetime as dt

import pytest
from django.utils import translation

from directory.hours.rules import LAST, NOT_LAST, Occurrence, Rule
from directory.hours.wording import describe
from directory.languages import times
from directory.languages.rules import rule_in_words
from directory.languages.scripts import has_japanese, romaji

TODAY = dt.date(2026, 11, 27)
TEN, NOON, LATE, TWO = dt.time(10), dt.time(12), dt.time(22), dt.time(2)
RULES = [
    (Rule((1,), start=TEN, end=NOON), "every week: Tuesday, 10:00–12:00"),
    (Rule((0, 1, 2, 3, 4), closed_on_holidays=True), "every week: Monday to Friday (closed: public holidays)"),
    (Rule((1, 3), weeks=(2, LAST)), "each month: 2nd and last Tuesday and Thursday"),
    (Rule((2,), weeks=(1, 2, 3, 5)), "every week: Wednesday (closed: 4th Wednesday)"),
    (Rule((2,), weeks=(NOT_LAST,)), "every week: Wednesday (closed: last Wednesday)"),
    (Rule(monthdays=(5, LAST), start=TEN), "each month: day 5, the last day, from 10:00"),
    (Rule((0,), every=2, since=dt.date(2026, 4, 6)), "every 2 weeks: Monday, from 6 April 2026"),
    (Rule(times=2, per="month"), "2 times a month"),
    (Rule(times=1, per="week"), "1 time a week"),
    (Rule(tuple(range(7)), until=dt.date(2027, 3, 31)), "every day, until 31 March 2027"),
    (Rule((5, 6), open_on_holidays=True), "every week: Saturday, Sunday and public holidays"),
    (Rule((5,), months=(4, 5, 6, 7)), "every week: Saturday, April to July"),
    (Rule((5,), months=(11, 12, 1, 2)), "every week: Saturday, November to February"),
    (Rule((5,), months=(4, 8)), "every week: Saturday, April, August"),
    (Rule((5,), months=tuple(m for m in range(1, 13) if m != 8)), "every week: Saturday (closed: August)"),
    (Rule(open_on_holidays=True), "only public holidays"),
]


@pytest.mark.parametrize(("rule", "said"), RULES)
def test_a_rule_is_said_in_english_and_in_japanese_as_before(rule, said):
    with translation.override("en"):
        assert rule_in_words(rule) == said
    with translation.override("ja"):
        assert rule_in_words(rule).partition(" ")[0] == describe(rule).partition(" ")[0]


@pytest.mark.parametrize(
    ("meeting", "said"),
    [
        (Occurrence(TODAY, TEN, NOON), "today, 10:00–12:00"),
        (Occurrence(dt.date(2026, 12, 1), TEN, None), "Tuesday, 1 December, from 10:00"),
        (Occurrence(dt.date(2027, 1, 5), None, NOON), "Tuesday, 5 January 2027, until 12:00"),
        (Occurrence(dt.date(2026, 12, 1), LATE, TWO), "Tuesday, 1 December, 22:00–2:00 the next day"),
        (Occurrence(dt.date(2026, 11, 26), LATE, TWO), "yesterday 22:00 to today 2:00"),
        (Occurrence(dt.date(2026, 12, 1)), "Tuesday, 1 December"),
    ],
)
def test_a_meeting_in_english(meeting, said):
    with translation.override("en"):
        assert times.occurrence_in_words(meeting, TODAY) == said


@pytest.mark.parametrize(
    ("metres", "about", "said"),
    [
        (300, False, "about 7 minutes on foot (400m)"),
        (20, False, "about 1 minute on foot (50m)"),
        (300, True, "roughly 10 minutes on foot"),
        (5000, False, "about 6.5km"),
    ],
)
def test_a_walk_in_english(metres, about, said):
    with translation.override("en"):
        assert times.on_foot(metres, 60, about) == said


@pytest.mark.parametrize(
    ("months", "said"), [(0, "0 months ago"), (1, "1 month ago"), (14, "14 months ago"), (30, "2 years ago")]
)
def test_how_long_ago_in_english(months, said):
    with translation.override("en"):
        assert times.ago(months) == said


def test_a_moment_of_the_clock():
    at = dt.datetime(2026, 11, 27, 9, 5)
    with translation.override("en"):
        assert times.moment(at) == "27 November, 9:05"
    with translation.override("ja"):
        assert times.moment(at) == "11月27日 9時05分"


@pytest.mark.parametrize("code", ["en", "zh-hans", "pt-br", "vi", "tl"])
def test_every_language_names_its_days_itself(code):
    with translation.override(code):
        said = times.date_with_weekday(TODAY)
        assert "2026" in said
        assert (code == "zh-hans") == has_japanese(said)


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ("ひらおかふぇ", "Hiraokafe"),
        ("きっちん しょうじ", "Kitchin Shouji"),
        ("コーヒー", "Koohii"),
        ("まっちゃ", "Matcha"),
        ("ちゅうおう・じどうかん", "Chuuou Jidoukan"),
        ("てぃーるーむ", "Tiiruumu"),
        ("3がい さろん", "3gai Saron"),
        ("平尾", ""),
        ("ー", ""),
        ("", ""),
    ],
)
def test_a_reading_in_latin_letters_where_it_is_certain(reading, said):
    assert romaji(reading) == said
