"""Stations from the national register, and landmarks that a city enters."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from directory.gazetteer.stations import load_stations
from directory.geo.landmarks import Landmark
from directory.publishing.versions import Edition
from directory.spreadsheets.findings import Unreadable
from tests.factories import make_municipality, make_town

pytestmark = pytest.mark.django_db


def register(tmp_path, *stations):
    """A file as 国土数値情報 gives it, of (name, [[lng, lat], …])."""
    features = [
        {
            "type": "Feature",
            "properties": {"N02_003": "南武線", "N02_004": "東日本旅客鉄道", "N02_005": name},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for name, line in stations
    ]
    path = tmp_path / "N02-24_Station.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


NEAR = [[139.4880, 35.6040], [139.4900, 35.6044]]
FAR = [[141.35, 43.06], [141.36, 43.06]]


def test_stations_of_the_gazetteers_cities_are_added_once(tmp_path, capsys):
    make_town("平尾")
    path = register(tmp_path, ("平尾", NEAR), ("平尾", [[139.489, 35.605]]), ("札幌", FAR))
    call_command("load_stations", path)
    assert "新しい駅 1（1市町村）" in capsys.readouterr().out
    station = Landmark.objects.get()
    assert (station.name, station.reading, station.municipality_id) == ("平尾駅", "ひらおえき", "132250")
    assert (station.lat, station.lng) == (35.6042, 139.489)
    assert load_stations(path) == []


def test_a_station_belongs_to_the_city_of_the_nearest_town(tmp_path):
    make_town("平尾", lat=35.6, lng=139.4)
    make_town("栗平", make_municipality("141372", "川崎市"), lat=35.604, lng=139.488)
    load_stations(register(tmp_path, ("栗平駅", NEAR)))
    assert (Landmark.objects.get().municipality_id, Landmark.objects.get().name) == ("141372", "栗平駅")


def test_platforms_in_several_lines(tmp_path):
    make_town("平尾")
    path = register(tmp_path, ("平尾", NEAR))
    said = json.loads(path.read_text())
    said["features"][0]["geometry"] = {"type": "MultiLineString", "coordinates": [NEAR, [[139.4890, 35.6042]]]}
    path.write_text(json.dumps(said))
    (station,) = load_stations(path)
    assert (station.lat, station.lng) == (35.6042, 139.489)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"features": [{}]}', '{"features": [{"properties": {}}]}'])
def test_another_file_is_refused_with_what_to_choose(tmp_path, text):
    make_town("平尾")
    path = tmp_path / "x.geojson"
    path.write_text(text)
    with pytest.raises(CommandError, match="N02"):
        call_command("load_stations", path)


def test_without_towns_it_says_what_comes_first(tmp_path):
    with pytest.raises(Unreadable, match="load_towns"):
        load_stations(register(tmp_path, ("平尾", NEAR)))


def test_a_landmark_counts_the_version_on_and_touches_no_resource():
    city = make_municipality()
    before = Edition.current()
    Landmark.objects.create(municipality=city, name="市立病院", lat=35.6, lng=139.5)
    assert Edition.current().number == before.number + 1


@pytest.mark.parametrize("facts", [{"lat": 139.5, "lng": 35.6}, {"name": "二度", "lat": 35.6, "lng": 139.5}])
def test_a_point_abroad_and_a_second_of_a_name_are_refused(facts):
    city = make_municipality()
    Landmark.objects.create(municipality=city, name="二度", lat=35.6, lng=139.5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Landmark.objects.create(municipality=city, **({"name": "駅"} | facts))
