"""Publishing a package: what residents may see of a city, as one signed file."""

import datetime as dt
import logging
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from directory.catalogue.resources import Resource
from directory.exports.json_objects import Json
from directory.exports.listing_facts import facts_of
from directory.exports.own_geojson import own_lines
from directory.gazetteer.towns import find_municipality
from directory.packages.schema import carried
from directory.packages.sealed import Manifest, seal
from directory.spreadsheets.cells import municipality_code
from directory.spreadsheets.findings import Wrong

logger = logging.getLogger(__name__)


def publish(
    path: Path, municipality: str, key: Ed25519PrivateKey, now: dt.datetime, with_persons: bool = False
) -> Manifest:
    """Write a city's public listings, as they are at a moment of its local time, to a file. Raises Wrong where there is none: such a file would empty the other side."""
    where = find_municipality(municipality_code(municipality)[0])
    pieces = list(own_lines(where.pk, now.date(), partial(_carried, with_persons)))
    listings = len(pieces) - 2
    if not listings:
        raise Wrong(f"{where.name}の、公開している場所が ありません。")
    made_at = now.astimezone(dt.UTC).isoformat(timespec="microseconds")
    manifest = seal(
        path, pieces, {"municipality": where.pk, "made_at": made_at, "day": str(now.date()), "listings": listings}, key
    )
    logger.info("package published", extra={"count": listings, "digest": manifest.sha256[:12]})
    return manifest


def _carried(with_persons: bool, resource: Resource, today: dt.date) -> Json:
    return carried(facts_of(resource, today), with_persons)
