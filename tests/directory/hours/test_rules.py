import datetime as dt
from dataclasses import replace
from itertools import pairwise

import jpholiday
import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from directory.hours.rules import HORIZON, DateException, Occurrence, Rule, meets_on, occurrences, week_of
from directory.hours.wording import describe, hours_in_words, occurrence_in_words
from tests.directory.hours.rules_strategy import DAYS, rules, singles

TEN, NOON = dt.time(10), dt.time(12)
TUESDAYS = Rule(weekdays=(1,), weeks=(2, 4), start=TEN, end=NOON)


def days_of(rule, first, last):
    return [occurrence.day for occurrence in occurrences([rule], [], first, last)]


def rrule_days(rule, first, last):
    """The same question, asked of dateutil."""
    start = rule.since or first
    limits = {"dtstart": dt.datetime.combine(start, dt.time()), "until": dt.datetime.combine(last, dt.time())}
    if rule.until and rule.until < last:
        limits["until"] = dt.datetime.combine(rule.until, dt.time())
    limits["bymonth"] = rule.months or None
    if rule.monthdays:
        dates = rrule.rrule(rrule.MONTHLY, bymonthday=rule.monthdays, **limits)
    elif rule.weeks:
        nth = [rrule.weekday(day, week) for day in rule.weekdays for week in set(rule.weeks) - {-2} or range(1, 6)]
        dates = set(rrule.rrule(rrule.MONTHLY, byweekday=nth, **limits))
        if -2 in rule.weeks:
            lasts = [rrule.weekday(day, -1) for day in rule.weekdays]
            dates -= set(rrule.rrule(rrule.MONTHLY, byweekday=lasts, **limits))
    elif rule.weekdays:
        dates = rrule.rrule(rrule.WEEKLY, byweekday=rule.weekdays, interval=rule.every, wkst=rrule.MO, **limits)
    else:
        dates = []
    found = {date.date() for date in dates}
    if rule.open_on_holidays:
        found |= {date.date() for date in rrule.rrule(rrule.DAILY, **limits) if jpholiday.is_holiday(date.date())}
    return sorted({day for day in found if first <= day <= last})


@given(rules(), DAYS, st.integers(0, 800))
def test_dates_are_those_of_dateutil(rule, first, length):
    rule = replace(rule, closed_on_holidays=False, closed_at_obon=False, closed_at_new_year=False)
    last = first + dt.timedelta(length)
    assert days_of(rule, first, last) == rrule_days(rule, first, last)


@given(st.lists(rules(), max_size=3), DAYS, st.data())
def test_occurrences_come_in_order_once_and_as_meets_on_says(some, first, data):
    last = first + dt.timedelta(60)
    dates = data.draw(st.lists(singles(st.dates(first, last)), max_size=4))
    found = list(occurrences(some + some, dates, first, last))
    assert all(one < next_one for one, next_one in pairwise(found))
    days = [first + dt.timedelta(number) for number in range(61)]
    assert found == [occurrence for day in days for occurrence in meets_on(some, dates, day)]


