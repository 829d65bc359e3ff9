"""The map's JSON and the map's part of the page."""

import datetime as dt
import gzip
import json

import numpy as np
import pytest
from django.utils import timezone

from cms.content.site_settings import SiteSettings
from directory.catalogue.statements import StatusStatement, Verification
from directory.geo.areas import Municipality
from directory.snapshot.map_clusters import PINS_WHEN_CLOSE
from tests.factories import make_place, make_resource

pytestmark = pytest.mark.django_db
JAPAN = "bbox=20,122,46,154&zoom=5"
NASTY = "<script>alert(1)</script>${alert(2)}"


def ask(client, query=JAPAN, **headers):
    response = client.get(f"/map.json?{query}", **headers)
    assert response.status_code == 200
    return json.loads(response.content)


def test_pins_have_point_key_precision_and_name(client):
    exact = make_resource(name="ひまわりサロン", place=make_place(lat=35.6, lng=139.5))
    about = make_resource(name="こあら広場", place=make_place(lat=35.7, lng=139.6, precision="town"))
    nowhere = make_resource(place=make_place(lat=None, lng=None))
    Verification.objects.create(resource=exact, day=timezone.localdate(), how="visit")
    answer = ask(client)
    assert sorted(answer["pins"]) == [
        [35.6, 139.5, exact.pk, 0, "ひまわりサロン"],
        [35.7, 139.6, about.pk, 3, "こあら広場"],
    ], "1 for a point that is not exact, 2 for what was not checked for long"
    assert answer["groups"] == []
    page = client.get("/").content.decode()
    assert "地図に出せない所 1か所" in page
    assert f"/places/{nowhere.pk}/" in page


def test_only_the_view_is_sent(client):
    make_resource(place=make_place(lat=35.6, lng=139.5))
    make_resource(place=make_place(lat=34.3, lng=134.0))
    answer = ask(client, "bbox=34.2,133.9,34.4,134.1&zoom=14")
    assert len(answer["pins"]) == 1


def test_many_places_become_groups(client):
    place = make_place()
    for _ in range(61):
        make_resource(place=place)
    answer = ask(client)
    assert answer["pins"] == []
    assert [count for *_, count in answer["groups"]] == [61]
    close = ask(client, "bbox=35.60,139.48,35.61,139.49&zoom=18")
    assert len(close["pins"]) == 61


def test_list_and_map_hold_the_same_places_for_every_query(client):
    for number in range(12):
        make_resource(
            schedule="毎週火曜 10:00–12:00" if number % 2 else None,
            features={"parking": "yes"} if number % 3 else {},
            kinds=["salon" if number % 4 else "cafe"],
            targets=["older"] if number % 5 else [],
        )
    for query in ("", "kind=cafe", "weekday=1&feature=parking", "target=older&open=week", "target=children"):
        answer = client.get(f"/?{query}")
        page, listed = answer.content.decode(), {card.resource.pk for card in answer.context["cards"]}
        assert {key for _, _, key, *_ in ask(client, f"{JAPAN}&{query}")["pins"]} == listed
        assert f'data-places="/map.json{"?" if query else ""}{query.replace("&", "&amp;")}"' in page or "open" in query


def test_names_are_data_and_never_script(client):
    make_resource(name=NASTY)
    assert ask(client)["pins"][0][4] == NASTY
    response = client.get(f"/map.json?{JAPAN}")
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    page = client.get(f"/?q={NASTY}").content.decode()
    assert "<script>alert" not in page


def test_what_is_paused_is_not_on_the_map(client):
    resource = make_resource()
    StatusStatement.objects.create(resource=resource, status="paused", since="2020-01-01")
    assert ask(client)["pins"] == []


@pytest.mark.parametrize(
    "query",
    ["", "bbox=1,2,3&zoom=3", "bbox=a,b,c,d&zoom=3", "bbox=36,139,35,140&zoom=3", "bbox=nan,1,2,3&zoom=3",
     "bbox=-inf,1,inf,3&zoom=3", "bbox=1,2,3,4,5&zoom=1", "bbox=35,139,36,140&zoom=x", "bbox=35,139,36,400&zoom=3"],
)  # fmt: skip
def test_a_view_that_cannot_be_read_is_refused_in_words(client, query):
    response = client.get(f"/map.json?{query}")
    assert response.status_code == 400
    assert "bbox" in response.json()["error"]


@pytest.mark.parametrize("zoom", [-5, 0, 25, 10**9])
def test_any_zoom_is_answered(client, zoom):
    make_resource()
    assert ask(client, f"bbox=20,122,46,154&zoom={zoom}")["pins"] != []


def test_the_same_question_is_answered_by_its_etag_until_something_changes(client):
    resource = make_resource()
    tag = client.get(f"/map.json?{JAPAN}")["ETag"]
    again = client.get(f"/map.json?{JAPAN}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/map.json?{JAPAN}&kind=cafe", headers={"If-None-Match": tag}).status_code == 200
    resource.name = "べつの名前"
    resource.save()
    assert client.get(f"/map.json?{JAPAN}", headers={"If-None-Match": tag}).status_code == 200


def test_a_day_later_the_answer_is_asked_anew(client, time_machine):
    make_resource()
    tag = client.get(f"/map.json?{JAPAN}")["ETag"]
    time_machine.move_to(timezone.now() + dt.timedelta(days=1))
    assert client.get(f"/map.json?{JAPAN}", headers={"If-None-Match": tag}).status_code == 200


