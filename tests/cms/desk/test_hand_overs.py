"""引きつぎ: a whole caseload in one recorded action, with a page for each person; and whom a new case is proposed to."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.models import Area, AreaSystem
from matching.cases.staffing import proposed_in_charge
from matching.casework.introductions import begin
from matching.models import (
    AreaDuty,
    HandOver,
    Household,
    HouseholdMember,
    Introduction,
    Limit,
    Look,
    Outcome,
    OutreachContact,
    Participant,
    PromisedCall,
)
from tests.cms.listings.test_attendance_views import text_of as pdf_text
from tests.factories import make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
COMING = ("花の会：打診、はじめて行く日", "電話の約束：", "薬のこと", "アウトリーチの 次に 連絡する日：")
"""What goes on with somebody and was promised, on the paper for who takes over."""


@pytest.fixture
def agency(coordinator):
    return coordinator.memberships.get().agency


@pytest.fixture
def giver(agency):
    """Who leaves in April with four people, one of whom does not need support any more."""
    giver = make_user("counsellor", agency, name="春に去る人")
    for number, state in enumerate(("waiting", "waiting", "settled", "ended")):
        Participant.objects.create(
            code=f"M-{number}", agency=agency, in_charge=giver, state=state, note=f"ひとこと{number}"
        )
    return giver


@pytest.fixture
def taker(agency):
    return make_user("counsellor", agency, name="あとの人")


def post(client, giver, taker, codes, **facts):
    people = Participant.objects.filter(code__in=codes).values_list("pk", flat=True)
    url = f"{reverse('desk_new_hand_over')}?from={giver.pk if giver else 'none'}"
    return client.post(url, {"people": list(people), "taker": taker.pk, "reason": "year"} | facts)


def test_half_of_a_caseload_is_chosen_from_nobody_and_shows_who_lives_together(client, coordinator, giver, agency):
    household = Household.objects.create(agency=agency)
    for person in Participant.objects.filter(code__in=["M-0", "M-2", "M-3"]):
        HouseholdMember.objects.create(household=household, participant=person, relation="ひみつ")
    client.force_login(coordinator)
    page = client.get(reverse("desk_new_hand_over"), {"from": giver.pk, "choose": "some"})
    field = page.context["form"]["people"]
    assert not field.initial
    assert [label for _, label in field.field.choices] == [
        "M-0 （世帯: M-2） ひとこと0",
        "M-1 ひとこと1",
        "M-2 （世帯: M-0） ひとこと2",
    ]


def test_all_go_at_once_and_each_has_a_page(client, coordinator, giver, taker):
    place, day = make_resource(name="ひまわり会"), timezone.localdate()
    Outcome.objects.create(participant=Participant.objects.get(code="M-2"), resource=place, started_on=day)
    client.force_login(coordinator)
    page = client.get(reverse("desk_new_hand_over"), {"from": giver.pk})
    assert page.context["form"]["people"].initial == list(
        Participant.objects.exclude(state="ended").values_list("pk", flat=True)
    )
    answer = post(client, giver, taker, ["M-0", "M-1", "M-2"])
    made = HandOver.objects.get()
    assert answer.url == reverse("desk_hand_over", args=[made.pk])
    assert (made.giver, made.taker, made.made_by) == (giver, taker, coordinator)
    assert [case.participant.code for case in made.cases.all()] == ["M-0", "M-1", "M-2"]
    assert list(Participant.objects.filter(in_charge=giver).values_list("code", flat=True)) == ["M-3"]
    assert sorted(Look.objects.filter(action="changed").values_list("code", flat=True)) == ["M-0", "M-1", "M-2"]
    # What is promised and on its way comes along.
    person, soon = Participant.objects.get(code="M-1"), day + dt.timedelta(days=3)
    introduction = begin(person, make_resource(name="花の会"), coordinator, day)
    Introduction.objects.filter(pk=introduction.pk).update(visit_on=soon)
    PromisedCall.objects.create(participant=person, day=soon, about="薬のこと")
    OutreachContact.objects.create(participant=person, day=day, how="visit", received="voice", next_on=soon)
    client.force_login(taker)
    assert client.get(reverse("desk_participant", args=["M-1"])).status_code == 200
    paper = client.get(reverse("desk_hand_over_paper", args=[made.pk]))
    said = pdf_text(paper.content)
    assert [
        word for word in ("M-0", "M-1", "M-2", "ひとこと1", "ひまわり会", "春に去る人", *COMING) if word not in said
    ] == []
    assert sorted(Look.objects.filter(action="printed").values_list("code", flat=True)) == ["M-0", "M-1", "M-2"]
    client.force_login(giver)
    assert client.get(reverse("desk_hand_over", args=[made.pk])).status_code == 404
    assert client.get(reverse("desk_participant", args=["M-1"])).status_code == 403


@pytest.mark.parametrize("who", ["viewer", "manager", "staff", None])
def test_nobody_who_may_not_read_cases_can_take_them(client, coordinator, agency, giver, who):
    client.force_login(coordinator)
    page = post(client, giver, make_user(who, agency), ["M-0"])
    assert page.context["form"].errors.keys() == {"taker"}
    assert not HandOver.objects.exists()


def test_people_of_another_one_or_agency_do_not_come_along(client, coordinator, agency, giver, taker):
    Participant.objects.create(code="N-1", agency=agency)
    Participant.objects.create(code="X-1", agency=make_user("coordinator").memberships.get().agency, in_charge=giver)
    client.force_login(coordinator)
    for codes in (["M-0", "N-1"], ["M-0", "X-1"], []):
        assert post(client, giver, taker, codes).context["form"].errors.keys() == {"people"}
    assert not HandOver.objects.exists()
    assert post(client, None, taker, ["N-1"]).status_code == 302
    assert Participant.objects.get(code="N-1").in_charge == taker


@pytest.mark.parametrize(("asked", "codes"), [("", 5), ("mine", 0), ("none", 1)])
def test_the_list_is_narrowed_by_who_is_in_charge(client, coordinator, agency, giver, asked, codes):
    Participant.objects.create(code="N-1", agency=agency)
    client.force_login(coordinator)
    assert len(client.get(reverse("desk_people"), {"in_charge": asked}).context["people"]) == codes


def test_a_new_case_is_proposed_to_whoever_has_the_area_and_the_fewest_cases(coordinator, agency, giver, taker):
    town, other = make_town(), make_town("押立")
    area = Area.objects.create(system=AreaSystem.objects.create(municipality=town.municipality, name="圏域"), name="北")
    area.towns.add(town)
    assert proposed_in_charge(agency, town) is None
    for user in (giver, taker):
        AreaDuty.objects.create(membership=user.memberships.get(), area=area)
    assert proposed_in_charge(agency, town) == taker
    assert proposed_in_charge(agency, other) is None
    assert proposed_in_charge(agency, None) is None
    taker.memberships.update(role="viewer")
    assert proposed_in_charge(agency, town) == giver


def test_what_must_not_happen_goes_with_the_person_as_far_as_the_reader_may_know(client, coordinator, giver, taker):
    for code, somebody, known_to in (("M-0", "もとの夫", "desk"), ("M-1", "となりの人", "in_charge")):
        person = Participant.objects.get(code=code)
        Limit.objects.create(participant=person, must_not=True, somebody=somebody, known_to=known_to, made_by=giver)
    client.force_login(coordinator)
    post(client, giver, taker, ["M-0", "M-1"])
    text = pdf_text(client.get(reverse("desk_hand_over_paper", args=[HandOver.objects.get().pk])).content)
    assert "もとの夫" in text
    assert "となりの人" not in text
    assert "会わせてはいけない人がいる" in text.replace("\n", "").replace("\r", "")
