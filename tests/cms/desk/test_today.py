"""Today: each line is there for its reason, and goes when what it says is done; nobody sees another's people."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from directory.changes.closures import pause
from directory.publishing.append_only import rewriting_allowed
from matching.cases.support_meetings import acknowledge, convene
from matching.casework.due.kinds import KINDS
from matching.casework.follow_ups import PersonSays, record_person
from matching.casework.host_requests import HostRequest, Reply, answer
from matching.casework.introductions import begin, move
from matching.casework.plans import make_plan
from matching.casework.today import Today
from matching.models import (
    Identity,
    Introduction,
    Look,
    MeetingStep,
    Minutes,
    NeedsSheet,
    Outcome,
    OutreachContact,
    Participant,
    PromisedCall,
    ReferralSheet,
    Sitting,
    SupportMeeting,
)
from matching.proposals.weight_rows import weights_on
from tests.factories import ask_agreed, make_agency, make_consent, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
QUERIES = 23
TOMORROW = TODAY + dt.timedelta(1)


@pytest.fixture
def world(client, coordinator):
    client.force_login(coordinator)
    agency = coordinator.memberships.get().agency
    person = Participant.objects.create(code="M-0001", agency=agency, town=make_town())
    NeedsSheet.objects.create(participant=person, facts={"age": 70}, recorded_on=TODAY)
    place = make_resource(name="ひまわりサロン", referral="open")
    return person, place, coordinator


def _begun(world):
    return begin(world[0], world[1], world[2], TODAY)


def _asked(world, reply=None):
    asked, _ = ask_agreed(_begun(world), "見学したい方がいます", "telephone", world[2])
    if reply:
        answer(asked, reply, world[2])
    return asked


def _visit(world, day=TOMORROW):
    one = _begun(world)
    make_consent(world[0], world[1])
    one.visit_on = day
    one.save()
    move(one, "visit", TODAY)


def _goes(world):
    Outcome.objects.create(participant=world[0], resource=world[1], started_on=TODAY)


def _paused(world):
    _goes(world)
    pause(world[1], TODAY, TODAY + dt.timedelta(30), "", world[2])


def _long_ago(world):
    with rewriting_allowed():
        NeedsSheet.objects.update(recorded_on=TODAY - dt.timedelta(weeks=7))


def _later(world):
    _asked(world, Reply("no", "later", again_on=TOMORROW))


def _new_sheet(world):
    NeedsSheet.objects.create(participant=world[0], facts={}, recorded_on=TODAY)


def _post(name, **facts):
    def post(world, client):
        client.post(reverse(name, args=["M-0001", Introduction.objects.get().pk]), facts)

    return post


def _started(days):
    def start(world):
        Outcome.objects.create(participant=world[0], resource=world[1], started_on=TODAY - dt.timedelta(days))

    return start


def _troubled(world):
    _goes(world)
    record_person(Outcome.objects.get(), 0, PersonSays("yes", "hard"), "telephone", world[2])


def _planned(world, review_on=TODAY):
    written = {"wish": "外に出たい", "problems": "朝 起きられない", "short_goal": "週に1回 出かける"}
    days = {"made_on": TODAY, "until_on": TODAY + dt.timedelta(180), "review_on": review_on}
    make_plan(world[0], written | days, [], world[2])


def _reached_out_to(world, next_on=TODAY):
    OutreachContact.objects.create(participant=world[0], day=TODAY, how="visit", received="none", next_on=next_on)


def _ended(world):
    Participant.objects.update(state="ended", ended_on=TODAY - dt.timedelta(weeks=13))


def _unheard(world):
    with rewriting_allowed():
        NeedsSheet.objects.all().delete()


def _on_follow_up(name):
    def post(world, client):
        client.post(reverse(name, args=["M-0001", Outcome.objects.get().pk]))

    return post


def _passed_on(days):
    """A sheet that has come to the reader's agency so many days ago."""

    def come(world):
        since = timezone.now() - dt.timedelta(days=days)
        facts = {"agency": world[0].agency, "sender": "self", "channel": "form", "topic": "other"}
        ReferralSheet.objects.create(number="T-1", waits_since=since, **facts)

    return come


def _answer_sheet(world, client):
    client.post(reverse("desk_sheet_answer", args=[ReferralSheet.objects.get().pk]), {"reply": "taken"})


