"""Rules as bits, as `snapshot.tables.Times` holds them."""

from collections.abc import Iterable

from directory.hours.bits import LAST_WEEK, NOT_LAST_WEEK
from directory.hours.rules import LAST, NOT_LAST, Rule


def _mask(numbers: Iterable[int], last: int) -> int:
    special = {LAST: last, NOT_LAST: NOT_LAST_WEEK}
    return sum(special.get(number) or 1 << (number - 1) for number in numbers)


def weekday_mask(rule: Rule) -> int:
    """Bit 0 is Monday; 0 for a rule that goes by days of the month."""
    return sum(1 << day for day in rule.weekdays)


def week_mask(rule: Rule) -> int:
    """Bits 0 to 4 are the first to the fifth, LAST_WEEK the last, NOT_LAST_WEEK all but the last; 0 for every week."""
    return _mask(rule.weeks, LAST_WEEK)


def month_mask(rule: Rule) -> int:
    """Bit 0 is January; 0 for every month."""
    return _mask(rule.months, 0)


def monthday_mask(rule: Rule) -> int:
    """Bit 0 is the first of the month, bit 31 its last day."""
    return _mask(rule.monthdays, 1 << 31)
