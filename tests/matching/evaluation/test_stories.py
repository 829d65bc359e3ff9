"""Stories: all of them hold; the command's exit statuses, its JSON, and what a wrong file is told."""

import copy
import json

import pytest
import yaml
from django.core.management import call_command

from matching.engine.mapping_reader import InvalidInput
from matching.evaluation.stories import load_yaml, read_story, run_story
from tests.paths import SHARED, TESTS, needs_shared

OWN = TESTS / "matching" / "stories"
GIVEN = SHARED / "stories"
STORIES = sorted(OWN.glob("*.yaml")) + sorted(p for p in GIVEN.glob("*.yaml") if p.name != "vocabulary.yaml")


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_story_holds(path):
    _, _, outcomes = run_story(read_story(load_yaml(path)))
    assert [f"{outcome.expectation}: {outcome.failure}" for outcome in outcomes if outcome.failure] == []
    assert outcomes


@needs_shared("stories")
def test_the_shared_stories_are_among_them():
    assert len(STORIES) >= len(list(OWN.glob("*.yaml"))) + 8


STORY = {
    "story": "畑の好きな人",
    "today": "2026-06-01",
    "areas": {"北": ["北町"]},
    "resources": [
        {"code": "farm", "name": "畑", "kind": "volunteering", "activities": ["gardening"], "status": "active",
         "schedule": [{"weekdays": ["sat"], "weeks": [1], "from": "09:00", "to": "11:00"}], "features": {"trial": "yes"}},
        {"code": "tea", "name": "お茶", "kind": "salon", "activities": ["tea"], "status": "active"},
        {"code": "old", "name": "65歳から", "kind": "salon", "min_age": 65, "status": "active"},
    ],
    "person": {"age": 40, "interests": {"want": ["gardening"]}},
}  # fmt: skip


def outcomes_of(**expect):
    return {o.expectation: bool(o.failure) for o in run_story(read_story({**STORY, "expect": expect}))[2]}


@pytest.mark.parametrize("expect", [None, {}, []])
def test_a_story_may_expect_nothing(expect):
    assert run_story(read_story({**STORY, "expect": expect}))[2] == []


@pytest.mark.parametrize(
    ("expect", "fails"),
    [
        ({"first": "farm"}, [False]),
        ({"first": ["tea", "farm"]}, [False]),
        ({"first": "tea"}, [True]),
        ({"first": "old"}, [True]),
        ({"top": {1: ["farm"], 2: ["farm", "tea"]}}, [False] * 3),
        ({"top": {1: ["farm", "tea"]}}, [False, True]),
        ({"above": [["farm", "tea"], ["tea", "farm"], ["farm", "old"]]}, [False, True, True]),
        ({"excluded": {"old": "age"}}, [False]),
        ({"excluded": {"old": "target", "tea": "age"}}, [True, True]),
        ({"not_excluded": ["farm", "old"]}, [False, True]),
        ({"ask": {"tea": ["schedule", "capacity"]}}, [False]),
        ({"ask": {"farm": ["schedule"], "old": ["schedule"]}}, [True, True]),
        ({"empty": True}, [True]),
        ({"empty": False}, [False]),
        ({}, []),
    ],
)
def test_every_expectation_can_hold_and_can_fail(expect, fails):
    assert list(outcomes_of(**expect).values()) == fails


def problems(change):
    raw = copy.deepcopy(STORY)
    change(raw)
    with pytest.raises(InvalidInput) as refused:
        read_story(raw)
    return {problem.field: problem.reason for problem in refused.value.problems}


