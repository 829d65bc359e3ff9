"""The numbers of matching: tried before they hold, and never changed backwards."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from cms.permissions.roles import APPROVERS
from matching.engine.weight_limits import NAMES_WITHOUT_ZERO, why_not
from matching.models import Look, NeedsSheet, Number, Participant
from matching.proposals.weight_rows import weights_on
from tests.factories import make_agency, make_municipality, make_place, make_resource, make_user

NAME = "weight.interest"


@pytest.fixture
def approver(client, staff):
    staff.groups.add(Group.objects.get(name=APPROVERS))
    client.force_login(staff)
    return client


def _waiting(agency, code="M-1", **facts):
    person = Participant.objects.create(code=code, agency=agency)
    facts = {"municipality": 132250, "lat": 35.604, "lng": 139.489, "stage": "go_out", "goal": "belong"} | facts
    NeedsSheet.objects.create(participant=person, facts=facts, recorded_on=timezone.localdate())


def test_a_value_is_tried_on_ones_own_people_who_wait_and_nothing_is_stored(approver, staff):
    make_resource(name="お茶の会", activities=["tea"], stages=["work"])
    make_resource(name="見学の会", activities=["crafts"], stages=["go_out", "belong"])
    _waiting(staff.memberships.get().agency, interests={"want": ["tea"]})
    _waiting(make_agency(), "X-9", interests={"want": ["tea"]})
    now = weights_on(timezone.localdate())[NAME]
    pages = {value: approver.get(reverse("number", args=[NAME]), {"value": value}) for value in (now, 0)}
    effects = {value: page.context["effect"][0] for value, page in pages.items()}
    assert [(moved.people, moved.first) for moved in effects.values()] == [(1, 0), (1, 1)]
    page = pages[0]
    assert Number.objects.filter(name=NAME).count() == 1
    assert "M-1" not in page.content.decode()
    assert set(Look.objects.values_list("user", "code", "what")) == {(staff.pk, "M-1", "マッチングの数字をためす")}


def test_a_new_value_holds_from_its_day_and_old_lists_can_be_made_again(approver):
    today = timezone.localdate()
    before = weights_on(today)[NAME]
    answer = approver.post(
        reverse("number", args=[NAME]), {"value": "0.5", "valid_from": today.isoformat(), "source": "振り返り会議"}
    )
    assert answer.status_code == 302
    assert weights_on(today)[NAME] == 0.5
    assert weights_on(today - dt.timedelta(1))[NAME] == before


@pytest.mark.parametrize("wrong", [{"value": "-1"}, {"value": "たくさん"}, {"source": ""}, {"valid_from": "来月"}])
def test_what_makes_no_sense_is_refused_and_the_form_comes_back(approver, wrong):
    said = {"value": "0.5", "valid_from": "2026-12-01", "source": "会議"} | wrong
    answer = approver.post(reverse("number", args=[NAME]), said)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == set(wrong)
    assert Number.objects.filter(name=NAME).count() == 1


def test_only_approvers_may_change_the_numbers(client, staff, coordinator):
    for user in (staff, coordinator, make_user()):
        client.force_login(user)
        for send in (client.get, client.post):
            assert send(reverse("number", args=[NAME]), {"value": "9"}).status_code == 302
    assert Number.objects.filter(name=NAME).count() == 1


def test_the_preview_names_no_place_that_the_user_may_not_see(approver, staff):
    other = make_municipality("132241", "多摩市")
    place = make_place(municipality=other)
    near = {"stages": ["go_out", "belong"], "visibility": "supporters"}
    make_resource(name="よその会社", activities=["crafts"], place=place, **near)
    make_resource(name="うちの会社", activities=["crafts"], **near)
    for number in range(6):
        make_resource(name=f"お茶の会{number}", activities=["tea"], stages=["work"])
    _waiting(staff.memberships.get().agency, interests={"want": ["tea"]}, travel={"max_minutes": 60})
    page = approver.get(reverse("number", args=[NAME]), {"value": 0})
    named = {resource.name for resource, _ in page.context["effect"][1]}
    assert "うちの会社" in named
    assert "よその会社" not in page.content.decode()
    staff.is_superuser = True
    staff.save()
    page = approver.get(reverse("number", args=[NAME]), {"value": 0})
    assert "よその会社" in page.content.decode(), "it does rise"


@pytest.mark.parametrize("name", NAMES_WITHOUT_ZERO)
def test_zero_is_refused_where_it_divides_with_a_sentence_of_its_own(approver, name):
    said = {"value": "0", "valid_from": "2026-12-01", "source": "会議"}
    answer = approver.post(reverse("number", args=[name]), said)
    [reason] = answer.context["form"].errors["value"]
    assert "0にできません" in reason
    assert reason == why_not(name, 0)
    assert 'value="0"' in answer.content.decode()
    tried = approver.get(reverse("number", args=[name]), {"value": "0"})
    assert tried.context["effect"] is None
    with pytest.raises(ValidationError, match="0にできません"):
        Number(name=name, label="x", **said | {"value": 0.0}).full_clean()
    with pytest.raises(IntegrityError):
        Number.objects.create(name=name, label="x", **said | {"value": 0.0})


def test_a_value_that_cannot_hold_with_the_others_is_refused(approver):
    today = timezone.localdate()
    full = weights_on(today)["freshness.full_days"]
    said = {"value": str(full), "valid_from": today.isoformat(), "source": "会議"}
    answer = approver.post(reverse("number", args=["freshness.none_days"]), said)
    assert "大きくしてください" in answer.context["form"].errors["value"][0]
    for name in [one for one in weights_on(today).values if one.startswith("weight.")]:
        answer = approver.post(reverse("number", args=[name]), said | {"value": "0"})
    assert "ぜんぶ0" in answer.context["form"].errors["value"][0]
