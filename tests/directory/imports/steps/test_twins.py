"""What is in the directory already is found, with its city and kind, and joined where a person says so."""

import pytest

from directory.imports.city_fixtures import load_plan, plans, read_city
from directory.models import JoinedRow, Resource
from tests.directory.imports.steps.conftest import HEAD, SAKURA, TODAY
from tests.factories import make_municipality, make_place, make_resource

NEAR = (35.613, 139.486)
POINTED = [*HEAD, "緯度", "経度"]
SAKURA_AT = [*SAKURA, *map(str, NEAR)]


def test_a_desk_of_a_plan_is_joined_and_not_stored_a_second_time(planned, stored, where):
    """A plan names its desks without address or telephone: nothing but the name can bring them together."""
    load_plan(read_city(next(path for path in plans() if "inagi" in path.name)), TODAY)
    desk = Resource.objects.get(name="地域包括支援センターやのくち")
    count, summary = Resource.objects.count(), desk.summary
    plan, _ = stored(
        ["地域包括支援センターやのくち", "稲城市矢野口1", "042-000-3333", "", "", "月火水木金", "9:00", "17:00"]
    )
    [row] = plan.rows
    assert (row.state, row.choice, row.resource_id) == ("twin", "join", desk.pk)
    [twin] = row.twins
    assert (twin["city"], twin["kind"], twin["of_plan"], twin["is_sure"]) == ("稲城市", "相談窓口", True, True)
    desk.refresh_from_db()
    assert Resource.objects.count() == count
    assert (desk.summary, desk.place.address, desk.contacts.get().value) == (summary, "矢野口1", "042-000-3333")
    assert [str(schedule) for schedule in desk.schedules.all()] == ["毎週月〜金 9:00–17:00"]


def test_a_joined_listing_follows_its_list_where_nobody_knows_better(planned, stored):
    listing = make_resource(name="さくらサロン", place=make_place(*NEAR), fee=500)
    stored(SAKURA_AT, head=POINTED)
    assert JoinedRow.objects.get().resource == listing
    plan, _ = stored([*SAKURA_AT[:2], "042-000-2222", "300円", *SAKURA_AT[4:]], head=POINTED)
    [row] = plan.rows
    assert (row.state, row.kept) == ("changed", ["fee"])
    listing.refresh_from_db()
    assert (listing.fee, listing.contacts.get().value) == (500, "042-000-2222")
    assert planned([*SAKURA_AT[:2], "042-000-2222", "300円", *SAKURA_AT[4:]], head=POINTED).rows == []


def test_hours_are_one_fact(planned, stored):
    """A schedule beside another list's free text would contradict it."""
    make_resource(name="さくらサロン", place=make_place(*NEAR), hours_note="月に1回、日は電話で")
    stored(SAKURA_AT, head=POINTED)
    listing = Resource.objects.get()
    assert (listing.hours_note, list(listing.schedules.all())) == ("月に1回、日は電話で", [])


def test_a_listing_of_another_city_is_named_and_cannot_be_joined(planned):
    other = make_municipality("132241", "多摩市", lat=35.637, lng=139.446)
    make_resource(name="さくらサロン", place=make_place(*NEAR, municipality=other))
    [row] = planned(SAKURA_AT, head=POINTED).rows
    [twin] = row.twins
    assert (row.choice, twin["city"], twin["can_join"]) == ("skip", "多摩市", False)
    assert [value for value, _ in row.choices] == ["store", "skip"]


@pytest.mark.parametrize(
    ("facts", "choice"),
    [
        ({"contacts": [{"kind": "telephone", "value": "0420001111"}]}, "join"),
        ({"place": (35.66, 139.55)}, "store"),
        ({"place": None}, "join"),
        ({"name": "さくらサロン平尾", "place": NEAR}, "store"),
    ],
    ids=["same telephone", "same name elsewhere", "nothing against it", "only alike"],
)
def test_only_what_surely_is_the_same_is_joined_unasked(planned, where, facts, choice):
    at = facts.pop("place", None)
    make_resource(**{"name": "さくらサロン"} | facts, place=make_place(*(at or (None, None)), address=""))
    [row] = planned(SAKURA).rows
    assert row.choice == choice


def test_two_of_one_name_are_no_sure_twin(planned, where):
    for _ in range(2):
        make_resource(name="さくらサロン", place=make_place(None, None))
    [row] = planned(SAKURA).rows
    assert (row.state, row.choice, len(row.twins)) == ("twin", "store", 2)


@pytest.mark.parametrize(("visibility", "state"), [("public", "twin"), ("supporters", "new")])
def test_what_another_city_shows_to_supporters_only_is_not_named(planned, visibility, state):
    other = make_municipality("132241", "多摩市", lat=35.637, lng=139.446)
    make_resource(name="さくらサロン", place=make_place(*NEAR, municipality=other), visibility=visibility)
    assert planned(SAKURA_AT, head=POINTED).rows[0].state == state
