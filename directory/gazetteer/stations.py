"""Stations of the national register of railways, read into landmarks."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from directory.geo.areas import Town
from directory.geo.landmarks import STATION, Landmark
from directory.geo.points import metres_from, micro
from directory.japanese.readings import propose_reading
from directory.publishing.versions import directory_change
from directory.spreadsheets.findings import Unreadable

BELONGS_WITHIN = 3_000
"""Metres from the nearest town's middle within which a station is a city's own."""


class Station(NamedTuple):
    """A station of a file: its name with 駅, and the middle of its platforms in degrees."""

    name: str
    lat: float
    lng: float


def load_stations(path: Path) -> list[Landmark]:
    """Add the stations of 国土数値情報 鉄道データ (N02, …_Station.geojson) in and around the towns of the gazetteer.

    Loading again changes nothing. Returns those that are new. Raises Unreadable for what is no such file.
    """
    towns = list(Town.objects.filter(lat__isnull=False).order_by("pk").values_list("municipality_id", "lat", "lng"))
    if not towns:
        raise Unreadable("町の一覧が まだありません。先に load_towns で 町を入れてください。")
    known = set(Landmark.objects.values_list("municipality_id", "name"))
    new: dict[tuple[str, str], Landmark] = {}
    for city, station in _placed(stations(path), towns):
        if (city, station.name) not in known:
            reading = propose_reading(station.name)
            new.setdefault((city, station.name), Landmark(municipality_id=city, reading=reading, **station._asdict()))
    with directory_change():
        return Landmark.objects.bulk_create(list(new.values()), batch_size=500)


def stations(path: Path) -> list[Station]:
    """The stations of a file, one for all platforms of a name that lie in one place. Raises Unreadable."""
    try:
        features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
        platforms = [(one["properties"]["N02_005"], _middle(one["geometry"])) for one in features]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Unreadable(
            f"ファイル「{path.name}」は 駅の一覧ではありません。"
            "国土数値情報の 鉄道データ（N02-…_Station.geojson）を えらんでください。"
        ) from error
    return [Station(name if name.endswith(STATION) else name + STATION, *middle) for name, middle in platforms]


def _middle(geometry: Mapping) -> tuple[float, float]:
    lines = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]
    lng, lat = np.array([point[:2] for line in lines for point in line], float).mean(axis=0)
    return round(float(lat), 6), round(float(lng), 6)


def _placed(found: Iterable[Station], towns: list[tuple[str, float, float]]) -> Iterable[tuple[str, Station]]:
    """Each station with the code of the municipality whose town is nearest; far ones are left out."""
    middles = np.array([point for _, *point in towns])
    tree = cKDTree(middles)
    for station in found:
        _, nearest = tree.query((station.lat, station.lng))
        lat, lng = (np.array([micro(axis)], np.int32) for axis in middles[nearest])
        if metres_from(micro(station.lat), micro(station.lng), lat, lng)[0] <= BELONGS_WITHIN:
            yield towns[nearest][0], station
