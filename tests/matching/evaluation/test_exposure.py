"""Who is shown and who is forgotten, and why."""

import datetime as dt
import json
from dataclasses import replace

import numpy as np
import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.directory_day import DirectoryDay
from matching.engine.scoring import TOP_PLACES, match
from matching.engine.weights import shipped_weights
from matching.evaluation.exposure import Exposure, concentration_in_words, gini
from matching.evaluation.stories import read_story
from matching.models import NeedsSheet, Participant
from tests.factories import make_agency, make_resource, make_town
from tests.matching.story_strategies import AREAS, TODAY

WEIGHTS = shipped_weights(TODAY)
HERE = {"lat": 34.75, "lng": 136.13, "town": "北町", "age": 70}
amounts = st.lists(st.integers(0, 50), min_size=1, max_size=30).map(np.array)


@given(st.integers(0, 50), st.integers(1, 30))
def test_equal_shares_are_no_concentration(share, number):
    assert gini(np.full(number, share)) == pytest.approx(0)


@pytest.mark.parametrize("number", [1, 2, 10, 1000])
def test_all_in_one_hand_comes_near_one(number):
    assert gini(np.array([7] + [0] * (number - 1))) == pytest.approx(1 - 1 / number)


@given(amounts, st.integers(1, 9))
def test_the_size_of_the_unit_and_the_order_do_not_matter(counts, factor):
    assert 0 <= gini(counts) + 1e-9 < 1
    assert gini(counts * factor) == pytest.approx(gini(counts))
    assert gini(counts[::-1]) == pytest.approx(gini(counts))


@given(amounts)
def test_giving_from_the_most_shown_to_the_least_shown_makes_it_more_equal(counts):
    given_away = counts.copy()
    if counts.max() - counts.min() >= 2:
        given_away[counts.argmax()] -= 1
        given_away[counts.argmin()] += 1
        assert gini(given_away) < gini(counts)


def place(code, **more):
    return {"code": code, "status": "active", "referral": "open", "lat": 34.75, "lng": 136.13, **more}


def exposure_of(resources, people, days=1):
    """The exposure over the lists of some people on so many days."""
    frame = {"story": "s", "today": TODAY, "areas": AREAS}
    today = read_story(frame | {"resources": resources, "person": {}}).places.directory_day
    dates = (TODAY + dt.timedelta(days=number) for number in range(days))
    season = [DirectoryDay(today.columns, date, today.vocabulary) for date in dates]
    needs = [read_story(frame | {"resources": [], "person": person}).needs for person in people]
    return Exposure.of(today, (match(day, one, WEIGHTS) for one in needs for day in season))


def test_equal_places_take_turns_from_day_to_day_so_that_none_is_forgotten():
    equal = [place(f"p{number}") for number in range(3 * TOP_PLACES)]
    one_day, a_season = (exposure_of(equal, [HERE], days) for days in (1, 90))
    assert len(one_day.never_shown()) == 2 * TOP_PLACES
    assert a_season.never_shown() == []
    assert a_season.gini < 0.15 < one_day.gini


def test_a_forgotten_place_says_what_keeps_it_back():
    resources = [
        *(place(f"good{number}", activities=["tea"]) for number in range(TOP_PLACES)),
        place("beaten", activities=["sports"]),
        place("young", max_age=30),
        place("paused", status="paused"),
    ]
    exposure = exposure_of(resources, [HERE | {"interests": {"want": ["tea"]}}] * 3)
    beaten, young, paused = TOP_PLACES + 1, TOP_PLACES + 2, TOP_PLACES + 3
    assert [(p.key, p.possible, p.criterion, p.excluded) for p in exposure.never_shown()] == [
        (beaten, 3, None, 0),
        (young, 0, "age", 3),
        (paused, 0, "status", 3),
    ]
    assert [(p.key, p.people) for p in exposure.always_shown()] == [(number + 1, 3) for number in range(TOP_PLACES)]
    assert exposure.could_be_shown == TOP_PLACES + 1
    assert exposure.gini > exposure.least_gini == pytest.approx(0.1)  # 15 lines of lists over 6 places: 3 3 3 2 2 2


def test_one_persons_only_choice_is_not_called_always_shown():
    assert exposure_of([place("a")], [HERE]).always_shown() == []


def test_places_far_from_everyone_are_counted_and_not_called_forgotten():
    """A place of the person's own town is compared even where it lies far; one abroad is not."""
    exposure = exposure_of([place("far", lat=35.9)], [HERE])
    assert exposure.not_near == 0
    directory_day = exposure.directory_day
    rows = replace(directory_day.columns.rows, municipality=np.array([2], np.int32))
    abroad = DirectoryDay(replace(directory_day.columns, rows=rows), directory_day.day, directory_day.vocabulary)
    needs = read_story({"story": "s", "today": TODAY, "areas": AREAS, "resources": [], "person": HERE}).needs
    far = Exposure.of(abroad, [match(abroad, needs, WEIGHTS)])
    assert (far.not_near, far.never_shown(), far.gini) == (1, [], 0)


@pytest.mark.parametrize(("concentration", "words"), [(0.0, "同じくらい"), (0.3, "よく出る"), (0.6, "かたよって")])
def test_the_words_change_exactly_at_the_numbers(concentration, words):
    assert words in concentration_in_words(concentration, WEIGHTS)


def test_the_command_names_the_forgotten_and_leaves_out_those_whose_support_has_ended(db, capsys):
    make_resource(name="お茶の会", referral="open")
    make_resource(name="子どもの会", max_age=12, referral="open")
    for number, state in enumerate(("waiting", "settled", "ended")):
        person = Participant.objects.create(code=f"M-{number}", agency=make_agency(), town=make_town(), state=state)
        NeedsSheet.objects.create(participant=person, facts={"age": 70}, recorded_on=timezone.localdate())
    call_command("match_audit", "--json")
    found = json.loads(capsys.readouterr().out)
    assert (found["people"], found["places"], found["gini"]) == (2, 1, 0)
    assert [(p["name"], p["criterion"], p["excluded"]) for p in found["never"]] == [("子どもの会", "age", 2)]
    assert [(p["name"], p["people"]) for p in found["always"]] == [("お茶の会", 2)]
    call_command("match_audit")
    assert "「年齢」2人" in capsys.readouterr().out


def test_nobody_and_nothing_is_an_honest_empty_answer(db, capsys):
    call_command("match_audit")
    assert "0人の候補" in capsys.readouterr().out
