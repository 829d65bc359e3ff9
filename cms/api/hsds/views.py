"""The addresses of HSDS 3.1: five lists, each with its details, and what says of itself."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.api.hsds import questions
from cms.api.hsds.openapi import HSDS_VERSION, LISTS, document
from cms.api.hsds.pages import as_json, page_of
from cms.api.hsds.parameters import WrongParameter, asked
from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource
from directory.exports.hsds.locations import at_location_id, location
from directory.exports.hsds.organizations import organization, organization_alone, public_organizations
from directory.exports.hsds.profile import PROFILE
from directory.exports.hsds.service_rows import ServiceWriter, public_services
from directory.exports.hsds.words import taxonomy, taxonomy_id, taxonomy_term, term_id
from directory.exports.json_objects import Json

View = Callable[..., HttpResponse]
COLUMNS = ("status_statements", "single_dates", "verifications", "vacancies", "targets", "contacts")
"""What the columns of a service are made of, beside its own row."""
MINIMAL = ("id", "name", "status", "last_modified")


def _open_to_all(view: View, methods: tuple[str, ...] = ("GET", "HEAD", "OPTIONS")) -> View:
    """A view that pages of other sites may call too; nothing here belongs to anybody, so no cookie and no token is read."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer = HttpResponse(status=204) if request.method == "OPTIONS" else view(request, *args, **kwargs)
        except WrongParameter as wrong:
            answer = as_json({"error": wrong.told}, 400)
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Allow-Methods"] = ", ".join(methods)
        answer["Access-Control-Allow-Headers"] = "Content-Type"
        answer["Cache-Control"] = "no-cache"
        return answer

    return csrf_exempt(require_http_methods(list(methods))(opened))


_list = partial(_open_to_all, methods=("GET", "HEAD", "POST", "OPTIONS"))


def _found(row: Any, write: Callable[[Any], Json]) -> HttpResponse:
    return (
        as_json(write(row)) if row is not None else as_json({"error": {"wanted": "an id that stands in the list"}}, 404)
    )


def _one(rows: QuerySet, key: str, uuid_of: Callable[[UUID], UUID] = lambda uuid: uuid) -> Any:
    """The row with a UUID, or None; also where the text is no UUID."""
    try:
        return rows.filter(uuid=uuid_of(UUID(key))).first()
    except ValueError:
        return None


@_open_to_all
def root(request: HttpRequest) -> HttpResponse:
    """Version, profile and the address of the OpenAPI file."""
    here = f"{settings.SITE_URL}/api/hsds"
    return as_json({"version": HSDS_VERSION, "profile": f"{here}/profile", "openapi_url": f"{here}/openapi.json"})


@_open_to_all
def openapi(request: HttpRequest) -> HttpResponse:
    """What may be asked, in OpenAPI 3.1."""
    return as_json(document(settings.SITE_URL))


@_open_to_all
def profile(request: HttpRequest) -> HttpResponse:
    """How fields are used that HSDS leaves open."""
    return as_json(PROFILE)


@_list
def services(request: HttpRequest) -> HttpResponse:
    """A page of services."""
    wanted = asked(request, LISTS["services"])
    rows, writer, whole = questions.services(wanted), _writer(), wanted.get("full", False)
    if wanted.get("minimal"):
        return page_of(_read(rows, whole=False), partial(_least, writer), wanted)
    return page_of(_read(rows, whole), writer.whole if whole else writer.alone, wanted)


@_open_to_all
def service(request: HttpRequest, key: str) -> HttpResponse:
    """One service with all that belongs to it."""
    return _found(_one(_read(public_services(), whole=True), key), _writer().whole)


@_list
def service_at_locations(request: HttpRequest) -> HttpResponse:
    """A page of places of services."""
    wanted = asked(request, LISTS["service_at_locations"])
    whole = wanted.get("full", False)
    rows = _read(questions.services_at_places(wanted), whole)
    return page_of(rows, partial(_writer().at_location, whole=whole), wanted)


@_open_to_all
def service_at_location(request: HttpRequest, key: str) -> HttpResponse:
    """One place of a service, with both."""
    rows = _read(questions.services_at_places({}), whole=True)
    return _found(_one(rows, key, at_location_id), partial(_writer().at_location, whole=True))


@_list
def organizations(request: HttpRequest) -> HttpResponse:
    """A page of organizations."""
    wanted = asked(request, LISTS["organizations"])
    rows = questions.organizations(public_organizations(), wanted)
    with_services = wanted.get("full_service", False)
    if not (with_services or wanted.get("full")):
        return page_of(rows, organization_alone, wanted)
    return page_of(_with_services(rows), partial(_organization, _writer(), services=with_services), wanted)


@_open_to_all
def organization_view(request: HttpRequest, key: str) -> HttpResponse:
    """One organization with its places and, with `full_service`, its services."""
    wanted = asked(request, ("full_service",))
    row = _one(_with_services(public_organizations()), key)
    return _found(row, partial(_organization, _writer(), services=wanted.get("full_service", False)))


@_list
def taxonomies(request: HttpRequest) -> HttpResponse:
    """The word lists."""
    return page_of(questions.schemes(wanted := asked(request, LISTS["taxonomies"])), taxonomy, wanted)


@_open_to_all
def taxonomy_view(request: HttpRequest, key: str) -> HttpResponse:
    """One word list."""
    return _found(next((one for one in questions.schemes({}) if taxonomy_id(one) == key), None), taxonomy)


@_list
def taxonomy_terms(request: HttpRequest) -> HttpResponse:
    """The words."""
    return page_of(questions.terms(wanted := asked(request, LISTS["taxonomy_terms"])), taxonomy_term, wanted)


@_open_to_all
def taxonomy_term_view(request: HttpRequest, key: str) -> HttpResponse:
    """One word."""
    return _found(next((one for one in questions.terms({}) if term_id(one) == key), None), taxonomy_term)


def _writer() -> ServiceWriter:
    return ServiceWriter(timezone.localdate(), settings.SITE_URL)


def _least(writer: ServiceWriter, row: Resource) -> Json:
    written = writer.alone(row)
    return {name: written[name] for name in MINIMAL}


def _read(rows: QuerySet[Resource], whole: bool) -> QuerySet[Resource]:
    """Services with what is written of them, alone or whole, in a fixed number of queries."""
    if whole:
        return rows.for_page().prefetch_related("areas__system__municipality")
    return rows.select_related("organization", "place__town", "place__municipality").prefetch_related(*COLUMNS)


def _with_services(rows: QuerySet[Organization]) -> QuerySet[Organization]:
    return rows.prefetch_related(Prefetch("resources", _read(public_services(), whole=True), "public_resources"))


def _organization(writer: ServiceWriter, row: Organization, services: bool) -> Json:
    """An organization with its places, each once, and its services if they are asked for."""
    held = {one.place.uuid: one.place for one in row.public_resources if one.public_place}
    found = organization(row)
    if held:
        found["locations"] = list(map(location, held.values()))
    if services:
        found["services"] = [
            {name: value for name, value in writer.whole(one).items() if name != "organization"}
            for one in row.public_resources
        ]
    return found
