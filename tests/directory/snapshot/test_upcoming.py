"""The coming weeks agree, day by day, with the dates of `open_on` and the status of that day."""

import datetime as dt
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.snapshot.codes import ACTIVE, ENDED, FOREVER, PAUSED, day_number
from directory.snapshot.open_on import open_on
from directory.snapshot.tables import Statements
from directory.snapshot.upcoming import Upcoming
from tests.directory.hours.rules_strategy import DAYS, rules, singles
from tests.directory.snapshot.test_open_on import columns_of


def stated(columns, said):
    """The columns with statements (row, status, days from `day` since and until, None for ever)."""
    return replace(
        columns,
        statements=Statements.of(
            len(said),
            row=[row for row, *_ in said],
            status=[status for _, status, *_ in said],
            since=[day_number(since) for _, _, since, _ in said],
            until=[day_number(until, FOREVER) for *_, until in said],
        ),
    )


@st.composite
def statements(draw, day, rows):
    since = day + dt.timedelta(draw(st.integers(-20, 70)))
    until = draw(st.none() | st.integers(0, 40).map(lambda days: since + dt.timedelta(days)))
    return draw(st.integers(0, rows - 1)), draw(st.sampled_from([ACTIVE, PAUSED, ENDED])), since, until


@given(st.data(), DAYS)
@settings(max_examples=50, deadline=None)
def test_every_meeting_is_one_of_the_calendar(data, day):
    near = st.integers(0, 60).map(lambda days: day + dt.timedelta(days))
    schedule = st.tuples(st.lists(rules(), max_size=2), st.lists(singles(near), max_size=2))
    schedules = data.draw(st.lists(schedule, min_size=1, max_size=5))
    said = data.draw(st.lists(statements(day, len(schedules)), max_size=4))
    columns = stated(columns_of(schedules), said)
    upcoming = Upcoming(columns, day)
    meets, counts = np.zeros(len(columns), np.uint8), np.zeros((len(columns), 7), int)
    np.bitwise_or.at(meets, upcoming.rules.row, upcoming.meets)
    np.add.at(counts, upcoming.rules.row, upcoming.counts.astype(int))
    paused = columns.status_on(day) != ACTIVE
    expected, days = np.zeros(len(columns), np.uint8), np.zeros((len(columns), 7), bool)
    for date in upcoming.days:
        open_then = open_on(columns, date) & (paused | (columns.status_on(date) == ACTIVE))
        expected |= np.where(open_then, np.uint8(1 << date.weekday()), np.uint8(0))
        if date != day:
            days[:, date.weekday()] |= open_then
    assert meets.tolist() == expected.tolist()
    # Two rules may meet on one day, so that there are never fewer meetings than days.
    assert ((counts > 0) == days).all()


@given(st.data(), DAYS)
@settings(max_examples=50, deadline=None)
def test_ends_and_returns_are_those_of_the_status(data, day):
    said = data.draw(st.lists(statements(day, 3), max_size=5))
    columns = stated(columns_of([((), ())] * 3), said)
    upcoming = Upcoming(columns, day)
    today = columns.status_on(day)
    for row in range(3):
        of_days = [int(columns.status_on(date)[row]) for date in upcoming.days]
        ends = of_days.index(ENDED) if today[row] != ENDED and ENDED in of_days else None
        assert upcoming.ends.get(row) == (None if ends is None else upcoming.days[ends - 1])
        assert (row in upcoming.resumes) is bool(today[row] == PAUSED)
        if today[row] == PAUSED and ACTIVE in of_days:
            assert upcoming.resumes[row] == upcoming.days[of_days.index(ACTIVE)]


@given(st.data(), DAYS)
@settings(max_examples=50, deadline=None)
def test_the_next_meeting_is_the_first_date_of_the_calendar(data, day):
    near = st.integers(0, 90).map(lambda days: day + dt.timedelta(days))
    schedule = [data.draw(rules())], data.draw(st.lists(singles(near), max_size=3))
    said = data.draw(st.lists(statements(day, 1), max_size=2))
    columns = stated(columns_of([schedule]), said)
    found = Upcoming(columns, day).next_meeting(0)
    dates = (day + dt.timedelta(i) for i in range(366))
    meets = (date for date in dates if open_on(columns, date)[0] and columns.status_on(date)[0] == ACTIVE)
    assert found == next(meets, None)
