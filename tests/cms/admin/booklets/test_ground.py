"""Staff give the boundary of their city, see it, and every map that is printed after that has it."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cms.print import booklets
from directory.geo.outlines import NOT_THIS_CITY
from directory.models import Booklet, MapGround
from tests.factories import make_agency, make_municipality, make_resource, make_town, make_user
from tests.read_pdf import ReadPdf

pytestmark = pytest.mark.django_db
CREDIT = "国土数値情報（国土交通省）<b>"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def city(client):
    make_resource(name="ひまわりサロン")
    client.force_login(make_user("staff"))
    return client


def boundary(south=35.58, west=139.46, side=0.06):
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    text = json.dumps({"type": "Polygon", "coordinates": [ring]})
    return SimpleUploadedFile("inagi.geojson", text.encode(), "application/geo+json")


def two_neighbours():
    squares = [[[x, 35.5], [x + 0.1, 35.5], [x + 0.1, 35.7], [x, 35.7], [x, 35.5]] for x in (139.3, 139.6)]
    text = json.dumps({"type": "MultiPolygon", "coordinates": [[ring] for ring in squares]})
    return SimpleUploadedFile("neighbours.geojson", text.encode())


def send(client, file, **more):
    address = reverse("city_map_ground", args=[make_municipality().pk])
    return client.post(address, {"file": file, "credit": CREDIT} | more, follow=True).content.decode()


def map_sheet() -> ReadPdf:
    booklet = booklets.begin(make_municipality(), None, None)
    booklets.make(booklet, timezone.localtime())
    booklet.refresh_from_db()
    assert booklet.state == Booklet.State.MADE, booklet.trouble
    with booklet.map_file.open("rb") as opened:
        return ReadPdf(opened.read())


def test_a_boundary_is_given_shown_printed_and_taken_away(city):
    before = map_sheet()
    assert "市の境を 入れました" in (page := send(city, boundary()))
    assert "data:image/svg+xml" in page
    assert "&lt;b&gt;" in page
    after = map_sheet()
    assert (before.faults, after.faults) == ([], [])
    assert "市の境や道はかいてありません" in before.text
    assert "市の境:国土数値情報（国土交通省）<b>" in after.text
    assert "市の境を 消しました" in send(city, "", remove="1")
    assert "市の境や道はかいてありません" in map_sheet().text
    assert Booklet.objects.count() == 3, "the same day and the same places, and yet each time another map"


REFUSED = {
    "no file": ("", "ファイルを えらんでください"),
    "no GeoJSON": (SimpleUploadedFile("a.zip", b"PK"), "GeoJSONのファイルとして読めません"),
    "around the city, of its neighbours": (two_neighbours(), NOT_THIS_CITY),
    "far from the city's towns": (boundary(34.0, 135.0), NOT_THIS_CITY),
}


@pytest.mark.parametrize("told", REFUSED)
def test_what_is_no_boundary_of_the_city_is_refused_and_changes_nothing(city, told):
    make_town("平尾")
    file, sentence = REFUSED[told]
    if file:
        file.seek(0)
    assert sentence in send(city, file)
    assert not MapGround.objects.exists()


def test_beside_a_refused_file_stands_what_is_kept_and_what_was_typed(city):
    send(city, boundary(), credit="市の図面")
    page = send(city, "", credit="県の図面")
    assert "もとの データ：市の図面" in page
    assert 'value="県の図面"' in page


def test_another_city_and_an_association_have_no_door_here(client):
    place = make_municipality("132081", "調布市")
    address = reverse("city_map_ground", args=[place.pk])
    for user in (make_user("staff"), make_user("volunteer")):
        client.force_login(user)
        assert client.get(address).status_code in (302, 403, 404)
        assert client.post(address, {"file": boundary()}).status_code in (302, 403, 404)
    assert not MapGround.objects.exists()
    client.force_login(make_user("staff", make_agency(municipality=place)))
    assert client.get(address).status_code == 200
