"""The rows of a data set as GeoJSON (RFC 7946), a line a feature; without a point the geometry is null."""

import datetime as dt
import json
from collections.abc import Iterator

from directory.exports.open_data.data_sets import DataSet


def geojson_lines(data_set: DataSet, municipality: str, now: dt.datetime) -> Iterator[str]:
    """The file piece by piece. Properties have the headings of the list, without those of which nothing is known."""
    yield json.dumps({"type": "FeatureCollection", "name": data_set.name}, ensure_ascii=False)[:-1] + ', "features": ['
    before = "\n"
    for row in data_set.offered(municipality, now):
        told = {name: text for name, text in zip(data_set.headings, row, strict=True) if text}
        lat, lng = told.pop("緯度", ""), told.pop("経度", "")
        point = {"type": "Point", "coordinates": [float(lng), float(lat)]} if lat else None
        feature = {"type": "Feature", "id": told["ID"], "geometry": point, "properties": told}
        yield before + json.dumps(feature, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"
