"""From rows to arrays: the directory as the database has it, kept in memory and brought up to date by what changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from django.db import transaction
from django.db.models import QuerySet

from directory.caches import CurrentValue
from directory.catalogue.check_intervals import months_by_kind
from directory.catalogue.features import PlaceFeature, ResourceFeature
from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.catalogue.schedules import Schedule
from directory.catalogue.statements import SingleDate, StatusStatement, Vacancy, Verification, single_dates_that_hold
from directory.catalogue.vocabulary import Answer, Term
from directory.geo.areas import towns_by_area
from directory.geo.points import NOWHERE, micro, ranges
from directory.hours.bits import CLOSED_AT_NEW_YEAR, CLOSED_AT_OBON, CLOSED_ON_HOLIDAYS, ON_HOLIDAYS
from directory.hours.rules import A_DAY, span_in_minutes
from directory.publishing.versions import Change, Edition
from directory.snapshot import arrays, codes
from directory.snapshot.arrays import Columns, Exceptions, Rows, Statements, Times
from directory.snapshot.codes import day_number
from directory.snapshot.staleness import months_of_masks

PRECISIONS = [Place.Precision.NONE, Place.Precision.MUNICIPALITY, Place.Precision.TOWN, Place.Precision.EXACT]
"""Values of `precision` in the arrays: the later, the more exact."""
STATUSES = [StatusStatement.Status.ACTIVE, StatusStatement.Status.PAUSED, StatusStatement.Status.ENDED]
REFERRALS = [*Resource.Referral.values, ""]
MORE_THAN_RELOADS_ALL = 2_000
"""Changed resources above which a whole load is quicker than a partial one."""

_columns_cache: CurrentValue[Columns] = CurrentValue()


def current() -> Columns:
    """The directory at the database's version; reloads only what changed since this process last looked."""
    return _columns_cache.renewed(_brought_up_to_date)


def forget() -> None:
    """Empty the cache of this process, so that the next look loads everything."""
    _columns_cache.clear()


def _brought_up_to_date(before: Columns | None) -> Columns:
    if before is not None and before.version == Edition.current():
        return before
    # One snapshot of the database for the version and the rows; on SQLite a transaction is one by itself.
    with transaction.atomic():
        number = Edition.current()
        keys = None if before is None else changed_since(before.version)
        if keys is None or len(keys) > MORE_THAN_RELOADS_ALL:
            return load(number)
        return before.replacing(np.array(keys, np.int64), load(number, keys, before.catchments))


def changed_since(version: int) -> list[int] | None:
    """Keys of the resources changed after a version; None when everything may have changed or it is too long ago."""
    oldest = Change.objects.order_by("pk").values_list("edition", flat=True).first()
    if oldest is None or oldest > version + 1:
        return None
    later = set(Change.objects.filter(edition__gt=version).values_list("resource_id", flat=True))
    return None if None in later else sorted(later)


def load(number: int, keys: Iterable[int] | None = None, catchments: tuple[frozenset[int], ...] = ()) -> Columns:
    """Columns at a version from the database: every live resource, or those of `keys`.

    The numbers of `catchments` stay as they are, so that the rows loaded fit beside rows loaded before.
    """
    vocabulary, bits = _words()
    resources = Resource._base_manager.filter(live=True)
    if keys is not None:
        resources = resources.filter(pk__in=keys)
    facts = _facts(resources.order_by("pk"))
    row_of = {int(key): row for row, key in enumerate(facts["key"])}
    owners = _Owners(facts["key"])
    catchments, facts["catchment"] = _catchments(row_of, keys, catchments)
    for scheme in ("kinds", "targets", "activities", "stages"):
        chosen = _of(getattr(Resource, scheme).through, keys)
        facts[scheme] = owners.masks(chosen.order_by().values_list("resource_id", "term_id"), bits)
    facts["features_yes"], facts["features_no"] = _features(owners, _Owners(facts["place"]), bits, keys)
    checks, vacancies = _of(Verification, keys).order_by("day", "pk"), _of(Vacancy, keys)
    facts["good_for"] = months_of_masks(facts["kinds"], vocabulary["kinds"], months_by_kind())
    facts["verified"] = _latest(checks, "day", row_of, codes.NEVER, day_number)
    facts["capacity_left"] = _latest(vacancies, "left", row_of, codes.UNKNOWN_AMOUNT, _amount)
    return arrays.build(
        number,
        vocabulary,
        catchments,
        Rows.of(len(row_of), **facts),
        _times(row_of, keys),
        _exceptions(row_of, keys),
        _statements(row_of, keys),
    )