def test_the_largest_answer_is_compressed_and_small(client):
    """As many pins as a view can have, with names that nothing compresses."""
    for line, letters in enumerate(np.random.default_rng(1).integers(0x4E00, 0x9FA0, (PINS_WHEN_CLOSE, 12))):
        place = make_place(lat=35.6 + line * 17 % 200 / 100_000, lng=139.5 + line * 29 % 200 / 100_000)
        make_resource(name="".join(map(chr, letters)), place=place)
    response = client.get("/map.json?bbox=35.6,139.5,35.602,139.502&zoom=18", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(response.content))["pins"]) == PINS_WHEN_CLOSE
    assert len(response.content) < 10_000


def test_the_answer_costs_the_same_however_many_places(client, django_assert_num_queries):
    make_resource()
    ask(client)
    with django_assert_num_queries(5):
        ask(client)
    place = make_place()
    for _ in range(20):
        make_resource(place=place)
    ask(client)
    with django_assert_num_queries(5):
        ask(client, JAPAN + "&kind=salon")


def map_part(page):
    start = page.index('<section class="start-map')
    script = page.index('<script type="module"')
    return page[start : page.index("</section>", start)] + page[script : page.index("</script>", script)]


def test_the_maps_part_of_the_page_is_small_and_holds_no_names(client):
    for _ in range(30):
        make_resource(name="ひまわりサロン")
    part = map_part(client.get("/").content.decode())
    assert len(part.encode()) < 5_000
    assert "ひまわり" not in part
    assert "Ibasho.places(map_places)" in part
    assert "地理院タイル".encode("unicode-escape").decode() in part
    assert "<noscript>" in part


def test_without_tiles_the_map_still_stands(client, settings):
    from cms.public import maps

    settings.MAP_TILES_URL = ""
    maps._map_of_placeholder_box.cache_clear()
    make_resource()
    part = map_part(client.get("/").content.decode())
    maps._map_of_placeholder_box.cache_clear()
    assert "tileLayer" not in part
    assert "Ibasho.places" in part


def test_the_map_begins_at_home(client):
    far = Municipality.objects.create(code="372013", prefecture="香川県", name="高松市")
    here = make_resource(place=make_place(lat=35.6, lng=139.5))
    make_resource(place=make_place(municipality=far, lat=34.3, lng=134.0))
    SiteSettings.objects.create(municipality=here.municipality)
    assert "[[35.6, 139.5], [35.6, 139.5]]" in client.get("/").content.decode()


def test_where_nothing_has_a_point_the_map_shows_the_city_or_the_country(client):
    resource = make_resource(place=make_place(lat=None, lng=None))
    assert "[[20.2, 122.5], [45.8, 154.2]]" in client.get("/").content.decode()
    Municipality.objects.filter(pk=resource.municipality_id).update(lat=35.6, lng=139.5)
    SiteSettings.objects.update(municipality=resource.municipality)
    assert "[[35.597, 139.497], [35.603, 139.503]]" in client.get("/").content.decode()


def test_where_nothing_is_found_there_is_no_map(client):
    page = client.get("/").content.decode()
    assert "data-places" not in page
    assert "leaflet" not in page


def test_list_map_and_suggestions_show_the_sites_own_city_until_another_is_chosen(client):
    far = Municipality.objects.create(code="372013", prefecture="香川県", name="高松市")
    here = make_resource(name="ひまわりサロン", place=make_place(lat=35.6, lng=139.5))
    make_resource(name="ひまわりの家", place=make_place(municipality=far, lat=34.3, lng=134.0))
    tag = client.get(f"/map.json?{JAPAN}")["ETag"]
    SiteSettings.objects.update(municipality=here.municipality)
    assert client.get(f"/map.json?{JAPAN}", headers={"If-None-Match": tag}).status_code == 200
    own, other = {"ひまわりサロン"}, {"ひまわりの家"}
    for city, names in (("", own), ("132250", own), ("372013", other), ("all", own | other), ("999999", own)):
        listed = client.get("/", {"city": city, "q": "ひまわり"}).context
        suggested = client.get("/suggest", {"city": city, "q": "ひまわ"}).json()["places"]
        assert {card.resource.name for card in listed["cards"]} == names
        assert {name for *_, name in ask(client, f"{JAPAN}&city={city}")["pins"]} == names
        assert {place["name"] for place in suggested} == names
    assert [card.whereabouts.startswith("高松市・") for card in client.get("/?city=372013").context["cards"]] == [True]


def test_the_way_to_the_other_cities_is_shown_where_they_have_something(client):
    far = Municipality.objects.create(code="372013", prefecture="香川県", name="高松市")
    here = make_resource(name="ひまわりサロン", kinds=["salon"])
    SiteSettings.objects.create(municipality=here.municipality)
    assert "ほかの市" not in client.get("/").content.decode()
    make_resource(name="うどんの会", kinds=["cafe"], place=make_place(municipality=far))
    assert 'href="?city=all"' in client.get("/").content.decode()
    answer = client.get("/?q=うどんの会")
    assert answer.context["facets"].elsewhere.count == 1
    assert "ほかの市には あります。" in answer.content.decode()
    everywhere = client.get("/?city=all").context["facets"]
    (cities,) = (group for group in everywhere.groups if group.name == "city")
    assert cities.nothing == "稲城市"
    assert {option.label: (option.count, option.chosen) for option in cities.options} == {
        "高松市": (1, False),
        "ぜんぶの市": (2, True),
    }
    assert [option.toggled() for option in everywhere.taken_off_below] == [""]
