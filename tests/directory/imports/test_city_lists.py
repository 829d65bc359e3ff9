"""The open data of a city, list by list: of an invented small one everywhere, of Takamatsu as published where ../shared is."""

import csv
import datetime as dt
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from directory.imports.runs import ImportOptions, import_files, import_folder
from directory.models import Place, Resource, Town
from directory.publishing.versions import Edition
from tests.paths import ROOT, SHARED, SMALL, needs_shared

TODAY = dt.date(2026, 11, 21)
pytestmark = pytest.mark.django_db
# File: (rows, hours read into schedules, rows without published coordinates)
TAKAMATSU = {
    "regional_child_rearing_support_base.csv": (15, 11, 0), "childrens_hall.csv": (8, 6, 0), "children_club.csv": (44, 0, 10),
    "infant_childcare_facility.csv": (7, 6, 0), "other_child_care_support_facility.csv": (2, 1, 0), "elderly_wedding_house.csv": (10, 9, 0),
    "elderly_welfare_center.csv": (2, 1, 0), "regional_comprehensive_support_center.csv": (7, 7, 0), "community_center.csv": (52, 0, 0),
    "general_center.csv": (6, 6, 0), "health_center.csv": (9, 9, 0), "welfare_hall.csv": (7, 7, 0), "disabled_welfare_facility.csv": (8, 0, 0),
    "other_welfare_facilities.csv": (4, 4, 0), "citizen_activity_facility.csv": (4, 0, 0), "contact_center.csv": (2, 2, 0),
    "exchange_center.csv": (1, 1, 0), "regional_exchange_center.csv": (7, 6, 0), "lifelong_learning_facility.csv": (2, 1, 0),
    "library.csv": (5, 0, 0),
}  # fmt: skip
INVENTED = {"clubs.csv": (3, 2, 0), "halls.csv": (2, 1, 1), "desks.csv": (1, 0, 0)}


class City(NamedTuple):
    """The lists of a city, the file that says what they are, and what is to be found in them."""

    folder: Path
    listed: Path
    expected: dict[str, tuple[int, int, int]]


@pytest.fixture(params=["invented", pytest.param("takamatsu", marks=needs_shared("data", "takamatsu"))])
def city(request):
    return {
        "invented": City(SMALL / "city", SMALL / "city.yaml", INVENTED),
        "takamatsu": City(SHARED / "data" / "takamatsu", ROOT / "fixtures" / "takamatsu.yaml", TAKAMATSU),
    }[request.param]


def import_city(city):
    return import_folder(city.folder, city.listed, TODAY)


def test_every_list_is_stored_whole_and_the_second_time_nothing_moves(city):
    files = [file for report in import_city(city) for file in report.files]
    found = {f.name: (f.created, f.hours["read"], f.points["municipality"]) for f in files}
    assert found == city.expected
    assert [f.name for f in files if f.refused or f.skipped or f.is_wrong] == []
    before = (Edition.current(), Resource.objects.count(), Place.objects.count(), Town.objects.count())
    again = [file for report in import_city(city) for file in report.files]
    assert {f.name: f.unchanged for f in again} == {name: rows for name, (rows, *_) in city.expected.items()}
    assert (Edition.current(), Resource.objects.count(), Place.objects.count(), Town.objects.count()) == before


def test_every_row_of_every_file_is_there_by_name_and_point(city):
    import_city(city)
    stored = {
        (r.name, r.place.lat, r.place.lng)
        for r in Resource.objects.select_related("place")
        if r.place.precision == "exact"
    }
    names = set(Resource.objects.values_list("name", flat=True))
    for name in city.expected:
        with (city.folder / name).open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                title = " ".join((row.get("name") or row.get("名称")).split())
                lat, lng = row.get("latitude") or row.get("緯度"), row.get("longitude") or row.get("経度")
                assert not title or title in names
                assert not lat or (title, float(lat), float(lng)) in stored


def _read(city):
    return yaml.safe_load(city.listed.read_text(encoding="utf-8"))


def test_the_list_of_events_is_refused_with_its_reason(city):
    report = import_files([city.folder / "events.csv"], ImportOptions(_read(city)["municipality"], "facility"), TODAY)
    assert (report.stored, Resource.objects.count()) == (False, 0)
    assert "行事（日づけの決まった催し）の一覧です" in str(report)


def test_every_file_of_the_folder_is_accounted_for(city):
    named = set(_read(city)["files"])
    assert named == set(city.expected)
    assert {path.name for path in city.folder.glob("*.csv")} - named == {"events.csv"}


def test_details_of_an_invented_city_are_read_as_people_wrote_them():
    import_folder(SMALL / "city", SMALL / "city.yaml", TODAY)
    desk = Resource.objects.get(name="稲城市花野相談室")
    assert [(c.value, c.note) for c in desk.contacts.filter(kind="telephone")] == [
        ("042-000-0104", "受付"),
        ("042-000-0105", "相談"),
    ]
    assert Resource.objects.get(name="花野いこいの会").capacity == 20
    assert [term.slug for term in Resource.objects.get(name="星見のつどい").targets.all()] == ["older"]


@needs_shared("data", "takamatsu")
def test_details_are_read_as_people_wrote_them():
    import_folder(SHARED / "data" / "takamatsu", ROOT / "fixtures" / "takamatsu.yaml", TODAY)
    health = Resource.objects.get(name="高松市保健所")
    assert [(c.value, c.note) for c in health.contacts.filter(kind="telephone")] == [
        ("087-839-2860", "保健医療政策課"),
        ("087-839-2870", "感染症対策課"),
        ("087-839-2865", "生活衛生課"),
    ]
    club = Resource.objects.get(name="放課後児童クラブまある")
    assert (club.place.address, club.place.building, club.capacity, club.min_age, club.max_age) == (
        "番町二丁目14番2号",
        "1階",
        40,
        6,
        12,
    )
    assert (club.place.town.reading, club.place.postcode) == ("ばんちょう", "7600017")
    assert Resource.objects.get(name="高松市仏生山交流センター").reading == "たかまつしぶっしょうざんこうりゅうせんたー"
