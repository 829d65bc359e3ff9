"""Reading needs from a mapping: what is refused and why, and that they survive JSON."""

import copy

import pytest
from hypothesis import given, settings

from matching.engine.mapping_reader import InvalidInput
from matching.engine.needs import Needs, Window, hours_by_weekday
from matching.engine.needs_validation import needs_from
from matching.engine.vocabulary import shipped_vocabulary
from tests.matching.story_strategies import persons

WORDS = shipped_vocabulary()
TOWNS = {"北町": 11, "南町": 12, "港町": 13, "山町": 14}
PLACES = {"r0": 1, "r1": 2}


def read(**person):
    return needs_from(person, WORDS, TOWNS, PLACES)


def problems(**person):
    with pytest.raises(InvalidInput) as refused:
        read(**person)
    return {problem.field: problem.reason for problem in refused.value.problems}


@given(persons())
@settings(max_examples=100, deadline=None)
def test_needs_survive_the_way_to_json_and_back(person):
    try:
        needs = needs_from(copy.deepcopy(person), WORDS, TOWNS, PLACES)
    except InvalidInput:
        return
    assert needs_from(needs.to_mapping(), WORDS) == needs


def test_nothing_known_is_a_person_too():
    assert read() == Needs()
    assert Needs().to_mapping() == {}


def test_names_become_keys_and_keys_stay():
    assert read(town="北町", avoid_towns=["南町", 99], avoid_resources=["r1"]) == Needs(
        town=11, avoid_towns=(12, 99), avoid_resources=(2,)
    )


def test_known_to_be_none_is_not_the_same_as_not_known():
    assert read(targets=[], children=[]) == Needs(targets=(), children=())
    assert read(targets=[], children=[]).to_mapping() == {"targets": [], "children": []}


@pytest.mark.parametrize(
    ("person", "field", "reason"),
    [
        ({"age": 121}, "age", "0から120まで"),
        ({"age": -1}, "age", "0から120まで"),
        ({"age": "七十"}, "age", "整数"),
        ({"age": True}, "age", "整数"),
        ({"age": 70.5}, "age", "整数"),
        ({"children": [8, -1]}, "children", "月齢"),
        ({"children": 8}, "children", "［］"),
        ({"age": 30, "children": [400]}, "children", "年上"),
        ({"lat": 48.85, "lng": 2.35}, "lat", "日本の外"),
        ({"lat": 136.13, "lng": 34.75}, "lat", "入れかわって"),
        ({"lat": 34.75}, "lng", "両方"),
        ({"lng": 136.13}, "lat", "両方"),
        ({"lat": "北", "lng": 136.13}, "lat", "数"),
        ({"lat": float("nan"), "lng": 136.13}, "lat", "日本の外"),
        ({"town": "無い町"}, "town", "「無い町」"),
        ({"targets": ["elderly"]}, "targets", "「elderly」"),
        ({"stage": "walk"}, "stage", "「walk」"),
        ({"goal": ["role"]}, "goal", "ことば"),
        ({"interests": {"want": ["お茶"]}}, "interests.want", "「お茶」"),
        ({"interests": {"like": ["tea"]}}, "interests.like", "ありません"),
        ({"interests": ["tea"]}, "interests", "「項目: 値」"),
        ({"interests": {"want": ["tea"]}, "avoid": ["tea"]}, "avoid", "してみたい"),
        ({"interests": {"curious": ["tea"]}, "avoid": ["tea"]}, "avoid", "避けたい"),
        ({"avoid": ["quiet"]}, "avoid", "「quiet」"),
        ({"needs": ["elevator"]}, "needs", "「elevator」"),
        ({"prefers": "quiet"}, "prefers", "［］"),
        ({"available": []}, "available", "ひとつもありません"),
        ({"available": [{"weekdays": ["mon"], "from": "12:00", "to": "09:00"}]}, "available[1].to", "前か同じ"),
        ({"available": [{"weekdays": ["mon"], "from": "24:00"}]}, "available[1].to", "前か同じ"),
        ({"available": [{"weekdays": ["mon"], "from": 600}]}, "available[1].from", "引用符"),
        ({"available": [{"weekdays": ["mon"], "to": "24:30"}]}, "available[1].to", "時刻"),
        ({"available": [{"weekdays": ["mon"]}, {"from": "10:00"}]}, "available[2].weekdays", "ひとつ以上"),
        ({"available": [{"weekdays": ["月"]}]}, "available[1].weekdays", "「月」"),
        ({"travel": {"modes": ["train"]}}, "travel.modes", "「train」"),
        ({"travel": {"modes": ["walk"], "max_minutes": 0}}, "travel.max_minutes", "1から600"),
        ({"travel": {"minutes": 20}}, "travel.minutes", "ありません"),
        ({"max_group": 0}, "max_group", "1から"),
        ({"max_fee": -1}, "max_fee", "0から"),
        ({"max_fee": 70_000}, "max_fee", "60000"),
        ({"name": "山田"}, "name", "「name」という項目はありません"),
    ],
)
def test_what_cannot_be_is_refused_with_field_and_reason(person, field, reason):
    assert reason in problems(**person)[field]


def test_all_problems_are_listed_at_once():
    assert set(problems(age=200, stage="x", max_fee=-3)) == {"age", "stage", "max_fee"}


@pytest.mark.parametrize("raw", [None, [], "person", 3])
def test_something_else_than_a_mapping_is_refused(raw):
    with pytest.raises(InvalidInput):
        needs_from(raw, WORDS)


def test_touching_and_overlapping_times_are_one():
    windows = (Window(("mon", "tue"), 540, 600), Window(("mon",), 600, 660), Window(("tue",), 570, 590))
    assert hours_by_weekday(windows) == {(540, 660): 0b1, (540, 600): 0b10}


def test_where_places_are_open_past_midnight_a_weekday_goes_on_into_the_next():
    windows = (Window(("sat",), 1080, 1440), Window(("sun",), 0, 120), Window(("mon",), 540, 600))
    assert hours_by_weekday(windows) == {(1080, 1440): 0b100000, (0, 120): 0b1000000, (540, 600): 0b1}
    assert hours_by_weekday(windows, latest=1500) == {
        (1080, 1560): 0b100000,
        (0, 120): 0b1000000,
        (540, 600): 0b1,
    }
