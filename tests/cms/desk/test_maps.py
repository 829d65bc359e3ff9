"""The map beside the candidates has the numbers of the cards, and no text that could be run."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.publishing.append_only import rewriting_allowed
from matching.models import NeedsSheet, Participant
from tests.factories import make_place, make_resource, make_town


@pytest.fixture
def page(client, coordinator):
    """The page of a participant for whom some places were made."""
    person = Participant.objects.create(
        code="M-001", agency=coordinator.memberships.get().agency, town=make_town(), note=""
    )
    NeedsSheet.objects.create(participant=person, facts={}, recorded_on=timezone.localdate())
    client.force_login(coordinator)
    return lambda: client.get(reverse("desk_participant", args=[person.code]))


def test_places_at_one_point_share_a_pin_with_all_their_numbers(page):
    hall, farm = make_place(35.604, 139.489), make_place(35.61, 139.49, precision="town")
    for place in (hall, hall, farm, make_place(None, None)):
        make_resource(place=place, referral="open")
    answer = page()
    ranks = {card.rank: card.resource for card in answer.context["cards"]}
    pins = answer.context["map"].pins
    assert {tuple(pin[:3]): {rank for rank, _ in pin[3]} for pin in pins} == {
        (place.lat, place.lng, place.is_approximate): {rank for rank, r in ranks.items() if r.place_id == place.pk}
        for place in (hall, farm)
    }
    assert all(ranks[rank].name == name for pin in pins for rank, name in pin[3])
    assert "地図に出せない所 1か所" in answer.content.decode()


def test_a_name_reaches_the_map_only_as_data(page):
    make_resource(name="</script><b>${alert(1)}</b>", referral="open")
    said = page().content.decode()
    assert "</script><b>" not in said
    data = re.search(r'<script id="candidates" type="application/json">(.*?)</script>', said)[1]
    assert json.loads(data)[0][3] == [[1, "</script><b>${alert(1)}</b>"]]


def test_without_a_point_there_is_no_map(page):
    make_resource(place=make_place(None, None), referral="open")
    answer = page()
    assert answer.context["cards"]
    assert answer.context["map"] is None
    assert "desk_map.js" not in answer.content.decode()


def test_who_is_unheard_gets_no_numbers_on_a_map_either(page):
    make_resource(place=make_place(35.604, 139.489), referral="open")
    with rewriting_allowed():
        NeedsSheet.objects.all().delete()
    answer = page()
    assert answer.context["map"] is None
    assert "まだ ニーズを 聞いていません" in answer.content.decode()
    assert "分かりません → 分かりません" not in answer.content.decode()
