"""Learning from outcomes: it helps where there is something to learn, and otherwise leaves today's weights alone."""

import datetime as dt
import json

import numpy as np
import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.models import Resource, Vacancy
from directory.publishing.append_only import rewriting_allowed
from matching.engine.criteria import CRITERIA, SOFT
from matching.engine.weights import shipped_weights
from matching.evaluation.learning import Observations, learn
from matching.models import Look, NeedsSheet, Outcome, Participant
from matching.proposals.weight_proposals import weight_proposals_on
from tests.benchmarks.learning import run
from tests.factories import make_agency, make_resource, make_town

WEIGHTS = shipped_weights()
LEAST = 30


def invented_observations(number, seed=0, asked=True):
    """So many observations with random scores."""
    weights = np.array(
        [WEIGHTS.of(criterion.name) if asked or criterion not in SOFT else 0.0 for criterion in CRITERIA]
    )
    return Observations(np.random.default_rng(seed).random((number, len(CRITERIA))), np.tile(weights, (number, 1)))


def test_thirty_outcomes_do_no_harm():
    differences = [learned - today for today, learned in (run(30, seed) for seed in range(20))]
    assert sum(difference >= -0.005 for difference in differences) >= 18


def test_a_thousand_outcomes_help():
    differences = [learned - today for today, learned in (run(1000, seed) for seed in range(10))]
    assert min(differences) >= -0.005
    assert np.mean(differences) >= 0.02


@pytest.mark.parametrize(("number", "proposals"), [(0, 0), (LEAST - 1, 0), (LEAST, len(SOFT))])
def test_below_thirty_outcomes_nothing_is_proposed(number, proposals):
    learned = learn(invented_observations(number), np.arange(number) % 2 == 0, WEIGHTS)
    assert (learned.cases, learned.least, len(learned.proposals)) == (number, LEAST, proposals)


@given(st.integers(LEAST, 80), st.integers(0, 99), st.floats(0, 1))
@settings(max_examples=30, deadline=None)
def test_a_proposal_lies_within_its_bounds_and_is_never_negative(number, seed, share):
    suited = np.random.default_rng(seed).random(number) < share
    for proposed in learn(invented_observations(number, seed), suited, WEIGHTS).proposals:
        assert 0 <= proposed.low <= proposed.value <= proposed.high
        assert proposed.cases == number


def test_what_decides_rises_and_more_outcomes_are_surer():
    at = CRITERIA.index(next(criterion for criterion in SOFT if criterion.name == "closeness"))
    found = {}
    for number in (100, 1000):
        observed = invented_observations(number)
        learned = learn(observed, observed.scores[:, at] > 0.5, WEIGHTS)
        found[number] = next(p for p in learned.proposals if p.criterion == "closeness")
    few, many = found[100], found[1000]
    assert many.value > few.value > few.now
    assert many.is_clear
    assert many.high / many.low < few.high / few.low


def test_what_was_never_a_question_stays_as_it_is():
    for proposed in learn(invented_observations(200, asked=False), np.arange(200) % 2 == 0, WEIGHTS).proposals:
        assert (proposed.value, proposed.cases, proposed.is_clear) == (proposed.now, 0, False)


@pytest.fixture
def outcomes(db):
    """Forty people at one place: all but one ended row say something about the fit."""
    place, agency, town, start = make_resource(referral="open"), make_agency(), make_town(), dt.date(2026, 3, 1)
    for number in range(40):
        person = Participant.objects.create(code=f"M-{number}", agency=agency, town=town)
        NeedsSheet.objects.create(participant=person, facts={"age": 40 + number}, recorded_on=start)
        Outcome.objects.create(participant=person, resource=place, started_on=start, stayed=number % 2 == 0)
    return Outcome.objects.order_by("pk")


