"""Periods of whole months, which may go over several 年度. A month that is not over is in none: its numbers still move."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from directory.associations.attendance import fiscal_year

APRIL = 4
EARLIEST = 2020
"""The first 年度 that can be asked for."""


@dataclass(frozen=True, order=True)
class Month:
    """A month of the calendar; `at` counts months since the year 0.

    >>> str(Month.of(dt.date(2026, 11, 27))), Month.of(dt.date(2026, 3, 1)).year, Month.of(dt.date(2026, 3, 1)).position
    ('2026-11', 2025, 11)
    """

    at: int

    @classmethod
    def of(cls, day: dt.date) -> "Month":
        """The month of a day."""
        return cls(day.year * 12 + day.month - 1)

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """From 「2026-11」; None for anything else."""
        try:
            return cls.of(dt.date.fromisoformat(f"{text}-01"))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.at // 12:04}-{self.at % 12 + 1:02}"

    @property
    def first_day(self) -> dt.date:
        """Its first day."""
        return dt.date(self.at // 12, self.at % 12 + 1, 1)

    @property
    def in_words(self) -> str:
        """「2026年11月」."""
        return f"{self.at // 12}年{self.at % 12 + 1}月"

    @property
    def year(self) -> int:
        """The 年度 it belongs to."""
        return fiscal_year(self.first_day)

    @property
    def position(self) -> int:
        """Its place in the 年度: 0 for April."""
        return (self.at % 12 + 1 - APRIL) % 12


@dataclass(frozen=True)
class Period:
    """The months from `first` to `last`, both within."""

    first: Month
    last: Month

    @classmethod
    def of_year(cls, year: int) -> "Period":
        """A whole 年度."""
        april = Month.of(dt.date(year, APRIL, 1))
        return cls(april, Month(april.at + 11))

    @property
    def in_words(self) -> str:
        """「2026年4月から2026年10月まで」, or 「2026年度」 where it is one."""
        if self == Period.of_year(self.first.year):
            return f"{self.first.year}年度"
        if self.first == self.last:
            return self.first.in_words
        return f"{self.first.in_words}から{self.last.in_words}まで"

    @property
    def year_before(self) -> "Period":
        """The same months a year earlier."""
        return Period(Month(self.first.at - 12), Month(self.last.at - 12))

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """Its first day, and the first day after it."""
        return self.first.first_day, Month(self.last.at + 1).first_day

    def by_year(self) -> Iterator[tuple[int, range]]:
        """Each 年度 that it touches with the positions of its months there."""
        for year in range(self.first.year, self.last.year + 1):
            start = self.first.position if year == self.first.year else 0
            end = self.last.position if year == self.last.year else 11
            yield year, range(start, end + 1)


def last_month(today: dt.date) -> Month:
    """The last month that is over."""
    return Month(Month.of(today).at - 1)


def period_from(first: str, last: str, today: dt.date) -> Period:
    """The period of two typed months, cut at the last month that is over; where they are none, the 年度 of that month so far."""
    end = last_month(today)
    begin, until = Month.read(first), Month.read(last)
    if begin is None or until is None or begin.year < EARLIEST or begin > min(until, end):
        return Period(Period.of_year(end.year).first, end)
    return Period(begin, min(until, end))
