"""A person, the city's coordinator, and meetings of both laws about them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.cases.support_meetings import acknowledge, convene
from matching.casework.meetings.sittings import promise_today
from matching.models import Identity, MeetingMember, Participant, Sitting
from tests.factories import make_agency, make_consent, make_user

TODAY = timezone.localdate()
NAME = "夕凪 春子"


@pytest.fixture
def person(db):
    person = Participant.objects.create(code="M-0001", agency=make_agency())
    Identity.objects.create(participant=person, name=NAME, reading="ゆうなぎ はるこ")
    return person


@pytest.fixture
def owner(person):
    """The coordinator of the agency that received the person."""
    return make_user("coordinator", person.agency)


@pytest.fixture
def city(person):
    return make_user("coordinator", make_agency(kind="city", municipality=person.agency.municipality))


@pytest.fixture
def with_consent(person, owner):
    """A 重層的支援会議 that the owner opened and promised."""
    make_consent(person, allows_meeting=True)
    return _opened(person, owner, "consent", "多機関協働会議")


@pytest.fixture
def compartment(person, city):
    """A 支援会議 that the city opened and promised."""
    return _opened(person, city, "without", "地域ケア会議")


def _opened(person, by, law, name):
    meeting = convene(person, by.memberships.get().agency, "会えない", by, TODAY, law, name)
    acknowledge(meeting, by)
    return meeting


def name_member(meeting, user=None, name="弁護士の 佐藤", **facts):
    """Somebody who has promised; without a user, an expert from outside."""
    facts = {"acknowledged_at": timezone.now(), "post": "所属"} | facts
    return MeetingMember.objects.create(meeting=meeting, user=user, name=str(user) if user else name, **facts)


def day_of(meeting, held_on=TODAY, agenda="これから"):
    """A day of a meeting, for which all members have promised."""
    one = Sitting.objects.create(meeting=meeting, held_on=held_on, agenda=agenda)
    for member in MeetingMember.objects.filter(meeting=meeting):
        promise_today(one, member)
    return one


def minutes_of(sitting, steps=(), **facts):
    """What is sent to write the minutes; `steps` are (member, role, what, until)."""
    sent = {"text": "話した", "decision": "made", "seen": 0}
    sent["attended"] = [one.pk for one in MeetingMember.objects.filter(meeting=sitting.meeting, left_on=None)]
    for member, role, what, until in steps:
        sent |= {f"role_{member.pk}": role, f"what_{member.pk}": what, f"until_{member.pk}": until}
    return sent | facts


def page(sitting):
    return reverse("desk_sitting", args=[sitting.pk])