def of_first(key, value):
    return lambda raw: raw["resources"][0].__setitem__(key, value)


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        (lambda raw: raw.pop("story"), "story", "題"),
        (lambda raw: raw.pop("today"), "today", "マッチングの日"),
        (lambda raw: raw.update(today="あした"), "today", "あした"),
        (lambda raw: raw.update(persons={}), "persons", "「persons」という項目はありません"),
        (lambda raw: raw.update(person={"age": 200}), "person.age", "120まで"),
        (lambda raw: raw.update(person={"needs": ["ramp"]}), "person.needs", "「ramp」"),
        (lambda raw: raw.update(person=["x"]), "person", "「項目: 値」"),
        (lambda raw: raw.update(resources={"a": 1}), "resources", "［］"),
        (lambda raw: raw["resources"].append("x"), "resources[4]", "「項目: 値」"),
        (lambda raw: raw["resources"].append({"code": "farm"}), "resources[4].code", "同じ"),
        (of_first("code", None), "resources[1].code", "code がない"),
        (of_first("kind", "pub"), "resources[1].kind", "「pub」"),
        (of_first("tel", "059"), "resources[1].tel", "「tel」"),
        (of_first("area", "南"), "resources[1].area", "「南」"),
        (of_first("activities", ["畑"]), "resources[1].activities", "「畑」"),
        (of_first("stages", "role"), "resources[1].stages", "［］"),
        (of_first("features", {"lift": "yes"}), "resources[1].features.lift", "「lift」"),
        (of_first("features", {"trial": "maybe"}), "resources[1].features.trial", "maybe"),
        (of_first("schedule", [{"weekdays": ["sat"], "from": "11:00", "to": "09:00"}]), "resources[1].schedule[1].to", "前か同じ"),
        (of_first("schedule", [{"weekdays": ["sat"], "weeks": [6]}]), "resources[1].schedule[1].weeks", "1から5"),
        (of_first("schedule", [{"from": "09:00"}]), "resources[1].schedule[1].weekdays", "ひとつ以上"),
        (of_first("status", "open"), "resources[1].status", "「open」"),
        (of_first("referral", "yes"), "resources[1].referral", "「yes」"),
        (of_first("fee", -1), "resources[1].fee", "0から"),
        (of_first("verified", "2026年"), "resources[1].verified", "2026年"),
        (of_first("lat", 34.7), "resources[1].lng", "両方"),
        (lambda raw: raw["resources"][0].update(min_age=10, max_age=9), "resources[1].max_age", "小さい"),
        (lambda raw: raw.update(expect={"first": "nobody"}), "expect.first", "「nobody」"),
        (lambda raw: raw.update(expect={"excluded": {"tea": "distance"}}), "expect.excluded.tea", "「distance」"),
        (lambda raw: raw.update(expect={"ask": {"tea": ["lift"]}}), "expect.ask.tea", "「lift」"),
        (lambda raw: raw.update(expect={"last": "tea"}), "expect.last", "「last」"),
        (lambda raw: raw.update(expect={"above": [["tea"]]}), "expect.above", "2つ"),
        (lambda raw: raw.update(expect={"top": {"three": ["tea"]}}), "expect.top", "3: ["),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_key_and_word(change, field, reason):
    assert reason in problems(change)[field]


def run(capsys, *args):
    try:
        call_command("match_story", *map(str, args))
        status = 0
    except SystemExit as stop:
        status = stop.code
    return status, *capsys.readouterr()


@pytest.fixture
def story_file(tmp_path):
    def write(name="story.yaml", **changed):
        path = tmp_path / name
        path.write_text(yaml.safe_dump({**STORY, **changed}, allow_unicode=True), encoding="utf-8")
        return path

    return write


def test_all_expectations_hold_status_0(capsys, story_file):
    status, out, err = run(capsys, story_file(expect={"first": "farm"}))
    assert (status, err) == (0, "")
    assert "pass first: farm" in out
    assert "電話で聞くこと" in out


def test_one_fails_status_1(capsys, story_file):
    good, bad = story_file("a.yaml", expect={"first": "farm"}), story_file("b.yaml", expect={"first": "tea"})
    status, out, _ = run(capsys, good, bad)
    assert status == 1
    assert "FAIL first: tea" in out


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a: [", b"- 1", b"", None, b"story: x\ntoday: 2026-13-45\n"])
def test_what_cannot_be_read_is_status_2_with_the_file(capsys, tmp_path, story_file, content):
    broken = tmp_path / "broken.yaml"
    if content is not None:
        broken.write_bytes(content)
    status, out, err = run(capsys, story_file(expect={"first": "tea"}), broken)
    assert status == 2
    assert str(broken) in err
    assert "FAIL first: tea" in out


def test_json_is_one_array_in_the_agreed_form(capsys, story_file):
    status, out, _ = run(capsys, story_file(expect={"first": "tea"}), "--json")
    (told,) = json.loads(out)
    assert status == 1
    assert set(told) == {"story", "passed", "failures", "ranking", "excluded"}
    assert (told["story"], told["passed"], len(told["failures"])) == ("畑の好きな人", False, 1)
    assert [entry["resource"] for entry in told["ranking"]] == ["farm", "tea"]
    first = told["ranking"][0]
    assert set(first) == {"resource", "score", "known", "reasons", "ask"}
    assert 0 <= first["known"] <= 1
    assert set(first["reasons"][0]) == {"criterion", "verdict", "score", "weight", "because"}
    assert told["excluded"] == [{"resource": "old", "criterion": "age", "because": "65歳からの人が使える所です。"}]


def test_both_spellings_of_yes_and_no_are_read():
    raw = yaml.safe_load("{a: yes, b: no, c: 'yes', d: 'no', e: unknown}")
    features = dict(zip(["trial", "quiet", "parking", "online", "roles"], raw.values(), strict=True))
    story = read_story({**STORY, "resources": [{"code": "a", "features": features}]})
    columns = story.places.directory_day.columns
    assert columns.words("features", columns.rows.features_yes[0]) == ["parking", "trial"]
    assert columns.words("features", columns.rows.features_no[0]) == ["quiet", "online"]
