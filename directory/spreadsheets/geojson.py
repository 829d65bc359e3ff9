"""GeoJSON as a sheet: a row a feature, a column a property, and the point in columns of its own. Pure."""

import json
from collections import Counter
from typing import Any

from directory.spreadsheets.findings import Unreadable
from directory.spreadsheets.sheets import Sheet, SheetRow

LATITUDE, LONGITUDE = "緯度（GeoJSON）", "経度（GeoJSON）"
"""Headings of the columns that hold the geometry; a property with a heading like these counts before them."""


def read_geojson(text: str, name: str) -> Sheet:
    """The features of a file as rows; line n is the nth feature, line 0 has the headings. Raises Unreadable.

    A list of plain objects is read like the properties of features.
    """
    try:
        told = json.loads(text)
    except ValueError as error:
        raise Unreadable(
            f"ファイル「{name}」は、JSONとして読めません。書き出しなおすか、CSVにしてください。"
        ) from error
    features = _features(told)
    if not features:
        raise Unreadable(
            f"ファイル「{name}」に、GeoJSONの地物（features）がありません。場所が1つずつ入ったGeoJSONか、CSVにしてください。"
        )
    headings = list(dict.fromkeys(str(key) for feature in features for key in _properties(feature)))
    rows = [SheetRow(0, (*headings, LATITUDE, LONGITUDE))]
    others: Counter[str] = Counter()
    for line, feature in enumerate(features, 1):
        properties = {str(key): value for key, value in _properties(feature).items()}
        lat, lng = _point(feature, others)
        rows.append(SheetRow(line, (*(_text(properties.get(heading)) for heading in headings), lat, lng)))
    notes = [
        f"点ではない図形（{kind}）が{count}あります。その図形は使わず、位置は住所から調べました。"
        for kind, count in sorted(others.items())
    ]
    return Sheet(rows, notes=tuple(notes))


def _features(told: Any) -> list[dict[str, Any]]:
    if isinstance(told, dict):
        told = told.get("features") if told.get("type") == "FeatureCollection" else [told] if "type" in told else []
    return [feature for feature in told if isinstance(feature, dict)] if isinstance(told, list) else []


def _properties(feature: dict[str, Any]) -> dict[Any, Any]:
    if feature.get("type") != "Feature":
        return {} if "coordinates" in feature else feature
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _point(feature: dict[str, Any], others: Counter[str]) -> tuple[str, str]:
    """Latitude and longitude; "" where there is no point. Counts the kinds of other geometries in `others`."""
    geometry = feature.get("geometry") if feature.get("type") == "Feature" else None
    if not isinstance(geometry, dict):
        return "", ""
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "MultiPoint" and isinstance(coordinates, list) and len(coordinates) == 1:
        coordinates = coordinates[0]
    elif geometry.get("type") != "Point":
        others[str(geometry.get("type"))] += 1
        return "", ""
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return "", ""
    return _text(coordinates[1]), _text(coordinates[0])


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case list() if all(not isinstance(one, list | dict) for one in value):
            return "、".join(map(_text, value))
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
    return str(value)