def _words() -> tuple[dict[str, tuple[str, ...]], np.ndarray]:
    """The words of each scheme, and the bit (uint32) of each term by its key."""
    slugs, bits = {scheme: [] for scheme in codes.SCHEMES}, {0: 0}
    terms = Term.objects.filter(scheme__in=codes.SCHEMES).order_by("position", "pk")
    for key, scheme, slug in terms.values_list("pk", "scheme", "slug"):
        bits[key] = 1 << len(slugs[scheme])
        slugs[scheme].append(slug)
    by_key = np.zeros(max(bits) + 1, np.uint64)
    by_key[list(bits)] = list(bits.values())
    return {scheme: tuple(found) for scheme, found in slugs.items()}, by_key.astype(np.uint32)


class _Facts(NamedTuple):
    """What a resource and its place say of themselves, as it stands in `arrays.Rows` under the same names."""

    key: int
    place: int
    municipality: int
    town: int
    lat: int
    lng: int
    precision: int
    flags: int
    min_age: int
    max_age: int
    fee: int
    group_size: int
    referral: int


def _facts(resources: QuerySet) -> dict[str, list]:
    """The columns of `_Facts`, one element a resource."""
    place = ("place__live", "place__lat", "place__lng", "place__precision", "place__town_id", "place_id")
    own = ("pk", "municipality_id", "visibility", "outside_area_ok", "by_appointment", "ages_of")
    numbers = ("min_age", "max_age", "fee", "group_size", "referral")
    rows = resources.values_list(*own, *numbers, *place, named=True).iterator(chunk_size=10_000)
    columns = list(map(list, zip(*map(_facts_of, rows), strict=True))) or [[] for _ in _Facts._fields]
    return dict(zip(_Facts._fields, columns, strict=True))


def _facts_of(row: Any) -> _Facts:
    """The facts of a row of `_facts`; a place that is not public is as good as none."""
    has_point = bool(row.place__live) and row.place__lat is not None
    return _Facts(
        key=row.pk,
        place=row.place_id or 0 if row.place__live else 0,
        municipality=int(row.municipality_id),
        town=row.place__town_id or codes.NO_TOWN if row.place__live else codes.NO_TOWN,
        lat=micro(row.place__lat) if has_point else NOWHERE,
        lng=micro(row.place__lng) if has_point else NOWHERE,
        precision=PRECISIONS.index(row.place__precision) if has_point else 0,
        flags=codes.PUBLIC * (row.visibility == "public")
        | codes.OUTSIDE_AREA_OK * row.outside_area_ok
        | codes.BY_APPOINTMENT * row.by_appointment
        | codes.AGES_OF_CHILD * (row.ages_of == "child"),
        min_age=row.min_age or 0,
        max_age=codes.NO_MAX_AGE if row.max_age is None else row.max_age,
        fee=_amount(row.fee),
        group_size=_amount(row.group_size),
        referral=REFERRALS.index(row.referral),
    )


def _of(model, keys, field="resource_id"):
    rows = model._base_manager.order_by("pk")
    return rows if keys is None else rows.filter(**{f"{field}__in": keys})


class _Owners:
    """The keys to which child rows point, one for each row of the arrays: its own, or that of its place."""

    def __init__(self, keys: list[int]):
        self.order = np.argsort(np.asarray(keys, np.int64), kind="stable")
        self.keys = np.asarray(keys, np.int64)[self.order]

    def masks(self, pairs, bits: np.ndarray) -> np.ndarray:
        """The bits of the terms of each row, from a values_list of (owner, term)."""
        masks = np.zeros(len(self.keys), np.uint32)
        numbers = np.fromiter(chain.from_iterable(pairs.iterator(chunk_size=10_000)), np.int64)
        owner, term = numbers.reshape(-1, 2).T
        first, last = (np.searchsorted(self.keys, owner, side) for side in ("left", "right"))
        np.bitwise_or.at(masks, self.order[ranges(first, last)], np.repeat(bits[term], last - first))
        return masks


