"""Which services, places of services and organizations a request asks for."""

import json
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import QueryDict
from django.utils import timezone

from cms.public.facets import facets_for
from cms.public.typed_text import Asker
from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Answer, Scheme, Term
from directory.exports.hsds.service_rows import changed_since, public_services
from directory.exports.hsds.words import FILED_BY, PUBLISHED, taxonomy_id, term_id
from directory.geo.areas import Town, towns_by_area
from directory.snapshot import loading
from directory.snapshot.selection import Selection


def services(asked: dict[str, Any]) -> QuerySet[Resource]:
    """The services that fulfil all that is asked."""
    rows = public_services()
    if "organization_id" in asked:
        rows = rows.filter(organization__uuid=asked["organization_id"], organization__live=True)
    if "modified_after" in asked:
        rows = changed_since(rows, asked["modified_after"])
    for name, is_asked in (("taxonomy_term_id", _is_term), ("taxonomy_id", _is_taxonomy)):
        if name in asked:
            rows = rows.filter(_filed_by(is_asked, asked[name]))
    if asked.get("search"):
        rows = rows.filter(pk__in=_found_by_text(asked["search"]))
    if "postcode" in asked:
        rows = rows.filter(_reaching(asked["postcode"], asked.get("proximity")))
    return rows


def services_at_places(asked: dict[str, Any]) -> QuerySet[Resource]:
    """The services that have a place which residents may see."""
    return services(asked).filter(place__live=True)


def organizations(rows: QuerySet[Organization], asked: dict[str, Any]) -> QuerySet[Organization]:
    """Those organizations that are called so, or of whose services one is filed by the asked word."""
    if "search" in asked:
        text = asked["search"]
        rows = rows.filter(Q(name__icontains=text) | Q(reading__icontains=text) | Q(description__icontains=text))
    if asked.keys() & {"taxonomy_term_id", "taxonomy_id"}:
        filed = {name: asked[name] for name in ("taxonomy_term_id", "taxonomy_id") if name in asked}
        rows = rows.filter(Exists(services(filed).order_by().filter(organization=OuterRef("pk"))))
    return rows


def terms(asked: dict[str, Any]) -> list[Term]:
    """The published words that fulfil all that is asked, by list and position; none has a parent."""
    rows = Term.objects.filter(scheme__in=PUBLISHED).order_by("scheme", "position", "pk")
    if "search" in asked:
        rows = rows.filter(label__icontains=asked["search"])
    if "parent_id" in asked:
        rows = rows.none()
    schemes = _schemes_of(asked["taxonomy_id"]) if "taxonomy_id" in asked else PUBLISHED
    return list(rows.filter(scheme__in=schemes))


def schemes(asked: dict[str, Any]) -> list[Scheme]:
    """The published word lists with the asked text in their name."""
    return [Scheme(scheme) for scheme in PUBLISHED if asked.get("search", "") in Scheme(scheme).label]


def _is_term(term: Term, asked: UUID) -> bool:
    return term_id(term) == str(asked)


def _is_taxonomy(term: Term, asked: UUID) -> bool:
    return taxonomy_id(term.scheme) == str(asked)


def _schemes_of(asked: UUID) -> list[Scheme]:
    return [scheme for scheme in PUBLISHED if taxonomy_id(scheme) == str(asked)]


def _filed_by(is_asked: Any, asked: UUID) -> Q:
    """Services filed by one of the words that are asked for; a feature counts where the answer is yes."""
    words = [term for term in Term.objects.filter(scheme__in=PUBLISHED) if is_asked(term, asked)]
    keys = [term.pk for term in words]
    found = Q(pk__in=[])
    for scheme in {term.scheme for term in words}:
        if relation := FILED_BY.get(scheme):
            links = getattr(Resource, relation).through.objects.filter(term__in=keys)
            found |= Q(pk__in=links.values("resource"))
        else:
            rows = Resource._meta.get_field("features").related_model.objects.filter(
                feature__in=keys, answer=Answer.YES
            )
            found |= Q(pk__in=rows.values("resource"))
    return found


def _found_by_text(text: str) -> RawSQL:
    """What the list of the site finds for a text, in all cities."""
    asked = QueryDict(mutable=True)
    asked["q"] = text
    return _rows_of(facets_for(asked, loading.current(), timezone.localtime(), Asker()).selection)


def _rows_of(selection: Selection) -> RawSQL:
    """The keys of a selection as one parameter of a query: as a parameter each, a database takes some thousands of them."""
    keys = selection.keys.tolist()
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [keys])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(keys)])


def _reaching(postcode: str, metres: int | None) -> Q:
    """Services within some metres of the middle of a postcode's towns; without metres, those whose area holds one of them."""
    towns = list(Town.objects.filter(postcode=postcode))
    points = [(town.lat, town.lng) for town in towns if town.lat is not None]
    if metres is not None:
        near = Selection.of(loading.current(), timezone.localdate())
        middle = [sum(axis) / len(points) for axis in zip(*points, strict=True)]
        return Q(pk__in=_rows_of(near.within(metres, *middle)) if points else [])
    keys = {town.pk for town in towns}
    areas = [area for area, inside in towns_by_area().items() if inside & keys]
    cities = {town.municipality_id for town in towns}
    with_area = Resource.areas.through.objects
    served = Q(pk__in=with_area.filter(area__in=areas).values("resource"))
    return served | (Q(municipality__in=cities) & ~Q(pk__in=with_area.values("resource")))
