"""GeoJSON is a sheet whose rows are its features."""

import json

import pytest

from directory.spreadsheets.findings import Unreadable
from directory.spreadsheets.geojson import LATITUDE, LONGITUDE, read_geojson


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def read(told):
    return read_geojson(json.dumps(told), "a.geojson")


POINT = {"type": "Point", "coordinates": [139.5, 35.6, 12]}


def test_features_are_rows_with_every_property_and_the_point():
    sheet = read({"type": "FeatureCollection", "features": [feature(POINT, 名称="さくら", 定員=20), feature(None, 名称="つばき", 公開=True, 広さ=1.5)]})  # fmt: skip
    assert [row.line for row in sheet.rows] == [0, 1, 2]
    assert [row.cells for row in sheet.rows] == [
        ("名称", "定員", "公開", "広さ", LATITUDE, LONGITUDE),
        ("さくら", "20", "", "", "35.6", "139.5"),
        ("つばき", "", "1", "1.5", "", ""),
    ]


@pytest.mark.parametrize(
    "told",
    [
        [{"名称": "さくら"}],
        {"type": "Feature", "geometry": None, "properties": {"名称": "さくら"}},
        {"type": "FeatureCollection", "features": [feature(None, 名称="さくら")]},
    ],
)
def test_properties_alone_are_read(told):
    assert read(told).rows[1].cells == ("さくら", "", "")


@pytest.mark.parametrize("kind", ["Polygon", "LineString", "MultiPoint"])
def test_a_shape_that_is_no_point_is_told_and_its_properties_are_read(kind):
    sheet = read({"type": "FeatureCollection", "features": [feature({"type": kind, "coordinates": [[1, 2], [3, 4]]}, 名称="さくら")]})  # fmt: skip
    assert sheet.rows[1].cells == ("さくら", "", "")
    assert kind in sheet.notes[0]


def test_lists_and_objects_of_a_property_keep_their_words():
    [row] = read([feature(POINT, タグ=["茶", "菓子"], 広さ={"畳": 8})]).rows[1:]
    assert row.cells[:2] == ("茶、菓子", '{"畳": 8}')


@pytest.mark.parametrize("text", ["{", "{}", '{"type": "FeatureCollection", "features": []}', "[]", "3", '"a"'])
def test_what_has_no_features_says_what_to_do(text):
    with pytest.raises(Unreadable, match="JSON"):
        read_geojson(text, "a.geojson")
