"""Which places meet on a day, for the whole directory at once.

Pure. Agrees with hours.rules.meets_on row by row; status (paused, ended) is another question: Columns.status_on.
"""

import calendar
import datetime as dt
from collections.abc import Collection
from typing import Any

import numpy as np

from directory.hours.bits import CLOSED_ON_HOLIDAYS, LAST_WEEK, NOT_LAST_WEEK, ON_HOLIDAYS
from directory.hours.rules import closures
from directory.snapshot.arrays import Columns, Times
from directory.snapshot.codes import day_number
from directory.snapshot.day_parts import in_parts


def open_on(columns: Columns, day: dt.date, parts: Collection[str] = ()) -> np.ndarray:
    """Mask of the rows with a meeting on a day: by a rule, unless that date is off, or by an extra date."""
    mask: np.ndarray = open_until(columns, day, parts) > 0
    return mask


def open_until(columns: Columns, day: dt.date, parts: Collection[str] = ()) -> np.ndarray:
    """When the last meeting of a day ends, in minutes after the midnight before it, for each row (uint16; 0 without a meeting).

    Of meetings that fall into any of some parts of the day (`day_parts`), of all without any. Where nobody knows the end it
    is that of the day, A_DAY; past midnight it is more.
    """
    until = np.zeros(len(columns), np.uint16)
    rules = columns.times.take(_hold_on(columns.times, day) & in_parts(columns.times, parts))
    np.maximum.at(until, rules.row, rules.end)
    today = columns.exceptions.take(columns.exceptions.day == day_number(day))
    until[today.row[~today.meets]] = 0
    extra = today.take(today.meets & in_parts(today, parts))
    np.maximum.at(until, extra.row, extra.end)
    return until


def _hold_on(times: Times, day: dt.date) -> np.ndarray:
    """Mask of the rules that hold on a day."""
    days_left = calendar.monthrange(day.year, day.month)[1] - day.day
    closed = closures(day)
    weekday = 1 << day.weekday() | (ON_HOLIDAYS if closed & CLOSED_ON_HOLIDAYS else 0)
    week = 1 << (day.day - 1) // 7 | (LAST_WEEK if days_left < 7 else NOT_LAST_WEEK)
    monthday = 1 << (day.day - 1) | (1 << 31 if days_left == 0 else 0)
    number = day_number(day)
    holds: np.ndarray = _have_bits(times.weekdays, weekday) | (
        (times.weekdays == 0) & _have_bits(times.monthdays, monthday)
    )
    holds &= (times.weeks == 0) | _have_bits(times.weeks, week)
    holds &= (times.months == 0) | _have_bits(times.months, 1 << (day.month - 1))
    holds &= (times.since <= number) & (number <= times.until)
    holds &= ~_have_bits(times.closed, closed)
    counted = np.flatnonzero(times.every > 1)
    weeks_since = _week_of(number) - _week_of(times.since[counted].astype(np.int32))
    holds[counted] &= weeks_since % times.every[counted] == 0
    return holds


def _have_bits(masks: np.ndarray, bits: int) -> np.ndarray:
    """Mask of the bit masks that have any of these bits."""
    mask: np.ndarray = (masks & masks.dtype.type(bits)) != 0
    return mask


def _week_of(number: Any) -> Any:
    """Number of the week, Monday to Sunday, of a day number or of an array of them: hours.bits.EPOCH is a Saturday."""
    return (number + 5) // 7
