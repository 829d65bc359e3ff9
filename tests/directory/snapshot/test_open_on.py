import datetime as dt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from directory.hours.bits import (
    CLOSED_AT_NEW_YEAR,
    CLOSED_AT_OBON,
    CLOSED_ON_HOLIDAYS,
    LAST_WEEK,
    NOT_LAST_WEEK,
    ON_HOLIDAYS,
)
from directory.hours.masks import month_mask, monthday_mask, week_mask, weekday_mask
from directory.hours.rules import A_DAY, DateException, Rule, closed_mask, meets_on, span_in_minutes
from directory.snapshot.arrays import build
from directory.snapshot.codes import FOREVER, SCHEMES, day_number
from directory.snapshot.open_on import open_on, open_until
from directory.snapshot.tables import Exceptions, Rows, Statements, Times
from tests.directory.hours.rules_strategy import DAYS, rules, singles


def spans(rows):
    minutes = [span_in_minutes(row.start, row.end) for row in rows]
    return {
        "start": [first or 0 for first, _ in minutes],
        "end": [A_DAY if last is None else last for _, last in minutes],
    }


def columns_of(schedules):
    """Columns from one pair of rules and single dates a row, as `loading` makes them of the database."""
    times = [(row, rule) for row, (some, _) in enumerate(schedules) for rule in some if not rule.times]
    dates = [(row, single) for row, (_, some) in enumerate(schedules) for single in some]
    return build(
        1,
        dict.fromkeys(SCHEMES, ()),
        [],
        Rows.of(len(schedules), key=range(len(schedules))),
        Times.of(
            len(times),
            row=[row for row, _ in times],
            weekdays=[weekday_mask(rule) | ON_HOLIDAYS * rule.open_on_holidays for _, rule in times],
            weeks=[week_mask(rule) for _, rule in times],
            months=[month_mask(rule) for _, rule in times],
            monthdays=[monthday_mask(rule) for _, rule in times],
            every=[rule.every for _, rule in times],
            since=[day_number(rule.since) for _, rule in times],
            until=[day_number(rule.until, FOREVER) for _, rule in times],
            **spans(rule for _, rule in times),
            closed=[closed_mask(rule) for _, rule in times],
        ),
        Exceptions.of(
            len(dates),
            row=[row for row, _ in dates],
            day=[day_number(single.day) for _, single in dates],
            meets=[single.meets for _, single in dates],
            **spans(single for _, single in dates),
        ),
        Statements.of(0),
    )


@given(st.data(), DAYS)
def test_the_arrays_answer_as_the_rules_do(data, day):
    near = st.sampled_from([day, day + dt.timedelta(1)])
    schedule = st.tuples(st.lists(rules(), max_size=2), st.lists(singles(near), max_size=2))
    schedules = data.draw(st.lists(schedule, max_size=8))
    found = open_on(columns_of(schedules), day)
    assert found.dtype == bool
    assert found.tolist() == [bool(meets_on(some, dates, day)) for some, dates in schedules]


@given(st.data(), DAYS)
def test_a_day_is_open_until_its_last_meeting_ends(data, day):
    schedule = st.tuples(st.lists(rules(), max_size=3), st.lists(singles(st.just(day)), max_size=2))
    schedules = data.draw(st.lists(schedule, max_size=6))
    begins = dt.datetime.combine(day, dt.time())
    midnight = begins + dt.timedelta(1)
    ends = [[meeting.ends_at or midnight for meeting in meets_on(some, dates, day)] for some, dates in schedules]
    found = open_until(columns_of(schedules), day)
    assert found.dtype == np.uint16
    assert found.tolist() == [(max([begins, *some]) - begins) // dt.timedelta(minutes=1) for some in ends]


@given(rules())
def test_a_month_from_the_first_to_the_last_day(rule):
    columns = columns_of([([rule], [])])
    for number in range(60):
        day = dt.date(2028, 2, 1) + dt.timedelta(number)
        assert open_on(columns, day).tolist() == [bool(meets_on([rule], [], day))]


def test_each_row_has_its_own_answer():
    tuesday, friday = Rule(weekdays=(1,)), Rule(weekdays=(4,))
    day = dt.date(2026, 11, 24)
    off, extra = DateException(day, meets=False), DateException(day, meets=True)
    columns = columns_of([([tuesday], []), ([friday], []), ([friday, tuesday], [off]), ([], [extra]), ([], [])])
    assert np.array_equal(open_on(columns, day), [True, False, False, True, False])


def test_masks_are_the_bits_of_columns():
    rule = Rule(
        weekdays=(0, 6),
        weeks=(1, 5, -1),
        months=(1, 12),
        closed_on_holidays=True,
        closed_at_obon=True,
        closed_at_new_year=True,
    )
    assert weekday_mask(rule) == 0b1000001
    assert week_mask(rule) == 0b10001 | LAST_WEEK
    assert week_mask(Rule(weekdays=(0,), weeks=(-2,))) == NOT_LAST_WEEK
    assert month_mask(rule) == 1 | 1 << 11
    assert closed_mask(rule) == CLOSED_ON_HOLIDAYS | CLOSED_AT_OBON | CLOSED_AT_NEW_YEAR
    by_day = Rule(monthdays=(1, 31, -1))
    assert monthday_mask(by_day) == 1 | 1 << 30 | 1 << 31
    assert weekday_mask(by_day) == week_mask(by_day) == month_mask(by_day) == closed_mask(by_day) == 0
