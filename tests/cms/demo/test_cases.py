"""The demonstration has cases in every stage, and loading it again adds nothing."""

import pytest
from django.apps import apps
from django.utils import timezone

from cms.demo.cases import load_sample_cases
from cms.demo.real_data import real_data
from cms.demo.sample_desk import SampleDesk
from directory.imports.city_fixtures import load_sample_town
from matching.cases.sample import load_sample_people
from matching.casework.introductions import Stage
from matching.casework.today import Today
from matching.models import Introduction, MeetingMember, Participant, Presence
from matching.proposals.weight_rows import weights_on
from tests.factories import make_agency, make_user

pytestmark = pytest.mark.django_db
SHOWN = {"visit", "question", "agreed", "again", "waiting", "unasked", "quiet"}
"""Kinds of lines of Today about introductions; a place that pauses is of the sample of the portal."""

FILLED = (
    "Draft",
    "LineAnswer",
    "HandOver",
    "Household",
    "HouseholdRule",
    "Limit",
    "CallAnswer",
    "OutreachContact",
    "Minutes",
    "MeetingStep",
    "YearGoal",
    "GapTask",
)
"""Tables that have something to show on a screen of their own."""


def rows() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in apps.get_app_config("matching").get_models()}


def test_every_stage_has_somebody_and_twice_is_once():
    today = timezone.localdate()
    town = load_sample_town(today).municipality
    agency = make_agency(municipality=town)
    coordinator, counsellor = (make_user(role, agency, is_sample=True) for role in ("coordinator", "counsellor"))
    load_sample_people(agency, today, (coordinator, counsellor))
    make_user("coordinator", make_agency(kind="city", municipality=town), is_sample=True)
    desk = SampleDesk(agency, coordinator, counsellor, today)
    load_sample_cases(desk)
    assert set(Introduction.objects.values_list("stage", flat=True)) == set(Stage)
    states = Participant.objects.with_state_now().values_list("state_now", flat=True)
    assert set(states) == {"waiting", "settled", "ended"}
    assert {kind for kind, *_ in Today(Participant.objects.all(), today, weights_on(today)).counts} >= SHOWN
    assert [name for name in FILLED if not rows()[name]] == []
    for one in MeetingMember.objects.select_related("meeting"):
        assert timezone.localdate(one.acknowledged_at) == one.meeting.begun_on
    for one in Presence.objects.exclude(acknowledged_at=None).select_related("sitting"):
        assert timezone.localdate(one.acknowledged_at) == one.sitting.held_on
    assert "本人" not in real_data()
    before = rows()
    load_sample_cases(desk)
    assert rows() == before
