"""The caseload: the best total, never against a hard no or a capacity, and everyone without a place learns why."""

import itertools
import json
from typing import NamedTuple

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.assignment import LEFT_OUT, assign, first_come, propose, total
from matching.engine.scoring import match
from matching.engine.weights import shipped_weights
from matching.evaluation.stories import read_story
from matching.models import NeedsSheet, Participant
from tests.benchmarks.caseload import crowded_lists
from tests.factories import make_agency, make_resource, make_town
from tests.matching.story_strategies import AREAS, TODAY

WEIGHTS = shipped_weights(TODAY)


class Ranks(NamedTuple):
    """A ranked list without a matching."""

    rows: np.ndarray
    points: np.ndarray


class Crowd(NamedTuple):
    lists: list[Ranks]
    seats: np.ndarray


def ranks(points_by_place):
    """A person's list from place -> points, the best first."""
    best_first = sorted(points_by_place.items(), key=lambda pair: (-pair[1], pair[0]))
    return Ranks(*(np.array([pair[i] for pair in best_first], np.int64) for i in (0, 1)))


@st.composite
def crowds(draw, people=5, places=4):
    wish = st.dictionaries(st.integers(0, places - 1), st.integers(0, 1000), max_size=places)
    seats = draw(st.lists(st.integers(0, 3), min_size=places, max_size=places))
    return Crowd([ranks(draw(wish)) for _ in range(draw(st.integers(0, people)))], np.array(seats))


def possible(crowd):
    """Every way to seat the crowd: for each person a rank or LEFT_OUT."""
    for chosen in itertools.product(*([LEFT_OUT, *range(len(ranked.rows))] for ranked in crowd.lists)):
        taken = [ranked.rows[rank] for ranked, rank in zip(crowd.lists, chosen, strict=True) if rank != LEFT_OUT]
        if (np.bincount(np.array(taken, int), minlength=len(crowd.seats)) <= crowd.seats).all():
            yield chosen


@given(crowds())
@settings(max_examples=100, deadline=None)
def test_no_other_assignment_has_a_greater_total_or_places_more_people_for_it(crowd):
    def worth(chosen):
        return total(crowd.lists, np.array(chosen, int)), sum(rank != LEFT_OUT for rank in chosen)

    ways, found = list(possible(crowd)), tuple(assign(*crowd).tolist())
    assert found in ways
    assert worth(found) == max(map(worth, ways))
    assert tuple(first_come(*crowd).tolist()) in ways


def test_the_one_who_has_nowhere_else_to_go_gets_the_seat():
    crowd = Crowd([ranks({0: 900, 1: 850}), ranks({0: 800})], np.array([1, 1]))
    assert assign(*crowd).tolist() == [1, 0]
    assert first_come(*crowd).tolist() == [0, LEFT_OUT]


def test_a_crowded_town_is_a_tenth_better_off_than_by_first_come_first_served():
    matchings, seats = crowded_lists(200, 100)
    assert total(matchings, assign(matchings, seats)) >= 1.1 * total(matchings, first_come(matchings, seats))


def proposal(resources, people, weights=WEIGHTS):
    frame = {"story": "s", "today": TODAY, "areas": AREAS}
    places = read_story(frame | {"resources": resources, "person": {}}).places
    needs = [read_story(frame | {"resources": [], "person": person}).needs for person in people]
    return propose(places.directory_day, [match(places.directory_day, one, weights) for one in needs], weights)


def place(code, **more):
    return {"code": code, "status": "active", "referral": "open", "lat": 34.75, "lng": 136.13, **more}


HERE = {"lat": 34.75, "lng": 136.13, "town": "北町", "age": 70}


@pytest.mark.parametrize(("unknown_seats", "placed"), [(0, 0), (1, 1), (2, 2), (9, 3)])
def test_a_place_that_has_not_told_has_as_many_seats_as_the_number_says(unknown_seats, placed):
    weights = WEIGHTS.changed(caseload__unknown_seats=unknown_seats)
    found = proposal([place("a")], [HERE] * 3, weights)
    assert len(found.placed) == placed
    assert [left.possible for left in found.left_out] == [1] * (3 - placed)


def test_the_left_out_are_told_whether_nothing_fits_or_nothing_is_free():
    resources = [place("one", capacity_left=1), place("full", capacity_left=0), place("old", min_age=80)]
    found = proposal(resources, [HERE, HERE | {"age": 20, "travel": {"modes": ["walk"], "max_minutes": 30}}, HERE])
    (placed,) = found.placed
    assert (placed.place.key, placed.rank) == (1, 1)
    assert {(left.possible, left.best, left.criterion) for left in found.left_out} == {(1, 1, None)}
    (nowhere,) = proposal(resources, [HERE | {"avoid_resources": [1]}]).left_out
    assert (nowhere.possible, nowhere.best) == (0, None)
    assert nowhere.criterion in ("capacity", "age", "avoid")
    assert proposal([], [HERE]).left_out[0].criterion is None


def test_another_choice_is_one_that_still_has_a_seat_be_it_the_last_when_everybody_is_placed():
    resources = [place(code, capacity_left=seats) for code, seats in (("mine", 2), ("last", 1), ("full", 0))]
    (one,) = proposal(resources, [HERE]).placed
    assert {one.place.key, *(other.key for other in one.others)} == {1, 2}
    assert len(one.others) == 1
    first, second = proposal([place("a", capacity_left=1), place("b", capacity_left=1)], [HERE] * 2).placed
    assert (first.others, second.others) == ([], [])


@pytest.fixture
def crowd(db):
    """Two agencies, two people each, one seat that everybody wants."""
    make_resource(name="お茶の会", activities=["tea"], referral="open")
    for number, agency in enumerate(2 * [make_agency(name="北社協"), make_agency(name="南社協")]):
        person = Participant.objects.create(code=f"M-{number}", agency=agency, town=make_town())
        NeedsSheet.objects.create(participant=person, facts={}, recorded_on=timezone.localdate())


def _told(capsys, *arguments):
    call_command("match_assign", *arguments)
    return capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "people"), [([], 4), (["--agency", "北社協"], 2)])
def test_the_command_proposes_for_everyone_or_one_agency_and_stores_nothing(crowd, capsys, arguments, people):
    before = set(Participant.objects.values_list("code", "state"))
    found = json.loads(_told(capsys, "--json", *arguments))
    assert (found["people"], len(found["placed"]), len(found["left_out"])) == (people, 1, people - 1)
    assert found["placed"][0]["name"] == found["left_out"][0]["best"] == "お茶の会"
    assert set(Participant.objects.values_list("code", "state")) == before
    assert "空きが足りません" in _told(capsys, *arguments)


def test_an_agency_that_does_not_exist_is_told_with_those_that_do(crowd):
    with pytest.raises(CommandError, match="北社協"):
        call_command("match_assign", "--agency", "東社協")
