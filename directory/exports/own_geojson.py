"""All public listings of a city as GeoJSON with all their facts: what our own import reads back (docs/reference/open_data.md)."""

import datetime as dt
import json
from collections.abc import Callable, Iterator

from directory.catalogue.resources import Resource
from directory.exports.json_objects import Json
from directory.exports.listing_facts import facts_of, public_listings

FORMAT = 1
"""Of the facts; a reader refuses one that it does not know."""
MARK = "ibasho"
"""The member of the collection that says that the file is ours."""


def own_lines(
    municipality: str, today: dt.date, facts: Callable[[Resource, dt.date], Json] = facts_of
) -> Iterator[str]:
    """The file piece by piece, a line a listing. `facts` says what of each is told."""
    head = {"type": "FeatureCollection", MARK: {"format": FORMAT, "day": str(today)}}
    yield json.dumps(head)[:-1] + ', "features": ['
    before = "\n"
    for resource in public_listings(municipality):
        feature = _feature(str(resource.uuid), resource.municipality_id, facts(resource, today))
        yield before + json.dumps(feature, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"


def _feature(key: str, municipality: str, facts: Json) -> Json:
    place = facts.get("place", {})
    point = [place["lng"], place["lat"]] if "lat" in place else None
    geometry = {"type": "Point", "coordinates": point} if point else None
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": {"municipality": municipality} | facts}
