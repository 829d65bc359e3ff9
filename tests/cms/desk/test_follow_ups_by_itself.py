"""Hosts are asked by mail how it goes on the day of a step, by themselves, and not where anything says that they are not."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.jobs import ask_hosts
from cms.mail.queue import Mail
from directory.publishing.append_only import rewriting_allowed
from directory.upkeep.bounces import Bounce, record_bounces
from matching.casework.follow_ups import HostSays, ask_host, record_host, silence
from matching.casework.withdrawal import withdraw
from matching.models import FollowUp, Identity, Look, Number, Outcome, Participant
from tests.factories import make_consent, make_resource

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
STEPS = [14, 30, 90, 180]
MAIL = {"kind": "email", "value": "salon@example.jp", "is_public": True}


@pytest.fixture
def outcome(coordinator):
    agency = coordinator.memberships.get().agency
    person = Participant.objects.create(code="M-0001", agency=agency, note="ひみつの柿の木")
    Identity.objects.create(participant=person, name="夕凪 春子", telephone="042-000-1234")
    place = make_resource(name="ひまわりサロン", contacts=[MAIL])
    make_consent(person, place)
    return Outcome.objects.create(participant=person, resource=place, started_on=TODAY - dt.timedelta(92))


def test_a_host_is_asked_once_by_a_mail_that_says_nothing_of_anybody(desk, client, outcome):
    assert [ask_hosts(TODAY), ask_hosts(TODAY), ask_hosts(TODAY + dt.timedelta(1))] == [1, 0, 0]
    mail, row = Mail.objects.get(), FollowUp.objects.get()
    assert (mail.to, row.step, row.side, row.asked_by) == ("salon@example.jp", 90, "host", None)
    assert [word for word in ("M-0001", "夕凪", "柿の木", "042-000-1234") if word in mail.subject + mail.text] == []
    assert Look.objects.filter(user=None, code="M-0001").count() == 1
    assert "ひとりでに" in desk.get(reverse("desk_follow_up", args=["M-0001", outcome.pk])).content.decode()
    address = next(word for word in mail.text.split() if word.startswith("http"))
    client.logout()
    client.post(address, {"host-feeling": "good", "host-again": "yes", "host-said": ""})
    assert FollowUp.objects.get().again == "yes"


@pytest.mark.parametrize(
    ("days", "asked"), [(13, 0), (14, 1), (21, 1), (22, 0), (30, 1), (97, 1), (98, 0), (187, 1), (400, 0)]
)
def test_it_is_asked_on_the_day_of_a_step_or_the_days_after_it(outcome, days, asked):
    Outcome.objects.update(started_on=TODAY - dt.timedelta(days))
    assert ask_hosts(TODAY) == asked


def _silenced(outcome, by):
    silence(outcome, STEPS, by)


def _heard(outcome, by):
    record_host(outcome, 90, HostSays("good", "yes"), "telephone", by)


def _sent(outcome, by):
    ask_host(outcome, 90, by)


def _withdrawn(outcome, by):
    withdraw(outcome.participant, outcome.participant.consents.all(), TODAY, by)


def _run_out(outcome, by):
    with rewriting_allowed():
        outcome.participant.consents.update(given_on=TODAY - dt.timedelta(9), expires_on=TODAY - dt.timedelta(1))


def _of_the_city(outcome, by):
    _set_to_0("follow.mail")


def _without_steps(outcome, by):
    _set_to_0("follow.first", "follow.second", "follow.third", "follow.fourth")


def _set_to_0(*names):
    for name in names:
        Number.objects.create(name=name, value=0, label=name, source="市", valid_from=TODAY)


def _left(outcome, by):
    Outcome.objects.update(ended_on=TODAY, ended_because="health")


def _support_ended(outcome, by):
    Participant.objects.update(state="ended", ended_on=TODAY)


def _invented(outcome, by):
    Participant.objects.update(is_sample=True)


def _gone(outcome, by):
    outcome.resource.unpublish()


def _without_address(outcome, by):
    outcome.resource.contacts.all().delete()


def _bounced(outcome, by):
    record_bounces([Bounce("salon@example.jp", "5.1.1", "no such user")])


@pytest.mark.parametrize(
    "silent",
    [
        _silenced,
        _heard,
        _sent,
        _withdrawn,
        _run_out,
        _of_the_city,
        _without_steps,
        _left,
        _support_ended,
        _invented,
        _gone,
        _without_address,
        _bounced,
    ],
)
def test_nothing_goes_out_where_it_is_silenced(outcome, coordinator, silent):
    silent(outcome, coordinator)
    before = FollowUp.objects.filter(asked_at__isnull=False).count()
    assert ask_hosts(TODAY) == 0
    assert (Mail.objects.count(), FollowUp.objects.filter(asked_at__isnull=False).count()) == (0, before)


def test_a_step_that_was_silent_does_not_silence_the_next_one(outcome, coordinator):
    silence(outcome, STEPS, coordinator)
    make_consent(outcome.participant, outcome.resource, expires_on=TODAY + dt.timedelta(300))
    assert ask_hosts(outcome.started_on + dt.timedelta(180)) == 1
