"""The dates of a listing as schedules of HSDS: rules of RFC 5545 that give exactly the dates that our own pages show.

A rule of RFC 5545 knows no national holidays, no お盆, no single date off and no pause. So a rule of ours becomes one schedule for
each stretch of dates without a gap, each with its first and last date, and a date out of the rule becomes a schedule of one date.
Any program that expands them gets our dates, from today on for `HORIZON` days. A rule without such gaps is one schedule, which ends
only where the rule does.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from directory.catalogue.resources import Resource
from directory.catalogue.schedules import Schedule
from directory.exports.hsds.objects import made_id
from directory.exports.json_objects import Json, told
from directory.hours.rules import HORIZON, LAST, NOT_LAST, Occurrence, Rule, closed_mask, occurrences

JAPAN_IS_AHEAD = 9
"""Hours before UTC, all year."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ALL_BUT_LAST = (-5, -4, -3, -2)


class _Stretch(NamedTuple):
    """Dates of a rule without a gap: the first, and the last where they end."""

    first: dt.date
    last: dt.date | None


def schedules_of(resource: Resource, today: dt.date) -> list[Json]:
    """The schedules of a listing from `today` on; a rhythm without days (「月2回」) is one with words alone."""
    last = today + dt.timedelta(HORIZON - 1)
    left = Counter(resource.coming(today, last=last))
    made: list[Json] = []
    for row in resource.rows_of("schedules"):
        if row.times:
            made.append(told(id=made_id("schedule", resource.uuid, row.pk), description=str(row)))
        else:
            made.extend(_of_rule(resource, row, left, today, last))
    made.extend(_one_date(resource, date, number) for date, count in sorted(left.items()) for number in range(count))
    return made


def _of_rule(resource: Resource, row: Schedule, left: Counter, today: dt.date, last: dt.date) -> Iterator[Json]:
    """The stretches of one rule. What they give is taken out of `left`, the dates that are to be told."""
    rule = row.rule
    for stretch in _stretches(rule, left, today, last):
        yield told(
            id=made_id("schedule", resource.uuid, row.pk, stretch.first),
            service_id=str(resource.uuid),
            dtstart=str(stretch.first),
            until=stretch.last and str(stretch.last),
            timezone=JAPAN_IS_AHEAD,
            valid_from=rule.since and str(rule.since),
            valid_to=rule.until and str(rule.until),
            opens_at=_clock(rule.start),
            closes_at=_clock(rule.end),
            description=str(row),
            **_recurrence(rule),
        )


def _stretches(rule: Rule, left: Counter, today: dt.date, last: dt.date) -> Iterator[_Stretch]:
    plain = replace(rule, months=(), closed_on_holidays=False, closed_at_obon=False, closed_at_new_year=False)
    if not (plain.weekdays or plain.monthdays):
        return
    first = before = None
    for date in occurrences([replace(plain, open_on_holidays=False)], [], today, last):
        if left[date]:
            left[date] -= 1
            first, before = first or date.day, date.day
        elif first:
            yield _Stretch(first, before)
            first = None
    if first:
        yield _Stretch(first, before if rule.months or closed_mask(rule) else rule.until)


def _recurrence(rule: Rule) -> Json:
    """The fields of RFC 5545 that say on which days a rule falls, but for closures and seasons."""
    if rule.monthdays:
        return {"freq": "MONTHLY", "bymonthday": ",".join(str(-1 if day == LAST else day) for day in rule.monthdays)}
    names = [WEEKDAYS[day] for day in rule.weekdays]
    if rule.weeks:
        weeks = _ALL_BUT_LAST if rule.weeks == (NOT_LAST,) else rule.weeks
        return {"freq": "MONTHLY", "byday": ",".join(f"{week}{name}" for week in weeks for name in names)}
    return told(freq="WEEKLY", interval=rule.every if rule.every > 1 else None, wkst="MO", byday=",".join(names))


def _one_date(resource: Resource, date: Occurrence, number: int) -> Json:
    return told(
        id=made_id("date", resource.uuid, date.day, date.start, date.end, number),
        service_id=str(resource.uuid),
        dtstart=str(date.day),
        timezone=JAPAN_IS_AHEAD,
        freq="WEEKLY",
        count=1,
        byday=WEEKDAYS[date.day.weekday()],
        opens_at=_clock(date.start),
        closes_at=_clock(date.end),
    )


def _clock(time: dt.time | None) -> str | None:
    return f"{time:%H:%M}+09:00" if time else None
