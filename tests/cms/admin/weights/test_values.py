"""The numbers of matching: tried before they hold, and never changed backwards."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from cms.permissions.roles import APPROVERS
from matching.models import NeedsSheet, Number, Participant
from matching.proposals.weight_rows import weights_on
from tests.factories import make_agency, make_resource, make_user

NAME = "weight.interest"


@pytest.fixture
def approver(client, staff):
    staff.groups.add(Group.objects.get(name=APPROVERS))
    client.force_login(staff)
    return client


def _waiting(**facts):
    person = Participant.objects.create(code="M-1", agency=make_agency())
    facts = {"municipality": 132250, "lat": 35.604, "lng": 139.489, "stage": "go_out", "goal": "belong"} | facts
    NeedsSheet.objects.create(participant=person, facts=facts, recorded_on=timezone.localdate())


def test_a_value_is_tried_on_everyone_who_waits_and_nothing_is_stored(approver):
    make_resource(name="お茶の会", activities=["tea"], stages=["work"])
    make_resource(name="見学の会", activities=["crafts"], stages=["go_out", "belong"])
    _waiting(interests={"want": ["tea"]})
    now = weights_on(timezone.localdate())[NAME]
    pages = {value: approver.get(reverse("number", args=[NAME]), {"value": value}) for value in (now, 0)}
    effects = {value: page.context["effect"][0] for value, page in pages.items()}
    assert [(moved.people, moved.first) for moved in effects.values()] == [(1, 0), (1, 1)]
    page = pages[0]
    assert Number.objects.filter(name=NAME).count() == 1
    assert "M-1" not in page.content.decode()


def test_a_new_value_holds_from_its_day_and_old_lists_can_be_made_again(approver):
    today = timezone.localdate()
    before = weights_on(today)[NAME]
    answer = approver.post(
        reverse("number", args=[NAME]), {"value": "0.5", "valid_from": today.isoformat(), "source": "振り返り会議"}
    )
    assert answer.status_code == 302
    assert weights_on(today)[NAME] == 0.5
    assert weights_on(today - dt.timedelta(1))[NAME] == before


@pytest.mark.parametrize("wrong", [{"value": "-1"}, {"value": "たくさん"}, {"source": ""}, {"valid_from": "あした"}])
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
