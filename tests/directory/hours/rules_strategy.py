"""Hypothesis strategies that draw opening rules and single dates, for the tests of `directory.hours` and of the arrays."""

import datetime as dt

from hypothesis import strategies as st

from directory.hours.rules import DateException, Rule

DAYS = st.dates(dt.date(2023, 1, 1), dt.date(2030, 12, 31))
TIMES = st.none() | st.times().map(lambda time: time.replace(second=0, microsecond=0))


def _some(*numbers: int, at_least: int = 0) -> st.SearchStrategy[tuple[int, ...]]:
    return st.sets(st.sampled_from(numbers), min_size=at_least).map(tuple)


_WEEKS = _some(1, 2, 3, 4, 5, -1, at_least=1) | st.just((-2,))
_MONTHS = st.just(()) | _some(*range(1, 13))
_PATTERNS = st.one_of(
    st.fixed_dictionaries({"weekdays": _some(*range(7), at_least=1), "weeks": st.just(()) | _WEEKS}),
    st.fixed_dictionaries({"monthdays": _some(1, 2, 15, 28, 29, 30, 31, -1, at_least=1)}),
    st.fixed_dictionaries({"weekdays": _some(*range(7), at_least=1), "every": st.integers(2, 5), "since": DAYS}),
    st.fixed_dictionaries({"weekdays": _some(*range(7)), "open_on_holidays": st.just(True)}),
    st.fixed_dictionaries({"times": st.integers(1, 6), "per": st.sampled_from(["week", "month", "year"])}),
)


@st.composite
def rules(draw) -> Rule:
    """Any rule, with and without closures, seasons, hours and limits."""
    columns = {"since": draw(st.none() | DAYS), "until": draw(st.none() | DAYS), **draw(_PATTERNS)}
    if columns["since"] and columns["until"] and columns["until"] < columns["since"]:
        columns["until"] = None
    start, end = draw(TIMES), draw(TIMES)
    if start == end != dt.time(0):
        start = None
    closed = {name: draw(st.booleans()) for name in ("closed_on_holidays", "closed_at_obon", "closed_at_new_year")}
    closed["closed_on_holidays"] &= "open_on_holidays" not in columns
    return Rule(**columns, months=draw(_MONTHS), start=start, end=end, **closed)


def singles(days: st.SearchStrategy[dt.date] = DAYS) -> st.SearchStrategy[DateException]:
    """Single dates off and extra."""
    end = st.sampled_from([None, dt.time(15), dt.time(0), dt.time(1, 30)])
    return st.builds(DateException, days, st.booleans(), start=st.just(dt.time(13)), end=end)
