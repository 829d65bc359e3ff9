"""What the next eight weeks of the directory hold: meetings, known ends, ends of pauses.

Pure. Agrees with the dates that a place's public page shows (`hours` and the statements of status).
"""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from directory.geo.points import ranges
from directory.snapshot.arrays import Columns
from directory.snapshot.codes import ACTIVE, ENDED, FOREVER, PAUSED, day_number, day_of
from directory.snapshot.rule_days import hold_on
from directory.snapshot.tables import Exceptions, Statements, Times

WEEKS = 8
"""Weeks after today whose meetings count: a season, or one meeting a month, is seen in so many."""
A_YEAR = 366
"""Days among which the next meeting of a place out of season is looked for."""


class Upcoming:
    """The directory from a day on. `rules` is in the order of its rows, which are rows of the columns.

    days     the day itself and the days of WEEKS weeks after it
    rules    the rules of opening that have not ended, and every extra date as a rule of that one day; of a place whose rules
             have all ended, those: it is known to meet no more
    meets    for each rule the mask of the weekdays on which it really meets on one of the days (uint8)
    counts   for each rule the meetings on each of the seven weekdays in the WEEKS weeks after the day (uint8)
    ends     row -> the known last day of a place that ends on one of the days
    resumes  row -> the first day after a pause that holds today, None where nobody knows it
    """

    def __init__(self, columns: Columns, day: dt.date):
        self.columns, self.day = columns, day
        self.days = [day + dt.timedelta(days=i) for i in range(7 * WEEKS + 1)]
        self._first, self._last = day_number(day), day_number(self.days[-1])
        changing = self._statuses()
        self.rules, self._single = _rules(columns, self._first)
        self.meets, self.counts = self._meetings(changing)

    def _statuses(self) -> dict[int, np.ndarray]:
        """Row -> mask of the days on which a place that is active today will not be; fills `ends` and `resumes`."""
        said, first = self.columns.statements, self._first
        today = self.columns.status_on(self.day)
        changes = ((said.since > first) & (said.since <= self._last)) | ((said.until >= first) & (said.until < FOREVER))
        rows = np.unique(said.row[changes])
        by_day = _status_by_day(said.take(np.isin(said.row, rows)), rows, self.days)
        self.ends: dict[int, dt.date] = {}
        self.resumes: dict[int, dt.date | None] = dict.fromkeys(np.flatnonzero(today == PAUSED).tolist())
        away: dict[int, np.ndarray] = {}
        for row, status in zip(rows.tolist(), by_day, strict=True):
            if today[row] == ACTIVE and (status != ACTIVE).any():
                away[row] = status != ACTIVE
            if today[row] != ENDED and (ended := np.flatnonzero(status == ENDED)).size:
                self.ends[row] = self.days[ended[0]] - dt.timedelta(days=1)
            if today[row] == PAUSED:
                self.resumes[row] = self._resumes(row, status)
        return away

    def _resumes(self, row: int, status: np.ndarray) -> dt.date | None:
        if (active := np.flatnonzero(status == ACTIVE)).size:
            return self.days[active[0]]
        said = self.columns.statements
        mine = np.flatnonzero((said.row == row) & (said.since <= self._first) & (self._first <= said.until))
        last = day_of(int(said.until[mine[-1]]))
        return last + dt.timedelta(days=1) if last else None

    def _meetings(self, away: dict[int, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        rules, soon = self.rules, self._soon()
        alone = (rules.months != 0) | (rules.weekdays == 0) | (rules.every > 1)
        alone |= (rules.since > self._first) | (rules.until < self._last)
        alone |= np.isin(rules.row, np.concatenate([soon.row, np.fromiter(away, np.int32, len(away))]))
        meets, counts = np.empty(len(rules), np.uint8), np.empty((len(rules), 7), np.uint8)
        # Most rules are a weekday of some weeks, so that few different ones stand for all of them.
        alike = np.flatnonzero(~alone)
        shape = rules.weekdays.astype(np.int32) << 16 | rules.weeks.astype(np.int32) << 8 | rules.closed
        _, of_shape, inverse = np.unique(shape[alike], return_index=True, return_inverse=True)
        for_shape = self._counted(hold_on(rules.take(alike[of_shape]), self.days))
        meets[alike], counts[alike] = (values[inverse] for values in for_shape)
        holds = hold_on(rules.take(alone), self.days)
        self._take_off(alone, holds, soon, away)
        meets[alone], counts[alone] = self._counted(holds)
        return meets, counts

    def _counted(self, holds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """`meets` and `counts` of some rules by the days on which they hold."""
        bits = np.array([1 << day.weekday() for day in self.days], np.uint8)
        meets: np.ndarray = np.bitwise_or.reduce(np.where(holds, bits, np.uint8(0)), axis=1)
        weekday = np.array([day.weekday() for day in self.days[1:]])
        counts = np.stack([holds[:, 1:][:, weekday == i].sum(axis=1) for i in range(7)], axis=1)
        return meets, counts.astype(np.uint8)

    def _soon(self) -> Exceptions:
        """The single dates of the coming days."""
        dates = self.columns.exceptions
        return dates.take((dates.day >= self._first) & (dates.day <= self._last))

    def _take_off(self, of: np.ndarray, holds: np.ndarray, soon: Exceptions, away: dict[int, np.ndarray]) -> None:
        """Take what is off from the days on which the rules `of` (a mask) hold: single dates, days without activity."""
        rows, single = self.rules.row[of], self._single[of]
        off = soon.take(~soon.meets)
        first, last = (np.searchsorted(rows, off.row, side=side) for side in ("left", "right"))
        owned, day = ranges(first, last), np.repeat(off.day.astype(np.int64) - self._first, last - first)
        # An extra date on the same day stays: it stands for itself.
        regular = ~single[owned]
        holds[owned[regular], day[regular]] = False
        for row, days in away.items():
            here = slice(*np.searchsorted(rows, [row, row + 1]))
            holds[here] &= ~days

    def next_meeting(self, row: int) -> dt.date | None:
        """The first day of the next year on which a row that is active meets; None where there is none."""
        days, columns = self._year, self.columns
        here = np.arange(*np.searchsorted(self.rules.row, [row, row + 1]))
        holds = hold_on(self.rules.take(here), days)
        off = columns.exceptions.take((columns.exceptions.row == row) & ~columns.exceptions.meets)
        is_off = np.isin(np.arange(A_YEAR) + self._first, off.day)
        meets = (holds & ~(is_off & ~self._single[here, None])).any(axis=0)
        said = columns.statements.take(columns.statements.row == row)
        found = np.flatnonzero(meets & (_status_by_day(said, np.array([row]), days)[0] == ACTIVE))
        return days[found[0]] if found.size else None

    @cached_property
    def _year(self) -> list[dt.date]:
        return [self.day + dt.timedelta(days=i) for i in range(A_YEAR)]


def _rules(columns: Columns, first: int) -> tuple[Times, np.ndarray]:
    """`Upcoming.rules` of a day, and the mask of those that are an extra date."""
    going, dates = columns.times, columns.exceptions
    extra = dates.take(dates.meets & (dates.day >= first))
    if (ended := going.until < first).any():
        goes_on = np.concatenate([going.row[~ended], extra.row])
        going = going.take(~ended | ~np.isin(going.row, goes_on))
    single = np.arange(len(going) + len(extra)) >= len(going)
    if not len(extra):
        return going, single
    weekdays = [1 << (day_of(int(number)) or dt.date.min).weekday() for number in extra.day]
    singles = Times.of(
        len(extra), row=extra.row, weekdays=weekdays, start=extra.start, end=extra.end, since=extra.day, until=extra.day
    )
    joined = Times.join([going, singles])
    order = np.argsort(joined.row, kind="stable")
    return joined.take(order), single[order]


def _status_by_day(said: Statements, rows: np.ndarray, days: Sequence[dt.date]) -> np.ndarray:
    """Status (uint8) of some rows on each of some days: one line a row. `said` are their statements."""
    status = np.full((len(rows), len(days)), ACTIVE, np.uint8)
    at = np.searchsorted(rows, said.row)
    for i, number in enumerate(map(day_number, days)):
        speaks = (said.since <= number) & (number <= said.until)
        # Later statements come later in the array, and NumPy's assignment keeps the last one.
        status[at[speaks], i] = said.status[speaks]
    return status
