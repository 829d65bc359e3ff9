"""The child tables of the arrays from rows of the database: times of opening, single dates, statements of status.

`row_of` says which row of the arrays each resource has; `keys` are the resources that are asked for, None for all.
"""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from directory.catalogue.schedules import Schedule
from directory.catalogue.statements import SingleDate, StatusStatement, single_dates_that_hold
from directory.catalogue.town_alerts import pauses_of
from directory.hours.bits import CLOSED_AT_NEW_YEAR, CLOSED_AT_OBON, CLOSED_ON_HOLIDAYS, ON_HOLIDAYS
from directory.hours.rules import A_DAY, span_in_minutes
from directory.snapshot import codes
from directory.snapshot.codes import day_number
from directory.snapshot.tables import Exceptions, Statements, Times

STATUSES = [StatusStatement.Status.ACTIVE, StatusStatement.Status.PAUSED, StatusStatement.Status.ENDED]


def rows_of(model, keys):
    """The rows of a model that belong to some resources, in the order in which they were written."""
    rows = model._base_manager.order_by("pk")
    return rows if keys is None else rows.filter(resource_id__in=keys)


def _children(model, row_of, keys):
    return [(row_of[child.resource_id], child) for child in rows_of(model, keys) if child.resource_id in row_of]


def _spans(rows: Iterable[Any]) -> dict[str, list[int]]:
    """Start and end in minutes; one that nobody knows is that of the day, and marked in `untold`."""
    spans = [span_in_minutes(row.start, row.end) for row in rows]
    return {
        "start": [first or 0 for first, _ in spans],
        "end": [A_DAY if last is None else last for _, last in spans],
        "untold": [codes.NO_START * (first is None) | codes.NO_END * (last is None) for first, last in spans],
    }


def times_of(row_of: Mapping[int, int], keys: Iterable[int] | None) -> Times:
    masks = ("weekdays", "weeks", "months", "monthdays", "every")
    bounds = ("start", "end", "since", "until")
    holidays = ("open_on_holidays", "closed_on_holidays", "closed_at_obon", "closed_at_new_year")
    # A rhythm (`times`) says how often, but no day.
    with_days = rows_of(Schedule, keys).filter(times=0)
    rules = [
        rule
        for rule in with_days.values_list("resource_id", *masks, *bounds, *holidays, named=True)
        if rule.resource_id in row_of
    ]
    same = {name: [getattr(rule, name) for rule in rules] for name in masks}
    return Times.of(
        len(rules),
        row=[row_of[rule.resource_id] for rule in rules],
        **same | {"weekdays": [rule.weekdays | ON_HOLIDAYS * rule.open_on_holidays for rule in rules]},
        **_spans(rules),
        since=[day_number(rule.since) for rule in rules],
        until=[day_number(rule.until, codes.FOREVER) for rule in rules],
        closed=[
            CLOSED_ON_HOLIDAYS * rule.closed_on_holidays
            | CLOSED_AT_OBON * rule.closed_at_obon
            | CLOSED_AT_NEW_YEAR * rule.closed_at_new_year
            for rule in rules
        ],
    )


def exceptions_of(row_of, keys) -> Exceptions:
    held = single_dates_that_hold(date for date in rows_of(SingleDate, keys) if date.resource_id in row_of)
    return Exceptions.of(
        len(held),
        row=[row_of[date.resource_id] for date in held],
        day=[day_number(date.day) for date in held],
        meets=[date.meets for date in held],
        **_spans(held),
    )


def statements_of(row_of, keys) -> Statements:
    lines = _children(StatusStatement, row_of, keys)
    lines += [(row_of[said.resource_id], said) for said in _pauses_by_alerts(row_of, lines)]
    return Statements.of(
        len(lines),
        row=[row for row, _ in lines],
        status=[STATUSES.index(said.status) for _, said in lines],
        since=[day_number(said.since) for _, said in lines],
        until=[day_number(said.until, codes.FOREVER) for _, said in lines],
    )


def _pauses_by_alerts(row_of, lines) -> list[StatusStatement]:
    """The pauses by alerts of the town. They come after what was said of the listings, so that they hold."""
    own: dict[int, list[StatusStatement]] = {key: [] for key in row_of}
    for _, said in lines:
        own[said.resource_id].append(said)
    return list(chain.from_iterable(pauses_of(own).values()))
