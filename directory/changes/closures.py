"""Pauses, single days off and reopening.

Nothing is deleted: a statement is added, and for each day the newest statement about it holds.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, dropwhile, groupby, islice

from django.utils import timezone

from directory.catalogue.resources import Resource
from directory.catalogue.statements import SingleDate, StatusStatement, single_dates_that_hold, status_on
from directory.changes.listing_fields import lock_listing_row
from directory.hours.rules import Occurrence, meets_on, occurrences
from directory.publishing.versions import directory_change

Status = StatusStatement.Status


def pause(
    resource: Resource, since: dt.date, until: dt.date | None, reason: str, by, on_behalf=False
) -> StatusStatement:
    """Record that a listing is paused from `since` until `until` (included), or without an end where that is None.

    A pause replaces one that begins on the same day, and one in the future that begins earlier and ends no earlier. Other
    pauses stay. Days after the end of the listing stay ended. Returns the statement that holds, the old one where it says
    the same. Raises ValueError where the listing has ended by `since`.
    """
    today = timezone.localdate()
    facts = {
        "status": Status.PAUSED,
        "since": since,
        "until": _until_before_end(resource, since, until),
        "reason": reason,
    }
    with directory_change():
        lock_listing_row(resource)
        known = [one for one in closures_from(resource, today) if one.status == Status.PAUSED]
        if same := _same_pause(resource, facts, known):
            return same
        said = StatusStatement(resource=resource, made_by=by, on_behalf=on_behalf, **facts)
        if corrected := [one for one in known if _is_correction(said, one, today)]:
            _undo_statements(resource, corrected, today, by, on_behalf)
        said.save()
    return said


def _same_pause(resource: Resource, facts: dict, known: list[StatusStatement]) -> StatusStatement | None:
    """A known pause with the same facts, if it holds on all of its days."""
    same = next((one for one in known if all(getattr(one, name) == facts[name] for name in facts)), None)
    return (
        same if same and _statements_holding(_statements_of(resource), same.since, _last_day(same)) == [same] else None
    )


def _is_correction(said: StatusStatement, before: StatusStatement, today: dt.date) -> bool:
    """Whether a new pause corrects an earlier one, rather than being one more."""
    begins, began = max(said.since, today), max(before.since, today)
    return begins == began or (today < began < begins and _last_day(said) <= _last_day(before))


def _until_before_end(resource: Resource, since: dt.date, until: dt.date | None) -> dt.date | None:
    """The last day of a pause: `until`, but before the day on which the listing ends."""
    said = _statements_of(resource)
    ended = (
        day
        for day in _days_of_change(said, since, until or dt.date.max)
        if _has_status(Status.ENDED, status_on(said, day))
    )
    end = min(ended, default=None)
    if end is not None and end <= since:
        raise ValueError("この日には、もう 終わっています。")
    return end - dt.timedelta(1) if end else until


def closures_from(resource: Resource, day: dt.date) -> list[StatusStatement]:
    """The listing's own pauses and ends that hold on a day or later, in order of their first day; alerts of the town are the city's."""
    said = resource.statements_of("status_statements")
    closed = [one for one in _statements_holding(said, day, dt.date.max) if one.status != Status.ACTIVE]
    return sorted(closed, key=lambda one: (one.since, one.pk))


def resume(closed: StatusStatement, today: dt.date, by, on_behalf=False) -> None:
    """End a pause from today on, or cancel it where it is in the future. Later pauses stay."""
    with directory_change():
        lock_listing_row(closed.resource)
        gone = [closed]
        if closed.since <= today:
            while _has_status(Status.PAUSED, under := status_on(_statements_of(closed.resource, gone), today)):
                gone.append(under)
        _undo_statements(closed.resource, gone, today, by, on_behalf)


def _undo_statements(resource: Resource, gone: list[StatusStatement], today: dt.date, by, on_behalf: bool) -> None:
    """Add statements so that from today on the status is as if the statements `gone` had never been made.

    One ACTIVE statement covers their days, then every other statement that holds within those days is repeated.
    """
    said, spans, again = _statements_of(resource, gone), list(gone), []
    first = last = None
    while (first, last) != (span := (max(today, min(one.since for one in spans)), max(map(_last_day, spans)))):
        first, last = span
        again = list(dropwhile(partial(_has_status, Status.ACTIVE), _statements_holding(said, first, last)))
        spans = [*gone, *again]
    days = {"since": first, "until": None if last == dt.date.max else last}
    author = {"made_by": by, "on_behalf": on_behalf}
    StatusStatement.objects.create(resource=resource, status=Status.ACTIVE, **days, **author)
    for one in again:
        facts = {name: getattr(one, name) for name in ("status", "since", "until", "reason")}
        StatusStatement.objects.create(resource=resource, **facts, **author)


def _statements_of(resource: Resource, without: Iterable[StatusStatement] = ()) -> list[StatusStatement]:
    """The status statements of a listing, the oldest first."""
    return [one for one in StatusStatement.objects.filter(resource=resource).order_by("pk") if one not in without]


def _has_status(status: str, said: StatusStatement | None) -> bool:
    return said is not None and said.status == status


def _last_day(said: StatusStatement) -> dt.date:
    return said.until or dt.date.max


def _days_of_change(said: list[StatusStatement], first: dt.date, last: dt.date) -> set[dt.date]:
    """The days from `first` to `last` on which the statement that holds may change."""
    after = (one.until + dt.timedelta(1) for one in said if one.until)
    return {first} | {day for day in chain((one.since for one in said), after) if first < day <= last}


def _statements_holding(said: list[StatusStatement], first: dt.date, last: dt.date) -> list[StatusStatement]:
    """The statements that hold on at least one day from `first` to `last`, the oldest first."""
    hold = {status_on(said, day) for day in _days_of_change(said, first, last)}
    return sorted(hold - {None}, key=lambda one: one.pk)


@dataclass(frozen=True)
class MeetingDay:
    """A day on which a listing meets. Where it is cancelled (`off`), `meetings` are those that it would have."""

    day: dt.date
    meetings: list[Occurrence]
    off: bool
    single_dates: list[SingleDate]

    @property
    def extra(self) -> bool:
        """Whether a meeting was added for this day alone."""
        return any(date.meets for date in self.single_dates)

    @property
    def reasons(self) -> list[str]:
        """The reasons that were given for this day alone."""
        return [date.reason for date in self.single_dates if date.reason]


def days_from(resource: Resource, first: dt.date, count: int) -> list[MeetingDay]:
    """The next `count` days of meeting, with those that are cancelled; without days of a pause or after the end."""
    return list(islice((day for day in _days(resource, first) if _is_active(resource, day.day)), count))


def day_of(resource: Resource, day: dt.date) -> MeetingDay | None:
    """One day of meeting, cancelled or not; None where no meeting is planned on it, or the listing is not active."""
    return next(_days(resource, day, day), None) if _is_active(resource, day) else None


def say_of_day(said: SingleDate) -> None:
    """Save a statement about one day. A meeting that is added within a pause opens that day, for this meeting only."""
    resource = said.resource
    status = resource.status_on(said.day)
    with directory_change():
        if said.meets and status and status.status == Status.PAUSED:
            author = {"made_by": said.made_by, "on_behalf": said.on_behalf}
            day = {"since": said.day, "until": said.day}
            StatusStatement.objects.create(resource=resource, status=Status.ACTIVE, **day, **author)
            if any(not found.off for found in _days(resource, said.day, said.day)):
                SingleDate.objects.create(resource=resource, day=said.day, meets=False, **author)
        said.save()


def _is_active(resource: Resource, day: dt.date) -> bool:
    status = resource.status_on(day)
    return status is None or status.status == Status.ACTIVE


def _days(resource: Resource, first: dt.date, last: dt.date | None = None) -> Iterator[MeetingDay]:
    """The days of meeting by schedules and single dates, whatever the status of the listing."""
    rules = [schedule.rule for schedule in resource.rows_of("schedules")]
    holding = single_dates_that_hold(resource.statements_of("single_dates"))
    singles = [date.single for date in holding]
    extra = [single for single in singles if single.meets]
    for day, usual in groupby(occurrences(rules, extra, first, last), key=lambda meeting: meeting.day):
        meetings = meets_on(rules, singles, day)
        yield MeetingDay(day, meetings or list(usual), not meetings, [date for date in holding if date.day == day])