@pytest.mark.parametrize(
    ("changes", "cases", "suited"),
    [
        ({}, 40, 20),
        ({"stayed": None}, 39, 19),
        ({"stayed": False, "ended_on": "2026-04-01", "ended_because": "goal"}, 40, 20),
        ({"stayed": False, "ended_on": "2026-04-01", "ended_because": "next"}, 40, 20),
        ({"stayed": False, "ended_on": "2026-04-01", "ended_because": "not_fit"}, 40, 19),
        ({"stayed": False, "ended_on": "2026-04-01", "ended_because": "health"}, 39, 19),
        ({"stayed": False, "ended_on": "2026-04-01", "ended_because": "place"}, 39, 19),
    ],
)
def test_an_end_says_something_of_the_fit_or_nothing(outcomes, changes, cases, suited):
    Outcome.objects.filter(pk=outcomes.first().pk).update(**changes)
    learned = weight_proposals_on(timezone.localdate())
    assert (learned.cases, learned.suited) == (cases, suited)


def test_needs_count_as_they_were_at_the_start_or_first_written_down_after_it(outcomes):
    def asked():
        return next(p.cases for p in weight_proposals_on(timezone.localdate()).proposals if p.criterion == "preference")

    wish, start = {"prefers": ["quiet"]}, dt.date(2026, 3, 1)
    person = outcomes.first().participant
    NeedsSheet.objects.create(participant=person, facts=wish, recorded_on=start + dt.timedelta(1))
    assert asked() == 0
    with rewriting_allowed():
        person.sheets.filter(recorded_on=start).delete()
    assert asked() == 1
    with rewriting_allowed():
        person.sheets.all().delete()
    assert weight_proposals_on(timezone.localdate()).cases == 39


def test_queries_do_not_grow_with_the_outcomes(outcomes, django_assert_max_num_queries):
    weight_proposals_on(timezone.localdate())
    with django_assert_max_num_queries(8):
        weight_proposals_on(timezone.localdate())


def test_the_command_proposes_or_says_what_is_missing(outcomes, capsys):
    call_command("match_learn", "--json")
    found = json.loads(capsys.readouterr().out)
    assert (found["cases"], found["suited"]) == (40, 20)
    assert [proposal["criterion"] for proposal in found["proposals"]] == [criterion.name for criterion in SOFT]
    for outcome in outcomes[:11]:
        outcome.delete()
    call_command("match_learn")
    assert "30件になるまで、提案はしません" in capsys.readouterr().out


def test_a_place_that_was_not_possible_for_the_person_is_no_choice(outcomes, capsys):
    """A place for children says nothing about the wishes of a man of 70 who was sent there."""
    before = weight_proposals_on(timezone.localdate())
    outcome = outcomes.filter(stayed=False).first()
    Resource.objects.filter(pk=outcome.resource_id).update(max_age=3)
    after = weight_proposals_on(timezone.localdate())
    there = outcomes.filter(resource=outcome.resource_id).count()
    assert (after.cases, after.not_proposed) == (before.cases - there, there)
    call_command("match_learn")
    assert f"候補でなかった場所の記録 {there}件" in capsys.readouterr().out


def test_a_place_that_is_full_or_avoided_since_then_was_a_choice(outcomes):
    before = weight_proposals_on(timezone.localdate()).cases
    outcome = outcomes.first()
    Vacancy.objects.create(resource=outcome.resource, left=0)
    person = outcome.participant
    with rewriting_allowed():
        person.sheets.all().delete()
    facts = {"age": 70, "avoid_resources": [outcome.resource_id]}
    NeedsSheet.objects.create(participant=person, facts=facts, recorded_on=outcome.started_on + dt.timedelta(30))
    assert weight_proposals_on(timezone.localdate()).cases == before


def test_everyone_learned_from_was_looked_at(outcomes):
    call_command("match_learn")
    looks = Look.objects.filter(what__startswith="manage.py match_learn", user=None, action="seen")
    assert set(looks.values_list("code", flat=True)) == set(outcomes.values_list("participant__code", flat=True))