@pytest.mark.parametrize(
    ("rule", "first", "last", "expected"),
    [
        (Rule(monthdays=(29,), months=(2,)), "2023-01-01", "2029-01-01", ["2024-02-29", "2028-02-29"]),
        (Rule(monthdays=(-1,)), "2026-01-15", "2026-04-30", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        (Rule(monthdays=(31, -1)), "2026-03-01", "2026-05-01", ["2026-03-31", "2026-04-30"]),
        (Rule(weekdays=(0,), weeks=(5,)), "2026-01-01", "2026-06-30", ["2026-03-30", "2026-06-29"]),
        (Rule(weekdays=(5,), weeks=(-1,)), "2026-01-01", "2026-03-31", ["2026-01-31", "2026-02-28", "2026-03-28"]),
        (
            Rule(weekdays=(3,), every=2, since=dt.date(2026, 12, 24)),
            "2026-12-01",
            "2027-01-31",
            ["2026-12-24", "2027-01-07", "2027-01-21"],
        ),
        (
            Rule(weekdays=(1,), since=dt.date(2026, 11, 10), until=dt.date(2026, 11, 24)),
            "2026-11-01",
            "2026-12-31",
            ["2026-11-10", "2026-11-17", "2026-11-24"],
        ),
    ],
)
def test_dates(rule, first, last, expected):
    found = days_of(rule, dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert [day.isoformat() for day in found] == expected


@pytest.mark.parametrize(
    ("closure", "closed", "open_days"),
    [
        # 振替休日, 国民の休日 between two holidays, and a 振替休日 that moves past two others
        ("closed_on_holidays", ["2025-11-24", "2026-09-22", "2026-05-06", "2027-01-01"], ["2025-11-25", "2026-08-13"]),
        ("closed_at_obon", ["2026-08-13", "2026-08-16"], ["2026-08-12", "2026-08-17", "2026-12-30"]),
        ("closed_at_new_year", ["2026-12-29", "2026-12-31", "2027-01-03"], ["2026-12-28", "2027-01-04", "2026-08-14"]),
    ],
)
def test_closures(closure, closed, open_days):
    every_day = Rule(weekdays=tuple(range(7)))
    closing = replace(every_day, **{closure: True})
    for day in map(dt.date.fromisoformat, closed):
        assert meets_on([every_day], [], day)
        assert not meets_on([closing], [], day)
    for day in map(dt.date.fromisoformat, open_days):
        assert meets_on([closing], [], day)


def test_a_single_date_off_wins_over_rules_and_an_extra_one_is_added():
    second, moved = dt.date(2026, 11, 10), dt.date(2026, 11, 12)
    off = DateException(second, meets=False, reason="会場の工事")
    extra = DateException(moved, meets=True, start=TEN, end=NOON)
    found = list(occurrences([TUESDAYS], [off, extra], dt.date(2026, 11, 1), dt.date(2026, 11, 30)))
    assert found == [Occurrence(moved, TEN, NOON), Occurrence(dt.date(2026, 11, 24), TEN, NOON)]


def test_on_a_day_that_is_off_an_extra_time_still_holds():
    day, later = dt.date(2026, 11, 10), dt.time(13)
    moved = [DateException(day, meets=False), DateException(day, meets=True, start=later)]
    assert meets_on([TUESDAYS], moved, day) == [Occurrence(day, later)]


def test_a_rule_that_never_meets_ends_and_a_yearly_one_is_found():
    first = dt.date(2026, 11, 21)
    assert list(occurrences([Rule(monthdays=(30,), months=(2,))], [], first)) == []
    assert [found.day for found in occurrences([Rule(monthdays=(20,), months=(11,))], [], first)] == [
        dt.date(2027, 11, 20)
    ]
    far = list(occurrences([Rule(weekdays=tuple(range(7)))], [], first))
    assert far[-1].day == first + dt.timedelta(HORIZON)


def test_the_calendar_has_an_end():
    assert len(list(occurrences([Rule(weekdays=tuple(range(7)))], [], dt.date(9999, 12, 30)))) == 2


def test_meetings_of_a_day_are_in_order_of_their_times():
    day = dt.date(2026, 11, 24)
    some = [Rule(weekdays=(1,), start=NOON), Rule(weekdays=(1,)), Rule(weekdays=(1,), start=TEN, end=NOON)]
    some.append(Rule(weekdays=(1,), start=TEN))
    assert [(one.start, one.end) for one in meets_on(some, [], day)] == [
        (None, None),
        (TEN, NOON),
        (TEN, None),
        (NOON, None),
    ]


@given(DAYS)
def test_weeks_begin_on_monday(day):
    assert week_of(day) == week_of(day - dt.timedelta(day.weekday())) == week_of(day + dt.timedelta(7)) - 1


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({}, "1つは選んで"),
        ({"weekdays": (7,)}, "曜日が正しくありません"),
        ({"weekdays": ("月",)}, "曜日が正しくありません"),
        ({"weekdays": (1,), "weeks": (6,)}, "第何週が"),
        ({"weekdays": (1,), "months": (0,)}, "月が正しくありません"),
        ({"monthdays": (32,)}, "日にちが"),
        ({"weekdays": (1,), "monthdays": (1,)}, "どちらか一方"),
        ({"monthdays": (1,), "weeks": (1,)}, "曜日がいります"),
        ({"weekdays": (1,), "every": 0}, "1から52"),
        ({"weekdays": (1,), "every": 2}, "いつからかがいります"),
        ({"weekdays": (1,), "every": 2, "since": dt.date(1999, 12, 31)}, "いつからかがいります"),
        ({"weekdays": (1,), "weeks": (1,), "every": 2, "since": dt.date(2026, 4, 1)}, "曜日だけといっしょ"),
        ({"weekdays": (1,), "start": TEN, "end": TEN}, "時刻が同じ"),
        ({"times": 2}, "「月に何回」は、回数と"),
        ({"per": "month", "weekdays": (1,)}, "「月に何回」は、回数と"),
        ({"times": 2, "per": "month", "weekdays": (1,)}, "決まっていないときだけ"),
        ({"times": 400, "per": "year"}, "回数が"),
        ({"weekdays": (1,), "open_on_holidays": True, "closed_on_holidays": True}, "「祝日も開く」"),
        ({"monthdays": (1,), "open_on_holidays": True}, "「祝日も開く」"),
        ({"weekdays": (1,), "weeks": (4, -2)}, "ほかの週といっしょに使えません"),
        ({"weekdays": (1,), "since": dt.date(2026, 4, 2), "until": dt.date(2026, 4, 1)}, "「いつから」より後"),
    ],
)
def test_a_wrong_rule_is_refused(columns, message):
    with pytest.raises(ValueError, match=message):
        Rule(**columns)


