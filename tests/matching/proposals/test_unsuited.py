"""A place that did not suit a person stands last in their list, says so, and gets them no seat."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import NeedsSheet, Outcome, Participant
from matching.proposals.ranked_lists import exposure_among, matching_for, people_suited, proposal_for
from tests.factories import make_resource, make_town

pytestmark = pytest.mark.django_db
TODAY, DAY = timezone.localdate(), dt.date(2026, 3, 1)
SAID = "2026年3月まで行きましたが、合いませんでした。"


@pytest.fixture
def places():
    facts = {"activities": ["tea"], "referral": "open"}
    return [make_resource(name=name, summary=name, **facts) for name in ("お茶の会", "おしゃべりの会")]


@pytest.fixture
def person(coordinator, places):
    """Somebody whom the better of the two places did not suit."""
    person = Participant.objects.create(code="M-1", agency=coordinator.memberships.get().agency, town=make_town())
    facts = {"age": 70, "interests": {"want": ["tea"]}}
    NeedsSheet.objects.create(participant=person, facts=facts, recorded_on=DAY)
    places.sort(key=lambda place: keys(person).index(place.pk))
    Outcome.objects.create(
        participant=person, resource=places[0], started_on=DAY, ended_on=DAY, ended_because="not_fit"
    )
    return person


def keys(person):
    matching = matching_for(person, TODAY)
    return matching.directory_day.columns.rows.key[matching.rows].tolist()


def test_it_stands_last_and_keeps_its_score(person, places):
    assert keys(person) == [places[1].pk, places[0].pk]
    matching = matching_for(person, TODAY)
    assert [one.key for one in matching.scored_places()] == keys(person)
    assert matching.unsuited == {places[0].pk: SAID}


def test_its_card_says_so_everywhere_and_the_other_does_not(client, coordinator, person, places):
    client.force_login(coordinator)
    pages = {
        "list": client.get(reverse("desk_participant", args=["M-1"])),
        "search": client.get(reverse("desk_person_places", args=["M-1"]), {"q": places[0].name}),
        "place": client.get(reverse("desk_place", args=[places[0].pk])),
    }
    for page in pages.values():
        assert page.content.decode().count(SAID) == 1
    cards = pages["list"].context["cards"]
    assert [card.unsuited for card in cards] == ["", SAID]
    compared = client.get(reverse("desk_compare", args=["M-1"]), {"place": [place.pk for place in places]})
    assert compared.content.decode().count("前に 合わなかった") == 1


def test_among_people_who_it_suits_they_stand_last(person, places):
    other = Participant.objects.create(code="M-2", agency=person.agency, town=make_town())
    NeedsSheet.objects.create(participant=other, facts={"age": 70}, recorded_on=DAY)
    suited = people_suited(places[0].pk, Participant.objects.all(), TODAY)
    assert [(one.code, one.unsuited) for one, _ in suited] == [("M-2", ""), ("M-1", SAID)]
    suited = people_suited(places[1].pk, Participant.objects.all(), TODAY)
    assert {one.unsuited for one, _ in suited} == {""}


def test_no_seat_of_it_is_given_to_them(person, places):
    places[1].delete()
    people, proposal = proposal_for(Participant.objects.waiting(), TODAY)
    assert [people, proposal.placed] == [[person], []]


def test_the_audit_counts_the_list_as_it_is_shown(person, places):
    exposure = exposure_among(Participant.objects.all(), TODAY)
    assert int(exposure.possible.sum()) == 2
