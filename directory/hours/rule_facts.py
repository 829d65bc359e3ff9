"""A rule as plain JSON and back, for files that must keep it whole. Pure.

In words where the words say the same again (「毎週火曜 10:00–12:00」), which people can read; else as an object of its fields.
"""

import datetime as dt
from dataclasses import fields
from functools import lru_cache
from typing import Any

from directory.hours.parser import parse_hours
from directory.hours.rules import Rule
from directory.hours.wording import describe

RuleFacts = str | dict[str, Any]
_CLOCKS, _DAYS, _LISTS = ("start", "end"), ("since", "until"), ("weekdays", "weeks", "months", "monthdays")


@lru_cache(maxsize=8_192)
def rule_in_facts(rule: Rule) -> RuleFacts:
    """A rule as JSON."""
    words = describe(rule)
    parsed = parse_hours(words)
    if parsed.certain and parsed.rules == (rule,) and not parsed.dates:
        return words
    told = {field.name: getattr(rule, field.name) for field in fields(rule)}
    return {
        name: f"{value:%H:%M}" if name in _CLOCKS else str(value) if name in _DAYS else value
        for name, value in told.items()
        if value != next(field.default for field in fields(rule) if field.name == name)
    }


def rule_of_facts(facts: dict[str, Any]) -> Rule:
    """The rule of an object. Raises ValueError with a sentence for people where it is none."""
    try:
        told: dict[str, Any] = {
            name: dt.time.fromisoformat(value)
            if name in _CLOCKS
            else dt.date.fromisoformat(value)
            if name in _DAYS
            else tuple(value)
            if name in _LISTS
            else value
            for name, value in facts.items()
        }
        return Rule(**told)
    except (TypeError, AttributeError) as error:
        raise ValueError("開催日時の書き方が正しくありません。") from error
