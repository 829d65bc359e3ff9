"""What outcomes say about the weights, in the admin: a person tries one proposal and takes it over, or does not."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from cms.permissions.roles import APPROVERS
from matching.models import NeedsSheet, Number, Outcome, Participant
from matching.proposals.weight_rows import weights_on
from tests.cms.html_forms import filled
from tests.factories import make_agency, make_resource, make_town, make_user


def _outcomes(number):
    place, agency, town = make_resource(referral="open"), make_agency(), make_town()
    people = Participant.objects.bulk_create(
        Participant(code=f"M-{i}", agency=agency, town=town, state="settled") for i in range(number)
    )
    start = dt.date(2026, 3, 1)
    NeedsSheet.objects.bulk_create(NeedsSheet(participant=person, recorded_on=start) for person in people)
    Outcome.objects.bulk_create(
        Outcome(participant=person, resource=place, started_on=start, stayed=i % 3 > 0)
        for i, person in enumerate(people)
    )


@pytest.fixture
def approver(client, staff):
    staff.groups.add(Group.objects.get(name=APPROVERS))
    client.force_login(staff)
    return client


def test_a_proposal_leads_to_the_form_with_its_trial_and_only_a_person_takes_it_over(approver):
    _outcomes(30)
    numbers, today = Number.objects.count(), timezone.localdate()
    page = approver.get(reverse("learning"))
    name, proposed, form = next(row for row in page.context["rows"] if row[1].cases)
    assert name in page.content.decode()
    assert page.content.decode().count("ためして決める") == sum(row[1].cases > 0 for row in page.context["rows"])
    assert Number.objects.count() == numbers
    trial = approver.get(form)
    assert trial.context["effect"] is not None
    assert Number.objects.count() == numbers
    approver.post(reverse("number", args=[f"weight.{proposed.criterion}"]), filled(trial, "number"))
    assert Number.objects.count() == numbers + 1
    assert weights_on(today).of(proposed.criterion) == proposed.value
    assert re.match("参加のその後 30件から", Number.objects.order_by("pk").last().source)


def test_below_thirty_the_page_says_so_and_proposes_nothing(approver):
    _outcomes(29)
    page = approver.get(reverse("learning"))
    assert page.context["rows"] == []
    assert "記録が30件になるまで" in page.content.decode()
    assert "29件" in page.content.decode()


def test_only_approvers_see_it(client, staff, coordinator):
    for user in (staff, coordinator, make_user()):
        client.force_login(user)
        assert client.get(reverse("learning")).status_code == 302