def test_a_single_date_that_ends_as_it_begins_is_refused():
    with pytest.raises(ValueError, match="時刻が同じ"):
        DateException(dt.date(2026, 11, 24), meets=True, start=TEN, end=TEN)


@pytest.mark.parametrize(
    ("start", "end", "ends_at", "open_at", "over_at"),
    [
        (TEN, NOON, "2026-11-24T12:00", "2026-11-24T11:59", "2026-11-24T12:00"),
        (dt.time(22), dt.time(2), "2026-11-25T02:00", "2026-11-25T01:59", "2026-11-25T02:00"),
        (dt.time(18), dt.time(0), "2026-11-25T00:00", "2026-11-24T23:59", "2026-11-25T00:00"),
        (dt.time(0), dt.time(0), "2026-11-25T00:00", "2026-11-24T23:59", "2026-11-25T00:00"),
        (None, NOON, "2026-11-24T12:00", "2026-11-24T11:59", "2026-11-24T12:00"),
        (TEN, None, None, "2026-11-24T23:59", "2026-11-25T00:00"),
        (None, None, None, "2026-11-24T23:59", "2026-11-25T00:00"),
    ],
)
def test_when_a_meeting_is_over(start, end, ends_at, open_at, over_at):
    meeting = Occurrence(dt.date(2026, 11, 24), start, end)
    assert meeting.ends_at == (ends_at and dt.datetime.fromisoformat(ends_at))
    assert not meeting.is_over(dt.datetime.fromisoformat(open_at))
    assert meeting.is_over(dt.datetime.fromisoformat(f"{over_at}+09:00"))


def test_the_same_days_are_the_same_rule():
    assert Rule(weekdays=(4, 0, 0), weeks=(1, 2, 3, 4, 5), months=range(1, 13)) == Rule(weekdays=(0, 4))


