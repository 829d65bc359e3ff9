"""Geocoding services of others, asked only where a city has configured one and only for what the gazetteer does not know.

They return wrong towns and fail: a point outside the neighbourhood is refused, a failure falls back to the gazetteer, and
both are reported. Addresses leave the machine, so none is asked unless settings.GEOCODER names one.
"""

import re
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from geopy.distance import geodesic
from geopy.exc import GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

from directory.catalogue.places import Place
from directory.gazetteer.addresses import Gazetteer, Located
from directory.gazetteer.towns import find_towns
from directory.geo.areas import Municipality
from directory.japanese.widths import narrow

SECONDS = 5
"""How long an answer is waited for."""
BETWEEN_QUESTIONS = 1.0
"""Seconds between two questions, as the usage rules of public Nominatim servers ask."""
AROUND_TOWN = 5_000
"""Metres from the middle of a town within which its addresses lie."""


class Gsi(Geocoder):
    """The address search of 国土地理院 as a geopy geocoder (https://msearch.gsi.go.jp/address-search/AddressSearch?q=…)."""

    def __init__(self, *, domain="msearch.gsi.go.jp", **options):
        super().__init__(**options)
        self.api = f"{self.scheme}://{domain}/address-search/AddressSearch"

    def geocode(self, query, *, exactly_one=True, timeout=DEFAULT_SENTINEL):
        """Location of an address, or a list of them, None for none; `raw["properties"]["title"]` is what was matched."""
        url = f"{self.api}?{urlencode({'q': query})}"
        return self._call_geocoder(url, partial(self._read, exactly_one=exactly_one), timeout=timeout)

    def _read(self, answer, exactly_one):
        found = [
            Location(feature["properties"]["title"], tuple(reversed(feature["geometry"]["coordinates"][:2])), feature)
            for feature in answer
        ]
        return (found[0] if exactly_one else found) if found else None


def configured() -> Geocoder | None:
    """The geocoder that settings.GEOCODER names ("", "nominatim" or "gsi")."""
    agent = f"ibasho ({settings.SITE_URL})"
    match settings.GEOCODER:
        case "":
            return None
        case "nominatim":
            return Nominatim(user_agent=agent, timeout=SECONDS)
        case "gsi":
            return Gsi(user_agent=agent, timeout=SECONDS)
    raise ImproperlyConfigured(f"GEOCODER は nominatim か gsi です（「{settings.GEOCODER}」ではなく）。")


def _precision(location: Location, address: str) -> str:
    """How exactly a geocoder matched: EXACT only where its answer names the house number that was asked for."""
    if "properties" in location.raw:
        asked, matched = (re.findall(r"\d+", narrow(text)) for text in (address, location.address))
        return (
            Place.Precision.EXACT
            if matched and asked[: len(matched)] == matched[: len(asked)]
            else Place.Precision.TOWN
        )
    has_number = "house_number" in location.raw.get("address", {})
    return Place.Precision.EXACT if has_number else Place.Precision.TOWN


class Geocoding:
    """Finds the addresses of one municipality: by its gazetteer, then by the configured geocoder where there is one.

    `failures` are remarks about the geocoder; after a failure it is not asked again by this object.
    """

    def __init__(self, municipality: Municipality, geocoder: Geocoder | None = None, pause: float = BETWEEN_QUESTIONS):
        self.gazetteer = Gazetteer(municipality, find_towns(municipality))
        self.failures: list[str] = []
        options = {"addressdetails": True} if isinstance(geocoder, Nominatim) else {}
        self._ask = geocoder and partial(
            RateLimiter(geocoder.geocode, min_delay_seconds=pause, max_retries=0, swallow_exceptions=False), **options
        )

    def locate(self, address: str) -> Located:
        """Where an address is; see Located."""
        known = self.gazetteer.locate(address)
        if self._ask is None or known.precision == Place.Precision.NONE or not known.rest:
            return known
        return self._asked(address, known)

    def _asked(self, address: str, known: Located) -> Located:
        where = self.gazetteer.municipality
        street = address.removeprefix(where.prefecture).removeprefix(where.name)
        try:
            location = self._ask(f"{where.prefecture}{where.name}{street}")
        except GeopyError as error:
            self._ask = None
            reason = f"住所さがしのサービスが答えません（{type(error).__name__}）。町の一覧だけで調べました。"
            self.failures.append(reason)
            return _noted(known, reason)
        if location is None:
            return known
        if not self._believable(location, known):
            return _noted(known, "住所さがしのサービスの答えは遠すぎるので、使いませんでした。")
        precision = _precision(location, street)
        if precision == known.precision:
            return known
        lat, lng = round(location.latitude, 6), round(location.longitude, 6)
        return replace(known, precision=precision, lat=lat, lng=lng)

    def _believable(self, location: Location, known: Located) -> bool:
        if not self.gazetteer.is_near(location.latitude, location.longitude):
            return False
        if known.precision != Place.Precision.TOWN:
            return True
        return geodesic((known.lat, known.lng), (location.latitude, location.longitude)).meters <= AROUND_TOWN


def _noted(known: Located, note: str) -> Located:
    return replace(known, notes=(*known.notes, note))
