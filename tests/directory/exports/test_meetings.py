"""Which meetings a calendar holds: those that come, and those that somebody has in their calendar and that were cancelled."""

import datetime as dt

import pytest
from django.utils import timezone

from directory.exports.meetings import coming_meetings
from directory.hours.parser import parse_hours
from directory.models import Resource, Schedule, SingleDate, StatusStatement
from tests.factories import make_resource

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=timezone.get_current_timezone())
TUESDAY, NEXT = dt.date(2026, 11, 24), dt.date(2026, 12, 1)


def told(resource, count=2, now=NOW):
    """Day, hour, number and word of each meeting."""
    meetings = coming_meetings(Resource.objects.get(pk=resource.pk), now, count)
    return [
        (
            one.occurrence.day.isoformat()[5:],
            one.occurrence.start and one.occurrence.start.hour,
            one.number,
            one.cancelled,
        )
        for one in meetings
    ]


def say(resource, day=TUESDAY, meets=False, hour=None, reason=""):
    SingleDate.objects.create(resource=resource, day=day, meets=meets, start=hour and dt.time(hour), reason=reason)


@pytest.fixture
def salon():
    return make_resource(schedule="毎週火曜 10:00–12:00")


def test_a_meeting_that_moves_on_its_day_keeps_its_number(salon):
    assert told(salon) == [("11-24", 10, 1, ""), ("12-01", 10, 1, "")]
    salon.schedules.all().delete()
    Schedule.of(parse_hours("毎週火曜 13:00–15:00").rules[0], resource=salon).save()
    assert told(salon) == [("11-24", 13, 1, ""), ("12-01", 13, 1, "")]


def test_a_meeting_that_moves_on_one_day_keeps_its_number_too(salon):
    say(salon)
    say(salon, meets=True, hour=14)
    assert told(salon) == [("11-24", 14, 1, ""), ("12-01", 10, 1, "")]


def test_a_day_off_is_cancelled_with_its_reason_and_back_as_it_was(salon):
    say(salon, reason="会場の工事")
    assert told(salon) == [("11-24", 10, 1, "お休み"), ("12-01", 10, 1, ""), ("12-08", 10, 1, "")]
    assert coming_meetings(salon, NOW, 1)[0].note == "会場の工事"
    say(salon, meets=None)
    assert told(salon) == [("11-24", 10, 1, ""), ("12-01", 10, 1, "")]


def test_an_added_meeting_changes_no_other_number(salon):
    say(salon, meets=True, hour=8, reason="朝の会")
    assert told(salon) == [("11-24", 8, 2, ""), ("11-24", 10, 1, "")]
    say(salon, day=dt.date(2026, 11, 25), meets=True, hour=9)
    assert told(salon, 3)[-1] == ("11-25", 9, 1, "")


def test_two_meetings_on_a_day_have_two_numbers_and_are_cancelled_together():
    resource = make_resource(schedule="毎週火曜 10:00–12:00／毎週火曜 14:00–16:00")
    assert told(resource) == [("11-24", 10, 1, ""), ("11-24", 14, 2, "")]
    say(resource)
    assert told(resource, 1) == [("11-24", 10, 1, "お休み"), ("12-01", 10, 1, "")]


@pytest.mark.parametrize(("status", "word"), [("paused", "お休み"), ("ended", "終わりました")])
def test_a_place_that_is_closed_cancels_what_a_calendar_holds_and_no_more(salon, status, word):
    StatusStatement.objects.create(resource=salon, status=status, since=NEXT, reason="会場の都合")
    assert told(salon, 3) == [("11-24", 10, 1, ""), ("12-01", 10, 1, word), ("12-08", 10, 1, word)]


def test_after_a_pause_it_meets_again(salon):
    StatusStatement.objects.create(resource=salon, status="paused", since=TUESDAY, until=NEXT)
    assert told(salon, 3)[:4] == [
        ("11-24", 10, 1, "お休み"), ("12-01", 10, 1, "お休み"), ("12-08", 10, 1, ""), ("12-15", 10, 1, ""),
    ]  # fmt: skip


def test_what_is_over_is_gone_and_what_began_yesterday_evening_goes_on():
    late = make_resource(schedule="毎週月曜 22:00–翌2:00")
    assert told(late, 1, NOW + dt.timedelta(hours=16)) == [("11-23", 22, 1, "")]
    assert told(late, 1, NOW + dt.timedelta(hours=17)) == [("11-30", 22, 1, "")]


def test_without_a_rule_or_a_date_there_is_none():
    assert told(make_resource()) == []
    assert told(make_resource(schedule="月2回 10:00–12:00")) == []
