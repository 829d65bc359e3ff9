"""An invented country (tests/benchmarks/invented.py) in the tables of the directory. Import after Django is set up."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from uuid import UUID

import numpy as np
from django.db import connection

from directory.catalogue.features import ResourceFeature
from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.catalogue.schedules import Schedule
from directory.catalogue.statements import StatusStatement, Vacancy, Verification
from directory.catalogue.vocabulary import Term
from directory.geo.areas import Area, AreaSystem, Municipality, Town
from directory.geo.points import MICRO, NOWHERE
from directory.publishing.versions import EVERYTHING, directory_change
from directory.snapshot import codes
from directory.snapshot.arrays import Columns
from tests.benchmarks.invented import TODAY

_BATCH = 5_000


def fill(columns: Columns) -> None:
    """Store every place of the columns under its own key."""
    with directory_change(EVERYTHING):
        _store(Municipality, _municipalities(columns))
        _store(Town, _towns(columns))
        _areas(columns)
        _copies(Place, _places(columns))
        _copies(Resource, _resources(columns))
        _store(Resource.areas.through, _catchments(columns))
        for scheme in ("kinds", "targets", "activities", "stages"):
            through = getattr(Resource, scheme).through
            _insert(through, ("resource_id", "term_id"), _bits(columns, scheme, getattr(columns.rows, scheme)))
        _insert(ResourceFeature, ("resource_id", "feature_id", "answer"), _features(columns))
        _store(Schedule, _schedules(columns))
        _statements(columns)


def _store(model, rows: Iterator) -> None:
    while chunk := list(islice(rows, _BATCH)):
        model._base_manager.bulk_create(chunk)


def _insert(model, columns: tuple[str, ...], rows: Iterator[tuple]) -> None:
    """Rows of a plain table, without an object for each.

    Made before they are handed on: psycopg waits for ever where making a row asks the same connection for something.
    """
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        statement = f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({marks})"
        while chunk := list(islice(rows, _BATCH)):
            cursor.executemany(statement, chunk)


def _copies(model, rows: Iterator[dict]) -> None:
    """Rows of a table with many columns: the defaults of one object, and for each row what differs."""
    fields = model._meta.local_concrete_fields
    template = model()
    usual = {f.attname: f.get_db_prep_save(f.pre_save(template, add=True), connection) for f in fields}
    columns = tuple(field.column for field in fields)
    _insert(model, columns, (tuple((usual | row | {"uuid": UUID(int=row["id"]).hex}).values()) for row in rows))


def _municipalities(columns: Columns) -> Iterator[Municipality]:
    for number in np.unique(columns.rows.municipality).tolist():
        yield Municipality(code=f"{number:06}", prefecture="見本県", name=f"見本市{number}")


def _towns(columns: Columns) -> Iterator[Town]:
    pairs = np.unique(np.stack([columns.rows.town, columns.rows.municipality]), axis=1)
    for town, municipality in pairs.T.tolist():
        yield Town(pk=town, municipality_id=f"{municipality:06}", name=f"町{town}")


def _areas(columns: Columns) -> None:
    homes = dict(zip(columns.rows.town.tolist(), columns.rows.municipality.tolist(), strict=True))
    systems = {}
    for number in sorted(set(homes.values())):
        systems[number] = AreaSystem.objects.create(municipality_id=f"{number:06}", name="圏域")
    served = [(number + 1, next(iter(towns))) for number, towns in enumerate(columns.catchments)]
    served = [(key, town) for key, town in served if town in homes]
    _store(Area, (Area(pk=key, system=systems[homes[town]], name=f"圏域{key}") for key, town in served))
    _store(Area.towns.through, (Area.towns.through(area_id=key, town_id=town) for key, town in served))


def _catchments(columns: Columns) -> Iterator:
    rows, through = columns.rows, Resource.areas.through
    for i in np.flatnonzero(rows.catchment != codes.EVERYWHERE).tolist():
        yield through(resource_id=int(rows.key[i]), area_id=int(rows.catchment[i]) + 1)


def _places(columns: Columns) -> Iterator[dict]:
    rows = columns.rows
    for key, municipality, town, lat, lng in zip(
        *(getattr(rows, name).tolist() for name in ("key", "municipality", "town", "lat", "lng")), strict=True
    ):
        at = {} if lat == NOWHERE else {"lat": lat / MICRO, "lng": lng / MICRO, "precision": "exact"}
        yield {"id": key, "name": f"会館{key}", "municipality_id": f"{municipality:06}", "town_id": town, **at}


def _resources(columns: Columns) -> Iterator[dict]:
    rows = columns.rows
    names = ("key", "municipality", "flags", "min_age", "max_age", "fee", "group_size", "referral")
    for key, municipality, flags, least, most, fee, group, referral in zip(
        *(getattr(rows, name).tolist() for name in names), strict=True
    ):
        yield {
            "id": key,
            "name": f"サロン{key}",
            "place_id": key,
            "municipality_id": f"{municipality:06}",
            "outside_area_ok": bool(flags & codes.OUTSIDE_AREA_OK),
            "by_appointment": bool(flags & codes.BY_APPOINTMENT),
            "ages_of": "child" if flags & codes.AGES_OF_CHILD else "visitor",
            "min_age": least or None,
            "max_age": None if most == codes.NO_MAX_AGE else most,
            "fee": None if fee == codes.UNKNOWN_AMOUNT else fee,
            "group_size": None if group == codes.UNKNOWN_AMOUNT else group,
            "referral": ("open", "referral", "closed", "")[referral],
        }


def _bits(columns: Columns, scheme: str, masks: np.ndarray) -> Iterator[tuple[int, int]]:
    """Pairs of a resource's key and a term's."""
    terms = dict(Term.objects.filter(scheme=scheme).values_list("slug", "pk"))
    for bit, slug in enumerate(columns.vocabulary[scheme]):
        for key in columns.rows.key[masks >> np.uint32(bit) & 1 == 1].tolist():
            yield key, terms[slug]


def _features(columns: Columns) -> Iterator[tuple[int, int, str]]:
    for answer in ("yes", "no"):
        for key, term in _bits(columns, "features", getattr(columns.rows, f"features_{answer}")):
            yield key, term, answer


def _schedules(columns: Columns) -> Iterator[Schedule]:
    times, keys = columns.times, columns.rows.key
    names = ("row", "weekdays", "weeks", "start", "end")
    for row, days, weeks, start, end in zip(*(getattr(times, name).tolist() for name in names), strict=True):
        yield Schedule(
            resource_id=int(keys[row]),
            weekdays=days,
            weeks=weeks,
            start=dt.time(start // 60, start % 60),
            end=dt.time(end // 60, end % 60),
        )


def _statements(columns: Columns) -> None:
    rows, said = columns.rows, columns.statements
    status = [("active", "paused", "ended")[number] for number in said.status.tolist()]
    keys = rows.key[said.row].tolist()
    _store(
        StatusStatement,
        (StatusStatement(resource_id=k, status=s, since=TODAY) for k, s in zip(keys, status, strict=True)),
    )
    checked = np.flatnonzero(rows.verified != codes.NEVER)
    days = [codes.day_of(number) for number in rows.verified[checked].tolist()]
    keys = rows.key[checked].tolist()
    _store(Verification, (Verification(resource_id=k, day=d, how="visit") for k, d in zip(keys, days, strict=True)))
    told = np.flatnonzero(rows.capacity_left != codes.UNKNOWN_AMOUNT)
    pairs = zip(rows.key[told].tolist(), rows.capacity_left[told].tolist(), strict=True)
    _store(Vacancy, (Vacancy(resource_id=key, left=left) for key, left in pairs))
