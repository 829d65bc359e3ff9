"""Which places meet on a day, for the whole directory at once.

Pure. Agrees with hours.rules.meets_on row by row; status (paused, ended) is another question: Columns.status_on.
"""

import datetime as dt
from collections.abc import Collection

import numpy as np

from directory.snapshot.arrays import Columns
from directory.snapshot.codes import day_number
from directory.snapshot.day_parts import in_parts
from directory.snapshot.rule_days import hold_on


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
    rules = columns.times.take(hold_on(columns.times, [day])[:, 0] & in_parts(columns.times, parts))
    np.maximum.at(until, rules.row, rules.end)
    today = columns.exceptions.take(columns.exceptions.day == day_number(day))
    until[today.row[~today.meets]] = 0
    extra = today.take(today.meets & in_parts(today, parts))
    np.maximum.at(until, extra.row, extra.end)
    return until
