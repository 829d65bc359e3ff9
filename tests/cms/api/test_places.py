"""The list of places as JSON: the same places in the same order as on the page."""

import datetime as dt

import pytest
from django.urls import reverse

from directory.hours.rules import Rule
from tests.factories import make_organization, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    hirao = make_town("平尾")
    make_resource(
        name="ひまわりサロン", reading="ひまわりさろん", activities=["tea"], schedule="毎週火曜 10:00–12:00",
        place=make_place(town=hirao), organization=make_organization(name="向日葵の会"),
    )  # fmt: skip
    make_resource(name="近くのカフェ", kinds=["cafe"], place=make_place(lat=35.607, lng=139.489))
    make_resource(name="位置のない相談", kinds=["consultation"], place=make_place(lat=None, lng=None))
    make_resource(name="ひみつの職場", visibility="supporters")


def told(client, **asked):
    response = client.get(reverse("places_json"), asked)
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize("asked", [{}, {"kind": ["salon", "cafe"]}, {"q": "平尾"}, {"q": "さろん", "open": "week"}])
def test_it_is_the_list_of_the_page(client, town, asked):
    cards = client.get("/", asked).context["cards"]
    assert [place["name"] for place in told(client, **asked)["places"]] == [card.resource.name for card in cards]


def test_what_is_told_of_a_place(client, town):
    (place,) = told(client, q="おちゃ")["places"]
    assert place["address"].endswith(f"/places/{place['key']}/")
    assert (place["reading"], place["kinds"], place["organization"]) == ("ひまわりさろん", ["salon"], "向日葵の会")
    assert place["point"] == [35.604, 139.489, "exact"]
    assert place["next"][1:] == ["10:00", "12:00"]
    assert place["schedules"] == ["毎週火曜 10:00–12:00"]
    assert place["found_in"] == []
    assert [part["part"] for part in told(client, q="平尾")["places"][0]["found_in"]] == ["town", "near"]


def test_ends_on_the_day_after_and_rhythms_without_a_day(client):
    make_resource(rules=[Rule(weekdays=(1,), start=dt.time(22), end=dt.time(2)), Rule(times=2, per="month")])
    make_resource(rules=[Rule(times=2, per="month")])
    by_rules = {tuple(place["schedules"]): place["next"] for place in told(client)["places"]}
    assert by_rules["月2回",] is None
    assert by_rules["毎週火曜 22:00–翌2:00", "月2回"][1:] == ["22:00", "02:00"]


def test_a_town_is_near_there_and_says_how_far(client, town):
    by_name = {place["name"]: place["found_in"] for place in told(client, q="平尾駅")["places"]}
    assert [part["part"] for part in by_name["近くのカフェ"]] == ["near"]
    assert round(by_name["近くのカフェ"][0]["metres"], -1) == 330


def test_pages_follow_each_other_and_hold_everything_once(client, monkeypatch):
    monkeypatch.setattr("cms.api.places.PAGE_SIZE", 2)
    keys = {make_resource().pk for _ in range(5)}
    seen, page = [], told(client)
    while page["after"]:
        seen += [place["key"] for place in page["places"]]
        page = told(client, after=page["after"])
    seen += [place["key"] for place in page["places"]]
    assert (set(seen), len(seen)) == (keys, 5)


def test_what_does_not_exist_is_named_and_a_slip_answered(client, town):
    assert told(client, kind="nonsense")["ignored"] == ["しゅるい"]
    answer = told(client, q="おちょ")
    assert (answer["total"], answer["places"], answer["ignored"], answer["spelling"]) == (0, [], [], "お茶")


def test_it_costs_the_same_however_many_places(client, django_assert_max_num_queries):
    for _ in range(30):
        make_resource(schedule="毎週火曜 10:00–12:00", organization=make_organization())
    told(client)
    with django_assert_max_num_queries(21):
        told(client, q="サロン")
