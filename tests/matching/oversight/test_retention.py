"""Retention: who is due, that only a signed list is carried out, and what is left of it."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from matching.cases.hand_overs import hand_over
from matching.cases.new_cases import open_case
from matching.cases.support_meetings import convene
from matching.casework.plans import Step, make_plan
from matching.models import (
    Anonymisation,
    FollowUp,
    HandedOver,
    HostRequest,
    Identity,
    Introduction,
    Look,
    MeetingMember,
    MeetingRecord,
    NeedsSheet,
    Outcome,
    OutreachContact,
    Participant,
    PromisedCall,
    SupportMeeting,
    SupportPlan,
)
from matching.oversight.retention import due_people
from matching.oversight.seals import broken_looks, seal_looks
from tests.factories import make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
APRIL = dt.date(2032, 4, 1)
GONE = (
    *(Identity, NeedsSheet, HandedOver, HostRequest, SupportPlan, PromisedCall, OutreachContact),
    *(SupportMeeting, MeetingMember, MeetingRecord),
)
"""Tables of which no row is left."""
JST = dt.timezone(dt.timedelta(hours=9))


@pytest.fixture
def worker():
    return make_user("coordinator", name="山田花子")


@pytest.fixture
def agency(worker):
    return worker.memberships.get().agency


@pytest.fixture
def person(worker, agency):
    """Somebody who ended in May 2026, with all that a person has."""
    with time_machine.travel(dt.datetime(2026, 5, 10, 9, tzinfo=JST), tick=False):
        person = open_case(
            agency, make_town(), None, "柿の木", {"name": "夕凪 春子", "telephone": "042-000-1234"}, worker
        )
        NeedsSheet.objects.create(participant=person, facts={"age": 70}, recorded_on=dt.date(2026, 5, 1))
        Outcome.objects.create(
            participant=person, resource=make_resource(), started_on=dt.date(2026, 5, 1), stayed=True
        )
        one = Introduction.objects.get()
        one.door = "柿の木の門"
        one.save()
        HostRequest.objects.create(introduction=one, text="柿の木", digest="0", how="telephone")
        FollowUp.objects.create(outcome=one.outcome, step=1, side="person", said="柿の木")
        day = dt.date(2026, 5, 1)
        days = {"made_on": day, "until_on": day, "review_on": day}
        make_plan(person, {"wish": "柿の木", "problems": "a", "short_goal": "b"} | days, [Step("a", "b")], worker)
        PromisedCall.objects.create(participant=person, day=day, about="柿の木")
        OutreachContact.objects.create(
            participant=person, day=day, how="visit", received="none", said="柿の木", next_on=day
        )
        meeting = convene(person, agency, "柿の木", worker, day)
        MeetingRecord.objects.create(meeting=meeting, held_on=day, text="柿の木")
        Look.objects.create(user=worker, participant=person, action="seen", what="一覧")
        hand_over(agency, None, worker, [person], "year", worker)
        Participant.objects.update(state="ended", ended_on=dt.date(2026, 5, 10))
    return person


def retention(*arguments: str, day: dt.date = APRIL) -> str:
    said = io.StringIO()
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), JST), tick=False):
        call_command("retention", *arguments, stdout=said)
    return said.getvalue()


def mark_in(said: str) -> str:
    return said.split("しるし: ")[1].split()[0]


@pytest.mark.parametrize(
    ("ended_on", "facts", "years", "first_due"),
    [
        (dt.date(2026, 5, 10), {}, 5, dt.date(2032, 4, 1)),
        (dt.date(2027, 3, 31), {}, 5, dt.date(2032, 4, 1)),
        (dt.date(2027, 4, 1), {}, 5, dt.date(2033, 4, 1)),
        (dt.date(2026, 5, 10), {}, 10, dt.date(2037, 4, 1)),
        (dt.date(2026, 5, 10), {"is_held": True}, 5, None),
        (dt.date(2026, 5, 10), {"state": "settled"}, 5, None),
        (None, {}, 5, None),
    ],
)
def test_the_time_is_counted_from_the_april_after_the_end(agency, settings, ended_on, facts, years, first_due):
    settings.RETENTION_YEARS = years
    Participant.objects.create(**{"code": "M-1", "agency": agency, "state": "ended", "ended_on": ended_on} | facts)
    if first_due is None:
        assert not due_people(dt.date(2099, 12, 31)).exists()
        return
    assert not due_people(first_due - dt.timedelta(days=1)).exists()
    assert due_people(first_due).exists()


def test_the_list_changes_nothing_and_the_signed_one_leaves_what_counts(client, worker, agency, person):
    seal_looks(dt.datetime(2026, 5, 20, tzinfo=JST))
    said = retention()
    assert "M-0001" in said
    assert "夕凪" not in said
    assert Identity.objects.exists()
    assert "1人" in retention("--carry-out", mark_in(said))
    left = Participant.objects.get()
    assert (left.state, left.ended_on, left.agency, left.anonymised_on) == (
        "ended",
        dt.date(2026, 5, 10),
        agency,
        APRIL,
    )
    assert (left.note, left.town, left.in_charge, left.named) == ("", None, None, "")
    assert not left.code.startswith("M-")
    assert [table._meta.label for table in GONE if table.objects.exists()] == []
    assert Outcome.objects.get().stayed
    assert (Introduction.objects.get().stage, Introduction.objects.get().door) == ("settled", "")
    assert (Anonymisation.objects.get().people, Anonymisation.objects.get().years) == (1, 5)
    assert {look.participant for look in Look.objects.all()} == {None}
    assert "changed" in Look.objects.filter(code="M-0001").values_list("action", flat=True)
    assert list(broken_looks()) == []
    client.force_login(worker)
    assert client.get(reverse("desk_participant", args=[left.code])).status_code == 403
    assert list(client.get(reverse("desk_people")).context["people"]) == []
    assert dict(client.get(reverse("desk_numbers")).context["states"])["支援を終えた"] == "5人未満"
    assert "いません" in retention()


def test_another_list_than_the_signed_one_is_refused_as_a_whole(agency, person):
    mark = mark_in(retention())
    Participant.objects.create(code="M-2", agency=agency, state="ended", ended_on=dt.date(2025, 1, 1))
    for wrong in (mark, "0" * 12):
        with pytest.raises(CommandError, match="何も消していません"):
            retention("--carry-out", wrong)
    assert not Anonymisation.objects.exists()
    assert Identity.objects.exists()


def test_a_number_is_never_given_again(agency, worker, person):
    retention("--carry-out", mark_in(retention()))
    assert open_case(agency, None, None, "", {"name": "べつの人"}, worker).code == "M-0002"


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"state": "ended", "ended_on": "2026-05-10"}, None),
        ({"state": "ended"}, "ended_on"),
        ({"state": "ended", "ended_on": "2099-01-01"}, "ended_on"),
        ({"state": "waiting", "is_held": "on"}, "held_because"),
        ({"state": "ended", "ended_on": "2026-05-10", "is_held": "on", "held_because": "裁判のため"}, None),
    ],
)
def test_support_is_ended_with_its_day_and_held_with_a_reason(client, worker, agency, sent, error):
    person = Participant.objects.create(code="M-1", agency=agency)
    client.force_login(worker)
    answer = client.post(reverse("desk_end", args=["M-1"]), sent)
    if error:
        assert answer.context["form"].errors.keys() == {error}
        return
    person.refresh_from_db()
    assert (person.state, person.ended_on) == ("ended", dt.date(2026, 5, 10))
    client.post(reverse("desk_end", args=["M-1"]), {"state": "waiting", "ended_on": "2026-05-10"})
    person.refresh_from_db()
    assert (person.state, person.ended_on, person.is_held) == ("waiting", None, False)
