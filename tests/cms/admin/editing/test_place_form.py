"""A place in the admin: its address, its point on the map, and what that point is worth."""

import pytest
from django.urls import reverse

from cms.permissions import roles
from directory.models import Area, AreaSystem, Place, Term
from tests.cms.html_forms import filled
from tests.factories import make_municipality, make_place, make_town, make_user

pytestmark = pytest.mark.django_db
ROOM = "wagtailsnippets_directory_place"


@pytest.fixture(autouse=True)
def _as_approver(client):
    user = make_user("staff")
    roles.appoint_approver(user)
    client.force_login(user)


def publish(client, place, **changes):
    """Change a place and publish it; gives the answer."""
    url = reverse(f"{ROOM}:edit", args=[place.pk])
    return client.post(url, filled(client.get(url), **changes) | {"action-publish": "1"})


@pytest.mark.parametrize(
    ("said", "precision"),
    [
        ({"lat": "35.61", "lng": "139.49", "precision": "none"}, "exact"),
        ({"lat": "35.61", "lng": "139.49", "precision": "town"}, "town"),
        ({"lat": "", "lng": "", "precision": "exact"}, "none"),
    ],
)
def test_the_precision_agrees_with_the_point(client, said, precision):
    place = make_place()
    assert publish(client, place, **said).status_code == 302
    place.refresh_from_db()
    assert place.precision == precision
    assert (place.lat is None) == (precision == "none")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"lat": "139.49", "lng": "35.61"}, "入れかわっています"),
        ({"lat": "0", "lng": "0"}, "日本の外"),
        ({"lat": "", "lng": "139.49"}, "両方入れるか、両方空に"),
        ({"lat": "北", "lng": "139.49"}, "数値"),
        ({"postcode": "206-082"}, "7けた"),
    ],
)
def test_a_wrong_point_is_said_and_nothing_is_lost(client, said, words):
    place = make_place(lat=35.604, lng=139.489)
    answer = publish(client, place, access="バス停から3分", **said)
    assert answer.status_code == 200
    body = answer.content.decode()
    assert words in body
    assert "バス停から3分" in body, "the form keeps everything"
    place.refresh_from_db()
    assert (place.lat, place.lng, place.access) == (35.604, 139.489, "")


def test_the_page_has_the_map_with_its_own_files_and_the_number_fields(client):
    body = client.get(reverse(f"{ROOM}:edit", args=[make_place().pk])).content.decode()
    for part in ("leaflet/leaflet.js", "cms/admin/pin.js", 'id="id_lat"', 'id="id_lng"', "住所から位置をさがす"):
        assert part in body


def test_the_address_gives_a_point_with_its_precision(client):
    make_town("平尾", lat=35.604, lng=139.489)
    answer = client.get(
        reverse(f"{ROOM}:locate"), {"address": "平尾1-2-3", "municipality": make_municipality().pk}
    ).json()
    assert (answer["lat"], answer["lng"], answer["precision"]) == (35.604, 139.489, "town")
    assert "町のまん中" in answer["said"]


@pytest.mark.parametrize(("address", "code"), [("", "132250"), ("平尾", ""), ("平尾", "131016"), ("平尾", "x'")])
def test_without_address_or_own_city_no_point_is_given(client, address, code):
    make_municipality("131016", "千代田区", lat=35.694, lng=139.753)
    answer = client.get(reverse(f"{ROOM}:locate"), {"address": address, "municipality": code}).json()
    assert answer == {"said": "市町村と住所を先に入れてください。"}


def test_an_address_elsewhere_gives_no_point(client):
    make_municipality("131016", "千代田区", lat=35.694, lng=139.753)
    asked = {"address": "東京都千代田区丸の内1-1", "municipality": make_municipality().pk}
    answer = client.get(reverse(f"{ROOM}:locate"), asked).json()
    assert "lat" not in answer


def test_what_is_known_of_a_building(client):
    place = make_place()
    parking = Term.objects.get(scheme="features", slug="parking")
    publish(client, place, **{f"answers-{parking.pk}": "yes"})
    assert [(row.feature.slug, row.answer) for row in place.features.all()] == [("parking", "yes")]


