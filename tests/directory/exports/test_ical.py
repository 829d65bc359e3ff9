"""Dates as a calendar file."""

import datetime as dt

import pytest
from icalendar import Calendar

from directory.exports.ical import calendar_of
from directory.hours.rules import Occurrence
from tests.factories import make_place, make_resource

pytestmark = pytest.mark.django_db


def events(resource, *dates):
    return Calendar.from_ical(calendar_of(resource, dates, "https://ibasho.example")).walk("VEVENT")


def test_an_event_tells_what_when_where_and_more():
    resource = make_resource(
        name="ひまわり, サロン; 会\n改行", summary="体操", place=make_place(name="会館", address="平尾1-2")
    )
    (event,) = events(resource, Occurrence(dt.date(2026, 11, 24), dt.time(10), dt.time(12)))
    assert str(event["summary"]) == "ひまわり, サロン; 会\n改行"
    assert event.decoded("dtstart").isoformat() == "2026-11-24T10:00:00+09:00"
    assert event.decoded("dtend").isoformat() == "2026-11-24T12:00:00+09:00"
    assert str(event["location"]) == "会館 稲城市平尾1-2"
    assert str(event["url"]) == f"https://ibasho.example/places/{resource.pk}/"


def test_the_file_says_what_its_time_zone_is():
    dates = [Occurrence(dt.date(2026, 11, 24), dt.time(10))]
    calendar = Calendar.from_ical(calendar_of(make_resource(), dates, "https://ibasho.example"))
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Tokyo"]


def test_a_date_without_a_time_is_a_whole_day_and_events_keep_their_number():
    resource = make_resource()
    dates = [Occurrence(dt.date(2026, 11, 24)), Occurrence(dt.date(2026, 12, 1), dt.time(10))]
    first, second = events(resource, *dates)
    assert first.decoded("dtstart") == dt.date(2026, 11, 24)
    assert "dtend" not in second
    assert [str(e["uid"]) for e in events(resource, *dates)] == [str(first["uid"]), str(second["uid"])]
    assert first["uid"] != second["uid"]


@pytest.mark.parametrize(
    ("start", "end", "title", "begins", "ends"),
    [
        (dt.time(22), dt.time(2), "サロン", "2026-11-24T22:00:00+09:00", "2026-11-25T02:00:00+09:00"),
        (dt.time(18), dt.time(0), "サロン", "2026-11-24T18:00:00+09:00", "2026-11-25T00:00:00+09:00"),
        (dt.time(10), None, "サロン", "2026-11-24T10:00:00+09:00", None),
        # A calendar knows no end without a start, so it stands in words on the whole day.
        (None, dt.time(12), "サロン（12時まで）", "2026-11-24", None),
        (None, dt.time(0), "サロン（24時まで）", "2026-11-24", None),
    ],
)
def test_ends_past_midnight_and_times_of_which_half_is_known(start, end, title, begins, ends):
    (event,) = events(make_resource(name="サロン"), Occurrence(dt.date(2026, 11, 24), start, end))
    assert str(event["summary"]) == title
    assert event.decoded("dtstart").isoformat() == begins
    assert (event.decoded("dtend").isoformat() if "dtend" in event else None) == ends
