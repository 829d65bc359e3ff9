"""What the figures count of つなぐシート: how long who noticed something waits for the first answer, and whether it was sent round."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.utils import timezone

from directory.accounts.users import Agency
from matching.casework.referrals.rising import working_days
from matching.casework.referrals.sheets import Kind, ReferralSheet, Reply
from matching.figures.events import Event

IN_TIME = 3
"""Working days, the shipped number of `sheet.days`; the figures of a year do not change with a number of a later one."""
ROUND = 2
"""Times that a sheet was passed on, from which it was sent round."""
SOON, LATER, OPEN = "soon", "later", "open"
SENT_ROUND = "_round"
SHEETS = (SOON, LATER, OPEN, SOON + SENT_ROUND, LATER + SENT_ROUND, OPEN + SENT_ROUND)
"""How it was answered, and the same of those that were sent round."""


def sheets(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each sheet that came to the agency first, on that day, by its first 受けた, いっしょに or 助言 of whatever desk.

    To pass it on is no answer to who waits. One query, and a count of days for each.
    """
    rows = ReferralSheet.objects.filter(steps__kind=Kind.SENT, steps__to_agency=agency, made_at__date__lt=until)
    over = Q(steps__at__date__lt=until)
    rows = ReferralSheet.objects.filter(pk__in=rows.order_by().values("pk")).annotate(
        first=Min("steps__at", filter=over & Q(steps__kind__in=Reply.values)),
        times=Count("steps", filter=over & Q(steps__kind=Kind.PASSED)),
    )
    columns = rows.order_by("made_at", "pk").values_list("pk", "made_at", "town", "participant", "first", "times")
    for key, made_at, town, person, first, times in columns:
        day = timezone.localdate(made_at)
        days = working_days(day, timezone.localdate(first)) if first else None
        kind = OPEN if days is None else SOON if days <= IN_TIME else LATER
        yield Event(day, town, kind + SENT_ROUND * (times >= ROUND), person, sheet=key, days=days)
