"""The criteria: arrays, single places and the plain-Python oracle agree; unknown costs, but less than a sure no."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings

from matching.engine.candidates import Candidate, Candidates
from matching.engine.criteria import ANSWERS, CRITERIA, HARD, SOFT
from matching.engine.mapping_reader import InvalidInput
from matching.engine.prepared_needs import PreparedNeeds
from matching.engine.scoring import match
from matching.engine.vocabulary import shipped_vocabulary
from matching.engine.weights import shipped_weights
from matching.evaluation.stories import read_story
from tests.matching.oracle import Oracle
from tests.matching.story_strategies import AREAS, DRAWN, TODAY, stories

WEIGHTS = shipped_weights(TODAY)
ORACLE = Oracle(AREAS, TODAY, WEIGHTS)


def prepare(raw):
    story = read_story(raw)
    prepared = PreparedNeeds(story.places.directory_day, story.needs, WEIGHTS)
    return story, prepared, Candidates(prepared, np.arange(len(story.places.codes), dtype=np.int32))


def readable(raw):
    """What `prepare` returns, or None: invented people may contradict themselves, which is invalid input."""
    try:
        return prepare(raw)
    except InvalidInput:
        return None


@given(stories())
@settings(max_examples=DRAWN, deadline=None)
def test_arrays_sentence_and_oracle_give_the_same_answer(raw):
    if (read := readable(copy.deepcopy(raw))) is None:
        return
    story, prepared, candidates = read
    by_code = {place["code"]: place for place in raw["resources"]}
    for criterion in CRITERIA:
        if not criterion.applies(prepared):
            continue
        judgement = criterion.judge(candidates)
        for i, row in enumerate(candidates.rows):
            verdict, because = criterion.explain(Candidate(candidates, i))
            assert verdict == judgement.verdict[i], criterion.name
            assert because.endswith("。")
            assert 0 <= judgement.score[i] <= 1
            assert 0 <= judgement.known[i] <= 1
            if criterion in HARD:
                code = story.places.code(int(story.places.directory_day.columns.rows.key[row]))
                assert ANSWERS[verdict] == ORACLE.hard(raw["person"], by_code[code])[criterion.name], criterion.name


@given(stories())
@settings(max_examples=80, deadline=None)
def test_what_is_unknown_is_asked_for(raw):
    if (read := readable(raw)) is None:
        return
    _, prepared, candidates = read
    for criterion in HARD:
        if criterion.applies(prepared):
            for i in range(len(candidates)):
                verdict = int(criterion.judge(candidates).verdict[i])
                asked = criterion.ask(Candidate(candidates, i), verdict)
                assert ANSWERS[verdict] == "no" or bool(asked) == (ANSWERS[verdict] == "unknown"), criterion.name


PERSON = {
    "age": 70, "lat": 34.75, "lng": 136.13, "town": "北町", "targets": ["older"], "stage": "go_out", "goal": "belong",
    "interests": {"want": ["tea"]}, "needs": ["wheelchair"], "prefers": ["quiet", "trial"], "max_group": 10,
    "max_fee": 300, "travel": {"modes": ["walk"], "max_minutes": 20}, "available": [{"weekdays": ["mon"]}],
}  # fmt: skip
PLACE = {
    "code": "a", "kind": "salon", "lat": 34.751, "lng": 136.13, "targets": ["older"], "activities": ["tea"],
    "stages": ["go_out", "belong"], "schedule": [{"weekdays": ["mon"], "from": "10:00", "to": "12:00"}], "fee": 0,
    "group_size": 8, "capacity_left": 2, "features": {"wheelchair": "yes", "quiet": "yes", "trial": "yes"},
    "referral": "open", "status": "active", "verified": "2026-05-01",
}  # fmt: skip


def score(criterion, person=PERSON, **changed):
    place = {key: value for key, value in {**PLACE, **changed}.items() if value is not None}
    story = {"story": "s", "today": TODAY, "areas": AREAS, "resources": [place], "person": person}
    _, _, candidates = prepare(story)
    return float(next(c for c in CRITERIA if c.name == criterion).judge(candidates).score[0])


@pytest.mark.parametrize(
    ("criterion", "unknown", "no"),
    [
        ("interest", {"activities": None}, {"activities": ["sports"]}),
        ("stage", {"stages": None}, {"stages": ["work"]}),
        ("closeness", {"lat": None, "lng": None}, {"lat": 35.2}),
        ("preference", {"features": {}}, {"features": {"quiet": "no", "trial": "no"}}),
        ("group", {"group_size": None}, {"group_size": 20}),
        ("schedule_fit", {"schedule": None}, {"schedule": [{"weekdays": ["mon"], "weeks": [1], "from": "23:20"}]}),
        ("freshness", {"verified": None}, {"verified": "2015-01-01"}),
        ("fee_fit", {"fee": None}, {"fee": 300}),
    ],
)
def test_unknown_costs_but_less_than_a_sure_no(criterion, unknown, no):
    sure_no = {"schedule": [{"weekdays": ["tue"]}]} if criterion == "schedule_fit" else no
    assert score(criterion) > score(criterion, **unknown) > score(criterion, **sure_no)


@pytest.mark.parametrize(
    ("resource", "person", "criterion", "answer"),
    [
        ({"min_age": 70}, {}, "age", "yes"),
        ({"min_age": 71}, {}, "age", "no"),
        ({"max_age": 70}, {}, "age", "yes"),
        ({"max_age": 69}, {}, "age", "no"),
        ({"max_age": 3, "ages_of": "child"}, {"children": [47]}, "age", "yes"),
        ({"max_age": 3, "ages_of": "child"}, {"children": [48]}, "age", "no"),
        ({"max_age": 3, "ages_of": "child"}, {"children": [48, 5]}, "age", "yes"),
        ({"max_age": 3, "ages_of": "child"}, {"children": []}, "age", "no"),
        ({"max_age": 3, "ages_of": "child"}, {}, "age", "unknown"),
        ({"targets": ["everyone"]}, {"targets": []}, "target", "yes"),
        ({"targets": ["dementia"]}, {"targets": []}, "target", "no"),
        ({"targets": ["dementia"]}, {"targets": None}, "target", "unknown"),
        ({"area": "南"}, {}, "area", "no"),
        ({"area": "南", "outside_area_ok": "yes"}, {}, "area", "yes"),
        ({"area": "南"}, {"town": None}, "area", "unknown"),
        ({}, {"interests": None, "avoid": ["tea"]}, "avoid", "no"),
        ({"activities": ["tea", "arts"]}, {"interests": None, "avoid": ["tea"]}, "avoid", "yes"),
        ({}, {"avoid": ["salon"]}, "avoid", "no"),
        ({}, {"avoid_resources": ["a"]}, "avoid", "no"),
        ({"town": "港町"}, {"avoid_towns": ["港町"]}, "avoid", "no"),
        ({"area": "南", "town": "南町", "outside_area_ok": "yes"}, {"avoid_towns": ["港町"]}, "avoid", "yes"),
        ({"area": "南", "outside_area_ok": "yes"}, {"avoid_towns": ["港町"]}, "avoid", "unknown"),
        ({"area": "北"}, {"avoid_towns": ["北町"]}, "avoid", "no"),
        ({"features": {"wheelchair": "no"}}, {}, "needs", "no"),
        ({"features": {}}, {}, "needs", "unknown"),
        ({}, {"available": [{"weekdays": ["mon"], "from": "11:30", "to": "15:00"}]}, "schedule", "yes"),
        ({}, {"available": [{"weekdays": ["mon"], "from": "11:31", "to": "15:00"}]}, "schedule", "no"),
        ({}, {"available": [{"weekdays": ["mon"], "from": "09:00", "to": "10:20"},
                            {"weekdays": ["mon"], "from": "10:20", "to": "10:40"}]}, "schedule", "yes"),
        ({"by_appointment": "yes"}, {"available": [{"weekdays": ["sun"]}]}, "schedule", "no"),
        ({"by_appointment": "yes", "schedule": []}, {"available": [{"weekdays": ["sun"]}]}, "schedule", "yes"),
        ({"schedule": None}, {}, "schedule", "unknown"),
        ({"lat": 34.79}, {}, "travel", "no"),
        ({"lat": 34.79, "features": {"pick_up": "yes"}}, {}, "travel", "yes"),
        ({"lat": 34.79, "area": "南", "features": {"pick_up": "yes"}}, {}, "travel", "no"),
        ({"lat": None, "lng": None}, {}, "travel", "unknown"),
        ({"fee": 300}, {}, "fee", "yes"),
        ({"fee": 301}, {}, "fee", "no"),
        ({"fee": None}, {}, "fee", "unknown"),
        ({"group_size": 20}, {}, "group", "yes"),
        ({"group_size": 21}, {}, "group", "no"),
        ({"status": "paused"}, {}, "status", "no"),
        ({"referral": None}, {}, "referral", "unknown"),
        ({"capacity_left": None}, {}, "capacity", "unknown"),
    ],
)  # fmt: skip
def test_the_boundaries_of_the_hard_criteria(resource, person, criterion, answer):
    place = {key: value for key, value in {**PLACE, **resource}.items() if value is not None}
    person = {key: value for key, value in {**PERSON, **person}.items() if value is not None}
    _, _, candidates = prepare({"story": "s", "today": TODAY, "areas": AREAS, "resources": [place], "person": person})
    verdict = next(c for c in HARD if c.name == criterion).judge(candidates).verdict[0]
    assert ANSWERS[verdict] == answer


@pytest.mark.parametrize(
    ("now", "goal", "better", "worse"),
    [
        ("contact", "belong", ["contact"], ["belong"]),
        ("contact", "work", ["go_out"], ["work_prep", "work"]),
        ("go_out", "belong", ["go_out", "belong"], ["go_out"]),
        ("take_part", "work_prep", ["take_part", "work_prep"], ["belong"]),
        ("go_out", "role", ["role"], ["contact"]),
        ("go_out", "work", ["belong"], ["take_part"]),
        ("role", "belong", ["take_part"], ["work"]),
    ],
)
def test_the_next_step_and_not_a_leap(now, goal, better, worse):
    person = {"stage": now, "goal": goal}
    places = [{"code": str(i), "kind": "salon", "stages": stages} for i, stages in enumerate((better, worse))]
    _, _, candidates = prepare({"story": "s", "today": TODAY, "areas": AREAS, "resources": places, "person": person})
    scores = next(c for c in CRITERIA if c.name == "stage").judge(candidates).score
    assert scores[0] > scores[1]


def test_every_criterion_of_the_vocabulary_has_a_class_in_its_order():
    assert tuple(c.name for c in HARD) == shipped_vocabulary().hard
    assert tuple(c.name for c in SOFT) == shipped_vocabulary().soft


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.name)
def test_the_class_of_a_criterion_is_named_as_its_weight_row(criterion):
    assert type(criterion).__name__ == criterion.name.title().replace("_", "") + "Criterion"


@pytest.mark.parametrize(
    ("rule", "free", "because"),
    [
        ({"weekdays": ["sat"], "from": "22:00", "to": "26:00"}, {"weekdays": ["sun"], "to": "02:00"}, "土曜の夜（22:00〜翌2:00）に行けます。"),
        ({"weekdays": ["sun"], "from": "22:00", "to": "26:00"}, {"weekdays": ["mon"], "to": "02:00"}, "日曜の夜（22:00〜翌2:00）に行けます。"),
        ({"weekdays": ["sat"], "from": "22:00", "to": "26:00"}, {"weekdays": ["sun"], "from": "01:45"}, "開いているのは土曜の夜（22:00〜翌2:00）で、行ける時間と合いません。"),
        ({"weekdays": ["sat"], "from": "22:00", "to": "26:00"}, {"weekdays": ["sat"], "to": "12:00"}, "開いているのは土曜の夜（22:00〜翌2:00）で、行ける時間と合いません。"),
        ({"weekdays": ["sat"], "holidays": "open"}, {"weekdays": ["mon"]}, "祝日に行けます。"),
        ({"weekdays": ["sat"], "holidays": "open"}, {"weekdays": ["tue"]}, "開いているのは土・祝日で、行ける時間と合いません。"),
    ],
)  # fmt: skip
def test_late_evenings_and_holidays_against_the_time_of_a_person(rule, free, because):
    story = {"story": "s", "today": TODAY, "areas": AREAS, "resources": [PLACE | {"schedule": [rule]}], "person": PERSON | {"available": [free]}}  # fmt: skip
    _, _, candidates = prepare(story)
    criterion = next(one for one in HARD if one.name == "schedule")
    assert criterion.explain(Candidate(candidates, 0))[1] == because


@pytest.mark.parametrize(
    ("weeks", "meetings"), [([], 8), ([1, 3], 3), (["last"], 2), (["not_last"], 6), ([1, 2, 3, 4, 5], 8)]
)
def test_visits_in_four_weeks_are_half_of_the_meetings_in_the_next_eight(weeks, meetings):
    rule = {"weekdays": ["mon"], "weeks": weeks} if weeks else {"weekdays": ["mon"]}
    expected = min(1.0, meetings / 2 / WEIGHTS["schedule_fit.visits"]) ** WEIGHTS["schedule_fit.power"]
    assert score("schedule_fit", schedule=[rule]) == pytest.approx(expected)


def test_half_an_hour_a_day_is_not_full_and_more_time_is_never_worse():
    week = ["mon", "tue", "wed", "thu", "fri"]
    short = {"weekdays": week, "from": "09:00", "to": "13:30"}
    person = {"available": [{"weekdays": week, "from": "13:00", "to": "17:00"}]}
    daily, weekly, longer = (
        score("schedule_fit", person, schedule=[rule])
        for rule in (short, short | {"weekdays": ["mon"]}, short | {"to": "15:00"})
    )
    assert weekly < daily < longer
    assert longer == 1


def test_a_score_of_exactly_half_is_a_yes():
    raw = {"story": "s", "today": TODAY, "resources": [{"code": "a", "lat": 34.75, "lng": 136.13}]}
    story = read_story({**raw, "person": {"lat": 34.75, "lng": 136.13, "travel": {"modes": ["car"]}}})
    # From the door a car takes three minutes, whatever the way.
    weights = shipped_weights(TODAY).changed(closeness__half=3)
    (place,) = match(story.places.directory_day, story.needs, weights).scored_places()
    (closeness,) = [reason for reason in place.reasons if reason.criterion == "closeness"]
    assert (closeness.score, closeness.verdict) == (0.5, "yes")
