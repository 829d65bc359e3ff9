"""An invented prefecture in the database, quickly: cities of 5,000 places, ten areas each, with all that a list shows.

Names, points and telephones are those of `tests.benchmarks.duplicates`, a tenth of the places without a point.
"""

import datetime as dt
import random

from directory.geo.municipality_codes import check_digit
from directory.geo.points import MICRO, NOWHERE
from directory.models import (
    Area,
    AreaSystem,
    Contact,
    Municipality,
    Organization,
    Place,
    Resource,
    ResourceFeature,
    Schedule,
    Term,
    Town,
    Verification,
)
from directory.publishing.versions import EVERYTHING, directory_change
from tests.benchmarks import duplicates

A_CITY = 5_000
AREAS, TOWNS = 10, 30
"""Of each city."""
TODAY = dt.date(2026, 11, 21)
_WORDS = {"kinds": 1, "targets": 1, "activities": 2, "stages": 2}
_BATCH = 5_000


def make_prefecture(places: int) -> None:
    """Store so many live resources."""
    seeded = random.Random(20261121)
    with directory_change(EVERYTHING):
        towns = [town for number in range(places // A_CITY + 1) for town in _city(number)]
        found = duplicates.invented(places, seeded)
        organizations = _stored(Organization, (Organization(name=f"{p.name}の会") for p in found[: places // 5 + 1]))
        homes = [towns[(number // A_CITY) * TOWNS + seeded.randrange(TOWNS)] for number in range(places)]
        halls = _stored(
            Place, (_hall(one, town, number) for number, (one, town) in enumerate(zip(found, homes, strict=True)))
        )
        rows = _stored(
            Resource,
            (
                Resource(
                    name=one.name,
                    summary="体操とお茶で、月に2回集まっています。",
                    municipality=town.municipality,
                    place=hall,
                    organization=organizations[one.organization - 1] if one.organization else None,
                    fee=seeded.choice([None, 0, 100]),
                )
                for one, town, hall in zip(found, homes, halls, strict=True)
            ),
        )
        _facts(rows, found, seeded)


def _city(number: int) -> list[Town]:
    code = f"{13_000 + number * 10 + 201:05}"
    city = Municipality.objects.create(code=code + check_digit(code), prefecture="東京都", name=f"見本{number + 1}市")
    towns = _stored(Town, (Town(municipality=city, name=f"{n + 1}番町", lat=35.5, lng=139.5) for n in range(TOWNS)))
    system = AreaSystem.objects.create(municipality=city, name=f"{city}の圏域")
    areas = _stored(Area, (Area(system=system, name=f"{city} 第{n + 1}圏域") for n in range(AREAS)))
    link = Area.towns.through
    _stored(link, (link(area=areas[n % AREAS], town=town) for n, town in enumerate(towns)))
    return towns


def _hall(one: duplicates.Place, town: Town, number: int) -> Place:
    lat, lng = (None, None) if one.lat == NOWHERE else (one.lat / MICRO, one.lng / MICRO)
    precision = "none" if lat is None else "exact"
    return Place(name=f"会館{number}", municipality=town.municipality, town=town, lat=lat, lng=lng, precision=precision)


def _facts(rows: list[Resource], found: list[duplicates.Place], seeded: random.Random) -> None:
    for scheme, many in _WORDS.items():
        terms = list(Term.objects.filter(scheme=scheme))
        link = getattr(Resource, scheme).through
        _stored(link, (link(resource=row, term=term) for row in rows for term in seeded.sample(terms, many)))
    features = list(Term.objects.filter(scheme="features"))
    _stored(
        ResourceFeature,
        (
            ResourceFeature(resource=row, feature=term, answer=seeded.choice(["yes", "no"]))
            for row in rows
            for term in seeded.sample(features, 3)
        ),
    )
    days = (Schedule(resource=row, weekdays=1 << seeded.randrange(7), weeks=0b01010) for row in rows)
    _stored(Schedule, days)
    _stored(
        Verification,
        (Verification(resource=row, day=TODAY - dt.timedelta(days=seeded.randrange(600)), how="visit") for row in rows),
    )
    pairs = zip(rows, found, strict=True)
    _stored(Contact, (Contact(resource=r, kind="telephone", value=f.telephone) for r, f in pairs if f.telephone))


def _stored(model, rows) -> list:
    return model._base_manager.bulk_create(list(rows), batch_size=_BATCH)
