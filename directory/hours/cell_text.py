"""One cell of free text about time: what it says of days, hours and closures, before it is put together with others.

Pure.
"""

import datetime as dt
from functools import cached_property

from directory.hours.normalization import normalized
from directory.hours.rule_builder import RuleBuilder
from directory.hours.segments import known_and_unknown
from directory.hours.statements import Opening


class Disagreement(ValueError):
    """Cells that do not say the same; the message says which."""


class CellText:
    """A cell of free text about time, and what it says of days, hours and closures. Raises ValueError where it is unclear."""

    def __init__(self, text: str, today: dt.date | None):
        self.text, self.today = normalized(text), today
        known, rest = known_and_unknown(self.text)
        if any(segment.speaks_of_times for segment in rest):
            raise Disagreement(f"「{text}」が読みとれません。")
        self.builder = RuleBuilder(today)
        for segment in known:
            self.builder.add(segment)

    @cached_property
    def days(self) -> frozenset[tuple[int, frozenset[int]]]:
        """Its weekdays, each with its weeks, and its days of the month as (-day, no weeks)."""
        found: dict[int, frozenset[int]] = {}
        for opening in self._openings:
            for day, weeks in opening.weekdays.items():
                found[day] = found.get(day, frozenset()) | weeks
            found |= {-day: frozenset() for day in opening.monthdays}
        return frozenset(found.items())

    @property
    def weekdays(self) -> frozenset[int]:
        """Its weekdays alone."""
        return frozenset(day for day, _ in self.days if day >= 0)

    @property
    def _openings(self) -> list[Opening]:
        return [opening for opening in self.builder.openings if opening.has_days]

    @property
    def has_days(self) -> bool:
        return bool(self._openings or self.builder.date_texts)

    @property
    def has_hours(self) -> bool:
        return any(opening.hours for opening in self.builder.openings)

    @property
    def changes_others(self) -> bool:
        """Whether all its days are told as 「土は10:30〜」: they narrow or widen days that stand elsewhere."""
        return all(opening.instead and opening.hours for opening in self._openings)
