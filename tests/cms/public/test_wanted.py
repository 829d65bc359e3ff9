"""Which meetings are of the weekdays and parts of the day that were asked for, and what the card then shows."""

import datetime as dt

import pytest

from cms.public.cards import PlaceCard
from cms.public.wanted import HOLIDAY, Wanted
from directory.hours.rules import Occurrence
from tests.factories import make_resource

NOW = dt.datetime.fromisoformat("2026-11-24T12:30+09:00")
"""A Tuesday."""


def _wanted(*weekdays, parts=(), days=()):
    return Wanted(frozenset(weekdays), frozenset(parts), frozenset(map(dt.date.fromisoformat, days)))


def _at(day, start=None, end=None):
    hours = (dt.time.fromisoformat(time) if time else None for time in (start, end))
    return Occurrence(dt.date.fromisoformat(day), *hours)


@pytest.mark.parametrize(
    ("wanted", "meeting", "holds"),
    [
        (_wanted(), _at("2026-11-24"), True),
        (_wanted(1), _at("2026-11-24"), True),
        (_wanted(1), _at("2026-11-25"), False),
        (_wanted(1, 2), _at("2026-11-25"), True),
        (_wanted(HOLIDAY), _at("2026-11-23"), True),
        (_wanted(HOLIDAY), _at("2026-11-24"), False),
        (_wanted(parts=["morning"]), _at("2026-11-24", "10:00", "12:00"), True),
        (_wanted(parts=["afternoon"]), _at("2026-11-24", "10:00", "12:00"), False),
        (_wanted(parts=["evening"]), _at("2026-11-24", "22:00", "02:00"), True),
        (_wanted(parts=["morning", "evening"]), _at("2026-11-24", "18:00"), True),
        (_wanted(parts=["morning"]), _at("2026-11-24"), False),
        (_wanted(1, parts=["morning"]), _at("2026-11-25", "10:00", "12:00"), False),
        (_wanted(days=["2026-11-25"]), _at("2026-11-25"), True),
        (_wanted(days=["2026-11-25"]), _at("2026-11-24"), False),
        (_wanted(parts=["evening"]), _at("2026-11-24", "00:00", "00:00"), True),
    ],
)
def test_a_meeting_is_of_the_wanted_time(wanted, meeting, holds):
    assert bool(wanted.holds(meeting)) is holds


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "shown", "is_other"),
    [
        (_wanted(), "2026-11-25 10:00", False),
        (_wanted(1), "2026-12-01 10:00", False),
        (_wanted(4), "2026-11-27 14:00", False),
        (_wanted(4, 1), "2026-11-27 14:00", False),
        (_wanted(parts=["afternoon"]), "2026-11-27 14:00", False),
        (_wanted(6), "2026-11-25 10:00", True),
        (_wanted(1, parts=["evening"]), "2026-11-25 10:00", True),
    ],
)
def test_a_card_shows_the_next_date_of_the_wanted_ones_or_says_that_none_is_near(wanted, shown, is_other):
    resource = make_resource(schedule="毎週火・水曜 10:00–12:00、毎週金曜 14:00–16:00")
    card = PlaceCard(resource, NOW, wanted=wanted)
    assert f"{card.next_date.day} {card.next_date.start:%H:%M}" == shown
    assert card.is_other_time is is_other
    assert card.is_over_today is (not wanted.weekdays or 1 in wanted.weekdays)


@pytest.mark.django_db
def test_without_any_date_nothing_is_another_time():
    card = PlaceCard(make_resource(), NOW, wanted=_wanted(1))
    assert (card.next_date, card.is_other_time) == (None, False)


@pytest.mark.django_db
def test_a_day_beside_a_weekday_is_not_offered_and_says_what_it_means(client, time_machine):
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-23T12:00+09:00"), tick=False)
    make_resource(schedule="毎週火曜 9:00–11:00、毎週木曜 18:00–20:00")
    assert [option.value for option in client.get("/").context["facets"].foremost_openings] == ["tomorrow", "week"]
    for asked in ({"weekday": "3"}, {"q": "木曜"}):
        facets = client.get("/", asked).context["facets"]
        assert (facets.foremost_openings, facets.days_together) == ([], "")
        page = client.get("/", asked | {"open": "tomorrow"}).content.decode()
        assert "木曜日に ひらく所のうち、あした ひらく所だけです。" in page
