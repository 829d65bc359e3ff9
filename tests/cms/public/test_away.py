"""A paused or ended place is found by its name as a card that says so, and stands in no other list."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import StatusStatement
from tests.cms.listing_pages import seen_on
from tests.factories import make_municipality, make_place, make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-24T09:00+09:00"))


def _stopped(status, since, until=None, **facts):
    resource = make_resource(name="ひだまり", schedule="毎週火曜 10:00–12:00", place=make_place(), **facts)
    StatusStatement.objects.create(resource=resource, status=status, since=since, until=until)
    return resource


@pytest.mark.parametrize(
    ("status", "since", "until", "told"),
    [
        ("paused", "2026-11-01", "2026-12-05", "お休み中（12月5日まで）"),
        ("paused", "2026-11-01", "2027-01-05", "お休み中（2027年1月5日まで）"),
        ("paused", "2026-11-01", None, "お休み中"),
        ("ended", "2026-03-31", None, "終わりました（3月31日）"),
        ("ended", "2025-03-31", None, "終わりました（2025年3月31日）"),
    ],
)
def test_the_card_says_since_or_until_when(client, status, since, until, told):
    resource = _stopped(status, since, until)
    near = make_resource(name="あさひ")
    page = client.get("/?q=ひだまり")
    [card] = page.context["away"]
    assert (card.resource, card.standing) == (resource, told)
    assert [one.name for one in card.instead] == ([near.name] if status == "ended" else [])


@pytest.mark.parametrize("query", ["", "?kind=salon", "?q=サロン", "?q=ひだまり", "?weekday=1"])
def test_it_is_in_no_list_and_no_count(client, query):
    resource = _stopped("ended", "2026-03-31")
    other = make_resource(name="ひだまりサロン", schedule="毎週火曜 10:00–12:00")
    page = client.get(f"/{query}")
    assert page.context["page"].keys == [other.pk]
    assert [card.resource.pk for card in page.context["away"]] == ([resource.pk] if "ひだまり" in query else [])


@pytest.mark.parametrize(("typed", "is_first"), [("ひだまり", True), ("ヒダマリ", True), ("ひだまり サロン", False)])
def test_whoever_types_its_whole_name_sees_it_before_what_is_called_alike(client, typed, is_first):
    _stopped("paused", "2026-11-01")
    make_resource(name="ひだまりサロン", schedule="毎週火曜 10:00–12:00")
    page = seen_on(client.get(f"/?q={typed}").content.decode())
    standing, other = page.find("お休み中"), page.rfind("ひだまりサロン")
    assert (-1 < standing < other) == is_first


def test_no_facet_but_the_city_hides_it(client):
    _stopped("ended", "2026-03-31")
    make_resource(name="となり", place=make_place(municipality=make_municipality("131237", "江戸川区")))
    assert client.get("/?q=ひだまり&kind=club").context["away"]
    assert client.get("/?q=ひだまり&city=132250").context["away"]
    assert not client.get("/?q=ひだまり&city=131237").context["away"]


def test_the_page_of_an_ended_place_says_so_and_names_what_is_near(client):
    resource, near = _stopped("ended", "2026-03-31"), make_resource(name="あさひ")
    page = client.get(resource.get_absolute_url()).content.decode()
    assert "2026年3月31日に 終わりました" in seen_on(page)
    assert near.get_absolute_url() in page
    other = client.get(near.get_absolute_url()).content.decode()
    assert "近くに ある ほかの場所" not in other


def test_the_page_of_a_paused_place_names_what_is_near_and_open(client):
    resource, near = _stopped("paused", "2026-11-01", "2026-12-05"), make_resource(name="あさひ")
    page = client.get(resource.get_absolute_url())
    assert page.context["instead"] == [near]
    assert near.get_absolute_url() in page.content.decode()


def test_other_programs_get_them_apart_and_only_with_a_text(client):
    resource = _stopped("paused", "2026-11-01", "2026-12-05")
    answer = client.get("/places.json?q=ひだまり").json()
    assert (answer["total"], answer["places"]) == (0, [])
    [told] = answer["away"]
    assert (told["key"], told["status"], told["since"], told["until"]) == (
        resource.pk,
        "paused",
        "2026-11-01",
        "2026-12-05",
    )
    assert "away" not in client.get("/places.json").json()


def test_they_cost_the_same_however_many(client):
    counts = []
    for number in (1, 4):
        for _ in range(number):
            _stopped("ended", "2026-03-31")
        client.get("/?q=ひだまり")
        with CaptureQueriesContext(connection) as asked:
            client.get("/?q=ひだまり")
        counts.append(len(asked))
    assert counts[0] == counts[1]
