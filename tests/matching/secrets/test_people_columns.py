"""Every column about people is encrypted, or said here why it is not; and a word that is written lies nowhere in the open."""

import datetime as dt
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, models
from django.urls import reverse

from cms.sign_in.code_apps import CodeApp
from matching.cases.consents import digest_of
from matching.models import (
    CallAnswer,
    Consent,
    Draft,
    EmergencyAccess,
    FollowUp,
    HostRequest,
    HouseholdMember,
    HouseholdRule,
    Identity,
    Introduction,
    Limit,
    MeetingMember,
    MeetingRecord,
    MeetingStep,
    Minutes,
    NeedsSheet,
    Outcome,
    OutreachContact,
    PaperCopy,
    Participant,
    PlanEvaluation,
    PlanStep,
    PromisedCall,
    ReferralSheet,
    ReferralStep,
    Sitting,
    SupportMeeting,
    SupportPlan,
)
from matching.secrets.fields import EncryptedMixin, encrypted_columns
from tests.factories import make_agency, make_resource, make_town, make_user

TEXT = (models.CharField, models.TextField, models.JSONField, models.DateField, models.BinaryField)
ON_A_LIST = "an answer from a list"
PLAIN = {
    "Participant.code": "a number that says nothing of anybody",
    "Participant.state": ON_A_LIST,
    "Participant.ended_on": "a day of work",
    "Participant.received_on": "a day of work",
    "Participant.checked_on": "a day of work",
    **dict.fromkeys(
        (f"SupportPlan.{name}_on" for name in ("made", "until", "review", "meeting", "agreed")), "a day of work"
    ),
    **dict.fromkeys(("PlanEvaluation.achieved", "PlanEvaluation.result"), ON_A_LIST),
    **dict.fromkeys(("PlanEvaluation.day", "PromisedCall.day"), "a day of work"),
    "PromisedCall.done_at": "a moment of work",
    **dict.fromkeys((f"OutreachContact.{name}" for name in ("how", "whom", "received")), ON_A_LIST),
    **dict.fromkeys(
        (f"OutreachContact.{name}" for name in ("day", "next_on", "rest_until", "made_at")), "a day of work"
    ),
    "Participant.anonymised_on": "a day of work",
    "NeedsSheet.facts": "answers from lists and numbers (matching.engine.needs), no words; a caseload reads 3,000 of them at once",
    "NeedsSheet.recorded_on": "a day of work",
    "Identity.recorded_at": "a moment of work",
    "NeedsSheet.recorded_at": "a moment of work",
    "LineAnswer.reason": ON_A_LIST,
    "LineAnswer.made_on": "a day of work",
    "Draft.form": "the name of a form",
    "Draft.saved_at": "a moment of work",
    "Outcome.deleted_name": "the name of a place",
    "Outcome.started_on": "a day at a place",
    "Outcome.ended_on": "a day at a place",
    "Outcome.ended_because": ON_A_LIST,
    "Introduction.deleted_name": "the name of a place",
    **dict.fromkeys(("Introduction.stage", "Introduction.reached"), ON_A_LIST),
    **dict.fromkeys(
        (f"Introduction.{name}_on" for name in ("begun", "moved", "visit", "ask_again", "seen", "ended")),
        "a day of work with a place",
    ),
    "Introduction.ended_because": ON_A_LIST,
    **dict.fromkeys((f"HostRequest.{name}" for name in ("how", "answer", "reason", "answered_how")), ON_A_LIST),
    **dict.fromkeys((f"HostRequest.{name}_at" for name in ("asked", "answered", "settled")), "a moment of work"),
    "Consent.how": ON_A_LIST,
    **dict.fromkeys(("Consent.given_on", "Consent.expires_on", "Consent.recorded_at"), "a day of work"),
    "ConsentedHost.name": "the name of a place",
    **dict.fromkeys(("Withdrawal.withdrawn_on", "Withdrawal.recorded_at"), "a day of work"),
    **dict.fromkeys(("PaperCopy.given_on", "PaperCopy.returned_on"), "a day of work"),
    **dict.fromkeys(
        ("EmergencyAccess.opened_at", "EmergencyAccess.ends_at", "EmergencyReview.seen_at"), "a moment of work"
    ),
    **dict.fromkeys((f"FollowUp.{name}" for name in ("side", "coming", "feeling", "again", "done_how")), ON_A_LIST),
    **dict.fromkeys((f"FollowUp.{name}_at" for name in ("asked", "done", "settled")), "a moment of work"),
    "Limit.name": "the name of a place or a town",
    **dict.fromkeys(("Limit.cause", "Limit.known_to", "CallAnswer.answer", "CallAnswer.passed_on"), ON_A_LIST),
    "CallAnswer.question": "a word of the vocabulary",
    **dict.fromkeys(("Limit.made_at", "Limit.undone_at", "CallAnswer.made_at"), "a moment of work"),
    "ReferralSheet.number": "drawn, and says nothing of anybody",
    "ReferralSheet.topic": "one of the topics that a resident chooses from; lists and figures are made by it",
    **dict.fromkeys(
        (f"ReferralSheet.{name}" for name in ("sender", "channel", "urgency", "agreed", "reply")), ON_A_LIST
    ),
    **dict.fromkeys((f"ReferralSheet.{name}" for name in ("made_at", "waits_since", "replied_at")), "a moment of work"),
    "ReferralStep.at": "a moment of work",
    "ReferralStep.kind": ON_A_LIST,
    "ReferralStep.to_name": "the name of a desk",
    "HouseholdRule.kind": ON_A_LIST,
    **dict.fromkeys(("HouseholdRule.made_on", "HouseholdRule.ended_on", "HouseholdMember.left_on"), "a day of work"),
    **dict.fromkeys(("SupportMeeting.begun_on", "SupportMeeting.ended_on", "MeetingMember.left_on"), "a day of work"),
    **dict.fromkeys(("SupportMeeting.law", "Minutes.decision"), ON_A_LIST),
    "SupportMeeting.name": "what the city calls its meetings",
    **dict.fromkeys(("Sitting.held_on", "MeetingStep.until"), "a day of work"),
    **dict.fromkeys(("Sitting.made_at", "Minutes.made_at", "MeetingStep.done_at"), "a moment of work"),
    "Presence.acknowledged_at": "a moment of work",
    **dict.fromkeys(("MeetingRecord.held_on", "MeetingRecord.recorded_at"), "a day of work"),
    "MeetingMember.acknowledged_at": "a moment of work",
    "Look.code": "the same number",
    "Look.at": "a moment of work",
    "Look.action": ON_A_LIST,
    "Look.what": "a screen; never what was typed about a person",
}
"""Columns of people that are not encrypted, and why."""
WORD = "ひみつの柿の木"


