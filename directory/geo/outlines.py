"""The boundary of a city from a GeoJSON file: which polygons are the city's, their common outline, and few enough points to draw.

Pure: no database. What is wrong with a file is a ValueError with a sentence for whoever chose it.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from directory.geo.points import MICRO, in_japan

Ring = list[tuple[float, float]]
"""A closed line without its last point: latitude and longitude in degrees."""
Edge = tuple[tuple[int, int], tuple[int, int]]

LARGEST = 30_000_000
"""Bytes of a file: a whole prefecture of 国土数値情報 has about so many."""
MOST_POINTS = 1_500
"""Of an outline in all: on A3 that is a point every millimetre."""
FINEST = 30
"""Micro-degrees (about 3 m) that a line may be off at least; doubled until MOST_POINTS are enough."""
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
    shapes = _shapes(_json(data))
    polygons = [polygon for shape in _of_the_city(shapes, code, name) for polygon in _polygons(shape.get("geometry"))]
    if not polygons:
        raise ValueError(NO_POLYGON)
    rings = [_points(ring) for polygon in polygons for ring in polygon]
    rings = [ring for ring in rings if len(ring) > 2]
    if not rings:
        raise ValueError(NO_POLYGON)
    return _simple(_joined(rings) if len(polygons) > 1 else rings)


def box_of(rings: Iterable[Ring]) -> tuple[float, float, float, float]:
    """South, west, north and east of some rings in degrees."""
    lats, lngs = zip(*(point for ring in rings for point in ring), strict=True)
    return min(lats), min(lngs), max(lats), max(lngs)


def is_inside(rings: Iterable[Ring], lat: float, lng: float) -> bool:
    """Whether a point (degrees) lies within some rings by the even-odd rule."""
    inside = False
    for ring in rings:
        for (south, west), (north, east) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (south > lat) != (north > lat) and lng < west + (east - west) * (lat - south) / (north - south):
                inside = not inside
    return inside


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


def _polygons(geometry: Any) -> Iterator[list[Any]]:
    if not isinstance(geometry, dict):
        return
    told = geometry.get("coordinates")
    match geometry.get("type"):
        case "Polygon" if isinstance(told, list):
            yield told
        case "MultiPolygon" if isinstance(told, list):
            yield from (one for one in told if isinstance(one, list))
        case "GeometryCollection" if isinstance(geometry.get("geometries"), list):
            # One level deep, as RFC 7946 advises.
            yield from (found for one in geometry["geometries"] if _is_plain(one) for found in _polygons(one))


def _is_plain(geometry: Any) -> bool:
    return isinstance(geometry, dict) and geometry.get("type") != "GeometryCollection"


def _points(ring: Any) -> list[tuple[int, int]]:
    """The points of a ring in micro-degrees, without the last one, which is the first again. Raises ValueError."""
    points: list[tuple[int, int]] = []
    for one in ring if isinstance(ring, list) else ():
        if not (isinstance(one, list) and len(one) > 1 and all(map(_is_number, one[:2]))):
            raise ValueError(NOT_JSON)
        lng, lat = one[:2]
        if not in_japan(lat, lng):
            raise ValueError(SWAPPED if in_japan(lng, lat) else NOT_DEGREES)
        point = round(lat * MICRO), round(lng * MICRO)
        if not points or points[-1] != point:
            points.append(point)
    return points[:-1] if len(points) > 1 and points[0] == points[-1] else points


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _joined(rings: list[list[tuple[int, int]]]) -> list[list[tuple[int, int]]]:
    """The rings without the edges that two of them share, closed anew."""
    edges: set[Edge] = set()
    for ring in rings:
        for edge in zip(ring, ring[1:] + ring[:1], strict=True):
            edges ^= {edge if edge[0] < edge[1] else (edge[1], edge[0])}
    beside: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for start, end in sorted(edges):
        beside[start].append(end)
        beside[end].append(start)
    # Of every point an even number of edges is left, so that a walk comes back to where it began.
    joined = [_walk(beside, start) for start in list(beside) for _ in beside[start][::2]]
    return [ring for ring in joined if len(ring) > 2]


def _walk(beside: Mapping[tuple[int, int], list[tuple[int, int]]], start: tuple[int, int]) -> list[tuple[int, int]]:
    ring, at = [], start
    while beside[at]:
        ring.append(at)
        after = beside[at].pop()
        beside[after].remove(at)
        at = after
        if at == start:
            break
    return ring


def _simple(rings: list[list[tuple[int, int]]]) -> list[Ring]:
    """The same with at most MOST_POINTS points; of what is too small to be seen then, the largest stays in any case."""
    arrays = [np.array(ring, dtype=np.float64) for ring in rings]
    off = FINEST
    while True:
        kept = [thinned for one in arrays if len(thinned := one[_corners(one, off)]) > 3]
        if sum(map(len, kept)) <= MOST_POINTS:
            break
        off *= 2
    kept = kept or [max(arrays, key=lambda one: float(np.ptp(one, axis=0).max()))[:MOST_POINTS]]
    return [[(round(lat / MICRO, PLACES), round(lng / MICRO, PLACES)) for lat, lng in one.tolist()] for one in kept]


def _corners(ring: np.ndarray, off: float) -> np.ndarray:
    """Which points of a ring stay where its line may be off so many micro-degrees (Douglas and Peucker 1973)."""
    points = ring * (1.0, math.cos(math.radians(ring[0, 0] / MICRO)))
    far = int(np.hypot(*(points - points[0]).T).argmax())
    closed = np.vstack([points, points[:1]])
    stays = np.zeros(len(closed), dtype=bool)
    stays[[0, far]] = True
    waiting = [(0, far), (far, len(points))]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        along = closed[last] - closed[first]
        beside = closed[first + 1 : last] - closed[first]
        length = float(np.hypot(*along))
        apart = np.abs(along[0] * beside[:, 1] - along[1] * beside[:, 0]) / length if length else np.hypot(*beside.T)
        most = int(apart.argmax())
        if apart[most] > off:
            middle = first + 1 + most
            stays[middle] = True
            waiting += [(first, middle), (middle, last)]
    return stays[:-1]