def _meeting(world):
    """A 重層的支援会議 in which the reader is named and has not promised yet."""
    make_consent(world[0], allows_meeting=True)
    return convene(world[0], world[0].agency, "x", world[2], TODAY, "consent")


def _step(world):
    """What the reader is to do after a day of a meeting."""
    meeting = _meeting(world)
    acknowledge(meeting, world[2])
    sitting = Sitting.objects.create(meeting=meeting, held_on=TODAY, agenda="x")
    Minutes.objects.create(sitting=sitting, number=1, text="x", decision="made")
    MeetingStep.objects.create(sitting=sitting, member=meeting.members.get(), what="訪ねる", until=TODAY)


LINES = {
    "meeting": (
        _meeting,
        lambda world, client: client.post(reverse("desk_meeting_acknowledge", args=[SupportMeeting.objects.get().pk])),
    ),
    "step": (
        _step,
        lambda world, client: client.post(reverse("desk_step_done", args=[MeetingStep.objects.get().pk])),
    ),
    "sheet": (_passed_on(0), _answer_sheet),
    "sheet_late": (_passed_on(30), _answer_sheet),
    "follow": (_started(14), _on_follow_up("desk_follow_up_silent")),
    "worry": (_troubled, _on_follow_up("desk_follow_up_settle")),
    "call": (
        lambda world: PromisedCall.objects.create(participant=world[0], day=TODAY),
        lambda world, client: client.post(reverse("desk_call_done", args=["M-0001", PromisedCall.objects.get().pk])),
    ),
    "outreach": (_reached_out_to, lambda world, client: _reached_out_to(world, TODAY + dt.timedelta(7))),
    "consent": (
        lambda world: make_consent(world[0], expires_on=TODAY + dt.timedelta(27), agencies=[make_agency()]),
        lambda world, client: client.post(reverse("desk_consent_withdraw", args=["M-0001"]), {"consent": "all"}),
    ),
    "review": (_planned, lambda world, client: _planned(world, TODAY + dt.timedelta(90))),
    "after_end": (_ended, lambda world, client: client.post(reverse("desk_after_end", args=["M-0001"]))),
    "unheard": (_unheard, lambda world, client: _new_sheet(world)),
    "visit": (_visit, _post("desk_introduction_visit", visit_on=(TODAY + dt.timedelta(9)).isoformat())),
    "question": (lambda world: _asked(world, Reply("question", said="階段は")), _post("desk_introduction_settle")),
    "agreed": (
        lambda world: _asked(world, Reply("yes")),
        _post("desk_introduction_visit", visit_on=(TODAY + dt.timedelta(9)).isoformat()),
    ),
    "again": (_later, lambda world, client: _asked(world, Reply("yes"))),
    "waiting": (_asked, _post("desk_introduction_answer", answer="yes")),
    "unasked": (_begun, lambda world, client: _asked(world)),
    "place": (_paused, _post("desk_introduction_seen")),
    "quiet": (_long_ago, lambda world, client: _new_sheet(world)),
}
"""Kind of a line -> what makes it come, and what makes it go."""
OF_NOBODY = ("sheet", "sheet_late")
"""Kinds of lines that are about nobody yet."""
OF_A_MEETING = ("meeting", "step")
"""Kinds of lines under whose own name the look is recorded."""
LEADS_TO = {
    **dict.fromkeys(("follow", "worry"), "desk_follow_up"),
    **dict.fromkeys(("call", "review", "after_end"), "desk_plans"),
    **dict.fromkeys(("unheard", "quiet"), "desk_participant"),
    **dict.fromkeys(OF_NOBODY, "desk_sheet"),
    "consent": "desk_consent",
    "outreach": "desk_outreach",
    "meeting": "desk_meeting",
    "step": "desk_sitting",
}
"""Kind of a line -> the page on which it is done; of the others that of the introduction."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_comes_for_its_reason_and_goes_as_it_says(client, world, kind):
    come, go = LINES[kind]
    come(world)
    page = client.get(reverse("desk_home"))
    assert [slug for slug, _, count in page.context["counts"] if count] == [kind]
    said = page.content.decode()
    number = "T-1" if kind in OF_NOBODY else "M-0001"
    assert all(words in said for words in (KINDS[kind].label, KINDS[kind].gone, number))
    link = re.search(r'<li class="card[^>]*>\s*<p><a href="([^"]+)"', said)[1]
    assert resolve(link).url_name == LEADS_TO.get(kind, "desk_introduction")
    what = "重層的支援会議（今日）" if kind in OF_A_MEETING else "今日"
    assert Look.objects.filter(participant=world[0], what=what).exists() is (kind not in OF_NOBODY)
    go(world, client)
    assert kind not in [slug for slug, *_ in client.get(reverse("desk_home")).context["counts"]]


def test_beside_a_place_that_paused_stands_the_next_best_of_today(client, world):
    make_resource(name="あさがお", referral="open")
    _paused(world)
    assert "あさがお" in client.get(reverse("desk_home")).content.decode()


def test_what_must_happen_today_stands_before_tomorrow_and_says_since_when_it_is_late(client, world):
    _visit(world)
    PromisedCall.objects.create(participant=world[0], day=TODAY - dt.timedelta(3))
    page = client.get(reverse("desk_home"))
    parts = [(one["slug"], one["count"], [kind["slug"] for kind in one["groups"]]) for one in page.context["parts"]]
    assert parts == [("today", 1, ["call"]), ("later", 1, ["visit"])]
    assert "3日 すぎています。" in page.content.decode()


@pytest.mark.parametrize("day", [TODAY + dt.timedelta(2), TODAY + dt.timedelta(9)])
def test_a_visit_that_is_not_near_is_not_for_today(client, world, day):
    _visit(world, day)
    assert client.get(reverse("desk_home")).context["total"] == 0


def test_nobody_sees_anothers_people_nor_looks_at_whom_they_do_not_see(client, world):
    _asked(world)
    for user, status in (
        (make_user("coordinator"), 200),
        (make_user("staff", world[0].agency), 403),
        (make_user(is_superuser=True, is_staff=True), 403),
    ):
        client.force_login(user)
        page = client.get(reverse("desk_home"))
        assert page.status_code == status
        assert "M-0001" not in page.content.decode()
    assert not Look.objects.filter(participant=world[0]).exists()
    client.force_login(world[2])
    mine = client.get(reverse("desk_home"), {"in_charge": "mine", "kind": "waiting"})
    assert "M-0001" not in mine.content.decode()
    assert "M-0001" in client.get(reverse("desk_home"), {"kind": "waiting"}).content.decode()


def test_queries_do_not_grow_with_people(client, world, django_assert_max_num_queries):
    def people(first, last):
        for number in range(first, last):
            person = Participant.objects.create(code=f"N-{number}", agency=world[0].agency)
            one = begin(person, world[1], world[2], TODAY)
            HostRequest.objects.create(introduction=one, text="文", digest="0", how="telephone")

    people(0, 3)
    client.get(reverse("desk_home"))
    people(3, 40)
    with django_assert_max_num_queries(QUERIES):
        page = client.get(reverse("desk_home"))
    assert page.context["total"] == 40
    assert page.content.decode().count('<li class="card') == 5
    assert "ほか 35件" in page.content.decode()
    with django_assert_max_num_queries(QUERIES):
        page = client.get(reverse("desk_home"), {"kind": "waiting", "page": "2"})
    assert page.content.decode().count('<li class="card') == 10
    assert "40件のうち 31〜40件目" in page.content.decode()
    assert Look.objects.filter(what="今日", code="N-0").count() == 2, "not of a page on which they are not"


@pytest.mark.parametrize("kind", ["follow", "place"])
def test_lines_about_a_place_somebody_goes_to_cost_no_query_each(client, world, kind, django_assert_num_queries):
    def go(first, last):
        for number in range(first, last):
            person = Participant.objects.create(code=f"N-{number}", agency=world[0].agency)
            Outcome.objects.create(participant=person, resource=world[1], started_on=TODAY - dt.timedelta(20))

    pause(world[1], TODAY, TODAY + dt.timedelta(30), "", world[2])
    go(0, 5)
    client.get(reverse("desk_home"), {"kind": kind})
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("desk_home"), {"kind": kind})
    go(5, 15)
    with django_assert_num_queries(len(few)):
        page = client.get(reverse("desk_home"), {"kind": kind})
    assert page.content.decode().count('<li class="card') == 15


def test_ones_own_people_come_first_and_those_of_the_agency_at_a_word(client, world):
    person, _, user = world
    _asked(world)
    assert _codes(client) == ["M-0001"], "in charge of nobody: all"
    own = Participant.objects.create(code="M-0002", agency=person.agency, in_charge=user)
    Identity.objects.create(participant=own, name="山田花子")
    begin(own, world[1], user, TODAY)
    page = client.get(reverse("desk_home"))
    assert _codes(client) == ["M-0002"]
    assert "M-0002 山田花子" in page.content.decode()
    assert "みんなの分を見る" in page.content.decode()
    assert sorted(_codes(client, in_charge="all")) == ["M-0001", "M-0002"]


def _codes(client, **asked):
    parts = client.get(reverse("desk_home"), asked).context["parts"]
    return [line.person.code for part in parts for group in part["groups"] for line in group["lines"]]


def _lines():
    return [(line.kind, line.why) for line in Today(Participant.objects.all(), TODAY, weights_on(TODAY)).shown("", 30)]


def test_days_of_waiting_are_counted_as_people_here_count_them(world):
    _asked(world)
    morning = timezone.make_aware(dt.datetime.combine(TODAY, dt.time(8)))
    HostRequest.objects.update(asked_at=morning)
    assert _lines() == [("waiting", "たずねてから 0日たちました。")]


def test_a_question_that_was_answered_still_waits_for_yes_or_no(world, client):
    _asked(world, Reply("question", said="階段は のぼれますか"))
    _post("desk_introduction_settle")(world, client)
    assert [kind for kind, _ in _lines()] == ["again"]


def test_who_does_not_go_there_any_more_is_told_nothing_of_the_place(world):
    _paused(world)
    assert [kind for kind, _ in _lines()] == ["place"]
    outcome = Outcome.objects.get()
    outcome.stayed = False
    outcome.save()
    assert _lines() == []


def test_who_has_seen_an_earlier_change_learns_that_a_place_is_not_listed_any_more(world):
    _goes(world)
    Introduction.objects.update(seen_on=TODAY - dt.timedelta(100))
    world[1].unpublish()
    assert [kind for kind, _ in _lines()] == ["place"]


def test_what_is_said_of_a_place_after_somebody_looked_is_news_whatever_day_it_is_about(world):
    _goes(world)
    Introduction.objects.update(seen_on=TODAY - dt.timedelta(3))
    pause(world[1], TODAY - dt.timedelta(10), TODAY + dt.timedelta(30), "", world[2])
    assert [kind for kind, _ in _lines()] == ["place"]


def test_nobody_is_quiet_while_a_day_is_agreed_or_somebody_goes_there(world):
    _long_ago(world)
    one = _begun(world)
    Introduction.objects.update(moved_on=TODAY - dt.timedelta(weeks=7), begun_on=TODAY - dt.timedelta(weeks=7))
    assert {kind for kind, _ in _lines()} == {"unasked", "quiet"}
    Introduction.objects.filter(pk=one.pk).update(ask_again_on=TODAY + dt.timedelta(90))
    assert _lines() == []


def test_a_consent_that_ends_is_listed_while_something_stands_on_it_and_nothing_covers_that_longer(world):
    person, place, worker = world
    soon, later = TODAY + dt.timedelta(10), TODAY + dt.timedelta(300)
    make_consent(person, place, text="x", expires_on=soon)
    assert "consent" not in dict(_lines())
    begin(person, place, worker, TODAY)
    assert dict(_lines())["consent"] == f"同意の期限は {soon.month}月{soon.day}日までです。"
    make_consent(person, agencies=[make_agency()], expires_on=later)
    assert "consent" in dict(_lines())
    make_consent(person, place, text="x", expires_on=later)
    assert "consent" not in dict(_lines())
    make_consent(person, allows_meeting=True, given_on=TODAY - dt.timedelta(9), expires_on=TODAY - dt.timedelta(1))
    assert "切れました" in dict(_lines())["consent"]


def test_a_promise_to_somebody_whose_support_has_ended_is_due_too(client, world):
    Participant.objects.update(state="ended", ended_on=TODAY)
    client.post(reverse("desk_plans", args=[world[0].code]), {"day": TODAY.isoformat()})
    assert dict(_lines()).keys() == {"call"}


def test_the_page_of_an_introduction_says_what_changed_until_somebody_has_seen_it(client, world):
    _goes(world)
    address = reverse("desk_introduction", args=["M-0001", Introduction.objects.get().pk])
    assert "見ました" not in client.get(address).content.decode(), "nothing has changed"
    pause(world[1], TODAY, TODAY + dt.timedelta(30), "", world[2])
    assert f"{TODAY.month}月{TODAY.day}日から 休みです" in client.get(address).content.decode()
    _post("desk_introduction_seen")(world, client)
    page = client.get(address).content.decode()
    assert "休みです" not in page
