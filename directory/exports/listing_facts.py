"""A public listing whole, as plain facts by the keys that our own import knows (`directory.imports.own`).

What is told is what residents may see of it, and what it is filed by. What is not: contacts that are not public, photos, keys of rows,
who said something and when.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from directory.catalogue.organizations import Organization
from directory.catalogue.parts import AT_THE_DOOR, EASY
from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.catalogue.statements import single_dates_that_hold
from directory.catalogue.vocabulary import Answer
from directory.exports.json_objects import Json, told
from directory.hours.rule_facts import rule_in_facts

COLUMNS = (
    "name", "reading", "summary", "description", "first_visit", "to_bring", *EASY.values(), *AT_THE_DOOR, "field", "operation", "office",
    "outside_area_ok", "ages_of", "min_age", "max_age", "fee", "fee_note", "group_size", "capacity", "referral", "referral_how",
    "by_appointment", "hours_note", "wants_helpers", "helpers_wanted", "source", "source_licence",
)  # fmt: skip
WORDS = ("kinds", "targets", "activities", "stages", "worries")
PLACE = ("name", "reading", "address", "building", "postcode", "lat", "lng", "precision", "access", "accessibility")
ORGANIZATION = ("reading", "kind", "description", "corporate_number", "website")
CONTACT = ("kind", "value", "person", "note")


def public_listings(municipality: str) -> Iterable[Resource]:
    """The public listings of a municipality ("": of all), in the order in which they were entered."""
    rows = Resource.objects.public().for_page().prefetch_related("areas__system__municipality").order_by("pk")
    return (rows.filter(municipality=municipality) if municipality else rows).iterator(chunk_size=500)


def facts_of(resource: Resource, today: dt.date) -> Json:
    """The facts of a listing; of single days and of pauses those that are not over on a day. Unknown ones are left out."""
    place, runs, checked = resource.public_place, resource.public_organization, resource.last_verification
    return told(
        **_columns(resource, COLUMNS),
        **{name: [term.slug for term in resource.rows_of(name)] for name in WORDS},
        sector=resource.sector.slug if resource.sector else None,
        areas=[
            {"system": system, "name": name}
            for system, name in sorted((area.system.name, area.name) for area in resource.rows_of("areas"))
        ],
        contacts=[_columns(one, CONTACT) for one in resource.rows_of("contacts") if one.is_public],
        schedule=[rule_in_facts(row.rule) for row in resource.rows_of("schedules")],
        features=_answers(resource.rows_of("features")) or None,
        place=_place(place) if place else None,
        organization=runs.name if runs else None,
        organization_facts=_organization(runs) if runs else None,
        statuses=list(_statuses(resource, today)),
        dates=list(_dates(resource, today)),
        verified={"day": str(checked.day), "how": checked.how} if checked else None,
        capacity_left=resource.places_left,
    )


def _columns(row: object, names: Sequence[str]) -> Json:
    """Columns that hold something else than nothing; False is nothing, 0 is not."""
    return {name: value for name in names if (value := getattr(row, name)) not in ("", None) and value is not False}


def _answers(rows: Iterable) -> Json:
    return {row.feature.slug: row.answer for row in rows if row.answer != Answer.UNKNOWN}


def _place(place: Place) -> Json:
    return told(
        **_columns(place, PLACE),
        town=str(place.town or ""),
        features=_answers(place.features.all()) or None,
    )


def _organization(organization: Organization) -> Json:
    return _columns(organization, ORGANIZATION)


def _statuses(resource: Resource, today: dt.date) -> Iterator[Json]:
    for one in resource.statements_of("status_statements"):
        if one.until is None or one.until >= today:
            yield told(status=one.status, since=str(one.since), until=one.until and str(one.until), reason=one.reason)


def _dates(resource: Resource, today: dt.date) -> Iterator[Json]:
    for one in single_dates_that_hold(resource.statements_of("single_dates")):
        if one.day >= today:
            clock = {name: f"{time:%H:%M}" for name in ("start", "end") if (time := getattr(one, name))}
            yield told(day=str(one.day), meets=one.meets, reason=one.reason, **clock)
