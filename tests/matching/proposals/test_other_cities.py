"""Places of another city: those within reach, and beyond it what meets on the screen and takes people from anywhere."""

import datetime as dt

import pytest
from django.utils import timezone

from matching.models import NeedsSheet, Participant
from matching.proposals.ranked_lists import matching_for
from tests.factories import make_municipality, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
ONLINE = {"online": "yes"}


def far_place(lat=43.06, lng=141.35, **facts):
    """A place of a city 800 km from the person's."""
    city = make_municipality("011002", "札幌市", "北海道")
    features = facts.pop("features", ONLINE)
    facts = {"place": make_place(lat, lng, municipality=city), "outside_area_ok": True} | facts
    return make_resource(features=features, referral="open", **facts)


def judged_for(coordinator, **needs):
    """Keys of all places that are judged for a person of the sample city, and of those that are proposed."""
    person = Participant.objects.create(code="M-1", agency=coordinator.memberships.get().agency, town=make_town())
    NeedsSheet.objects.create(participant=person, facts={"age": 22, **needs}, recorded_on=dt.date(2026, 3, 1))
    matching = matching_for(person, TODAY)
    keys = matching.directory_day.columns.rows.key
    proposed = keys[matching.rows].tolist()
    return {*proposed, *(one.key for one in matching.exclusions())}, proposed, matching


@pytest.mark.parametrize("wish", ["needs", "prefers"])
def test_a_place_on_the_screen_is_proposed_however_far_it_is(coordinator, wish):
    here, far = make_resource(), far_place()
    judged, proposed, matching = judged_for(
        coordinator, **{wish: ["online"]}, travel={"modes": ["walk"], "max_minutes": 10}
    )
    assert judged == {here.pk, far.pk}
    assert far.pk in proposed
    reasons = next(one for one in matching.scored_places() if one.key == far.pk).reasons
    said = {reason.criterion: reason.because for reason in reasons}
    assert said["travel"] == "画面ごしに、家から参加できます。"
    assert said["area"] == "ほかの地区の人も使えます。"


@pytest.mark.parametrize(
    ("facts", "needs"),
    [
        ({}, {}),
        ({"outside_area_ok": False}, {"needs": ["online"]}),
        ({"features": {}}, {"needs": ["online"]}),
        ({"features": {"online": "no"}}, {"needs": ["online"]}),
    ],
    ids=[
        "nobody asked for a screen",
        "for its own city",
        "not known to be on the screen",
        "not on the screen",
    ],
)
def test_any_other_place_beyond_reach_is_no_question(coordinator, facts, needs):
    here, _ = make_resource(), far_place(**facts)
    assert judged_for(coordinator, **needs)[0] == {here.pk}


def test_a_place_of_a_neighbouring_city_is_judged_once(coordinator):
    here, near = make_resource(), far_place(35.61, 139.49)
    judged, proposed, matching = judged_for(coordinator, needs=["online"])
    assert judged == {here.pk, near.pk}
    assert len(matching) + sum(matching.counts().values()) == 2
    assert near.pk in proposed
