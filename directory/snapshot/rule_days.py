"""On which days the rules of opening hold, for many rules and many days at once.

Pure. Agrees with hours.rules.meets_on rule by rule. Single dates and status are other questions: `open_on`, `upcoming`.
"""

import calendar
import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from directory.hours.bits import CLOSED_ON_HOLIDAYS, LAST_WEEK, NOT_LAST_WEEK, ON_HOLIDAYS
from directory.hours.rules import closures
from directory.snapshot.codes import day_number
from directory.snapshot.tables import Times


class _DayBits(NamedTuple):
    """One day as the bits and the number that the rules are compared with."""

    weekday: int
    week: int
    monthday: int
    month: int
    closed: int
    number: int


@lru_cache(maxsize=1024)
def _bits_of(day: dt.date) -> _DayBits:
    days_left = calendar.monthrange(day.year, day.month)[1] - day.day
    closed = closures(day)
    return _DayBits(
        weekday=1 << day.weekday() | (ON_HOLIDAYS if closed & CLOSED_ON_HOLIDAYS else 0),
        week=1 << (day.day - 1) // 7 | (LAST_WEEK if days_left < 7 else NOT_LAST_WEEK),
        monthday=1 << (day.day - 1) | (1 << 31 if days_left == 0 else 0),
        month=1 << (day.month - 1),
        closed=closed,
        number=day_number(day),
    )


def hold_on(times: Times, days: Sequence[dt.date]) -> np.ndarray:
    """Mask of the rules (first axis) that hold on each of some days (second axis)."""
    bits = _DayBits(*(np.array(column, np.int64) for column in zip(*map(_bits_of, days), strict=True)))
    holds = _have_bits(times.weekdays, bits.weekday)
    by_monthday = np.flatnonzero(times.weekdays == 0)
    holds[by_monthday] = _have_bits(times.monthdays[by_monthday], bits.monthday)
    for masks, of_day in ((times.weeks, bits.week), (times.months, bits.month)):
        limited = np.flatnonzero(masks)
        holds[limited] &= _have_bits(masks[limited], of_day)
    closing = np.flatnonzero(times.closed)
    holds[closing] &= ~_have_bits(times.closed[closing], bits.closed)
    since, until = times.since[:, None], times.until[:, None]
    holds &= (since <= bits.number) & (bits.number <= until)
    counted = np.flatnonzero(times.every > 1)
    weeks_since = _week_of(bits.number) - _week_of(times.since[counted].astype(np.int64))[:, None]
    holds[counted] &= weeks_since % times.every[counted, None] == 0
    return holds


def _have_bits(masks: np.ndarray, of_days: np.ndarray) -> np.ndarray:
    """Mask of the pairs of a bit mask and a day's bits that share any bit."""
    shared: np.ndarray = (masks[:, None] & of_days.astype(masks.dtype)) != 0
    return shared


def _week_of(number: np.ndarray) -> np.ndarray:
    """Number of the week, Monday to Sunday, of day numbers: hours.bits.EPOCH is a Saturday."""
    return (number + 5) // 7
