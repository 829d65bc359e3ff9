"""The boundary of a city from files as cities and the ministry publish them."""

import json
import math

import pytest

from directory.geo import outlines
from directory.geo.outlines import MOST_POINTS, box_of, outline_of
from tests.paths import SHARED, needs_shared

CODE, NAME = "132250", "稲城市"


def square(lng, lat, side=0.02):
    return [[lng, lat], [lng + side, lat], [lng + side, lat + side], [lng, lat + side], [lng, lat]]


def feature(rings, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": rings}}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


HOME, OTHER = [square(139.5, 35.6)], [square(139.9, 35.6)]
FOUND = {
    "by the code of 国土数値情報": collection(feature(OTHER, N03_007="13999"), feature(HOME, N03_007="13225")),
    "by six digits": collection(feature(OTHER, code="139998"), feature(HOME, code="132250")),
    "by the id of a feature": collection(feature(OTHER) | {"id": 13999}, feature(HOME) | {"id": "13225"}),
    "by its name": collection(feature(OTHER, name="狛江市"), feature(HOME, name="稲城市")),
    "with a byte order mark": b"\xef\xbb\xbf" + collection(feature(HOME)),
    "one feature": json.dumps(feature(HOME)).encode(),
    "a bare geometry": json.dumps({"type": "MultiPolygon", "coordinates": [HOME]}).encode(),
    "geometries together": json.dumps({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon", "coordinates": HOME}]}).encode(),
    "with heights": json.dumps({"type": "Polygon", "coordinates": [[[*point, 12.5] for point in HOME[0]]]}).encode(),
    "two towns that share a side": collection(feature([square(139.5, 35.6, 0.01)]), feature([[[139.51, 35.6], [139.52, 35.6], [139.52, 35.62], [139.5, 35.62], [139.5, 35.61], [139.51, 35.61], [139.51, 35.6]]])),
}  # fmt: skip


@pytest.mark.parametrize("told", FOUND)
def test_the_outline_is_found(told):
    rings = outline_of(FOUND[told], CODE, NAME)
    assert len(rings) == 1
    assert set(rings[0]) == {(35.6, 139.5), (35.6, 139.52), (35.62, 139.52), (35.62, 139.5)}


REFUSED = {
    "no JSON": (b"\x00PK", outlines.NOT_JSON),
    "a list": (b"[]", outlines.NOT_JSON),
    "nested without end": (b"[" * 100_000, outlines.NOT_JSON),
    "TopoJSON": (b'{"type": "Topology", "objects": {}}', outlines.NOT_JSON),
    "points alone": (collection({"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [139.5, 35.6]}}), outlines.NO_POLYGON),
    "no geometry": (collection({"type": "Feature", "properties": None, "geometry": None}), outlines.NO_POLYGON),
    "a line of two points": (collection(feature([[[139.5, 35.6], [139.6, 35.6]]])), outlines.NO_POLYGON),
    "words for numbers": (collection(feature([[["139.5", "35.6"]] * 4])), outlines.NO_POLYGON),
    "metres of a plane": (collection(feature([square(-32_000.5, -44_000.2, 100)])), outlines.NOT_DEGREES),
    "latitude first": (collection(feature([square(35.6, 139.5)])), outlines.SWAPPED),
    "another city's": (collection(feature(HOME, N03_007="13208")), outlines.NOT_THIS_CITY),
}  # fmt: skip


@pytest.mark.parametrize("told", REFUSED)
def test_what_is_none_is_refused_with_a_sentence(told):
    data, sentence = REFUSED[told]
    with pytest.raises(ValueError, match="。") as refused:
        outline_of(data, CODE, NAME)
    assert str(refused.value) == sentence


def test_islands_and_holes_stay_rings_of_their_own():
    hole = square(139.505, 35.605, 0.005)
    rings = outline_of(collection(feature([*HOME, hole]), feature([square(139.6, 35.6)])), CODE, NAME)
    assert sorted(map(len, rings)) == [4, 4, 4]


def test_a_coast_of_many_points_becomes_few_and_stays_where_it_is():
    coast = [
        [139.5 + (0.1 + 0.003 * math.sin(at * 70)) * math.cos(at), 35.6 + (0.1 + 0.003 * math.sin(at * 70)) * math.sin(at)]
        for at in (2 * math.pi * n / 60_000 for n in range(60_000))
    ]  # fmt: skip
    islets = [feature([square(139.7 + n % 40 / 1000, 35.6 + n // 40 / 1000, 0.0002)]) for n in range(1_600)]
    rings = outline_of(collection(feature([[*coast, coast[0]]]), *islets), CODE, NAME)
    assert 200 < sum(map(len, rings)) <= MOST_POINTS
    south, west, north, _ = box_of(rings)
    assert (south, north) == pytest.approx((35.497, 35.703), abs=0.001)
    assert west == pytest.approx(139.397, abs=0.001)


def test_a_boundary_of_nothing_but_islets_is_still_one():
    islets = [feature([square(139.7 + n % 40 / 1000, 35.6 + n // 40 / 1000, 0.0002)]) for n in range(1_600)]
    assert outline_of(collection(*islets), CODE, NAME)


@needs_shared("data")
@pytest.mark.parametrize(("code", "name"), [("242021", "四日市市"), ("242161", "伊賀市"), ("202011", "長野市"), ("372013", "高松市"), ("132250", "稲城市"), ("172120", "野々市市")])  # fmt: skip
def test_a_file_of_six_cities_has_each_of_them(code, name):
    rings = outline_of((SHARED / "data" / "city_boundaries.geojson").read_bytes(), code, name)
    south, west, north, east = box_of(rings)
    assert 0.03 < north - south < 0.5
    assert 0.03 < east - west < 0.5
