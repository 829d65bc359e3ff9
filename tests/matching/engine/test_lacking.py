"""What a town could change: which change alone would make a place fit."""

import pytest

from matching.engine.lacking import Lack, lacks
from matching.engine.scoring import match
from matching.engine.weights import shipped_weights
from matching.evaluation.stories import read_story
from tests.matching.story_strategies import TODAY

SUNDAYS = {"code": "a", "kind": "salon", "referral": "open", "schedule": [{"weekdays": ["sun"], "from": "10:00", "to": "12:00"}]}  # fmt: skip


def lacking(person, place=SUNDAYS):
    story = read_story({"story": "s", "today": TODAY, "resources": [place], "person": person})
    return lacks(match(story.places.directory_day, story.needs, shipped_weights(TODAY)))


@pytest.mark.parametrize(
    ("start", "end", "parts"),
    [
        ("05:00", "06:00", ["朝"]),
        ("04:00", "05:59", []),
        ("08:00", "09:00", ["朝"]),
        ("08:01", "09:59", []),
        ("09:00", "10:00", ["午前"]),
        ("11:00", "12:00", ["午前"]),
        ("11:01", "12:59", []),
        ("12:00", "13:00", ["午後"]),
        ("15:00", "16:00", ["午後"]),
        ("15:01", "16:59", []),
        ("16:00", "17:00", ["夕方"]),
        ("18:00", "19:00", ["夕方"]),
        ("18:01", "19:59", []),
        ("19:00", "20:00", ["夜"]),
        ("23:00", "24:00", ["夜"]),
        ("08:00", "13:00", ["朝", "午前", "午後"]),
    ],
)
def test_a_place_could_open_in_each_part_of_a_day_in_which_the_person_has_an_hour(start, end, parts):
    found = lacking({"available": [{"weekdays": ["mon"], "from": start, "to": end}]})
    assert found == {Lack("schedule", f"mon-{part}") for part in parts}


@pytest.mark.parametrize(
    ("features", "lacked"),
    [
        ({"wheelchair": "no", "captions": "yes"}, {Lack("needs", "wheelchair")}),
        ({"wheelchair": "no", "captions": "no"}, set()),
        ({"wheelchair": "no"}, {Lack("needs", "wheelchair")}),
        ({"wheelchair": "yes", "captions": "yes"}, set()),
    ],
)
def test_a_feature_is_lacking_where_it_is_the_only_one(features, lacked):
    place = {"code": "a", "kind": "salon", "referral": "open", "features": features}
    assert lacking({"needs": ["wheelchair", "captions"]}, place) == lacked
