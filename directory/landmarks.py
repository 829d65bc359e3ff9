"""Stations and other landmarks by which people say where they are: 「○○駅の 近く」."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from django.db import models
from scipy.spatial import cKDTree

from directory.areas import Municipality, Town, within_japan
from directory.editions import NAMES, Recorded, changing
from directory.geography import metres_from, micro
from directory.imports.findings import Unreadable
from directory.readings import propose_reading

BELONGS_WITHIN = 3_000
"""Metres from the nearest town's middle within which a station is a city's own."""
STATION = "駅"


class Landmark(Recorded):
    """A point that people know by name: a station, a hospital, a shop."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, verbose_name="市町村", related_name="landmarks")
    name = models.CharField("目印", max_length=60, help_text="例: つむぎ野駅、市立病院")
    reading = models.CharField("よみ", max_length=120, blank=True)
    lat = models.FloatField("緯度")
    lng = models.FloatField("経度")

    class Meta:
        verbose_name = "目印（駅など）"
        verbose_name_plural = "目印（駅など）"
        ordering = ["municipality", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="landmark_once",
                violation_error_message="同じ目印が、もうあります。",
            ),
            models.CheckConstraint(
                condition=within_japan(),
                name="landmark_in_japan",
                violation_error_message="位置が日本の外です。緯度と経度が入れかわっていないか、見てください。",
            ),
        ]

    def __str__(self):
        return self.name

    @classmethod
    def touched_by(cls, rows):
        """No resource shows a landmark, but whoever searches by name finds it."""
        return [NAMES]


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
    with changing():
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
