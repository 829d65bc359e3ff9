"""`match_sentences`: each sentence is one line, with the place, the person and the facts it rests on."""

import json

import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from matching.models import Look, NeedsSheet, Participant
from tests.factories import make_agency, make_resource, make_town

PLACE = {"code": "hall", "name": "公民館", "kind": "facility", "fee": 500, "status": "active", "referral": "open"}
STORY = {"story": "まとめ", "today": "2026-06-01", "resources": [PLACE], "person": {"max_fee": 300}}
TOWN = {
    "today": "2026-06-01",
    "resources": [PLACE, PLACE | {"code": "free", "fee": 0}],
    "people": [{"id": "p1", "person": {"max_fee": 300}, "grades": {"free": 3}, "never": []}],
}


def written(tmp_path, raw):
    file = tmp_path / "file.yaml"
    file.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return file


def test_a_story_is_told_line_by_line_with_its_facts(tmp_path, capsys):
    call_command("match_sentences", written(tmp_path, STORY))
    lines = capsys.readouterr().out.splitlines()
    assert (
        "\t".join(
            [
                "まとめ",
                "hall",
                "exclusion",
                "fee",
                "1回500円で、出せる額（300円）を超えます。",
                "fee=500",
                "max_fee=300",
            ]
        )
        in lines
    )


def test_a_town_is_told_for_each_of_its_people(tmp_path, capsys):
    call_command("match_sentences", written(tmp_path, TOWN), "--json")
    told = json.loads(capsys.readouterr().out)
    assert {(one["person"], one["place"], one["kind"]) for one in told} >= {
        ("p1", "free", "reason"),
        ("p1", "free", "ask"),
        ("p1", "hall", "exclusion"),
    }
    free = next(one for one in told if (one["place"], one["criterion"], one["kind"]) == ("free", "fee", "reason"))
    assert (free["sentence"], free["of_place"], free["of_person"]) == ("無料です。", {"fee": "0"}, {"max_fee": "300"})


@pytest.mark.parametrize(
    "raw", [STORY | {"places": []}, TOWN | {"resources": [{"name": "x"}]}, TOWN | {"people": ["p1"]}, []]
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path, capsys, raw):
    with pytest.raises(SystemExit) as ended:
        call_command("match_sentences", written(tmp_path, raw))
    assert ended.value.code == 2
    assert "file.yaml: " in capsys.readouterr().err


@pytest.mark.django_db
def test_without_a_file_only_the_invented_people_are_told_and_looked_at(capsys):
    make_resource(name="高齢者の会", min_age=65)
    for code, is_sample in (("M-1", True), ("X-9", False)):
        person = Participant.objects.create(code=code, agency=make_agency(), town=make_town(), is_sample=is_sample)
        NeedsSheet.objects.create(participant=person, facts={"age": 80}, recorded_on=timezone.localdate())
    call_command("match_sentences")
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert {line[0] for line in lines} == {"M-1"}
    assert ["高齢者の会", "reason", "age", "80歳で、年齢が合います（65歳から）。"] in [line[1:5] for line in lines]
    assert list(Look.objects.values_list("code", flat=True)) == ["M-1"]


@pytest.mark.django_db
def test_without_invented_people_it_says_what_to_do():
    with pytest.raises(CommandError, match=r"manage\.py demo"):
        call_command("match_sentences")
