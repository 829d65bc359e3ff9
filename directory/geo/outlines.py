"""The boundary of a city from a GeoJSON file: which polygons are the city's, their common outline, and few enough points to draw.

Pure: no database. What is wrong with a file is a ValueError with a sentence for whoever chose it.
"""

import json
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import numpy as np
import shapely

from directory.geo.points import MICRO, in_japan

Ring = list[tuple[float, float]]
"""A closed line without its last point: latitude and longitude in degrees."""

LARGEST = 30_000_000
"""Bytes of a file: a whole prefecture of 国土数値情報 has about so many."""
MOST_POINTS = 1_500
"""Of an outline in all: on A3 that is a point every millimetre."""
FINEST = 30 / MICRO
"""Degrees (about 3 m) that a line may be off at least; doubled until MOST_POINTS are enough."""
PLACES = 5
"""Places after the point of a degree: 1 m."""
KSJ_CODE = "N03_007"
"""The property of 国土数値情報 that holds the code of a city."""
NOT_JSON = "GeoJSONのファイルとして読めません。拡張子が .geojson か .json のファイルを えらんでください。"
NO_POLYGON = "このファイルには、市の境（ポリゴン）が ありません。"
NOT_DEGREES = (
    "緯度と経度で書かれた GeoJSONを えらんでください（平面直角座標のファイルは、緯度と経度に直してください）。"
)
SWAPPED = "緯度と経度が 入れかわっています。GeoJSONは、経度、緯度の順です。"
NOT_THIS_CITY = "このファイルには、この市町村の境が ないようです。"


def outline_of(data: bytes, code: str, name: str) -> list[Ring]:
    """The outline of a city in a GeoJSON file; islands and holes are rings of their own, to be filled by the even-odd rule.

    Where the file holds several cities, those polygons are taken of which a property or the `id` is the code of the city (six digits, or five
    as in 国土数値情報), else its name; wards and towns of one city are joined along the lines that they share. Raises ValueError.
    """
    shapes = _of_the_city(_shapes(_json(data)), code, name)
    polygons = list(chain.from_iterable(_polygons(one.get("geometry")) for one in shapes))
    if not polygons:
        raise ValueError(NO_POLYGON)
    west, south, east, north = shapely.total_bounds(polygons)
    if not (in_japan(south, west) and in_japan(north, east)):
        raise ValueError(SWAPPED if in_japan(west, south) and in_japan(east, north) else NOT_DEGREES)
    return _simple(shapely.union_all(polygons, grid_size=1 / MICRO))


def box_of(rings: Iterable[Ring]) -> tuple[float, float, float, float]:
    """South, west, north and east of some rings in degrees."""
    lats, lngs = zip(*(point for ring in rings for point in ring), strict=True)
    return min(lats), min(lngs), max(lats), max(lngs)


def is_inside(rings: Iterable[Ring], lat: float, lng: float) -> bool:
    """Whether a point (degrees) lies within some rings by the even-odd rule."""
    return bool(shapely.contains_xy([shapely.Polygon(ring) for ring in rings], lat, lng).sum() % 2)


def _json(data: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise ValueError(NOT_JSON) from wrong
    if not isinstance(told, dict):
        raise ValueError(NOT_JSON)
    return told


def _shapes(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The features of a file; a bare geometry is one without properties."""
    match told.get("type"):
        case "FeatureCollection" if isinstance(told.get("features"), list):
            return [one for one in told["features"] if isinstance(one, dict)]
        case "Feature":
            return [told]
        case "Polygon" | "MultiPolygon" | "GeometryCollection":
            return [{"geometry": told}]
    raise ValueError(NOT_JSON)


def _of_the_city(shapes: list[Mapping[str, Any]], code: str, name: str) -> list[Mapping[str, Any]]:
    for wanted in ({code}, {code[:5]}, {name}):
        if found := [one for one in shapes if not wanted.isdisjoint(_words(one))]:
            return found
    if any(KSJ_CODE in _properties(one) for one in shapes):
        raise ValueError(NOT_THIS_CITY)
    return shapes


def _words(shape: Mapping[str, Any]) -> set[str]:
    values = [shape.get("id"), *_properties(shape).values()]
    # A code that came as a number has lost its leading 0.
    return {str(one).strip().zfill(5) if isinstance(one, int) else str(one).strip() for one in values}


def _properties(shape: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = shape.get("properties")
    return properties if isinstance(properties, dict) else {}


def _polygons(geometry: Any) -> list[shapely.Polygon]:
    """The polygons of a geometry, also of a collection one level deep, as RFC 7946 advises; what is no shape has none."""
    whole = shapely.from_geojson(json.dumps(geometry), on_invalid="ignore")
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(whole))) if whole else ()
    return [part for part in parts if isinstance(part, shapely.Polygon)]


def _simple(whole: shapely.Geometry) -> list[Ring]:
    """Its rings with at most MOST_POINTS points; of what is too small to be seen then, the largest stays in any case."""
    off = FINEST
    while True:
        rings = np.array(shapely.polygons(shapely.get_rings(shapely.get_parts(shapely.simplify(whole, off)))))
        seen = rings[shapely.area(rings) > off**2]
        if shapely.get_num_coordinates(seen).sum() <= MOST_POINTS:
            break
        off *= 2
    if not len(rings):
        raise ValueError(NO_POLYGON)
    return [
        [(round(lat, PLACES), round(lng, PLACES)) for lng, lat in shapely.get_coordinates(ring)[:-1].tolist()]
        for ring in (seen if len(seen) else [max(rings, key=shapely.area)])
    ]
