"""The tables of a data package: their columns, and the rows that a service brings into each.

Columns are those that we write of HSDS 3.1; one that HSDS has and we never fill is left out.
"""

from collections.abc import Iterator
from typing import NamedTuple

from directory.exports.json_objects import Json

COLUMNS = {
    "service": (
        "id organization_id name alternate_name description url email status application_process fees_description "
        "eligibility_description minimum_age maximum_age assured_date alert last_modified"
    ),
    "organization": "id name alternate_name description website legal_status",
    "organization_identifier": "id organization_id identifier_scheme identifier_type identifier",
    "location": "id location_type name transportation latitude longitude",
    "address": "id location_id address_1 address_2 city state_province postal_code country address_type",
    "accessibility": "id location_id description",
    "service_at_location": "id service_id location_id",
    "phone": "id service_id number type description",
    "contact": "id service_id name",
    "url": "id service_id label url",
    "schedule": (
        "id service_id dtstart until timezone valid_from valid_to opens_at closes_at description freq interval wkst byday "
        "bymonthday count"
    ),
    "service_area": "id service_id name description",
    "cost_option": "id service_id option currency amount amount_description",
    "service_capacity": "id service_id unit_id available maximum updated",
    "unit": "id name",
    "attribute": "id link_id link_entity link_type taxonomy_term_id value label",
    "taxonomy": "id name description",
    "taxonomy_term": "id code name description taxonomy taxonomy_id language",
}
"""Table -> its columns."""
REFERENCES = {
    "organization_id": "organization",
    "service_id": "service",
    "location_id": "location",
    "taxonomy_id": "taxonomy",
    "unit_id": "unit",
}
"""Columns that name a row of another table. `taxonomy_term_id` does, too, but is empty for attributes of our own."""
TYPES = {
    **dict.fromkeys(("minimum_age", "maximum_age", "interval", "count", "available", "maximum"), "integer"),
    **dict.fromkeys(("latitude", "longitude", "amount", "timezone"), "number"),
    **dict.fromkeys(("assured_date", "dtstart", "until", "valid_from", "valid_to"), "date"),
    **dict.fromkeys(("last_modified", "updated"), "datetime"),
}
"""Types of Table Schema; all other columns are strings."""
_OF_SERVICE = {
    "phones": "phone",
    "contacts": "contact",
    "schedules": "schedule",
    "service_areas": "service_area",
    "cost_options": "cost_option",
    "additional_urls": "url",
    "attributes": "attribute",
}
_OF_LOCATION = {"addresses": "address", "accessibility": "accessibility", "attributes": "attribute"}


class TableRow(NamedTuple):
    """A row and its table."""

    table: str
    row: Json


def rows_of_service(service: Json) -> Iterator[TableRow]:
    """The rows of a whole service (`ServiceWriter.whole`). An organization or a place of several services comes with each."""
    yield TableRow("service", service)
    yield from _rows_of(service, _OF_SERVICE, {"service_id": service["id"]})
    for capacity in service.get("capacities", ()):
        yield TableRow("unit", capacity["unit"])
        yield TableRow("service_capacity", capacity | {"unit_id": capacity["unit"]["id"]})
    if runs := service.get("organization"):
        yield TableRow("organization", runs)
        yield from _rows_of(runs, {"organization_identifiers": "organization_identifier"}, {})
    for at in service.get("service_at_locations", ()):
        yield TableRow("service_at_location", at)
        yield TableRow("location", at["location"])
        yield from _rows_of(at["location"], _OF_LOCATION, {})


def _rows_of(whole: Json, tables: dict[str, str], also: Json) -> Iterator[TableRow]:
    for name, table in tables.items():
        for row in whole.get(name, ()):
            yield TableRow(table, {name: value for name, value in also.items() if name in columns_of(table)} | row)


def columns_of(table: str) -> tuple[str, ...]:
    """The columns of a table, in their order."""
    return tuple(COLUMNS[table].split())
