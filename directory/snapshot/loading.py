"""From rows to arrays: the directory as the database has it, kept in memory and brought up to date by what changed."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal

from directory.caches import CurrentValue
from directory.catalogue.features import PlaceFeature, ResourceFeature
from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.catalogue.statements import Vacancy, Verification
from directory.catalogue.town_alerts import closes_areas
from directory.catalogue.vocabulary import Answer
from directory.geo.points import NOWHERE, micro, ranges
from directory.publishing.version import Version
from directory.publishing.versions import Edition, changes_since
from directory.snapshot import arrays, codes
from directory.snapshot.arrays import Columns
from directory.snapshot.codes import day_number
from directory.snapshot.loading_times import exceptions_of, rows_of, statements_of, times_of
from directory.snapshot.shared_facts import SharedFacts, with_words
from directory.snapshot.staleness import months_of_masks
from directory.snapshot.tables import Rows, feature_columns

PRECISIONS = [Place.Precision.NONE, Place.Precision.MUNICIPALITY, Place.Precision.TOWN, Place.Precision.EXACT]
"""Values of `precision` in the arrays: the later, the more exact."""
REFERRALS = [*Resource.Referral.values, ""]
NO_WORRIES: frozenset[str] = frozenset()
AT_ONCE = 2_000
"""Changed resources that are read together."""
MOST_CHANGED = 0.125
"""Share of the resources that may have changed before all are read: one of some takes five times as long as one of all."""

looked_at = Signal()
"""Sent with the `columns` that are about to be given: whoever keeps something beside them may call `as_new` before."""

loaded = Signal()
"""Sent after rows were read: how many `seconds` it took, and whether it was the `whole` directory."""

_columns_cache: CurrentValue[Columns] = CurrentValue()


def current() -> Columns:
    """The directory at the database's version; reloads only what changed since this process last looked.

    An edit of what rows share (a word, an area) reads no row again (`shared_facts`).
    """
    columns = _columns_cache.renewed(_brought_up_to_date)
    looked_at.send(Columns, columns=columns)
    return _columns_cache.value or columns


def forget() -> None:
    """Empty the cache of this process, so that the next look loads everything."""
    _columns_cache.clear()


def as_new() -> None:
    """Give the columns again as others, so that what is kept for them is made anew: something beside the database changed."""
    _columns_cache.renewed(lambda before: replace(_brought_up_to_date(before)))


def _brought_up_to_date(before: Columns | None) -> Columns:
    if before is not None and before.version == Edition.current():
        return before
    began = time.monotonic()
    # On SQLite a transaction sees one state. On PostgreSQL each query sees what was stored before it: so the version comes
    # first, and what changes while rows are read is newer than it and read again at the next look.
    with transaction.atomic():
        version = Edition.current()
        after = None if before is None else _changed(before, version)
        whole = after is None
        if after is None:
            after = load(version)
    loaded.send(Columns, seconds=time.monotonic() - began, whole=whole)
    return after


def _changed(before: Columns, version: Version) -> Columns | None:
    """Columns with what changed since; None where they are of another history, or so much changed that all is read."""
    changes = changes_since(before.version)
    if changes is None or changes.everything or len(changes.keys) > max(AT_ONCE, MOST_CHANGED * len(before)):
        return None
    if changes.shared and (before := _with_shared(before)) is None:
        return None
    known = before.shared
    if not isinstance(known, SharedFacts):
        return None
    for begin in range(0, len(changes.keys), AT_ONCE):
        some = changes.keys[begin : begin + AT_ONCE]
        rows = load(version, some, before.catchments, before.worry_sets, known)
        before = before.replacing(np.array(some, np.int64), rows)
    return replace(before, version=version)


def _with_shared(before: Columns) -> Columns | None:
    """Columns with what rows share as it is now; None where that cannot be told from what they were made of."""
    known, now = before.shared, SharedFacts.read()
    after = with_words(before, known, now) if isinstance(known, SharedFacts) else None
    if after is None:
        return None
    if known.towns != now.towns:
        if closes_areas():
            return None
        row_of = {int(key): row for row, key in enumerate(after.rows.key)}
        catchments, numbers = _catchments(row_of, None, (), now.towns)
        after = replace(after, catchments=tuple(catchments), rows=replace(after.rows, catchment=numbers))
    return replace(after, shared=now)


def load(
    version: Version,
    keys: Iterable[int] | None = None,
    catchments: tuple[frozenset[int], ...] = (),
    worry_sets: tuple[frozenset[str], ...] = (NO_WORRIES,),
    shared: SharedFacts | None = None,
) -> Columns:
    """Columns at a version from the database: every live resource, or those of `keys`.

    The numbers of `catchments` and `worry_sets` stay as they are, and the bits are those of `shared`, so that the rows loaded
    fit beside rows loaded before.
    """
    shared = shared or SharedFacts.read()
    vocabulary, bits = shared.vocabulary, shared.bits
    resources = Resource._base_manager.filter(live=True)
    if keys is not None:
        resources = resources.filter(pk__in=keys)
    facts = _facts(resources.order_by("pk"))
    row_of = {int(key): row for row, key in enumerate(facts["key"])}
    owners = _Owners(facts["key"])
    catchments, facts["catchment"] = _catchments(row_of, keys, catchments, shared.towns)
    worry_sets, facts["worries"] = _worries(row_of, keys, worry_sets)
    for scheme in ("kinds", "targets", "activities", "stages"):
        chosen = rows_of(getattr(Resource, scheme).through, keys)
        facts[scheme] = owners.masks(chosen.order_by().values_list("resource_id", "term_id"), bits)
    facts |= feature_columns(*_features(owners, _Owners(facts["place"]), bits, keys))
    checks, vacancies = rows_of(Verification, keys).order_by("day", "pk"), rows_of(Vacancy, keys)
    facts["good_for"] = months_of_masks(facts["kinds"], vocabulary["kinds"], shared.months)
    facts["verified"] = _latest(checks, "day", row_of, codes.NEVER, day_number)
    facts["capacity_left"] = _latest(vacancies, "left", row_of, codes.UNKNOWN_AMOUNT, _amount)
    columns = arrays.build(
        version,
        vocabulary,
        catchments,
        Rows.of(len(row_of), **facts),
        times_of(row_of, keys),
        exceptions_of(row_of, keys),
        statements_of(row_of, keys),
        worry_sets,
    )
    return replace(columns, shared=shared)


class _Facts(NamedTuple):
    """What a resource and its place say of themselves, as it stands in `tables.Rows` under the same names."""

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


class _Owners:
    """The keys to which child rows point, one for each row of the arrays: its own, or that of its place."""

    def __init__(self, keys: list[int]):
        self.order = np.argsort(np.asarray(keys, np.int64), kind="stable")
        self.keys = np.asarray(keys, np.int64)[self.order]

    def masks(self, pairs, bits: np.ndarray) -> np.ndarray:
        """The bits of the terms of each row, from a values_list of (owner, term)."""
        masks = np.zeros(len(self.keys), np.uint64)
        numbers = np.fromiter(chain.from_iterable(pairs.iterator(chunk_size=10_000)), np.int64)
        owner, term = numbers.reshape(-1, 2).T
        first, last = (np.searchsorted(self.keys, owner, side) for side in ("left", "right"))
        # A word that somebody made since `bits` were read is as good as none: at the next look both are.
        bit_of = np.where(term < len(bits), bits[np.minimum(term, len(bits) - 1)], np.uint64(0))
        np.bitwise_or.at(masks, self.order[ranges(first, last)], np.repeat(bit_of, last - first))
        return masks


def _features(resources: _Owners, places: _Owners, bits, keys) -> tuple[np.ndarray, np.ndarray]:
    """Masks of yes and of no: the building's answer holds unless the resource's own says otherwise."""
    yes, no = (np.zeros(len(resources.keys), np.uint64) for _ in range(2))
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


def _catchments(row_of, keys, known: tuple[frozenset[int], ...], towns: Mapping[int, set[int]]):
    """The distinct sets of towns that places serve, those `known` first, and the number of each row's set.

    An area's towns count for the areas above it. An area whose towns nobody has entered excludes nobody.
    """
    served = defaultdict(set)
    for resource, area in rows_of(Resource.areas.through, keys).values_list("resource_id", "area_id"):
        served[resource] |= towns.get(area, set())
    return _numbered(row_of, served, known, codes.EVERYWHERE)


def _worries(row_of, keys, known: tuple[frozenset[str], ...]) -> tuple[list[frozenset[str]], np.ndarray]:
    """The distinct sets of worries (slugs) that places answer, those `known` first, and the number of each row's set."""
    answered = defaultdict(set)
    for resource, slug in rows_of(Resource.worries.through, keys).values_list("resource_id", "term__slug"):
        answered[resource].add(slug)
    return _numbered(row_of, answered, known, 0)


def _numbered(row_of, sets: Mapping[int, set], known: tuple[frozenset, ...], missing: int) -> tuple[list, np.ndarray]:
    """The distinct ones of some sets, those `known` first, and the number (uint16) of each row's; `missing` without one."""
    # A deleted worry may have left two of those known alike; each keeps its number.
    numbered, numbers = list(known), {one: number for number, one in enumerate(known)}
    number_of = np.full(len(row_of), missing, np.uint16)
    for resource, found in sets.items():
        if resource in row_of and found:
            number_of[row_of[resource]] = number = numbers.setdefault(frozenset(found), len(numbered))
            if number == len(numbered):
                numbered.append(frozenset(found))
    return numbered, number_of