def people_tables() -> set[type[models.Model]]:
    """The participant's table, and all that refer to it, whatever the way."""
    found, before = {Participant}, None
    while found != before:
        before = set(found)
        found |= {
            model
            for model in apps.get_models()
            for field in model._meta.local_fields
            if field.is_relation and field.related_model in before
        }
    return found


def test_every_column_of_people_is_encrypted_or_said_why_not():
    open_columns = {
        f"{model.__name__}.{field.name}"
        for model in people_tables()
        for field in model._meta.local_concrete_fields
        if isinstance(field, TEXT) and not isinstance(field, EncryptedMixin)
    }
    assert open_columns == PLAIN.keys()


def test_encrypted_columns_are_of_people_and_no_snippet():
    from wagtail.snippets.models import get_snippet_models

    tables = {model for model, _ in encrypted_columns()}
    assert tables - people_tables() == {CodeApp}  # of those who work here, not of people
    assert people_tables() & set(get_snippet_models()) == set()


def every_cell() -> str:
    """All that the database holds, table by table."""
    with connection.cursor() as cursor:
        said = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            said += map(repr, cursor.fetchall())
    return "\n".join(said)


BORN = dt.date(1948, 2, 29)


@pytest.mark.django_db
def test_no_cell_of_the_database_shows_a_planted_word(client, coordinator, live_logs):
    """What is typed at the desk into every encrypted column, seen, found and printed there."""
    client.force_login(coordinator)
    town = make_town()
    typed = {"name": f"{WORD}一", "reading": "ひみつのかきのき", "telephone": "042-000-7777", "reach": f"{WORD}二"}
    client.post(reverse("desk_new_person"), typed | {"note": f"{WORD}三", "town": town.pk})
    person = Participant.objects.get()
    held = {"state": "waiting", "is_held": "on", "held_because": f"{WORD}五"}
    client.post(reverse("desk_end", args=[person.code]), held)
    person.refresh_from_db()
    whole = typed | {"address": f"{WORD}四", "born_on": BORN.isoformat()}
    whole |= {"own_wish": f"{WORD}八", "family_wish": f"{WORD}九", "told_by": f"{WORD}十"}
    client.post(reverse("desk_identity", args=[person.code]), whole)
    assert Identity.objects.get().born_on == BORN
    draft = {"keep_draft": "1", "draft_token": str(uuid4()), "reach": f"{WORD}七"}
    client.post(reverse("desk_identity", args=[person.code]), draft)
    rows = (
        person,
        Identity.objects.get(),
        Draft.objects.get(),
        *_introduced(client, person),
        *_consented(client, person),
        *_limited_and_called(client, person),
        _in_emergency(client, person, coordinator),
        _followed(client, person),
        *_planned(client, person),
        *_passed_on(client, coordinator),
        _reached_out_to(client, person),
    )
    rows += _in_a_meeting(client, _living_with(client, person), coordinator)
    rows += (CodeApp.objects.create(user=coordinator, name="x"),)
    rows += (*HouseholdMember.objects.all(), *HouseholdRule.objects.all())
    filled = {(type(row), name) for row in rows for name in _filled(row)}
    assert filled == {(model, column) for model, columns in encrypted_columns() for column in columns}
    NeedsSheet.objects.create(participant=person, facts={"age": 70}, recorded_on=dt.date(2026, 11, 1))
    for view in ("desk_people", "desk_participant", "desk_needs", "desk_identity", "desk_person_looks_paper"):
        page = client.get(reverse(view, args=[] if view == "desk_people" else [person.code]))
        assert page.status_code == 200
    for text in (WORD, "ひみつ", "042-000-7777"):
        assert WORD in client.post(reverse("desk_find"), {"who": text}).content.decode()
    everything = every_cell() + live_logs.text
    assert person.code in everything
    for planted in (WORD, "ひみつのかき", "042-000-7777", "0420007777", quote(WORD), BORN.isoformat()):
        assert planted not in everything
        assert planted.encode("unicode_escape").decode() not in everything


