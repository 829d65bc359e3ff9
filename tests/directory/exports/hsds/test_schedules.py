"""Any program that expands our schedules by RFC 5545 gets the dates that our own pages show."""

import datetime as dt
import uuid

import pytest
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from hypothesis import given
from hypothesis import strategies as st

from directory.exports.hsds.schedules import WEEKDAYS, schedules_of
from directory.hours.rules import HORIZON, Occurrence, Rule
from directory.models import Resource, Schedule, SingleDate, StatusStatement
from tests.directory.hours.rules_strategy import rules

TODAY = dt.date(2026, 11, 27)
LAST = TODAY + dt.timedelta(HORIZON - 1)


def listing(schedule_rules, single_dates=(), statements=()):
    """A listing without a database."""
    rows = {
        "schedules": [Schedule.of(rule, pk=number) for number, rule in enumerate(schedule_rules, 1)],
        "single_dates": list(single_dates),
        "status_statements": [StatusStatement(pk=number, **facts) for number, facts in enumerate(statements, 1)],
    }
    resource = Resource(pk=1, uuid=uuid.UUID(int=1))
    resource.read_before, resource.alert_pauses = rows, []
    return resource


def expanded(schedules):
    """The meetings of schedules to LAST, as python-dateutil reads them."""
    found = []
    for one in schedules:
        if "freq" not in one:
            continue
        start = dt.datetime.fromisoformat(one["dtstart"])
        last = dt.datetime.fromisoformat(one.get("until", str(LAST)))
        days = rrule(
            {"WEEKLY": WEEKLY, "MONTHLY": MONTHLY}[one["freq"]],
            dtstart=start,
            interval=one.get("interval", 1),
            count=one.get("count"),
            until=None if "count" in one else min(last, dt.datetime.combine(LAST, dt.time())),
            wkst=WEEKDAYS.index(one.get("wkst", "MO")),
            byweekday=[_weekday(day) for day in one["byday"].split(",")] if "byday" in one else None,
            bymonthday=[int(day) for day in one["bymonthday"].split(",")] if "bymonthday" in one else None,
        )
        found += [Occurrence(day.date(), _time(one, "opens_at"), _time(one, "closes_at")) for day in days]
    return sorted(found)


def _weekday(text):
    day = weekday(WEEKDAYS.index(text[-2:]))
    return day(int(text[:-2])) if text[:-2] else day


def _time(one, name):
    return dt.time.fromisoformat(one[name][:5]) if name in one else None


def dates_shown(resource):
    return list(resource.coming(TODAY, last=LAST))


single_dates = st.builds(
    lambda days, meets, hour: SingleDate(resource_id=1, day=TODAY + dt.timedelta(days), meets=meets, start=hour),
    st.integers(0, HORIZON - 1),
    st.sampled_from([True, False, None]),
    st.sampled_from([None, dt.time(10), dt.time(13, 30)]),
)


@given(st.lists(rules(), max_size=3), st.lists(single_dates, max_size=3), st.integers(0, 300), st.integers(1, 60))
def test_they_expand_to_the_dates_that_we_show(schedule_rules, singles, pause_after, pause_length):
    since = TODAY + dt.timedelta(pause_after)
    pause = {"status": "paused", "since": since, "until": since + dt.timedelta(pause_length)}
    for statements in ([], [pause], [{"status": "ended", "since": since}]):
        resource = listing(schedule_rules, singles, statements)
        assert expanded(schedules_of(resource, TODAY)) == dates_shown(resource)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (Rule(weekdays=(1,)), {"freq": "WEEKLY", "wkst": "MO", "byday": "TU"}),
        (Rule(weekdays=(1, 3), every=2, since=dt.date(2026, 4, 7)), {"interval": 2, "valid_from": "2026-04-07"}),
        (Rule(weekdays=(1,), weeks=(2, 4)), {"freq": "MONTHLY", "byday": "2TU,4TU"}),
        (Rule(weekdays=(4,), weeks=(-1,)), {"freq": "MONTHLY", "byday": "-1FR"}),
        (Rule(weekdays=(4,), weeks=(-2,)), {"freq": "MONTHLY", "byday": "-5FR,-4FR,-3FR,-2FR"}),
        (Rule(monthdays=(15, -1)), {"freq": "MONTHLY", "bymonthday": "15,-1"}),
        (
            Rule(weekdays=(1,), start=dt.time(10), end=dt.time(11, 30)),
            {"opens_at": "10:00+09:00", "closes_at": "11:30+09:00"},
        ),
    ],
)
def test_a_rule_without_gaps_is_one_schedule_that_does_not_end(rule, told):
    (schedule,) = schedules_of(listing([rule]), TODAY)
    assert told.items() <= schedule.items()
    assert "until" not in schedule
    assert schedule["timezone"] == 9


def test_a_rule_ends_where_it_says():
    (schedule,) = schedules_of(listing([Rule(weekdays=(1,), until=dt.date(2029, 3, 31))]), TODAY)
    assert (schedule["until"], schedule["valid_to"]) == ("2029-03-31", "2029-03-31")


def test_a_holiday_divides_a_rule():
    schedules = schedules_of(listing([Rule(weekdays=(0,), closed_on_holidays=True)]), TODAY)
    assert [(one["dtstart"], one["until"]) for one in schedules][:2] == [
        ("2026-11-30", "2027-01-04"),
        ("2027-01-18", "2027-03-15"),
    ]


def test_a_rhythm_without_days_is_words_alone():
    (schedule,) = schedules_of(listing([Rule(times=2, per="month")]), TODAY)
    assert schedule.keys() == {"id", "description"}
    assert schedule["description"] == "月2回"


def test_each_has_an_id_of_its_own_that_stays():
    resource = listing([Rule(weekdays=(0, 1)), Rule(weekdays=(0,), closed_on_holidays=True, start=dt.time(9))])
    ids = [one["id"] for one in schedules_of(resource, TODAY)]
    assert len(set(ids)) == len(ids)
    assert ids == [one["id"] for one in schedules_of(resource, TODAY)]
