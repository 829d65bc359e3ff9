"""The rules of a follow-up: which step an answer belongs to, what follows from it, and what 「電話ですんだ」 ends."""

import datetime as dt

import pytest
from django.utils import timezone

from directory.accounts.links import Link
from matching.casework.follow_up_steps import due_step, step_for, steps_of
from matching.casework.follow_ups import (
    FollowUp,
    HostSays,
    PersonSays,
    Side,
    ask_host,
    record_host,
    record_person,
    silence,
)
from matching.casework.host_requests import Closed, host_records
from matching.casework.introductions import begin
from matching.models import HostRest, Introduction, Outcome, Participant
from tests.factories import ask_agreed, make_consent, make_resource

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
STEPS = [14, 30, 90, 180]
WELL = HostSays("good", "yes")


@pytest.fixture
def outcome(coordinator):
    person = Participant.objects.create(code="M-1", agency=coordinator.memberships.get().agency)
    return Outcome.objects.create(
        participant=person, resource=make_resource(), started_on=TODAY - dt.timedelta(100), recorded_by=coordinator
    )


def test_a_step_that_the_city_leaves_out_is_none():
    assert steps_of({"follow.first": 14, "follow.second": 0, "follow.third": 90, "follow.fourth": 60}) == [14, 60, 90]


@pytest.mark.parametrize(
    ("days", "done", "due", "step"),
    [
        (5, [], None, 5),
        (8, [], None, 14),
        (14, [], 14, 14),
        (20, [14], None, 20),
        (24, [14], None, 30),
        (100, [14], 90, 90),
        (100, [95], None, 100),
        (400, [90], 180, 180),
        (400, [180], None, 400),
    ],
)
def test_an_answer_belongs_to_the_step_that_is_due_or_near_or_to_its_own_day(outcome, days, done, due, step):
    for one in done:
        FollowUp.objects.create(
            outcome=outcome, step=one, side="person", coming="yes", feeling="good",
            done_at=timezone.now(), done_how="telephone",
        )  # fmt: skip
    day = outcome.started_on + dt.timedelta(days)
    assert due_step(outcome, Side.PERSON, STEPS, day) == due
    assert step_for(outcome, Side.PERSON, STEPS, day) == step


def _stops(after, because):
    return PersonSays("stopped", "fair", "", TODAY - dt.timedelta(100 - after), because)


@pytest.mark.parametrize(
    ("step", "says", "stayed", "stage"),
    [
        (30, PersonSays("yes", "good"), None, "joined"),
        (90, PersonSays("sometimes", "hard"), True, "settled"),
        (30, _stops(20, "access"), False, "broken_off"),
        (90, _stops(95, "goal"), True, "ended"),
        (90, _stops(95, "not_fit"), None, "broken_off"),
    ],
)
def test_the_outcome_is_drawn_from_what_the_person_says(outcome, coordinator, step, says, stayed, stage):
    record_person(outcome, step, says, "telephone", coordinator)
    now = Outcome.objects.get()
    assert (now.stayed, now.ended_on, now.introduction.stage) == (stayed, says.ended_on, stage)


def test_a_wrong_end_is_corrected_at_its_step_and_an_older_step_changes_nothing(outcome, coordinator):
    record_person(outcome, 90, _stops(95, "health"), "telephone", coordinator)
    record_person(outcome, 30, PersonSays("yes", "good"), "telephone", coordinator)
    assert Outcome.objects.get().ended_because == "health"
    record_person(outcome, 90, PersonSays("yes", "good"), "telephone", coordinator)
    assert (Outcome.objects.get().stayed, Outcome.objects.get().ended_on) == (True, None)
    assert FollowUp.objects.count() == 2


def test_a_no_stops_every_request_to_the_place_until_it_can_again(outcome, coordinator):
    place, numbers = outcome.resource, {"host.most": 4, "host.days": 30}
    other = Participant.objects.create(code="M-2", agency=outcome.participant.agency)
    one = begin(other, place, coordinator, TODAY)
    record_host(outcome, 30, HostSays("fair", "no"), "telephone", coordinator)
    record_host(outcome, 90, HostSays("fair", "no"), "telephone", coordinator)
    assert host_records([place.pk], TODAY, numbers)[place.pk].refuses
    with pytest.raises(Closed):
        ask_agreed(one, "見学したい方がいます", "telephone", coordinator)
    record_host(outcome, 100, WELL, "telephone", coordinator)
    ask_agreed(one, "見学したい方がいます", "telephone", coordinator)
    assert HostRest.objects.get().lifted_on == TODAY
    assert not host_records([place.pk], TODAY, numbers)[place.pk].refuses


def test_a_link_answers_once_and_ends_with_an_answer_by_telephone(outcome, coordinator):
    with pytest.raises(Closed):
        ask_host(outcome, 90, coordinator)
    make_consent(outcome.participant, outcome.resource)
    for close in (
        lambda: record_host(outcome, 90, WELL, "link"),
        lambda: record_host(outcome, 90, WELL, "telephone", coordinator),
        lambda: silence(outcome, STEPS, coordinator),
        lambda: record_person(outcome, 90, _stops(95, "health"), "telephone", coordinator),
    ):
        FollowUp.objects.all().delete()
        ask_host(outcome, 90, coordinator)
        close()
        assert not Link.objects.alive().exists()
        with pytest.raises(Closed):
            record_host(outcome, 90, HostSays("hard", "no"), "link")
    assert not FollowUp.objects.filter(feeling="hard").exists()


def test_by_telephone_both_sides_of_a_step_are_done_with_a_trace_and_no_side_twice(outcome, coordinator):
    record_person(outcome, 90, PersonSays("yes", "good"), "telephone", coordinator)
    assert silence(outcome, STEPS, coordinator) == 1
    silent = FollowUp.objects.get(side="host")
    assert (silent.step, silent.is_silent, silent.done_by) == (90, True, coordinator)
    assert silence(outcome, STEPS, coordinator) == 0
    assert FollowUp.objects.filter(side="person", is_silent=True).count() == 0
    record_host(outcome, 90, WELL, "telephone", coordinator)
    assert not FollowUp.objects.get(side="host").is_silent, "what is heard later takes its place"
    assert Introduction.objects.count() == 1


def test_an_older_answer_that_is_corrected_does_not_say_what_the_host_can_take_now(outcome, coordinator):
    record_host(outcome, 90, HostSays("good", "no"), "telephone", coordinator)
    record_host(outcome, 14, WELL, "telephone", coordinator)
    assert HostRest.objects.holding().count() == 1
    record_host(outcome, 90, WELL, "telephone", coordinator)
    assert not HostRest.objects.holding().exists()