def _introduced(client, person) -> tuple[Introduction, HostRequest]:
    """An introduction with a host that was asked and answered, and a first visit, as they are typed."""
    client.post(reverse("desk_begin", args=[person.code, make_resource().pk]))
    introduction = Introduction.objects.get()
    text = f"{WORD}六"
    visit = dict.fromkeys(("companion", "door", "ask_for", "leave_early"), WORD) | {"visit_on": "2099-01-01"}
    for step, typed in (
        ("ask", {"text": text, "how": "telephone", "seen": digest_of(text), "agreed": "spoken"}),
        ("answer", {"answer": "question", "said": WORD}),
        ("visit", visit),
    ):
        client.post(reverse(f"desk_introduction_{step}", args=[person.code, introduction.pk]), typed)
    assert WORD in client.get(reverse("desk_introduction", args=[person.code, introduction.pk])).content.decode()
    return Introduction.objects.get(), HostRequest.objects.get()


def _consented(client, person) -> tuple[Consent, PaperCopy]:
    """The consent that was entered on the way to the host, and a paper that is out, as they are typed."""
    paper = dict.fromkeys(("what", "holder", "telephone"), WORD) | {"given_on": "2026-11-01"}
    client.post(reverse("desk_paper_given", args=[person.code]), paper)
    assert client.get(reverse("desk_consent", args=[person.code])).content.decode().count(WORD) > 3
    return Consent.objects.get(), PaperCopy.objects.get()


