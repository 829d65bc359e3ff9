"""Closed for a while and open again, said by the day. Nothing is taken back: the newest statement about a day holds."""

import datetime as dt

from directory.resources import Resource
from directory.standing import StatusStatement

Status = StatusStatement.Status


def pause(
    resource: Resource, since: dt.date, until: dt.date | None, reason: str, by, on_behalf=False
) -> StatusStatement:
    """Say that a listing is closed from one day on, until another (included) or until further notice."""
    return StatusStatement.objects.create(
        resource=resource,
        status=Status.PAUSED,
        since=since,
        until=until,
        reason=reason,
        made_by=by,
        on_behalf=on_behalf,
    )


def closures_from(resource: Resource, day: dt.date) -> list[StatusStatement]:
    """Pauses and ends that hold on a day or will hold later, in their order."""
    said = list(resource.status_statements.all())
    later = [one for one in said if one.status != Status.ACTIVE and (one.until is None or one.until >= day)]
    return sorted(
        (one for one in later if resource.status_on(max(day, one.since)) == one), key=lambda one: (one.since, one.pk)
    )


def resume(closed: StatusStatement, today: dt.date, by, on_behalf=False) -> StatusStatement:
    """Say that a pause is over from today on, or will not be. Later pauses stay as they were said."""
    return StatusStatement.objects.create(
        resource=closed.resource,
        status=Status.ACTIVE,
        since=max(today, closed.since),
        until=closed.until,
        made_by=by,
        on_behalf=on_behalf,
    )
