"""Free text about opening hours, parsed into rules and dates only where that is certain.

Pure. What was not understood is returned in `rest`. A rest that speaks of days or hours could change every rule, so then
nothing is asserted: a wrong rule is worse than none.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from directory.hours.normalization import normalized
from directory.hours.rule_builder import RuleBuilder
from directory.hours.rules import DateException, Rule
from directory.hours.segments import known_and_unknown

LONGEST = 1_000
"""Characters; a longer text is not about hours alone and is not parsed."""


@dataclass(frozen=True)
class ParsedHours:
    """The rules or single dates of a text, and the words of it that were not understood."""

    rules: tuple[Rule, ...]
    rest: str
    dates: tuple[DateException, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether everything was understood."""
        return not self.rest

    @property
    def asserts_something(self) -> bool:
        """Whether there is a rule or a date."""
        return bool(self.rules or self.dates)


def parse_hours(text: str, today: dt.date | None = None) -> ParsedHours:
    """The rules that a text states, or the dates that it lists.

    With `today`, a date without a year is one of the coming half year; else it is unclear. Where words contradict each other,
    or more than LONGEST characters are given, nothing is asserted and `rest` is the text.
    """
    if len(text) > LONGEST:
        return ParsedHours((), text)
    text = normalized(text)
    known, rest = known_and_unknown(text)
    builder = RuleBuilder(today)
    try:
        for segment in known:
            builder.add(segment)
        rules, dates = builder.rules(), builder.dates()
    except ValueError:
        return ParsedHours((), text)
    if any(segment.speaks_of_times or _is_other_half(segment.text, rules) for segment in rest):
        rules, dates = [], []
    words = " ".join(filter(None, (segment.text for segment in rest)))
    return ParsedHours(tuple(rules), words if words or rules or dates else text, tuple(dates))


def _is_other_half(text: str, rules: Sequence[Rule]) -> bool:
    """Whether a remark 「午後」 stands beside hours of the morning, or 「午前」 beside those of the afternoon."""
    morning, noon = re.fullmatch("午前中?", text), dt.time(12)
    if not morning and text not in ("午後", "夕方", "夜間"):
        return False
    return any(rule.start >= noon if morning else rule.start < noon for rule in rules if rule.start)