def _limited_and_called(client, person) -> tuple[Limit, CallAnswer]:
    """What must not happen, taken back, and who answered at a place, as they are typed."""
    typed = {"somebody": WORD, "reason": WORD, "cause": "danger", "known_to": "desk"}
    client.post(reverse("desk_limits", args=[person.code]), typed)
    client.post(reverse("desk_limit_undo", args=[person.code, Limit.objects.get().pk]), {"because": WORD})
    said = {"said": "=talked", "spoke_to": WORD}
    address = reverse("desk_call", args=[person.code, make_resource().pk])
    assert WORD in client.post(address, said, follow=True).content.decode()
    return Limit.objects.get(), CallAnswer.objects.get()


def _reached_out_to(client, person) -> OutreachContact:
    """A visit, as it is typed."""
    typed = {"day": "2026-11-01", "how": "visit", "whom": "family", "received": "voice", "left": WORD, "said": WORD}
    client.post(reverse("desk_outreach", args=[person.code]), typed | {"next_on": "2099-01-01"})
    return OutreachContact.objects.get()


def _in_emergency(client, person, coordinator) -> EmergencyAccess:
    """A colleague who is not in charge opens the case, and says why."""
    client.force_login(make_user("counsellor", person.agency))
    client.post(reverse("desk_emergency"), {"who": person.code, "why": WORD})
    client.force_login(coordinator)
    return EmergencyAccess.objects.get()


def _passed_on(client, coordinator) -> tuple[ReferralSheet, ReferralStep]:
    """A つなぐシート that was typed from a call, and passed on, as they are typed."""
    city = coordinator.memberships.get().agency.municipality
    desk = make_resource(kinds=["consultation"], worries=["other"], municipality=city)
    words = dict.fromkeys(("who", "reach", "text", "sender_name", "sender_reach"), f"{WORD}十")
    chosen = {"topic": "other", "urgency": "soon", "agreed": "yes", "sender": "neighbour", "how": "telephone"}
    client.post(reverse("desk_sheet_new"), words | chosen | {"to": make_resource(kinds=["consultation"]).pk})
    sheet = ReferralSheet.objects.get()
    passed = {"to": desk.pk, "why": WORD, "told": WORD}
    client.post(reverse("desk_sheet_pass", args=[sheet.pk]), passed)
    assert client.get(reverse("desk_sheet", args=[sheet.pk])).content.decode().count(WORD) > 4
    return ReferralSheet.objects.get(), ReferralStep.objects.get(kind="passed")


def _planned(client, person) -> tuple[SupportPlan, PlanStep, PlanEvaluation, PromisedCall]:
    """A plan with its evaluation, and a call that was promised, as they are typed."""
    address = [person.code]
    client.post(reverse("desk_plans", args=address), {"day": "2099-01-01", "about": WORD})
    words = dict.fromkeys(
        ("wish", "problems", "long_goal", "short_goal", "meeting_result", "what_0", "who_0", "period_0"), WORD
    )
    days = {"made_on": "2026-11-01", "until_on": "2027-03-31", "review_on": "2027-02-01"}
    client.post(reverse("desk_plan_new", args=address), words | days)
    plan = SupportPlan.objects.get()
    told = {"day": "2026-11-20", "achieved": "partly", "result": "goes_on", "changes": WORD, "left": WORD}
    client.post(reverse("desk_plan_evaluate", args=[person.code, plan.pk]), told)
    assert client.get(reverse("desk_plan_paper", args=[person.code, plan.pk])).status_code == 200
    return plan, PlanStep.objects.get(), PlanEvaluation.objects.get(), PromisedCall.objects.get()


