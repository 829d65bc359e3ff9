"""When the last check of a listing is too old: the one rule, which every other module asks.

`check_intervals.stale` says it in SQL and `snapshot.staleness` of all rows at once, both by `fresh_from`; a test holds the
three to the same answers. Pure. A check holds for a number of months, to the same day of the month (the last one where that month is shorter), that
day included: checked on 21 November 2025 with 12 months, a listing is still fresh on 21 November 2026 and stale on the 22nd.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping

DEFAULT_MONTHS = 12
"""People in charge and venues change each April, so every listing is asked after once a year (../shared/domain.md)."""
SOON_DAYS = 60
"""Days before a check runs out in which its listing is soon due: it will be stale so many days from now."""


def fewest_months(kinds: Iterable[str], own: Mapping[str, int]) -> int:
    """The months for which a check of a listing holds: the fewest of its kinds'.

    kinds  slugs of its kinds; without any, DEFAULT_MONTHS
    own    slug -> months of the kinds that differ from DEFAULT_MONTHS
    """
    return min((own.get(kind, DEFAULT_MONTHS) for kind in kinds), default=DEFAULT_MONTHS)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of the month `months` later, or the last day of that month: until then a check holds, that day included."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def fresh_from(day: dt.date, months: int) -> dt.date:
    """The earliest day of a check that still holds on `day`: `months_later(checked, months) >= day` from it on."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    if day.day <= length:
        return dt.date(year, month + 1, day.day)
    return dt.date(year, month + 1, length) + dt.timedelta(days=1)


def is_stale(checked: dt.date | None, months: int, day: dt.date) -> bool:
    """Whether the last check of a listing holds no longer on a day; what was never checked is stale."""
    return checked is None or checked < fresh_from(day, months)


def months_ago(checked: dt.date, day: dt.date) -> int:
    """How many whole months ago a check is."""
    months = (day.year - checked.year) * 12 + day.month - checked.month
    return months - (months_later(checked, months) > day)
