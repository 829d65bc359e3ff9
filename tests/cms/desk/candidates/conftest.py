"""One person of a coordinator, and places that fit."""

import pytest
from django.utils import timezone

from matching.models import Identity, NeedsSheet, Participant
from tests.factories import make_resource, make_town


@pytest.fixture
def person(coordinator):
    person = Participant.objects.create(
        code="M-001", agency=coordinator.memberships.get().agency, town=make_town(), in_charge=coordinator
    )
    Identity.objects.create(participant=person, name="夕凪 春子", telephone="042-000-1234")
    facts = {
        "age": 70,
        "targets": ["older"],
        "stage": "go_out",
        "interests": {"want": ["tea"]},
        "needs": ["wheelchair"],
    }
    NeedsSheet.objects.create(participant=person, facts=facts, recorded_on=timezone.localdate())
    return person


@pytest.fixture
def place(person):
    """Of its wheelchair access, seats and whom it takes nobody knows anything."""
    contact = {"kind": "telephone", "value": "042-377-0000", "note": "平日9時〜17時", "person": "山本"}
    return make_resource(name="ひまわりサロン", activities=["tea"], stages=["go_out"], contacts=[contact])
