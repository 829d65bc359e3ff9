"""Places as locations of HSDS, and where a service is."""

from uuid import UUID

from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.exports.hsds.objects import made_id
from directory.exports.hsds.words import attributes_of_place
from directory.exports.json_objects import Json, told

JAPAN = "JP"
PRECISION = "位置の正確さ"
_OTHER_BITS = 0xFFFF_FFFF_FFFF


def at_location_id(service: UUID) -> UUID:
    """The id of the row that says where a service is, of the id of the service; and the other way round."""
    return UUID(int=service.int ^ _OTHER_BITS)


def service_at_location(resource: Resource, place: Place, whole: bool = True) -> Json:
    """Where a service is, with the location; `whole` with all that belongs to the place, of which a short list reads nothing."""
    return told(
        id=str(at_location_id(resource.uuid)),
        service_id=str(resource.uuid),
        location_id=str(place.uuid),
        location=location(place) if whole else location_alone(place),
    )


def location(place: Place) -> Json:
    """A place with its address and what is known of the building."""
    return told(
        **location_alone(place),
        addresses=[_address(place)],
        accessibility=_accessibility(place),
        attributes=[*attributes_of_place(place), *_precision(place)],
    )


def location_alone(place: Place) -> Json:
    """A place without what belongs to it. The point is told only where it is exact: the middle of a town is nobody's door."""
    exact = place.precision == Place.Precision.EXACT
    return told(
        id=str(place.uuid),
        location_type="physical",
        name=place.name,
        transportation=place.access,
        latitude=place.lat if exact else None,
        longitude=place.lng if exact else None,
    )


def _address(place: Place) -> Json:
    """The address. HSDS wants a postal code; "" says that we do not know it."""
    where, town = place.municipality, place.town
    return told(
        id=made_id("address", place.uuid),
        location_id=str(place.uuid),
        address_2=place.building,
        city=where.name,
        state_province=where.prefecture,
        country=JAPAN,
        address_type="physical",
    ) | {"address_1": place.street or where.name, "postal_code": place.postcode or (town.postcode if town else "")}


def _accessibility(place: Place) -> list[Json]:
    words = place.accessibility
    return (
        [{"id": made_id("accessibility", place.uuid), "location_id": str(place.uuid), "description": words}]
        if words
        else []
    )


def _precision(place: Place) -> list[Json]:
    """How exact the point is, where it is not; with the middle of the town or city, for a map that says 「およそ」."""
    if not place.is_approximate:
        return []
    middle = f"{place.precision} {place.lat:.5f},{place.lng:.5f}"
    return [
        {
            "id": made_id("precision", place.uuid),
            "link_id": str(place.uuid),
            "link_entity": "location",
            "link_type": "precision",
            "label": PRECISION,
            "value": middle,
        }
    ]
