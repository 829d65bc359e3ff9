"""Whether the city's desk answers its telephone at a moment, from its hours in words, and until when that holds."""

import datetime as dt
from typing import NamedTuple

from django.http import HttpRequest
from django.utils import timezone

from directory.hours.parser import parse_hours
from directory.hours.rules import occurrences


class Standing(NamedTuple):
    """Whether hours hold at a moment, None where they are not wholly understood; `until` is the local time up to which this is so."""

    is_open: bool | None
    until: dt.datetime


def standing(hours: str, now: dt.datetime) -> Standing:
    """How hours in words, 「平日 8時30分〜17時15分」, stand at a local time in Japan; never told beyond midnight."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
    parsed = parse_hours(hours, now.date())
    if not parsed.certain or not parsed.rules:
        return Standing(None, midnight)
    today = list(occurrences(parsed.rules, (), now.date(), now.date()))
    if any(meeting.start is None or meeting.ends_at is None for meeting in today):
        return Standing(None, midnight)
    spans = [
        (dt.datetime.combine(one.day, one.start), one.ends_at) for one in today if one.start and one.ends_at is not None
    ]
    moment = now.replace(tzinfo=None)
    later = [turn for span in spans for turn in span if turn > moment]
    is_open = any(start <= moment < end for start, end in spans)
    return Standing(is_open, min([midnight, *(turn.replace(tzinfo=now.tzinfo) for turn in later)]))


def is_open(hours: str, now: dt.datetime) -> bool | None:
    """Whether hours in words hold at a moment in Japan; None where they are not wholly understood."""
    return standing(hours, now).is_open


def told_closed(request: HttpRequest, hours: str) -> bool:
    """Whether a page may say that the desk is closed now. It is noted on the request until when that holds, so that a page which
    is kept for a day is made anew when the desk opens or closes; no query is asked."""
    if not hours:
        return False
    now = standing(hours, timezone.localtime())
    # A page says it in several places, and the desk may open or close between them.
    request.told_until = min(now.until, getattr(request, "told_until", now.until))  # type: ignore[attr-defined]
    return now.is_open is False
