"""What the segments of a text about hours say, collected in the order in which they are written.

Pure. Raises Unclear where they contradict each other or can mean two things.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from directory.hours.closing_words import (
    check_exception,
    is_closure,
    limit_each_other,
    opens_before_closing,
    without_last_just,
)
from directory.hours.rules import EVERY_WEEK
from directory.hours.segments import SMALL_WORDS, Segment
from directory.hours.statements import (
    CLOSURES,
    HOLIDAYS,
    Opening,
    Weekdays,
)
from directory.hours.token_meanings import (
    Days,
    Unclear,
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


def _is_part(narrow: Weekdays, wide: Weekdays) -> bool:
    """Whether some days are fewer than others among which they all are: 「毎日（月〜土）」, 「平日の火・木」."""
    return bool(narrow) and narrow != wide and all(weeks <= wide.get(day, frozenset()) for day, weeks in narrow.items())


def _are_weekdays(words: Sequence[Token]) -> bool:
    """Whether weekdays and nothing else is said: 「（木）」 of 「火（木）」."""
    return len(words) == 1 and words[0].kind == "DAYS" and bool(days(words[0].text).weekdays)


class SegmentCollector:
    """Takes segments. All methods raise Unclear."""

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
        self.after_closure = False
        self.narrows_months = False
        """Whether 「は」 or 「のみ」 follows the months: 「8月は10:00から」 says nothing of the other months."""
        self.complete = False
        self.closed_days_are_named = False
        self.open_on_holidays_too = False
        self.without_closures = False

    def add(self, segment: Segment) -> None:
        """Add what one segment says."""
        words = [word for word in segment.words if word.kind not in SMALL_WORDS]
        check_exception(segment, words, self.after_closure)
        if words:
            self.after_closure = is_closure(segment, words)
        if segment.names_closed_days:
            self.closed_days_are_named = True
            self._add_closure(without_last_just([word for word in words if word.kind != "OFF"]), segment.words)
        elif words and words[-1].kind == "OFF":
            opens = max((at + 1 for at, word in enumerate(words) if word.kind in _OF_OPENING), default=0)
            opens = opens or opens_before_closing([word for word in words[:-1] if word.kind != "JUST"])
            self._add_opening(words[:opens])
            self._add_closure(without_last_just(words[opens:-1]), segment.words)
            # A closure in brackets may concern only what stands before it, so nothing may follow.
            self.complete |= segment.inside and bool(self.openings)
        else:
            while words and words[0].kind == "JUST":
                words.pop(0)
            if segment.inside and self._current.has_days and not self._current.hours and _are_weekdays(words):
                raise Unclear("括弧の中の曜日が、加わるのか、代わりなのか分かりません。")
            if words and words[0].kind == "HOURS" and self.openings and self.openings[-1].hours:
                self.openings.append(Opening())
            self._add_opening(words)

    def _add_closure(self, words: Sequence[Token], between: Sequence[Token]) -> None:
        if not words or limit_each_other(words, between):
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
        self.narrows_months = bool(self.months_of_next)

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
        if _is_part(added.weekdays, weekdays) or (weekdays and added.monthdays):
            raise Unclear("書いてある日のうち、どれに開くか分かりません。")
        for day, of_month in added.weekdays.items():
            weekdays[day] = weekdays.get(day, frozenset()) | of_month
        self._change_current(
            weekdays=weekdays,
            monthdays=self._current.monthdays | added.monthdays,
            months=self._current.months | self.months_of_next,
            every=added.every,
            is_of_work=is_of_work or self._current.is_of_work,
            named=self._current.named | added.named,
            hours_first=self._current.hours_first or bool(self._current.hours and not self._current.has_days),
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
        if len(self.openings) != 1 or self._current.hours or {word.kind for word in before} != {"DAYS"}:
            raise Unclear("何が休みか分かりません。")
        off = self.openings.pop()
        if off.monthdays or off.every != 1:
            raise Unclear("何が休みか分かりません。")
        self.off_days.append(off.weekdays)
        if after != "DAYS":
            self._add_days(days(_EVERY_DAY))

    def _add_hours(self, text: str) -> None:
        if self._current.hours_first or (self.months_of_next and (self._current.has_days or self.narrows_months)):
            raise Unclear(text)
        self._change_current(hours=(*self._current.hours, hours(text)))

    def _add_season(self, text: str) -> None:
        if self.months_of_next:
            raise Unclear(text)
        self.months_of_next = season(text)
