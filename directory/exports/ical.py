"""Dates of a resource as a calendar file (RFC 5545)."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from directory.catalogue.resources import Resource
from directory.hours.rules import Occurrence
from directory.hours.wording import hours_in_words

JAPAN = ZoneInfo("Asia/Tokyo")


def calendar_of(resource: Resource, dates: Iterable[Occurrence], site_url: str) -> bytes:
    """A calendar of single events, since holidays and pauses are in no rule; `site_url` begins the link back."""
    calendar = Calendar()
    calendar.add("prodid", "-//Ibasho//いばしょ//JA")
    calendar.add("version", "2.0")
    for date in dates:
        calendar.add_component(_event(resource, date, site_url))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(resource: Resource, date: Occurrence, site_url: str) -> Event:
    event = Event()
    event.add("uid", f"{resource.uuid}-{date.day:%Y%m%d}-{date.start or dt.time.min:%H%M}@ibasho")
    event.add("dtstamp", resource.changed_at)
    event.add("summary", _title(resource, date))
    event.add("dtstart", _moment(date.day, date.start))
    if date.start and date.ends_at:
        event.add("dtend", date.ends_at.replace(tzinfo=JAPAN))
    if place := resource.public_place:
        event.add("location", f"{place.name} {place.full_address}")
    if resource.summary:
        event.add("description", resource.summary)
    event.add("url", f"{site_url}{resource.get_absolute_url()}")
    return event


def _title(resource: Resource, date: Occurrence) -> str:
    """The name; an end without a start, for which a calendar has no place, stands behind it: 「（12時まで）」."""
    only_end = "" if date.start else hours_in_words(None, date.end)
    return f"{resource.name}（{only_end}）" if only_end else resource.name


def _moment(day: dt.date, time: dt.time | None) -> dt.date:
    """A moment in Japan; the whole day where nobody said when it begins."""
    return dt.datetime.combine(day, time, JAPAN) if time else day
