"""The meetings of a listing as a calendar keeps them: also those that were cancelled, each with a number of its own."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directory.catalogue.resources import Resource
from directory.catalogue.statements import SingleDate, StatusStatement, single_dates_that_hold, status_on
from directory.hours.rules import HORIZON, Occurrence, Rule, meets_on

DAY_OFF = "お休み"
"""The word for a day, or days, on which it does not meet."""


@dataclass(frozen=True)
class CalendarMeeting:
    """A meeting that takes place, or that was planned and does not.

    number      which of its day's meetings it is, from 1: it stays when the meeting moves to another time of that day
    cancelled   the word for why it does not take place (「お休み」, 「終わりました」); "" where it does
    note        what was said of the day: the reason of a day off, or what is special about an extra meeting
    """

    occurrence: Occurrence
    number: int = 1
    cancelled: str = ""
    note: str = ""


def coming_meetings(resource: Resource, now: dt.datetime, count: int) -> list[CalendarMeeting]:
    """The next `count` meetings that are not over at a moment in Japan, and those before them that do not take place.

    Of a place that is closed for long, or for good, the first `count` meetings that it would have: a calendar that was
    filled earlier holds no more.
    """
    first, found, planned, met = now.date() - dt.timedelta(1), [], 0, 0
    for meeting in _meetings(resource, first, first + dt.timedelta(HORIZON)):
        if meeting.occurrence.is_over(now):
            continue
        planned, met = planned + 1, met + (not meeting.cancelled)
        if not meeting.cancelled or planned <= count:
            found.append(meeting)
        if met == count:
            break
    return found


def meetings_until(resource: Resource, now: dt.datetime, last: dt.date) -> list[CalendarMeeting]:
    """The meetings that are not over at a moment in Japan, to the day `last`, with those that do not take place."""
    meetings = _meetings(resource, now.date() - dt.timedelta(1), last)
    return [meeting for meeting in meetings if not meeting.occurrence.is_over(now)]


def _meetings(resource: Resource, first: dt.date, last: dt.date) -> Iterator[CalendarMeeting]:
    """The meetings of the days from `first` to `last`, in order."""
    # A rhythm names no day.
    rules = [schedule.rule for schedule in resource.schedules.all() if not schedule.times]
    holding, statements = single_dates_that_hold(resource.single_dates.all()), resource.said_of_status
    for number in range((last - first).days + 1) if rules or holding else ():
        day = first + dt.timedelta(number)
        yield from _of_day(day, rules, [date for date in holding if date.day == day], status_on(statements, day))


def meetings_on(resource: Resource, day: dt.date) -> list[CalendarMeeting]:
    """The meetings of one day, with those that do not take place."""
    return list(_meetings(resource, day, day))


def _of_day(
    day: dt.date, rules: Sequence[Rule], singles: Sequence[SingleDate], status: StatusStatement | None
) -> list[CalendarMeeting]:
    usual = meets_on(rules, [], day)
    now = meets_on(rules, [date.single for date in singles], day) if singles else usual
    note = "、".join(date.reason for date in singles if date.reason)
    if status and status.status != StatusStatement.Status.ACTIVE:
        word = DAY_OFF if status.status == StatusStatement.Status.PAUSED else status.get_status_display()
        return [CalendarMeeting(one, number, word, status.reason) for number, one, _ in _numbered(usual, now)]
    return [
        CalendarMeeting(one, number, "" if takes_place else DAY_OFF, note)
        for number, one, takes_place in _numbered(usual, now)
    ]


def _numbered(usual: Sequence[Occurrence], now: Sequence[Occurrence]) -> list[tuple[int, Occurrence, bool]]:
    """The meetings of a day, each with its number and whether it takes place.

    Usual meetings are numbered by their time, whatever is added. One that replaces a usual one has its number.
    """
    stay = {number: one for number, one in enumerate(usual, 1) if one in now}
    free = [number for number in range(1, len(usual) + 1) if number not in stay]
    others = [one for one in now if one not in usual]
    moved = dict(zip([*free, *range(len(usual) + 1, len(usual) + len(others) + 1)], others, strict=False))
    off = {number: usual[number - 1] for number in free if number not in moved}
    held = sorted((stay | moved).items(), key=lambda pair: pair[1])
    return [*((number, one, True) for number, one in held), *((number, one, False) for number, one in off.items())]
