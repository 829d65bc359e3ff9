"""Files of a whole city: what a plan names (fixtures/plans, or a file of the city's own) and the invented sample town.

They have one form (docs/guides/city_file.md). Loading again is quick and harmless:
what people have changed since stays, and dates "so many days ago" are counted once, when a listing is made.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.conf import settings

from directory.gazetteer import towns
from directory.geo.areas import Area, AreaSystem, Municipality, Town
from directory.geo.landmarks import Landmark
from directory.imports.checks.city_file import problems_in, rows_in
from directory.imports.models import OF_PLAN
from directory.imports.row_maker import CHILDREN, COLUMNS, PLACE_COLUMNS, TERM_LISTS, RowMaker
from directory.imports.steps.writing import WrittenListings, write_listings
from directory.japanese.folding import fold
from directory.publishing.versions import directory_change
from directory.spreadsheets.findings import Wrong

_FACTS = (
    *COLUMNS,
    *TERM_LISTS,
    *CHILDREN,
    "organization",
    "sector",
    "area",
    "verified_days_ago",
    "verified_how",
    "status",
    "capacity_left",
)
_PLACE_FACTS = (*PLACE_COLUMNS, "town", "features")


@dataclass(frozen=True)
class CityLoaded:
    """What became of a city's file."""

    municipality: Municipality
    resources: WrittenListings


def plans() -> list[Path]:
    """The files of the cities whose plans were read."""
    return sorted(Path(settings.BASE_DIR, "fixtures", "plans").glob("*.yaml"))


def sample_town() -> dict:
    """fixtures/sample_town.yaml as it is."""
    return _read(Path(settings.BASE_DIR, "fixtures", "sample_town.yaml"))


def sample_participants() -> Iterable[Mapping]:
    """The invented people of the sample town, for the matching floor."""
    return sample_town()["participants"]


def _read(path: Path) -> dict:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both loaders are safe


def read_city(path: Path) -> dict:
    """A city's file. Raises Wrong with all that stops it from being loaded, a sentence a line."""
    try:
        city = _read(path)
    except yaml.YAMLError as unreadable:
        at = getattr(unreadable, "problem_mark", None)
        raise Wrong(
            f"{at.line + 1}行目のあたりが 読めません。" if at else "このファイルは 読めません。"
        ) from unreadable
    if problems := problems_in(city):
        raise Wrong("\n".join(problems))
    return city


def load_plan(city: dict, today: dt.date) -> CityLoaded:
    """Load the desks and places that a city's file names. The city is made where the gazetteer lacks it."""
    with directory_change():
        where = towns.municipality(city["municipality"])
        rows = rows_in(city, "resources")
        # A place in a town of which no list was loaded yet brings the town along, as an area does.
        towns.towns_of((row["place"]["town"] for row in rows if row.get("place", {}).get("town")), where)
        listings = {f"{where.pk}{OF_PLAN}{fold(row['name'])}": _of_plan(row, city["source"]) for row in rows}
        return _load(city, where, RowMaker(where), listings, today)


def load_sample_town(today: dt.date) -> CityLoaded:
    """Load the invented town, marked 見本 everywhere."""
    city = sample_town()
    with directory_change():
        where, _ = Municipality.objects.get_or_create(
            pk=city["municipality"], defaults={name: city[name] for name in ("prefecture", "name", "lat", "lng")}
        )
        known = set(Town.objects.filter(municipality=where).values_list("name", flat=True))
        new = [Town(municipality=where, **town) for town in city["towns"] if town["name"] not in known]
        Town.objects.bulk_create(new)
        known = set(Landmark.objects.filter(municipality=where).values_list("name", flat=True))
        new = [Landmark(municipality=where, **spot) for spot in city["landmarks"] if spot["name"] not in known]
        Landmark.objects.bulk_create(new)
        source = {"source": city["source"]}
        listings = {f"{where.pk}:sample:{r['code']}": _facts(r) | source for r in city["resources"]}
        return _load(city, where, RowMaker(where, is_sample=True), listings, today)


def _load(city: dict, where: Municipality, rows: RowMaker, listings: dict[str, dict], today: dt.date) -> CityLoaded:
    for system in rows_in(city, "area_systems"):
        _load_areas(system, where)
    rows.add_organizations(rows_in(city, "organizations"))
    return CityLoaded(where, write_listings(listings, rows, today))


def _load_areas(system: dict, where: Municipality) -> None:
    """Add the areas that are missing; those that are there keep their towns, and get their 小字 when these are loaded."""
    row, _ = AreaSystem.objects.get_or_create(municipality=where, name=system["name"])
    for told in system.get("areas") or ():
        area, is_new = Area.objects.get_or_create(system=row, name=told["name"])
        names = told.get("towns") or () if is_new else list(area.towns.values_list("name", flat=True))
        wanted, has = towns.towns_of(names, where), set(area.towns.values_list("pk", flat=True))
        if missing := [town for town in wanted if town.pk not in has]:
            area.towns.add(*missing)


def _of_plan(resource: dict, source: str) -> dict:
    """Facts of a resource of a plan; what the plan leaves open is said in the description."""
    said = [
        resource.get("description", ""),
        f"計画では{resource['sites']}か所です。" if "sites" in resource else "",
        resource.get("note", ""),
        f"位置について：{resource['place']['reason']}" if "place" in resource else "",
    ]
    description = "\n".join(part for part in said if part)
    return _facts(resource) | {
        "description": description,
        "source": f"{source} {resource.get('page', '')}".strip()[:200],
    }


def _facts(resource: dict) -> dict:
    facts = {name: resource[name] for name in _FACTS if resource.get(name) is not None}
    if "place" in resource:
        facts["place"] = {name: resource["place"][name] for name in _PLACE_FACTS if name in resource["place"]}
    return facts
