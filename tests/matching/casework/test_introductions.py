"""Introductions: where they may go, what a host's answer leads to, and that outcomes and introductions never contradict each other."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.accounts.links import Link
from directory.models import Report
from matching.casework.host_requests import CONSEQUENCES, Closed, Reason, Reply, answer, host_records
from matching.casework.introductions import MOVES, Introduction, NotAllowed, Stage, begin, move
from matching.models import HostRequest, NeedsSheet, Outcome, Participant
from matching.proposals.ranked_lists import matching_for, people_suited, proposal_for
from tests.factories import ask_agreed, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def worker():
    return make_user("coordinator")


@pytest.fixture
def introduction(worker):
    agency = worker.memberships.get().agency
    person = Participant.objects.create(code="M-0001", agency=agency, town=make_town())
    NeedsSheet.objects.create(participant=person, facts={"age": 70}, recorded_on=TODAY)
    return begin(person, make_resource(name="ひまわりサロン", referral="open"), worker, TODAY)


@pytest.mark.parametrize("to", [Stage.VISIT, Stage.TRIAL, Stage.JOINED, Stage.SETTLED, Stage.BROKEN_OFF, Stage.ENDED])
@pytest.mark.parametrize("at", [Stage.ASKED, Stage.VISIT, Stage.TRIAL, Stage.BROKEN_OFF])
def test_it_moves_as_the_table_says_and_takes_part_by_an_outcome_alone(introduction, at, to):
    if at != Stage.ASKED:
        move(introduction, at, TODAY, "person" if at == Stage.BROKEN_OFF else "")
    if to in MOVES[at] and to != Stage.JOINED:
        move(introduction, to, TODAY, "person")
        assert Introduction.objects.get().stage == to
    else:
        with pytest.raises(NotAllowed):
            move(introduction, to, TODAY, "person")
        assert Introduction.objects.get().stage == at


@pytest.mark.parametrize(
    "half",
    [
        {"ended_on": TODAY},
        {"ended_because": "person"},
        {"stage": "ended"},
        {"stage": "broken_off", "ended_on": TODAY},
        {"stage": "visit", "ended_on": TODAY, "ended_because": "person"},
        {"stage": "joined"},
        {"stage": "ended", "ended_on": TODAY - dt.timedelta(1), "ended_because": "person"},
    ],
)
def test_the_database_takes_no_half_end_and_no_start_without_a_day(introduction, half):
    with pytest.raises(IntegrityError), transaction.atomic():
        Introduction.objects.update(**half)


OUTCOMES = [
    ({}, Stage.JOINED),
    ({"stayed": True}, Stage.SETTLED),
    ({"stayed": True, "ended_on": TODAY, "ended_because": "goal"}, Stage.ENDED),
    ({"ended_on": TODAY, "ended_because": "not_fit"}, Stage.BROKEN_OFF),
]


@pytest.mark.parametrize(("facts", "stage"), OUTCOMES)
def test_it_follows_its_outcome_forth_and_back(introduction, worker, facts, stage):
    pair = {"participant": introduction.participant, "resource": introduction.resource}
    asked, _ = ask_agreed(introduction, "見学したい方がいます", "link", worker)
    outcome = Outcome.objects.create(**pair, started_on=TODAY, **facts)
    followed = Introduction.objects.get()
    assert (followed.pk, followed.outcome, followed.stage) == (introduction.pk, outcome, stage)
    assert (followed.ended_on, followed.ended_because) == (outcome.ended_on, outcome.ended_because)
    assert Link.objects.get().why_dead(), "nobody waits for the answer any more"
    with pytest.raises(Closed):
        answer(asked, Reply("yes"))
    outcome.stayed, outcome.ended_on, outcome.ended_because = None, None, ""
    outcome.save()
    assert Introduction.objects.get().stage == Stage.JOINED


def test_who_went_without_being_introduced_has_an_introduction_all_the_same_and_it_outlives_the_listing(introduction):
    other = make_resource(name="あさがお")
    Outcome.objects.create(participant=introduction.participant, resource=other, started_on=TODAY)
    other.delete()
    introduction.resource.delete()
    rows = Introduction.objects.order_by("pk")
    assert [(one.place_name, one.stage) for one in rows] == [("ひまわりサロン", "asked"), ("あさがお", "joined")]


CONSEQUENCE_OF = {
    Reason.FULL: ("broken_off", "full", None, ["空きがない"], True),
    Reason.LATER: ("asked", "", TODAY + dt.timedelta(30), [], True),
    Reason.REFUSED: ("broken_off", "refused", None, [], False),
    Reason.WRONG: ("broken_off", "wrong", None, ["木曜です"], True),
}


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_has_its_one_consequence(introduction, worker, reason):
    stage, because, again_on, told, is_proposed = CONSEQUENCE_OF[reason]
    asked, _ = ask_agreed(introduction, "見学したい方がいます", "link", worker)
    answer(asked, Reply("no", reason, "木曜です", TODAY + dt.timedelta(30)))
    found = Introduction.objects.get()
    assert (found.stage, found.ended_because, found.ask_again_on) == (stage, because, again_on)
    reports = [report.said for report in Report.objects.waiting()]
    assert len(reports) == len(told)
    assert all(words in said for words, said in zip(told, reports, strict=True))
    person, key = introduction.participant, introduction.resource_id
    matching = matching_for(person, TODAY)
    assert (len(matching) == 1) is is_proposed
    assert [one.key for one in matching.exclusions() if one.criterion == "refused"] == ([] if is_proposed else [key])
    assert bool(people_suited(key, Participant.objects.all(), TODAY)) is is_proposed
    _, seats = proposal_for(Participant.objects.all(), TODAY)
    # Who is asked about again on a day is introduced there still, and gets no second seat.
    assert bool(seats.placed) is (is_proposed and reason != Reason.LATER)
    assert CONSEQUENCES[reason]


def test_a_link_is_used_once_and_the_newest_request_is_the_one_to_answer(introduction, worker):
    first, _ = ask_agreed(introduction, "はじめの文", "link", worker)
    second, _ = ask_agreed(introduction, "つぎの文", "link", worker)
    for closed in (first, second, second):
        if closed == second and not HostRequest.objects.exclude(answer="").exists():
            answer(second, Reply("yes"))
        else:
            with pytest.raises(Closed):
                answer(closed, Reply("yes"))
    assert [(one.text, one.is_as_sent) for one in HostRequest.objects.all()] == [
        ("つぎの文", True),
        ("はじめの文", True),
    ]


def test_staff_who_heard_the_answer_close_the_link(introduction, worker):
    asked, secret = ask_agreed(introduction, "見学したい方がいます", "link", worker)
    answer(asked, Reply("question", said="車いすですか"), worker)
    asked.refresh_from_db()
    assert (asked.answered_how, asked.answered_by) == ("telephone", worker)
    assert Link.objects.of_token(secret.token).why_dead()


def test_a_host_asked_too_often_rests_and_is_told_apart_by_its_answers(introduction, worker):
    place = introduction.resource_id
    for _ in range(3):
        ask_agreed(introduction, "見学したい方がいます", "telephone", worker)
    now = timezone.now()
    HostRequest.objects.filter(pk=HostRequest.objects.first().pk).update(
        asked_at=now - dt.timedelta(days=3), answer="yes", answered_at=now, answered_how="telephone"
    )
    assert host_records([place], TODAY, {"host.most": 3, "host.days": 30})[place].rests
    assert not host_records([place], TODAY, {"host.most": 4, "host.days": 30})[place].rests
    assert host_records([place], TODAY, {"host.most": 3, "host.days": 30})[place].days == 3.0
    assert host_records([place], TODAY + dt.timedelta(40), {"host.most": 3, "host.days": 30}) == {}
