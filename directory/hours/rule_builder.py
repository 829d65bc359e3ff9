"""Segments of a text about hours made into rules and single dates.

Pure. Raises Unclear where they contradict each other or can mean two things.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from directory.hours.rules import EVERY_MONTH, DateException, Rule
from directory.hours.segment_collector import SegmentCollector
from directory.hours.statements import (
    HOLIDAYS,
    Opening,
    Weekdays,
    agrees_with_frequency,
    closed,
    closed_columns,
    combined,
    out_of_season,
)
from directory.hours.token_meanings import Unclear, dates, days

_EVERY_DAY = "毎日"


class RuleBuilder(SegmentCollector):
    """`rules` and `dates` are what all segments mean together. Both raise Unclear."""

    def dates(self) -> list[DateException]:
        """The single dates that are listed, with the hours that hold for all of them, or dates off beside days.

        Dates on which it meets, beside days, are Unclear.
        """
        if not self.date_texts:
            return [DateException(day, False) for day in dates(self.off_date_texts, self.today)]
        spans = [span for opening in self.openings for span in opening.hours]
        if len(self.openings) > 1 or self._current.has_days or len(spans) > 1 or self._says_more_than_days():
            raise Unclear("日づけのほかに、曜日や休みが書いてあります。")
        start, end = spans[0] if spans else (None, None)
        return [DateException(day, True, start, end) for day in dates(self.date_texts, self.today, self.fiscal_year)]

    def _says_more_than_days(self) -> bool:
        off = self.off_date_texts or self.closures or self.off_days or self.off_weeks or self.off_months
        return bool(off or self.periods or self.frequencies or self.months_of_next or self.without_closures)

    def rules(self) -> list[Rule]:
        """The rules of all segments together."""
        if self.date_texts:
            return []
        self._place_months()
        if not any(opening.has_days for opening in self.openings) and self._is_open_daily():
            self._add_days(days(_EVERY_DAY))
        openings = combined(self.openings)
        if len(self.periods) > 1 or self._contradicts(openings):
            raise Unclear("組み合わせが分かりません。")
        since, until = self._first_and_last_day()
        if not any(opening.has_days for opening in openings):
            return self._rhythm(openings, since, until)
        if self.months_of_next:
            raise Unclear("どの日の月か分かりません。")
        for off in [*self.off_days, *self._weeks_off(openings)]:
            openings = closed(openings, off)
        if self.off_months:
            openings = [out_of_season(opening, self.off_months) for opening in openings]
        if not all(agrees_with_frequency(openings, *said) for said in self.frequencies):
            raise Unclear("回数が、日と合いません。")
        also_holidays = any(HOLIDAYS in opening.weekdays for opening in openings)
        return [
            rule
            for opening in openings
            for rule in opening.rules(since, until, self._closures_of(opening, also_holidays))
        ]

    def _first_and_last_day(self) -> tuple[dt.date | None, dt.date | None]:
        if self.periods and self.fiscal_year is not None:
            raise Unclear("年度のほかに、期間が書いてあります。")
        if self.periods:
            return self.periods[0]
        if self.fiscal_year is None:
            return None, None
        return dt.date(self.fiscal_year, 4, 1), dt.date(self.fiscal_year + 1, 3, 31)

    def _is_open_daily(self) -> bool:
        """Whether a text without days means every day: 「年中無休」, or hours beside the weekdays that are off."""
        has_hours = any(opening.hours for opening in self.openings)
        return self.without_closures or (has_hours and (bool(self.off_days) or self.closed_days_are_named))

    def _place_months(self) -> None:
        if self.months_of_next and len(self.openings) == 1 and not self._current.months:
            self._change_current(months=self.months_of_next)
            self.months_of_next = frozenset()

    def _closures_of(self, opening: Opening, also_holidays: bool) -> set[str]:
        """Its usual closures. Holidays are off on working days, and where other hours are said for them."""
        off = opening.is_of_work or (also_holidays and HOLIDAYS not in opening.weekdays)
        return self.closures | ({"HOLIDAYS"} if off else set())

    def _weeks_off(self, openings: Sequence[Opening]) -> list[Weekdays]:
        """「第5週を除く」: these weeks of the weekdays of the one opening."""
        if self.off_weeks and (len(openings) != 1 or len(openings[0].weekdays) > 1):
            raise Unclear("どの曜日の週か、分かりません。")
        return [dict.fromkeys(openings[0].weekdays, off) for off in self.off_weeks]

    def _rhythm(self, openings: Sequence[Opening], since: dt.date | None, until: dt.date | None) -> list[Rule]:
        """「月2回 10:00〜12:00」: how often, without days."""
        if not self.frequencies:
            if openings:
                raise Unclear("どの日か分かりません。")
            return []
        spans = [span for opening in openings for span in opening.hours] or [(None, None)]
        if len(self.frequencies) > 1 or len(spans) > 1 or not self.frequencies[0][0]:
            raise Unclear("何回か分かりません。")
        (times, per), (start, end) = self.frequencies[0], spans[0]
        months = tuple(self.months_of_next.union(*(opening.months for opening in openings)))
        if self.off_months:
            months = tuple((frozenset(months) or EVERY_MONTH) - self.off_months)
        rhythm = Rule(times=times, per=per, months=months, start=start, end=end, since=since, until=until)
        return [replace(rhythm, **closed_columns(self.closures))]

    def _contradicts(self, openings: Sequence[Opening]) -> bool:
        closes = bool(self.closures or self.off_days or self.off_weeks or self.off_months)
        open_days = {day for opening in openings for day in opening.weekdays}
        is_of_work = any(opening.is_of_work for opening in openings)
        return (
            (self.without_closures and (closes or len(open_days) < 7))
            or ((HOLIDAYS in open_days or self.open_on_holidays_too) and "HOLIDAYS" in self.closures)
            or (self.open_on_holidays_too and (bool(self.off_days or is_of_work) or 0 not in open_days))
            or (is_of_work and len(openings) > 1 and HOLIDAYS not in open_days)
        )
