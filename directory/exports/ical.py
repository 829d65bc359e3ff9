"""Dates of a resource as a calendar file (RFC 5545), to import once or to subscribe to."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from directory.catalogue.contacts import Contact
from directory.catalogue.resources import Resource
from directory.exports.meetings import DAY_OFF, CalendarMeeting
from directory.hours.rules import Occurrence
from directory.languages.times import hours_in_words
from directory.publishing.versions import last_change_of, last_changes_of

JAPAN = ZoneInfo("Asia/Tokyo")
LOOK_AGAIN = dt.timedelta(days=1)
"""How often a calendar program that subscribes should ask for the file."""


def calendar_of(
    resource: Resource, dates: Iterable[CalendarMeeting | Occurrence], site_url: str, desk: str = ""
) -> bytes:
    """A calendar of single events, since holidays and pauses are in no rule.

    dates      meetings as `coming_meetings` gives them; occurrences alone are numbered in the order of their day
    site_url   begins the link back
    desk       whom to ask where the resource has no public telephone: 「相談窓口 042-000-1234」
    """
    calendar = _empty_calendar(resource.name)
    sequence = last_change_of(resource.pk)
    numbers: Counter[dt.date] = Counter()
    for date in dates:
        if isinstance(date, Occurrence):
            numbers[date.day] += 1
            date = CalendarMeeting(date, numbers[date.day])
        calendar.add_component(_event(resource, date, sequence, site_url, desk))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def calendar_of_places(
    name: str, description: str, meetings: Iterable[tuple[Resource, CalendarMeeting, str]], site_url: str
) -> bytes:
    """A calendar of the meetings of many resources, each beside its resource and the desk to call; two queries.

    An event has the same UID as in the resource's own calendar.
    """
    calendar, meetings = _empty_calendar(name, description), list(meetings)
    sequences = last_changes_of({resource.pk for resource, _, _ in meetings})
    for resource, meeting, desk in meetings:
        calendar.add_component(_event(resource, meeting, sequences[resource.pk], site_url, desk))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _empty_calendar(name: str, description: str = "") -> Calendar:
    """A calendar with its name, and how often to look again, as RFC 7986 and the programs before it write both."""
    calendar = Calendar()
    calendar.add("prodid", "-//Ibasho//いばしょ//JA")
    calendar.add("version", "2.0")
    for key, text in {
        "name": name,
        "x-wr-calname": name,
        "description": description,
        "x-wr-caldesc": description,
    }.items():
        if text:
            calendar[key] = vText(text)
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    return calendar


def _event(resource: Resource, meeting: CalendarMeeting, sequence: int, site_url: str, desk: str) -> Event:
    """One event. Its UID says the day and which of its meetings, so that it stays when the meeting moves on that day."""
    event, date = Event(), meeting.occurrence
    event.add("uid", f"{resource.uuid}-{date.day:%Y%m%d}-{meeting.number}@ibasho")
    event.add("sequence", sequence)
    event.add("dtstamp", _last_change(resource))
    event.add("summary", _title(resource, meeting))
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    event.add("dtstart", _moment(date.day, date.start))
    if date.start and date.ends_at:
        event.add("dtend", date.ends_at.replace(tzinfo=JAPAN))
    if place := resource.public_place:
        event.add("location", f"{place.name} {place.full_address}")
    event.add("description", "\n".join(filter(None, _description(resource, meeting, desk))))
    event.add("url", f"{site_url}{resource.get_absolute_url()}")
    return event


def _last_change(resource: Resource) -> dt.datetime:
    """When something was last said that may stand in an event: DTSTAMP, in a file that nobody sends (RFC 5545, 3.8.7.2)."""
    said = [one.made_at for one in (*resource.single_dates.all(), *resource.said_of_status)]
    place = [resource.place.changed_at] if resource.place else []
    return max([resource.changed_at, *place, *said])


def _title(resource: Resource, meeting: CalendarMeeting) -> str:
    """The name; before it 「【お休み】」, and behind it an end without a start, for which a calendar has no place."""
    date = meeting.occurrence
    only_end = "" if date.start else hours_in_words(None, date.end)
    name = f"{resource.name}（{only_end}）" if only_end else resource.name
    return _("【%(why)s】%(name)s") % {"why": _why_not(meeting), "name": name} if meeting.cancelled else name


def _why_not(meeting: CalendarMeeting) -> str:
    """The word for why it does not take place, in the language of the reader."""
    return _("お休み") if meeting.cancelled == DAY_OFF else _(meeting.cancelled)


def _description(resource: Resource, meeting: CalendarMeeting, desk: str) -> list[str]:
    """The lines below the title: why it does not take place, or what it is; and whom to call before going."""
    is_day_off = meeting.cancelled == DAY_OFF
    off = (
        _("この日は お休みです。") if is_day_off else meeting.cancelled and _("%(why)s。") % {"why": _why_not(meeting)}
    )
    return [off + meeting.note, "" if off else resource.summary, _whom_to_call(resource, desk)]


def _whom_to_call(resource: Resource, desk: str) -> str:
    """The line for somebody who is about to go: the first public telephone, else the desk of the city."""
    public = (contact for contact in resource.contacts.all() if contact.is_public)
    contact = next((one for one in public if one.kind == Contact.Kind.TELEPHONE), None)
    if contact is None and not desk:
        return _("行く前に、%(city)sの 窓口に たしかめてください。") % {"city": resource.municipality}
    beside = "、".join(filter(None, [contact.note, contact.person and f"{contact.person}さん"])) if contact else ""
    called = _("電話 %(number)s") % {"number": contact.value} if contact else desk
    number = called + (f"（{beside}）" if beside else "")
    return _("行く前に、電話で たしかめてください。%(number)s") % {"number": number}


def _moment(day: dt.date, time: dt.time | None) -> dt.date:
    """A moment in Japan; the whole day where nobody said when it begins."""
    return dt.datetime.combine(day, time, JAPAN) if time else day
