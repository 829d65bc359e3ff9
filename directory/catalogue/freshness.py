"""How old the last check of a listing is: fresh, soon due, or stale.

Pure. A check holds for a number of months, to the same day of the month (the last one where that month is shorter), that
day included: checked on 21 November 2025 with 12 months, a listing is still fresh on 21 November 2026 and stale on the 22nd.
"""

import calendar
import datetime as dt
from enum import IntEnum

DEFAULT_MONTHS = 12
"""People in charge and venues change each April, so every listing is asked after once a year (../shared/domain.md)."""
SOON_DAYS = 60
"""Days before a check runs out in which its listing is soon due."""


class State(IntEnum):
    """How far a check can be trusted on a day. What was never checked is stale."""

    FRESH = 0
    AGING = 1
    STALE = 2


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


def state_on(checked: dt.date | None, months: int, day: dt.date) -> State:
    """The state of one listing on a day."""
    if checked is None or checked < fresh_from(day, months):
        return State.STALE
    return State.FRESH if checked >= fresh_from(day + dt.timedelta(days=SOON_DAYS), months) else State.AGING


def ago(checked: dt.date, day: dt.date) -> str:
    """How long ago a check is, in whole years and months: 「1年2か月前」."""
    months = (day.year - checked.year) * 12 + day.month - checked.month
    months -= months_later(checked, months) > day
    years, months = divmod(months, 12)
    return f"{f'{years}年' if years else ''}{f'{months}か月' if months or not years else ''}前"
