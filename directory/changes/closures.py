"""Closed for a while or for one day, and open again. Nothing is taken back: the newest statement about a day holds."""

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
    """Say that a listing is closed from one day on, until another (included) or until further notice.

    Saying it again corrects: a pause that begins on the same day, or lies in one that is still ahead, takes its place.
    Another one goes on beside it. The days after an end stay as they are; raises ValueError where there are no others.
    """
    today = timezone.localdate()
    facts = {
        "status": Status.PAUSED,
        "since": since,
        "until": _before_the_end(resource, since, until),
        "reason": reason,
    }
    with directory_change():
        lock_listing_row(resource)
        known = [one for one in closures_from(resource, today) if one.status == Status.PAUSED]
        if same := _told_already(resource, facts, known):
            return same
        said = StatusStatement(resource=resource, made_by=by, on_behalf=on_behalf, **facts)
        if corrected := [one for one in known if _corrects(said, one, today)]:
            _say_without(resource, corrected, today, by, on_behalf)
        said.save()
    return said


def _told_already(resource: Resource, facts: dict, known: list[StatusStatement]) -> StatusStatement | None:
    """The same pause, if it holds on all of its days."""
    same = next((one for one in known if all(getattr(one, name) == facts[name] for name in facts)), None)
    return same if same and _holding(_said(resource), same.since, _last(same)) == [same] else None


def _corrects(said: StatusStatement, before: StatusStatement, today: dt.date) -> bool:
    """Whether a pause is another one said right, rather than one more."""
    begins, began = max(said.since, today), max(before.since, today)
    return begins == began or (today < began < begins and _last(said) <= _last(before))


def _before_the_end(resource: Resource, since: dt.date, until: dt.date | None) -> dt.date | None:
    """The last day of a pause, which opens nothing that has ended."""
    said = _said(resource)
    ended = (day for day in _turns(said, since, until or dt.date.max) if _is(Status.ENDED, status_on(said, day)))
    end = min(ended, default=None)
    if end is not None and end <= since:
        raise ValueError("この日には、もう 終わっています。")
    return end - dt.timedelta(1) if end else until


def closures_from(resource: Resource, day: dt.date) -> list[StatusStatement]:
    """Pauses and ends that hold on a day or will hold later, in their order."""
    said = list(resource.status_statements.all())
    closed = [one for one in _holding(said, day, dt.date.max) if one.status != Status.ACTIVE]
    return sorted(closed, key=lambda one: (one.since, one.pk))


def resume(closed: StatusStatement, today: dt.date, by, on_behalf=False) -> None:
    """Say that a pause is over from today on, or will not be. Later pauses stay as they were said."""
    with directory_change():
        lock_listing_row(closed.resource)
        gone = [closed]
        if closed.since <= today:
            while _is(Status.PAUSED, under := status_on(_said(closed.resource, gone), today)):
                gone.append(under)
        _say_without(closed.resource, gone, today, by, on_behalf)


def _say_without(resource: Resource, gone: list[StatusStatement], today: dt.date, by, on_behalf: bool) -> None:
    """Say from today on what would hold had some things never been said: active, and then whatever else closes it."""
    said, spans, again = _said(resource, gone), list(gone), []
    first = last = None
    while (first, last) != (span := (max(today, min(one.since for one in spans)), max(map(_last, spans)))):
        first, last = span
        again = list(dropwhile(partial(_is, Status.ACTIVE), _holding(said, first, last)))
        spans = [*gone, *again]
    days = {"since": first, "until": None if last == dt.date.max else last}
    author = {"made_by": by, "on_behalf": on_behalf}
    StatusStatement.objects.create(resource=resource, status=Status.ACTIVE, **days, **author)
    for one in again:
        facts = {name: getattr(one, name) for name in ("status", "since", "until", "reason")}
        StatusStatement.objects.create(resource=resource, **facts, **author)


def _said(resource: Resource, without: Iterable[StatusStatement] = ()) -> list[StatusStatement]:
    """What the database has of a listing's status, the oldest first."""
    return [one for one in StatusStatement.objects.filter(resource=resource).order_by("pk") if one not in without]


def _is(status: str, said: StatusStatement | None) -> bool:
    return said is not None and said.status == status


def _last(said: StatusStatement) -> dt.date:
    return said.until or dt.date.max


def _turns(said: list[StatusStatement], first: dt.date, last: dt.date) -> set[dt.date]:
    """The days of a span on which another statement may begin to hold."""
    after = (one.until + dt.timedelta(1) for one in said if one.until)
    return {first} | {day for day in chain((one.since for one in said), after) if first < day <= last}


def _holding(said: list[StatusStatement], first: dt.date, last: dt.date) -> list[StatusStatement]:
    """The statements that hold on any day of a span, the oldest first."""
    hold = {status_on(said, day) for day in _turns(said, first, last)}
    return sorted(hold - {None}, key=lambda one: one.pk)


@dataclass(frozen=True)
class MeetingDay:
    """A day of meeting as it stands now; with `off` no more, and then `meetings` are those it would have."""

    day: dt.date
    meetings: list[Occurrence]
    off: bool
    single_dates: list[SingleDate]

    @property
    def extra(self) -> bool:
        """Whether somebody has said a meeting of this day alone."""
        return any(date.meets for date in self.single_dates)

    @property
    def reasons(self) -> list[str]:
        """What was written about this day alone."""
        return [date.reason for date in self.single_dates if date.reason]


def days_from(resource: Resource, first: dt.date, count: int) -> list[MeetingDay]:
    """The next days of meeting, those off among them; none on which the listing is paused or ended."""
    return list(islice((day for day in _days(resource, first) if _is_active(resource, day.day)), count))


def day_of(resource: Resource, day: dt.date) -> MeetingDay | None:
    """One day; None where nothing meets, nor would were it not off."""
    return next(_days(resource, day, day), None) if _is_active(resource, day) else None


def say_of_day(said: SingleDate) -> None:
    """Record what is said of one day. A meeting of that day alone holds in a pause too, and opens nothing else."""
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
    """The days of meeting by what is said of days, whether the listing is active or not."""
    rules = [schedule.rule for schedule in resource.schedules.all()]
    holding = single_dates_that_hold(resource.single_dates.all())
    singles = [date.single for date in holding]
    extra = [single for single in singles if single.meets]
    for day, usual in groupby(occurrences(rules, extra, first, last), key=lambda meeting: meeting.day):
        meetings = meets_on(rules, singles, day)
        yield MeetingDay(day, meetings or list(usual), not meetings, [date for date in holding if date.day == day])
