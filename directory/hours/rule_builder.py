"""Segments of a text about hours, in the order in which they are written, made into rules and single dates.

Pure. Raises Unclear where they contradict each other or can mean two things.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from directory.hours.rules import EVERY_MONTH, EVERY_WEEK, DateException, Rule
from directory.hours.segments import SMALL_WORDS, Segment
from directory.hours.statements import (
    CLOSURES,
    HOLIDAYS,
    Opening,
    Weekdays,
    agrees_with_frequency,
    closed,
    closed_columns,
    combined,
    out_of_season,
)
from directory.hours.token_meanings import (
    Days,
    Unclear,
    dates,
    days,
    fiscal_year,
    frequency,
    hours,
    period,
    season,
    weeks,
)
from directory.hours.tokens import Token

_EVERY_DAY = "毎日"
_OF_OPENING = ("HOURS", "PERIOD", "FREQUENCY")
"""Kinds of tokens that belong to an opening: a closure begins after the last of them."""


def _opens_before_closing(words: Sequence[Token]) -> int:
    """1 where the first word of a closure names what is open: 「毎週火曜 最終火曜は休み」; what is closed cannot close again."""
    if len(words) < 2 or any(word.kind != "DAYS" for word in words):
        return 0
    first, *later = (set(days(word.text).weekdays) for word in words)
    return int(bool(first) and set().union(*later) <= first)


class RuleBuilder:
    """Takes segments; `rules` and `dates` are what they mean together. All raise Unclear."""

    def __init__(self, today: dt.date | None) -> None:
        self.today = today
        self.openings: list[Opening] = []
        self.months_of_next: frozenset[int] = frozenset()
        """Months that stand before the days to which they belong."""
        self.closures: set[str] = set()
        self.off_days: list[Weekdays] = []
        self.off_weeks: list[frozenset[int]] = []
        self.off_months: frozenset[int] = frozenset()
        self.periods: list[tuple[dt.date | None, dt.date | None]] = []
        self.frequencies: list[tuple[int, str]] = []
        self.date_texts: list[str] = []
        self.off_date_texts: list[str] = []
        self.fiscal_year: int | None = None
        self.complete = False
        self.closed_days_are_named = False
        self.open_on_holidays_too = False
        self.without_closures = False

    def add(self, segment: Segment) -> None:
        """Add what one segment says."""
        words = [word for word in segment.words if word.kind not in SMALL_WORDS]
        if segment.names_closed_days:
            self.closed_days_are_named = True
            self._add_closure([word for word in words if word.kind not in ("OFF", "JUST")])
        elif words and words[-1].kind == "OFF":
            opens = max((at + 1 for at, word in enumerate(words) if word.kind in _OF_OPENING), default=0)
            opens = opens or _opens_before_closing([word for word in words[:-1] if word.kind != "JUST"])
            self._add_opening(words[:opens])
            self._add_closure([word for word in words[opens:-1] if word.kind != "JUST"])
            # A closure in brackets may concern only what stands before it, so nothing may follow.
            self.complete |= segment.inside and bool(self.openings)
        else:
            while words and words[0].kind == "JUST":
                words.pop(0)
            if words and words[0].kind == "HOURS" and self.openings and self.openings[-1].hours:
                self.openings.append(Opening())
            self._add_opening(words)

    def _add_closure(self, words: Sequence[Token]) -> None:
        if not words:
            raise Unclear("何が休みか分かりません。")
        for word in words:
            if word.kind in CLOSURES:
                self.closures.add(word.kind)
            elif word.kind == "SEASON":
                self.off_months |= season(word.text)
            elif word.kind == "WEEKS":
                self.off_weeks.append(weeks(word.text))
            elif word.kind == "DATE":
                self.off_date_texts.append(word.text)
            elif word.kind == "DAYS" and days(word.text).plain:
                self.off_days.append(days(word.text).weekdays)
            else:
                raise Unclear(word.text)

    def _add_opening(self, words: Sequence[Token]) -> None:
        for at, word in enumerate(words):
            before = words[at - 1].kind if at else ""
            after = words[at + 1].kind if at + 1 < len(words) else ""
            if word.kind == "HOLIDAYS":
                self._add_holidays(before, words[at + 1 :])
            elif word.kind == "EXCEPT":
                self._add_except(words[:at], after)
            elif word.kind in self._words_of_opening:
                self._words_of_opening[word.kind](word.text)
            else:
                raise Unclear(word.text)

    @cached_property
    def _words_of_opening(self) -> Mapping[str, Callable[[str], None]]:
        """What adds a word of each kind that needs no look at its neighbours."""
        return {
            "DAYS": lambda text: self._add_days(days(text), is_of_work=text == "平日"),
            "HOURS": self._add_hours,
            "SEASON": self._add_season,
            "JUST": self._mark_instead,
            "PERIOD": lambda text: self.periods.append(period(text, self.today)),
            "FREQUENCY": lambda text: self.frequencies.append(frequency(text)),
            "DATE": self.date_texts.append,
            "FISCAL_YEAR": self._set_fiscal_year,
            "NO_CLOSURE": self._mark_without_closures,
            "HOLIDAYS_TOO": self._mark_holidays_too,
        }

    def _mark_instead(self, text: str) -> None:
        if self._current.has_days:
            self._change_current(instead=True)

    def _mark_without_closures(self, text: str) -> None:
        self.without_closures = True

    def _set_fiscal_year(self, text: str) -> None:
        self.fiscal_year = fiscal_year(text)

    def _mark_holidays_too(self, text: str) -> None:
        self.open_on_holidays_too = True

    @property
    def _current(self) -> Opening:
        """The opening to which the next words belong."""
        return self.openings[-1] if self.openings else Opening()

    def _change_current(self, **changes: Any) -> None:
        self.openings[-1:] = [replace(self._current, **changes)]

    def _add_days(self, added: Days, is_of_work: bool = False) -> None:
        if self._current.has_days and (
            self._current.hours or self.months_of_next or added.every != self._current.every
        ):
            if self.complete:
                raise Unclear("括弧の中の休みが、どの日のことか分かりません。")
            self.openings.append(Opening())
        if is_of_work and self._current.has_days:
            raise Unclear("平日が、ほかの曜日と並んでいます。")
        told_again = added.monthdays <= self._current.monthdays
        weekdays = dict(self._current.weekdays)
        for day, of_month in added.weekdays.items():
            weekdays[day] = weekdays.get(day, frozenset()) | of_month
        self._change_current(
            weekdays=weekdays,
            monthdays=self._current.monthdays | added.monthdays,
            months=self._current.months | self.months_of_next,
            every=added.every,
            is_of_work=is_of_work or self._current.is_of_work,
            named=self._current.named | added.named,
        )
        self.months_of_next = frozenset()
        if added.needs_season and not self._current.months and not told_again:
            raise Unclear("何月の日か分かりません。")

    def _add_holidays(self, before: str, after: Sequence[Token]) -> None:
        """「土日祝」, 「祝日のみ」, or 「祝日 10:00〜17:00」 beside other days. 「祝日は開館」 after a closed day says something else."""
        kinds = [word.kind for word in after[:2]]
        has_hours = kinds[:1] == ["HOURS"] or kinds == ["JUST", "HOURS"]
        is_all = kinds[:1] == ["JUST"] and after[0].text != "は"
        if before != "DAYS" and not (has_hours or is_all):
            raise Unclear("祝日に開くかどうか、分かりません。")
        self._add_days(Days({HOLIDAYS: EVERY_WEEK}))

    def _add_except(self, before: Sequence[Token], after: str) -> None:
        """「第4水曜以外の水曜」, 「水曜以外」: what was added as open stays off; without days after it every other day is open."""
        if len(self.openings) != 1 or self._current.hours or any(word.kind != "DAYS" for word in before):
            raise Unclear("何が休みか分かりません。")
        off = self.openings.pop()
        if off.monthdays or off.every != 1:
            raise Unclear("何が休みか分かりません。")
        self.off_days.append(off.weekdays)
        if after != "DAYS":
            self._add_days(days(_EVERY_DAY))

    def _add_hours(self, text: str) -> None:
        if self.months_of_next and self._current.has_days:
            raise Unclear(text)
        self._change_current(hours=(*self._current.hours, hours(text)))

    def _add_season(self, text: str) -> None:
        if self.months_of_next:
            raise Unclear(text)
        self.months_of_next = season(text)

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
        since, until = self.periods[0] if self.periods else (None, None)
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
        if self.off_weeks and len(openings) != 1:
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
            (not openings and not self.frequencies and (closes or bool(self.periods)))
            or (self.without_closures and (closes or len(open_days) < 7))
            or ((HOLIDAYS in open_days or self.open_on_holidays_too) and "HOLIDAYS" in self.closures)
            or (self.open_on_holidays_too and (bool(self.off_days or is_of_work) or 0 not in open_days))
            or (is_of_work and len(openings) > 1 and HOLIDAYS not in open_days)
        )
