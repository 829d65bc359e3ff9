"""The numbers as rows: which hold on a day, and what a wrong row is told."""

import datetime as dt

import pytest
import yaml

from matching.engine.criteria import CRITERIA
from matching.engine.weights import WeightRow, Weights, shipped_rows, shipped_weights
from tests.paths import SHARED, needs_shared

VOCABULARY = SHARED / "stories" / "vocabulary.yaml"


def row(value, day, name="weight.interest"):
    return WeightRow(name, value, "興味", "試し", dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "value"), [("2026-03-31", 1), ("2026-04-01", 1), ("2026-09-30", 1), ("2026-10-01", 2), ("2030-01-01", 2)]
)
def test_the_newest_row_that_holds_on_the_day(day, value):
    rows = [row(2, "2026-10-01"), row(1, "2026-04-01")]
    assert Weights.on(rows, dt.date.fromisoformat(day))["weight.interest"] == value


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"value": "x"}, "0以上の数"),
        ({"value": True}, "0以上の数"),
        ({"value": -1}, "0以上の数"),
        ({"value": float("nan")}, "0以上の数"),
        ({"label": ""}, "label"),
        ({"source": None}, "source"),
        ({"valid_from": None}, "valid_from"),
    ],
)
def test_a_wrong_row_is_told_what_is_wrong(changed, reason):
    right = {"name": "unknown", "value": 0.4, "label": "不明", "source": "試し", "valid_from": dt.date(2026, 4, 1)}
    WeightRow.from_mapping(right)
    with pytest.raises(ValueError, match=reason):
        WeightRow.from_mapping({**right, **changed})


def test_every_criterion_has_a_shipped_weight_and_every_row_is_used_once():
    names = [row.name for row in shipped_rows()]
    assert len(names) == len(set(names))
    assert {name for name in names if name.startswith("weight.")} == {f"weight.{c.name}" for c in CRITERIA}


def test_speeds_are_metres_of_straight_line_a_minute():
    assert shipped_weights().speeds["walk"] == pytest.approx((4000 / 60 / 1.3, 0))


@needs_shared("stories", "vocabulary.yaml")
def test_shipped_words_and_speeds_are_those_of_the_shared_vocabulary():
    from matching.engine.vocabulary import shipped_vocabulary

    shared = yaml.safe_load(VOCABULARY.read_text(encoding="utf-8"))
    for scheme in ("kinds", "targets", "activities", "features", "stages"):
        assert list(shipped_vocabulary().labels[scheme])[: len(shared[scheme])] == list(shared[scheme])
    further = yaml.safe_load((VOCABULARY.parent / "next" / "vocabulary.yaml").read_text(encoding="utf-8"))
    for scheme in further.keys() & shared.keys() - {"hard_criteria"}:
        assert further[scheme].items() <= shipped_vocabulary().labels[scheme].items()
    weights, travel = shipped_weights(), shared["travel"]
    assert weights["travel.road_factor"] == travel["road_factor"]
    for mode, speed in travel["modes"].items():
        assert {key: weights[f"travel.{mode}.{key}"] for key in speed} == speed