def _followed(client, person) -> FollowUp:
    """What the person and the host said after the start, as it is typed."""
    client.post(reverse("desk_outcome", args=[person.code, make_resource().pk]), {"started_on": "2026-01-10"})
    address = reverse("desk_follow_up", args=[person.code, Outcome.objects.get().pk])
    for typed in (
        {"side": "person", "person-coming": "yes", "person-feeling": "good", "person-said": WORD},
        {"side": "host", "host-feeling": "good", "host-again": "yes", "host-said": WORD},
    ):
        client.post(address, typed)
    assert client.get(address).content.decode().count(WORD) > 1
    return FollowUp.objects.first()


def _living_with(client, person) -> Participant:
    """Somebody of the same household, with what is agreed between the two, and one more who was taken out of it."""
    other = Participant.objects.create(code="N-0001", agency=person.agency)
    join = {"own_relation": WORD, "who": other.code, "relation": WORD}
    client.post(reverse("desk_household_of", args=[person.code]), join)
    rule = {"kind": "never", "first": person.pk, "second": other.pk, "why": WORD}
    household = HouseholdMember.objects.first().household_id
    client.post(reverse("desk_household_rule", args=[household]), rule)
    third = Participant.objects.create(code="N-0002", agency=person.agency)
    client.post(reverse("desk_household_of", args=[person.code]), {"who": third.code, "relation": WORD})
    client.post(reverse("desk_household_leave", args=[household]), {"out-leaves": third.pk, "out-why": WORD})
    return other


def _in_a_meeting(client, person, coordinator) -> tuple:
    """The city opens a 支援会議 about somebody who has not agreed, names one more, and writes down what was said."""
    city = make_agency(kind="city", municipality=person.agency.municipality)
    client.force_login(make_user("coordinator", city))
    client.post(reverse("desk_meetings"), {"law": "without:支援会議", "who": person.code, "why": WORD})
    meeting = SupportMeeting.objects.get()
    client.post(reverse("desk_meeting_acknowledge", args=[meeting.pk]))
    named = {"name": WORD, "post": WORD, "promised": "on"}
    client.post(reverse("desk_meeting_member", args=[meeting.pk]), named)
    client.post(reverse("desk_meeting", args=[meeting.pk]), {"held_on": "2026-11-01", "text": WORD})
    assert client.get(reverse("desk_meeting", args=[meeting.pk])).content.decode().count(WORD) > 3
    day = {"held_on": "2099-01-05", "place": WORD, "agenda": WORD}
    sitting = client.post(reverse("desk_meeting_sitting", args=[meeting.pk]), day).url
    client.post(f"{sitting}promise/")
    member = MeetingMember.objects.last()
    client.post(f"{sitting}promise/", {"member": member.pk})
    said = {"text": WORD, "develop": WORD, "decision": "made", "seen": 0, "attended": [member.pk]}
    step = {f"role_{member.pk}": WORD, f"what_{member.pk}": WORD, f"until_{member.pk}": "2099-02-01"}
    client.post(sitting, said | step)
    assert client.get(f"{sitting}paper/")["Content-Type"] == "application/pdf"
    client.force_login(coordinator)
    held = (Sitting.objects.get(), Minutes.objects.get(), MeetingStep.objects.get())
    return meeting, member, MeetingRecord.objects.get(), *held


def _filled(row) -> list[str]:
    """The encrypted columns of a row with something in them."""
    fields = [field for field in row._meta.local_concrete_fields if isinstance(field, EncryptedMixin)]
    return [field.column for field in fields if getattr(row, field.attname)]


@pytest.fixture
def live_logs(caplog):
    """All that anybody logs."""
    caplog.set_level("DEBUG")
    return caplog
