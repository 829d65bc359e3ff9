"""What changed for residents: new places, pauses, ends, single days, other hours or addresses. The newest first.

Only what anybody may read now: which field changed, and what it says today. What it said before is never told, since it may have
been taken away for a reason, and nothing is told of a time in which the place was not public.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from django.utils import timezone
from django.utils.translation import gettext as _

from directory.catalogue.resources import Resource
from directory.catalogue.statements import SingleDate, StatusStatement
from directory.catalogue.town_alerts import TownAlert, alerts_by_listing
from directory.changes.news_words import days_in_words, fields_in_words, status_in_words, today_in_words
from directory.changes.publications import Publication, publications_of, published_since

DAYS = 90
"""How far back news reach."""
MOST = 50
"""News that are told at once."""
_LOOKED_AT = 2
"""How many times as many places with the newest events are looked at, since not every event is news."""
_FEW = 500
"""Places above which the database is not asked for each by its key."""
_TOGETHER = dt.timedelta(minutes=1)
"""What is said within this time is one act: a reopening repeats what holds later, a list brings many days."""


@dataclass(frozen=True)
class News:
    """One piece of news of a place.

    key     the same whenever it is told: 「status/12」, unique for the place
    what    the sentence: 「12月5日（土）は お休みです」
    more    what else there is to say, a line each; may be empty
    """

    resource: Resource
    key: str
    at: dt.datetime
    what: str
    more: tuple[str, ...] = ()


def news_of(keys: Collection[int], now: dt.datetime, since: dt.datetime | None = None, most: int = MOST) -> list[News]:
    """The newest news of some places by their keys, at most `most` since a moment, else of the last DAYS days.

    A fixed number of queries.
    """
    since = since or now - dt.timedelta(days=DAYS)
    alerts = alerts_by_listing(set(keys), since)
    touched = _newest_touched(set(keys), since, alerts)[: most * _LOOKED_AT]
    resources = Resource.objects.public().for_cards().in_bulk(touched)
    published = publications_of(resources, since)
    told = chain.from_iterable(
        [*_of_place(row, published[key], since, now), *_of_alerts(row, alerts.get(key, ()), since, now)]
        for key, row in resources.items()
    )
    return sorted(told, key=lambda one: (one.at, one.key), reverse=True)[:most]


def _newest_touched(keys: Collection[int], since: dt.datetime, alerts: Mapping[int, Sequence[TownAlert]]) -> list[int]:
    """Keys of the places with the newest events, the newest first."""
    public = {"resource__live": True, "resource__visibility": Resource.Visibility.PUBLIC}
    said = [model.objects.filter(made_at__gte=since, **public) for model in (StatusStatement, SingleDate)]
    new = Resource.objects.public().filter(first_published_at__gte=since)
    if len(keys) <= _FEW:
        said, new = [rows.filter(resource__in=keys) for rows in said], new.filter(pk__in=keys)
    events: list[tuple[int, dt.datetime]] = [
        *chain.from_iterable(rows.order_by().values_list("resource_id", "made_at") for rows in said),
        *new.order_by().values_list("pk", "first_published_at"),
        *published_since(since),
        *((key, at) for key, told in alerts.items() for alert in told for at in alert.told_at),
    ]
    newest: dict[int, dt.datetime] = {}
    for key, at in events:
        if key in keys:
            newest[key] = max(at, newest.get(key, at))
    return sorted(newest, key=lambda key: newest[key], reverse=True)


def _of_place(
    resource: Resource, published: Sequence[Publication], since: dt.datetime, now: dt.datetime
) -> Iterator[News]:
    """All news of one place in the time in which it has been public without a break."""
    began = _public_since(resource, published)
    if began and began >= since:
        yield News(resource, "new", began, _("新しく のりました"), (resource.summary,) if resource.summary else ())
    first = max(since, began + _TOGETHER) if began else since
    today = timezone.localdate(now)
    for one in published:
        if one.at >= first and (what := fields_in_words(one.fields)):
            yield News(resource, f"change/{one.revision}", one.at, what, today_in_words(resource, one.fields))
    dates = list(resource.single_dates.all())
    for act in _acts([one for one in resource.status_statements.all() if one.made_at >= first]):
        before = [one for one in resource.status_statements.all() if one.pk < act[0].pk]
        for said in _news_of_status(act, before, dates):
            yield News(resource, f"status/{said.pk}", said.made_at, *status_in_words(said, today))
    for day_act in _acts(_newest_by_day(dates, first)):
        if words := days_in_words(resource, [one.day for one in day_act], today):
            newest = max(day_act, key=lambda one: one.pk)
            yield News(resource, f"days/{newest.pk}", newest.made_at, *words)


def _of_alerts(resource: Resource, alerts: Sequence[TownAlert], since: dt.datetime, now: dt.datetime) -> Iterator[News]:
    """That an alert of the town closed a place, and that it was lifted before its last day."""
    today = timezone.localdate(now)
    for alert in alerts:
        pause = alert.pause_of(resource.pk, alert.since, alert.until)
        if alert.made_at >= since:
            yield News(resource, f"alert/{alert.pk}", alert.made_at, *status_in_words(pause, today))
        if (lifted := alert.lifted_at) and (day := timezone.localdate(lifted)) <= (alert.until or day):
            again = StatusStatement(status=StatusStatement.Status.ACTIVE, since=day, made_at=lifted)
            yield News(resource, f"alert/{alert.pk}/end", lifted, *status_in_words(again, today))


def _public_since(resource: Resource, published: Sequence[Publication]) -> dt.datetime | None:
    """Since when residents have seen a place without a break; None where nobody knows."""
    if anew := [one.at for one in published if one.shows_it_anew]:
        return max(anew)
    first = resource.first_published_at
    # Wagtail takes the first publication for it, also of a row that was live before.
    was_live = any(one.has_before and first and abs(one.at - first) < _TOGETHER for one in published[:1])
    return None if was_live else first


def _acts(said: Sequence) -> Iterator[list]:
    """Statements that were made together, the oldest first."""
    said = sorted(said, key=lambda one: (one.made_at, one.pk))
    starts = [0, *(at for at, (a, b) in enumerate(pairwise(said), 1) if b.made_at - a.made_at > _TOGETHER), len(said)]
    return (said[first:last] for first, last in pairwise(starts) if first < last)


def _newest_by_day(dates: Sequence[SingleDate], first: dt.datetime) -> list[SingleDate]:
    """The last statement about each day, if it was made from a moment on."""
    newest: dict[dt.date, SingleDate] = {}
    for one in sorted(dates, key=lambda one: one.pk):
        newest[one.day] = one
    return [one for one in newest.values() if one.made_at >= first]


def _news_of_status(
    act: Sequence[StatusStatement], before: Sequence[StatusStatement], dates: Sequence[SingleDate]
) -> list[StatusStatement]:
    """What of an act is new: pauses and ends that were not there before, else the reopening; [] for nothing."""
    active = StatusStatement.Status.ACTIVE
    reopened = [one for one in act if one.status == active]
    closed = [one for one in act if one.status != active]
    if new := [one for one in closed if not (reopened and any(_repeats(one, known) for known in before))]:
        return new
    extra = {date.day for date in dates if date.meets}
    return [one for one in reopened if not (one.since == one.until and one.since in extra)][:1]


def _repeats(said: StatusStatement, known: StatusStatement) -> bool:
    """Whether a statement says an earlier one again, from the day on which it was made where that had begun before."""
    since = max(known.since, min(said.since, timezone.localdate(said.made_at)))
    return (said.status, said.until, said.reason, said.since) == (known.status, known.until, known.reason, since)
