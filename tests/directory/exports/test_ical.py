"""Dates as a calendar file: what an event says, and what becomes of it when a meeting moves, is cancelled or added."""

import datetime as dt

import pytest
from icalendar import Calendar

from directory.exports.ical import calendar_of
from directory.exports.meetings import CalendarMeeting
from directory.hours.rules import Occurrence
from tests.factories import make_place, make_resource

pytestmark = pytest.mark.django_db
DAY, TEN, NOON = dt.date(2026, 11, 24), dt.time(10), dt.time(12)
SITE = "https://ibasho.example"


def events(resource, *dates, desk=""):
    return Calendar.from_ical(calendar_of(resource, dates, SITE, desk)).walk("VEVENT")


def test_an_event_tells_what_when_where_and_more():
    resource = make_resource(
        name="ひまわり, サロン; 会\n改行", summary="体操", place=make_place(name="会館", address="平尾1-2")
    )
    (event,) = events(resource, Occurrence(DAY, TEN, NOON))
    assert str(event["summary"]) == "ひまわり, サロン; 会 改行"
    assert event.decoded("dtstart").isoformat() == "2026-11-24T10:00:00+09:00"
    assert event.decoded("dtend").isoformat() == "2026-11-24T12:00:00+09:00"
    assert str(event["location"]) == "会館 稲城市平尾1-2"
    assert str(event["url"]) == f"{SITE}/places/{resource.pk}/"
    assert (str(event["status"]), event["uid"]) == ("CONFIRMED", f"{resource.uuid}-20261124-1@ibasho")


def test_the_file_says_what_its_time_zone_is_and_how_often_to_look_again():
    calendar = Calendar.from_ical(calendar_of(make_resource(), [CalendarMeeting(Occurrence(DAY, TEN))], SITE))
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Tokyo"]
    assert calendar.decoded("refresh-interval") == dt.timedelta(days=1)


def test_a_date_without_a_time_is_a_whole_day():
    first, second = events(make_resource(), Occurrence(DAY), Occurrence(DAY, TEN))
    assert first.decoded("dtstart") == DAY
    assert "dtend" not in second
    assert [event["uid"][-8:] for event in (first, second)] == ["1@ibasho", "2@ibasho"]


@pytest.mark.parametrize(
    ("start", "end", "title", "begins", "ends"),
    [
        (dt.time(22), dt.time(2), "サロン", "2026-11-24T22:00:00+09:00", "2026-11-25T02:00:00+09:00"),
        (dt.time(18), dt.time(0), "サロン", "2026-11-24T18:00:00+09:00", "2026-11-25T00:00:00+09:00"),
        (TEN, None, "サロン", "2026-11-24T10:00:00+09:00", None),
        # A calendar knows no end without a start, so it stands in words on the whole day.
        (None, NOON, "サロン（12時まで）", "2026-11-24", None),
        (None, dt.time(0), "サロン（24時まで）", "2026-11-24", None),
    ],
)
def test_ends_past_midnight_and_times_of_which_half_is_known(start, end, title, begins, ends):
    (event,) = events(make_resource(name="サロン"), Occurrence(DAY, start, end))
    assert str(event["summary"]) == title
    assert event.decoded("dtstart").isoformat() == begins
    assert (event.decoded("dtend").isoformat() if "dtend" in event else None) == ends


@pytest.mark.parametrize(
    ("meeting", "title", "first_line"),
    [
        (
            CalendarMeeting(Occurrence(DAY), 1, "お休み", "会場の工事"),
            "【お休み】サロン",
            "この日は お休みです。会場の工事",
        ),
        (CalendarMeeting(Occurrence(DAY), 1, "終わりました"), "【終わりました】サロン", "終わりました。"),
    ],
)
def test_what_does_not_take_place_is_cancelled_with_the_reason(meeting, title, first_line):
    (event,) = events(make_resource(name="サロン", summary="体操"), meeting)
    assert (str(event["status"]), str(event["summary"])) == ("CANCELLED", title)
    assert str(event["description"]).splitlines()[0] == first_line


OPEN = {"kind": "telephone", "value": "042-000-1234", "note": "平日", "person": "山田"}


@pytest.mark.parametrize(
    ("contacts", "desk", "line"),
    [
        ([OPEN], "窓口 042-000-9999", "行く前に、電話で たしかめてください。電話 042-000-1234（平日、山田さん）"),
        ([OPEN | {"is_public": False}], "窓口 042-000-9999", "行く前に、電話で たしかめてください。窓口 042-000-9999"),
        ([OPEN | {"kind": "fax"}], "", "行く前に、稲城市の 窓口に たしかめてください。"),
    ],
)
def test_a_line_says_whom_to_call_before_going(contacts, desk, line):
    (event,) = events(make_resource(summary="体操", contacts=contacts), Occurrence(DAY), desk=desk)
    assert str(event["description"]).splitlines() == ["体操", line]
