"""What stands beside the places of a person."""

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.casework.introductions import begin
from matching.models import Identity, Introduction, NeedsSheet, Outcome, Participant
from tests.factories import make_resource

pytestmark = pytest.mark.django_db
EVERYTHING = {
    "age": 70,
    "worries": ["loneliness"],
    "interests": {"want": ["tea"]},
    "avoid": ["crafts"],
    "available": [{"weekdays": ["mon"], "from": "13:00", "to": "16:00"}],
    "travel": {"modes": ["walk"]},
    "needs": ["wheelchair"],
}


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"telephone": ""},
        {"telephone": "", "reach": "夜に"},
        {"reach": "夜に", "own_wish": "将棋がしたい", "family_wish": "昼は 外に"},
        {"told_by": "民生委員の山田さん", "own_wish": "将棋がしたい"},
    ],
    ids=lambda known: "-".join(known),
)
def test_ten_lines_are_full_whatever_is_known_of_who_it_is(desk, person, known):
    Identity.objects.update(**known)
    NeedsSheet.objects.create(participant=person, facts=EVERYTHING, recorded_on=timezone.localdate())
    page = desk.get(reverse("desk_participant", args=[person.code]))
    beside = page.content.decode().split('<dl class="facts">')[1].split("</dl>")[0]
    assert beside.count("<dt>") == 10
    rest = {heading for heading, _ in page.context["more_lines"]}
    assert not rest & {heading for heading, _ in page.context["first_lines"]}


def test_before_a_word_is_heard_the_page_asks_to_hear_it_and_afterwards_no_more(desk, person):
    newcomer = Participant.objects.create(code="M-9999", agency=person.agency, in_charge=person.in_charge)
    url, asked = reverse("desk_participant", args=[newcomer.code]), "まだ ニーズを 聞いていません"
    assert asked in desk.get(url).content.decode()
    NeedsSheet.objects.create(participant=newcomer, facts={}, recorded_on=timezone.localdate())
    assert asked not in desk.get(url).content.decode()


def test_the_stage_is_how_far_somebody_is_with_a_place_though_no_need_was_heard(desk, person, coordinator):
    newcomer = Participant.objects.create(code="M-9999", agency=person.agency, in_charge=coordinator)

    def stage(one):
        page = desk.get(reverse("desk_participant", args=[one.code])).content.decode()
        return page.split("<dt>段階</dt><dd>")[1].split("</dd>")[0]

    assert stage(newcomer) == "まだ 聞いていません"
    for one in (newcomer, person):
        begin(one, make_resource(name="ひまわりの会"), coordinator, timezone.localdate())
    assert stage(newcomer) == "打診（ひまわりの会）"
    Introduction.objects.update(stage="visit")
    assert stage(newcomer) == "見学（ひまわりの会）"
    # What was heard of needs stands beside it, as what it is.
    assert stage(person).startswith("見学（ひまわりの会）<br>")
    assert "ニーズでは" in stage(person)


@pytest.mark.parametrize(("stayed", "stage"), [(None, "参加"), (True, "定着")])
def test_who_goes_somewhere_without_an_introduction_takes_part(desk, person, stayed, stage):
    facts = {"resource": make_resource(name="お茶の会"), "started_on": timezone.localdate(), "stayed": stayed}
    Outcome.objects.create(participant=Participant.objects.create(code="M-9999", agency=person.agency), **facts)
    page = desk.get(reverse("desk_participant", args=["M-9999"])).content.decode()
    assert f"<dt>段階</dt><dd>{stage}（お茶の会）</dd>" in page
