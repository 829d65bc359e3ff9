"""What is unanswered rises: after `sheet.days` working days to the coordinators of the owner and of the sender, after as many again to
the city. And worries that are passed on again and again, so that the desks settle who takes them.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from directory.catalogue.desks import topics
from directory.hours.bits import CLOSED_AT_NEW_YEAR, CLOSED_ON_HOLIDAYS
from directory.hours.rules import closures
from matching.casework.referrals.sheets import Kind, ReferralSheet, ReferralSheetQuerySet, ReferralStep

SATURDAY = 5
KEEPS_COMING = 2
"""Times that a topic leaves a desk, from which it is listed."""
WITHIN = dt.timedelta(days=365)


def is_working_day(day: dt.date) -> bool:
    """Whether offices are open: no weekend, national holiday, or 12/29 to 1/3 (行政機関の休日に関する法律)."""
    return day.weekday() < SATURDAY and not closures(day) & (CLOSED_ON_HOLIDAYS | CLOSED_AT_NEW_YEAR)


def working_days(since: dt.date, until: dt.date) -> int:
    """How many working days have passed after a day, to another one with it.

    >>> working_days(dt.date(2026, 11, 20), dt.date(2026, 11, 24))  # Friday to Tuesday, Monday is a holiday
    1
    """
    days = (since + dt.timedelta(days=number) for number in range(1, (until - since).days + 1))
    return sum(map(is_working_day, days))


def late_since(today: dt.date, days: int) -> dt.date:
    """The last day from which that many working days have passed by today: what waits since then, or longer, is late."""
    day = today
    while working_days(day, today) < days:
        day -= dt.timedelta(days=1)
    return day


@dataclass(frozen=True)
class Lateness:
    """From which days on a sheet that waits is late, on a day."""

    days: int
    for_desks: dt.date
    for_city: dt.date

    @classmethod
    def on(cls, today: dt.date, numbers: Mapping[str, float]) -> "Lateness":
        """By the numbers of a day."""
        days = max(1, int(numbers["sheet.days"]))
        return cls(days, late_since(today, days), late_since(today, 2 * days))

    @property
    def for_both_sides(self) -> Q:
        """That a sheet has waited so long that it is with the coordinators of its owner and of its sender."""
        return Q(reply="", waits_since__date__lte=self.for_desks)

    @property
    def risen(self) -> Q:
        """That it has risen to the city."""
        return Q(reply="", waits_since__date__lte=self.for_city)

    def level(self, sheet: ReferralSheet) -> int:
        """0 in time, 1 with the coordinators of both sides, 2 with the city."""
        since = timezone.localdate(sheet.waits_since)
        return 0 if sheet.reply else (since <= self.for_desks) + (since <= self.for_city)


@dataclass(frozen=True)
class KeepsComing:
    """A topic that leaves a desk again and again."""

    topic: str
    left: str
    times: int


def keep_being_passed(rows: ReferralSheetQuerySet, today: dt.date) -> list[KeepsComing]:
    """Topics that the desks of some sheets passed on lately, the most frequent first; of nobody in particular."""
    since = today - WITHIN
    steps = ReferralStep.objects.filter(sheet__in=rows, kind__in=(Kind.PASSED, Kind.RETURNED), at__date__gt=since)
    counts = steps.order_by().values_list("sheet__topic", "agency__name").annotate(times=Count("pk"))
    counts = counts.filter(times__gte=KEEPS_COMING)
    known = topics()
    found = [
        KeepsComing(known[topic].label if topic in known else topic, name or "紙の窓口", times)
        for topic, name, times in counts
    ]
    return sorted(found, key=lambda one: (-one.times, one.topic, one.left))