def test_the_preview_of_a_place(client):
    place = make_place(name="平尾会館")
    url = reverse(f"{ROOM}:preview_on_edit", args=[place.pk])
    page = client.get(reverse(f"{ROOM}:edit", args=[place.pk]))
    assert client.post(url, filled(page, name="新しい会館")).json()["is_valid"]
    assert "新しい会館" in client.get(url).content.decode()


def test_a_new_place_belongs_to_the_city_of_its_maker(client):
    url = reverse(f"{ROOM}:add")
    client.post(url, filled(client.get(url), name="新しい会館") | {"action-publish": "1"})
    assert Place.objects.get().municipality == make_municipality()


def test_an_area_gets_its_towns_once_it_is_saved(client):
    system = AreaSystem.objects.create(municipality=make_municipality(), name="圏域")
    inside, outside = make_town("平尾"), make_town("丸の内", make_municipality("131016", "千代田区"))
    add = reverse("wagtailsnippets_directory_area:add")
    page = client.get(add)
    assert "towns" not in page.context["form"].fields
    assert client.post(add, filled(page, name="第1圏域", system=system.pk)).status_code == 302
    area = Area.objects.get()
    edit = reverse("wagtailsnippets_directory_area:edit", args=[area.pk])
    assert client.post(edit, filled(client.get(edit), towns=[outside.pk])).status_code == 200
    assert client.post(edit, filled(client.get(edit), towns=[inside.pk])).status_code == 302
    assert list(area.towns.all()) == [inside]


@pytest.mark.parametrize("typed", ["206-0823", "〒２０６－０８２３", "２０６ー０８２３", " 206 0823 "])
def test_a_postcode_is_taken_in_any_width(client, typed):
    place = make_place()
    assert publish(client, place, postcode=typed).status_code == 302
    place.refresh_from_db()
    assert place.postcode == "2060823"


@pytest.mark.parametrize(
    ("said", "point", "told"),
    [
        ({"address": "大丸1-2"}, (35.62, 139.5, "town"), "地図の位置は おおよそ です"),
        ({"address": "どこでもない町9"}, (35.638, 139.505, "municipality"), "地図の位置は おおよそ です"),
        ({"address": "平尾１丁目２番地"}, (35.604, 139.489, "exact"), ""),
        ({"address": "大丸1-2", "lat": "35.6201", "lng": "139.5001"}, (35.6201, 139.5001, "exact"), ""),
        ({"address": ""}, (35.604, 139.489, "exact"), ""),
        ({"name": "新しい名前"}, (35.604, 139.489, "exact"), ""),
    ],
)
def test_an_address_that_moves_without_its_pin_has_the_point_of_the_new_address(client, said, point, told):
    make_town("平尾")
    make_town("大丸", lat=35.62, lng=139.5)
    place = make_place(address="平尾1-2", town=make_town("平尾"))
    answer = publish(client, place, **said)
    assert answer.status_code == 302
    place.refresh_from_db()
    assert (place.lat, place.lng, place.precision) == point
    if said.get("address", "").startswith("大丸"):
        assert place.town.name == "大丸"
    page = client.get(answer.url, follow=True).content.decode()
    assert ("住所が変わりました" in page, told in page) == (bool(told), True)
    form = client.get(reverse(f"{ROOM}:edit", args=[place.pk])).content.decode()
    assert ("正しいところへ、印を動かしてください" in form) == place.is_approximate


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"address": "大丸1-2"}, True),
        ({"address": "大丸1-2", "access": "大丸駅の前です。"}, False),
        ({"address": "平尾１丁目２番地"}, False),
    ],
)
def test_a_text_of_the_way_there_that_belongs_to_the_old_address_is_told(client, said, told):
    make_town("大丸", lat=35.62, lng=139.5)
    place = make_place(address="平尾1-2", town=make_town("平尾"), access="平尾のバス停から3分。")
    page = client.get(publish(client, place, **said).url, follow=True).content.decode()
    assert ("「行き方」の文を、新しい住所に 合わせてください" in page) == told
