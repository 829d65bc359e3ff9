"""A listing as schema.org data for search engines (JSON-LD): what its page says, and nothing beyond."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

from directory.catalogue.contacts import Contact
from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Answer
from directory.exports.json_objects import Json, told
from directory.hours.rules import Occurrence

_IN_A_PAGE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
"""What could end the element of a page, or a line of a script, in which the data stand."""


def place_data(resource: Resource, site_url: str, dates: Iterable[Occurrence]) -> Json:
    """A public listing as a schema.org Place, with its next meetings as events.

    A fact that is not known is left out; a position is told only where it is exact.

    site_url  begins the address of its page
    dates     the next meetings
    """
    address = f"{site_url}{resource.get_absolute_url()}"
    place = resource.public_place
    return {"@context": "https://schema.org", "@type": "Place", "@id": address, "url": address} | told(
        name=resource.name,
        alternateName=resource.reading,
        description=resource.summary or resource.description,
        telephone=next((one.value for one in _public(resource) if one.kind == Contact.Kind.TELEPHONE), None),
        isAccessibleForFree=None if resource.fee is None else resource.fee == 0,
        amenityFeature=[_feature(row) for row in resource.rows_of("features") if row.answer != Answer.UNKNOWN],
        event=[_event(resource, date, address) for date in dates],
        **(_where(place) if place else {}),
    )


def as_script(data: Mapping[str, Any]) -> str:
    """Data as the text of an element `<script type="application/ld+json">`: no text in it can end the element."""
    return json.dumps(data, ensure_ascii=False).translate(_IN_A_PAGE)


def _public(resource: Resource) -> Iterable[Contact]:
    return (contact for contact in resource.rows_of("contacts") if contact.is_public)


def _where(place: Place) -> Json:
    where = place.municipality
    postal = {"@type": "PostalAddress", "addressCountry": "JP"} | told(
        addressRegion=where.prefecture,
        addressLocality=where.name,
        streetAddress=" ".join(filter(None, (place.street, place.building, place.name))),
        postalCode=place.postcode,
    )
    exact = place.precision == Place.Precision.EXACT
    geo = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lng}
    return {"address": postal} | ({"geo": geo} if exact else {})


def _feature(row) -> Json:
    name, value = row.feature.label, row.answer == Answer.YES
    return {"@type": "LocationFeatureSpecification", "name": name, "value": value}


def _event(resource: Resource, date: Occurrence, address: str) -> Json:
    return {
        "@type": "Event",
        "name": resource.name,
        "location": {"@id": address},
        "startDate": _moment(date.day, date.start),
    } | told(endDate=f"{date.ends_at:%Y-%m-%dT%H:%M}+09:00" if date.start and date.ends_at else None)


def _moment(day: dt.date, time: dt.time | None) -> str:
    return f"{day}T{time:%H:%M}+09:00" if time else str(day)
