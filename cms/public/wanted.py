"""The weekdays and parts of the day that a visitor asked for, and which meetings are of them. Pure."""

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext as _

from directory.hours.bits import CLOSED_ON_HOLIDAYS
from directory.hours.rules import A_DAY, Occurrence, closures, span_in_minutes
from directory.snapshot.codes import NO_END, NO_START
from directory.snapshot.day_parts import in_part

HOLIDAY = 7
"""Beside the weekdays, 0 for Monday: the national holidays."""


class Wanted(NamedTuple):
    """What was asked for; nothing chosen means any.

    weekdays  0 for Monday to 6, and HOLIDAY
    parts     names of `DAY_PARTS`: morning, afternoon, evening
    days      single days
    """

    weekdays: frozenset[int] = frozenset()
    parts: frozenset[str] = frozenset()
    days: frozenset[dt.date] = frozenset()

    def is_on(self, day: dt.date) -> bool:
        """Whether a day is one of the wanted days or weekdays."""
        is_holiday = HOLIDAY in self.weekdays and bool(closures(day) & CLOSED_ON_HOLIDAYS)
        is_any = not (self.weekdays or self.days)
        return is_any or day in self.days or day.weekday() in self.weekdays or is_holiday

    def holds(self, meeting: Occurrence) -> bool:
        """Whether a meeting is on a wanted weekday and falls into a wanted part of the day, as the facets count it."""
        if not self.is_on(meeting.day):
            return False
        start, end = span_in_minutes(meeting.start, meeting.end)
        untold = NO_START * (start is None) | NO_END * (end is None)
        times = SimpleNamespace(
            start=np.array([start or 0]), end=np.array([A_DAY if end is None else end]), untold=np.array([untold])
        )
        return not self.parts or any(in_part(times, part)[0] for part in self.parts)


ANY_TIME = Wanted()
"""Nothing asked for."""


def days_together(days: Sequence[str], opening: str) -> str:
    """What a choice like 「あした ひらく」 beside weekdays means: 「火曜日に ひらく所のうち、あした ひらく所だけです。」."""
    asked = "・".join(map(_, days))
    return _("%(days)s ひらく所のうち、%(opening)s所だけです。") % {
        "days": f"{asked}{'に' if asked.endswith('日') else ''}",
        "opening": _(opening),
    }