SPRING = dt.date(2026, 4, 2)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (TUESDAYS, "毎月第2・第4火曜 10:00–12:00"),
        (Rule(weekdays=(0, 2, 4), start=dt.time(9, 30), end=dt.time(15)), "毎週月・水・金 9:30–15:00"),
        (Rule(weekdays=(0, 1, 2, 3, 4), start=TEN), "毎週月〜金 10:00から"),
        (Rule(weekdays=(5, 6), end=dt.time(17)), "毎週土・日 17:00まで"),
        (Rule(weekdays=(3,), every=2, since=SPRING), "2026年4月2日から 隔週木曜"),
        (Rule(weekdays=(3, 4), every=3, since=SPRING), "2026年4月2日から 3週ごとの木・金"),
        (Rule(monthdays=(15,)), "毎月15日"),
        (Rule(monthdays=(-1, 5)), "毎月5日・末日"),
        (Rule(weekdays=(0,), weeks=(1,), months=(1, 3, 5, 7, 9, 11)), "奇数月第1月曜"),
        (Rule(weekdays=(1, 3), weeks=(1, -1), months=(2, 4, 6, 8, 10, 12)), "偶数月第1・最終の火・木"),
        (Rule(weekdays=(5,), weeks=(-1,)), "毎月最終土曜"),
        (Rule(weekdays=tuple(range(7))), "毎日"),
        (Rule(weekdays=(1,), months=range(4, 10)), "4月から9月まで 毎週火曜"),
        (Rule(weekdays=(1,), months=(11, 12, 1, 2)), "11月から2月まで 毎週火曜"),
        (Rule(monthdays=(15,), months=(4, 8)), "毎年4月・8月の15日"),
        (
            Rule(weekdays=(1,), months=(*range(1, 8), *range(9, 13)), closed_at_new_year=True),
            "毎週火曜（8月・年末年始は休み）",
        ),
        (
            replace(TUESDAYS, closed_on_holidays=True, closed_at_obon=True, closed_at_new_year=True),
            "毎月第2・第4火曜 10:00–12:00（祝日・お盆・年末年始は休み）",
        ),
        (Rule(weekdays=(1,), since=SPRING, until=dt.date(2027, 3, 31)), "2026年4月2日から2027年3月31日まで 毎週火曜"),
        (Rule(weekdays=(6,), start=dt.time(5), end=dt.time(7)), "毎週日曜 午前5:00–7:00"),
    ],
)
def test_a_rule_in_words(rule, words):
    assert describe(rule) == words


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ((TEN, NOON), "11月24日（火）10時〜12時"),
        ((dt.time(10, 30), dt.time(12, 5)), "11月24日（火）10時30分〜12時5分"),
        ((TEN, None), "11月24日（火）10時から"),
        ((None, NOON), "11月24日（火）12時まで"),
        ((dt.time(0), None), "11月24日（火）0時から"),
        ((None, None), "11月24日（火）"),
    ],
)
def test_a_meeting_in_words(hours, words):
    assert occurrence_in_words(Occurrence(dt.date(2026, 11, 24), *hours), today=dt.date(2026, 11, 21)) == words


def test_a_meeting_of_today_says_so():
    today = dt.date(2026, 11, 24)
    assert occurrence_in_words(Occurrence(today, TEN, NOON), today) == "きょう 10時〜12時"
    assert occurrence_in_words(Occurrence(today), today) == "きょう"


@pytest.mark.parametrize(
    ("days_ago", "end", "words"),
    [
        (0, dt.time(2), "きょう 22時〜翌2時"),
        (1, dt.time(2), "きのう 22時〜きょう 2時"),
        (1, dt.time(0), "11月23日（月）22時〜24時"),
        (2, dt.time(2), "11月22日（日）22時〜翌2時"),
    ],
)
def test_a_late_evening_in_words(days_ago, end, words):
    today = dt.date(2026, 11, 24)
    assert occurrence_in_words(Occurrence(today - dt.timedelta(days_ago), dt.time(22), end), today) == words


def test_a_rule_on_a_page_has_its_hours_as_a_meeting_has_them():
    rule = Rule(weekdays=(1,), start=TEN, end=dt.time(11, 30))
    assert describe(rule, hours_in_words) == "毎週火曜 10時〜11時30分"


def test_a_meeting_in_another_year_says_which():
    assert occurrence_in_words(Occurrence(dt.date(2027, 1, 5)), today=dt.date(2026, 11, 21)) == "2027年1月5日（火）"