def _features(resources: _Owners, places: _Owners, bits, keys) -> tuple[np.ndarray, np.ndarray]:
    """Masks of yes and of no: the building's answer holds unless the resource's own says otherwise."""
    yes, no = (np.zeros(len(resources.keys), np.uint32) for _ in range(2))
    for model, field, owners in ((PlaceFeature, "place_id", places), (ResourceFeature, "resource_id", resources)):
        for mask, other, answer in ((yes, no, Answer.YES), (no, yes, Answer.NO)):
            said = model._base_manager.filter(answer=answer).order_by()
            if keys is not None:
                said = said.filter(**{f"{field}__in": owners.keys.tolist()})
            now = owners.masks(said.values_list(field, "feature_id"), bits)
            mask |= now
            other &= ~now
    return yes, no


def _amount(number: int | None) -> int:
    return codes.UNKNOWN_AMOUNT if number is None else number


def _latest(statements, field, row_of, missing, number) -> np.ndarray:
    """The last of each resource's statements, which come in order."""
    values = np.full(len(row_of), missing, np.uint16)
    for resource, value in statements.values_list("resource_id", field):
        if resource in row_of:
            values[row_of[resource]] = number(value)
    return values


def _catchments(row_of, keys, known: tuple[frozenset[int], ...]) -> tuple[list[frozenset[int]], np.ndarray]:
    """The distinct sets of towns that places serve, those `known` first, and the number of each row's set.

    An area's towns count for the areas above it. An area whose towns nobody has entered excludes nobody.
    """
    towns, served = towns_by_area(), defaultdict(set)
    for resource, area in _of(Resource.areas.through, keys).values_list("resource_id", "area_id"):
        served[resource] |= towns[area]
    numbers = {towns: number for number, towns in enumerate(known)}
    catchment = np.full(len(row_of), codes.EVERYWHERE, np.uint16)
    for resource, reached in served.items():
        if resource in row_of and reached:
            catchment[row_of[resource]] = numbers.setdefault(frozenset(reached), len(numbers))
    return list(numbers), catchment


def _children(model, row_of, keys):
    return [(row_of[child.resource_id], child) for child in _of(model, keys) if child.resource_id in row_of]


def _spans(rows: Iterable[Any]) -> dict[str, list[int]]:
    """Start and end in minutes; one that nobody knows is that of the day."""
    spans = [span_in_minutes(row.start, row.end) for row in rows]
    return {"start": [first or 0 for first, _ in spans], "end": [A_DAY if last is None else last for _, last in spans]}


def _times(row_of: Mapping[int, int], keys: Iterable[int] | None) -> Times:
    masks = ("weekdays", "weeks", "months", "monthdays", "every")
    bounds = ("start", "end", "since", "until")
    holidays = ("open_on_holidays", "closed_on_holidays", "closed_at_obon", "closed_at_new_year")
    # A rhythm (`times`) says how often, but no day.
    with_days = _of(Schedule, keys).filter(times=0)
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


def _exceptions(row_of, keys) -> Exceptions:
    held = single_dates_that_hold(date for date in _of(SingleDate, keys) if date.resource_id in row_of)
    return Exceptions.of(
        len(held),
        row=[row_of[date.resource_id] for date in held],
        day=[day_number(date.day) for date in held],
        meets=[date.meets for date in held],
        **_spans(held),
    )


def _statements(row_of, keys) -> Statements:
    lines = _children(StatusStatement, row_of, keys)
    return Statements.of(
        len(lines),
        row=[row for row, _ in lines],
        status=[STATUSES.index(said.status) for _, said in lines],
        since=[day_number(said.since) for _, said in lines],
        until=[day_number(said.until, codes.FOREVER) for _, said in lines],
    )
