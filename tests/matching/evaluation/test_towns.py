"""Quality on graded towns: the shared suburban one, and our own rural one as a guard against tuning to it."""

import json
import math
import subprocess
import sys

import pytest

from matching.engine.needs_validation import needs_from
from matching.engine.scoring import match
from matching.engine.vocabulary import shipped_vocabulary
from matching.engine.weights import shipped_weights
from matching.evaluation.story_places import HOME
from tests.benchmarks.towns import RURAL, figures, ndcg, read_town
from tests.paths import SHARED, needs_shared

SUBURBAN = SHARED / "towns" / "midori.yaml"
here = needs_shared("towns", "midori.yaml")


@pytest.mark.parametrize(
    ("path", "least"), [pytest.param(SUBURBAN, 0.92, marks=here), (RURAL, 0.92)], ids=["suburban", "rural"]
)
def test_the_first_five_are_what_a_coordinator_would_propose(path, least):
    found = figures(read_town(path))
    assert found["ndcg"] >= least, found["people"]
    assert found["violations"] == {}


@pytest.mark.parametrize("path", [pytest.param(SUBURBAN, marks=here), RURAL], ids=["suburban", "rural"])
def test_what_is_never_proposed_is_excluded_and_what_is_graded_stays(path):
    town = read_town(path)
    for person in town.people:
        places = town.places
        needs = needs_from({"municipality": HOME, **person["person"]}, shipped_vocabulary(), places.towns, places.keys)
        matching = match(places.directory_day, needs, shipped_weights(places.directory_day.day))
        ranked = {places.code(int(key)) for key in places.directory_day.columns.rows.key[matching.rows]}
        assert ranked.isdisjoint(person["never"]), person["id"]
        assert set(person["grades"]) <= ranked, person["id"]


@here
def test_the_shared_scorer_gives_the_same_figure(tmp_path):
    rankings = tmp_path / "rankings.json"
    town = read_town(SUBURBAN)
    rankings.write_text(json.dumps(town.rankings()), encoding="utf-8")
    scorer = [sys.executable, str(SUBURBAN.parent / "ndcg.py"), str(SUBURBAN), str(rankings)]
    told = json.loads(subprocess.run(scorer, capture_output=True, text=True, check=True).stdout)
    assert told["ndcg"] == pytest.approx(figures(town)["ndcg"], abs=1e-4)
    assert (told["violation_rate"], told["missing"], told["unknown_codes"]) == (0, [], {})


def test_the_figure_is_the_gain_of_the_first_five_beside_the_best_order():
    grades = {"a": 3, "b": 2, "c": 1}
    assert ndcg(["a", "b", "c"], grades) == 1
    best = 7 + 3 / math.log2(3) + 1 / 2
    assert ndcg(["x", "a", "b"], grades) == pytest.approx((7 / math.log2(3) + 3 / 2) / best)
    assert ndcg(["x"] * 5 + ["a"], grades) == 0


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        *(pytest.param(SUBURBAN, {f"weight__{name}": 0.0}, marks=here) for name in ("interest", "stage", "closeness")),
        # In the rural town everything is far: there closeness decides nothing.
        *((RURAL, {f"weight__{name}": 0.0}) for name in ("interest", "stage")),
    ],
)
def test_each_of_the_great_criteria_earns_its_weight(path, changed):
    town = read_town(path)
    assert figures(town, shipped_weights().changed(**changed))["ndcg"] < figures(town)["ndcg"] - 0.01
