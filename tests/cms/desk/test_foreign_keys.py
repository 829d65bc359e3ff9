"""A coordinator sends, from their own pages, keys of another agency's rows: in the path, in hidden fields and in fields of a form.

No row of the other agency changes, and nothing new refers to one of them.
"""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from matching.cases.support_meetings import acknowledge, convene
from matching.casework.introductions import begin
from matching.casework.meetings.sittings import promise_today
from matching.casework.plans import make_plan
from matching.models import (
    FollowUp,
    GapTask,
    Household,
    HouseholdMember,
    Identity,
    Limit,
    MeetingStep,
    Minutes,
    Outcome,
    PaperCopy,
    Participant,
    PromisedCall,
    ReferralSheet,
    Sitting,
    YearGoal,
)
from tests.factories import make_agency, make_consent, make_municipality, make_resource, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TOLD_OF_LOOKS = ("Look",)
"""Who tried what is written down, about whomever they tried it at."""


def _world(code, city):
    """An agency of a city with a coordinator, a person, and all that stands around their case."""
    agency = make_agency(municipality=city)
    user, place = make_user("coordinator", agency), make_resource(name=f"{code}の会", referral="open")
    person, other = (Participant.objects.create(code=f"{code}-{n}", agency=agency, in_charge=user) for n in (1, 2))
    Identity.objects.create(participant=person, name=f"夕凪{code}")
    outcome = Outcome.objects.create(participant=person, resource=place, started_on=TODAY - dt.timedelta(20))
    FollowUp.objects.create(outcome=outcome, step=0, side="person", said="困る", is_worry=True)
    written = dict.fromkeys(("wish", "problems", "short_goal"), "x") | dict.fromkeys(("made_on", "until_on"), TODAY)
    household = Household.objects.create(agency=agency)
    for one in (person, other):
        HouseholdMember.objects.create(household=household, participant=one)
    meeting = convene(person, agency, "x", user, TODAY, "without", "x")
    acknowledge(meeting, user)
    member, sitting = meeting.members.get(), Sitting.objects.create(meeting=meeting, held_on=TODAY, agenda="x")
    promise_today(sitting, member)
    Minutes.objects.create(sitting=sitting, number=1, text="x", develop="x", decision="goes_on")
    sheet = {"agency": agency, "sender": "self", "channel": "form", "topic": "other", "text": "x"}
    YearGoal.objects.create(agency=agency, year=2026, indicator="received", goal=7)
    return SimpleNamespace(
        agency=agency, user=user, place=place, person=person, other=other, outcome=outcome, household=household,
        meeting=meeting, member=member, sitting=sitting,
        introduction=begin(other, make_resource(name=f"{code}の畑"), user, TODAY),
        step=MeetingStep.objects.create(sitting=sitting, member=member, what="x", until=TODAY),
        consent=make_consent(person, place), plan=make_plan(person, written | {"review_on": TODAY}, [], user),
        limit=Limit.objects.create(participant=person, must_not=True, somebody="x", reason="x"),
        paper=PaperCopy.objects.create(participant=person, what="x", holder="x", telephone="1", given_on=TODAY),
        call=PromisedCall.objects.create(participant=person, day=TODAY),
        sheet=ReferralSheet.objects.create(number=f"T-{code}", **sheet),
        task=GapTask.objects.create(agency=agency, change="fee", kind="new", talks="x", made_on=TODAY),
    )  # fmt: skip


@pytest.fixture
def mine(db):
    return _world("M", make_municipality())


@pytest.fixture
def theirs(mine):
    return _world("T", make_municipality("372013", "高松市", lat=34.343, lng=134.046))


def _minutes(m, t):
    member = t.member.pk
    said = {f"role_{member}": "x", f"what_{member}": "乗っ取り", f"until_{member}": TODAY.isoformat()}
    return {"text": "x", "decision": "made", "seen": 1, "attended": [member]} | said


RESULT = {"kind": "new", "talks": "乗っ取り", "result": "乗っ取り"}
MOVE = {"to": "broken_off", "end-day": TODAY.isoformat(), "end-because": "person"}
EVALUATE = {"day": TODAY.isoformat(), "achieved": "no", "result": "ends"}
HEARD = {"side": "person", "person-coming": "yes", "person-feeling": "good"}
SENT = {
    "an introduction under one's own code": ("desk_introduction_move", lambda m, t: ["M-1", t.introduction.pk], lambda m, t: MOVE),
    "an answer of a host": ("desk_introduction_answer", lambda m, t: ["M-1", t.introduction.pk], lambda m, t: {"answer": "yes"}),
    "a follow-up": ("desk_follow_up", lambda m, t: ["M-1", t.outcome.pk], lambda m, t: HEARD),
    "a worry": ("desk_follow_up_settle", lambda m, t: ["M-1", t.outcome.pk], None),
    "a promised call": ("desk_call_done", lambda m, t: ["M-1", t.call.pk], None),
    "a plan": ("desk_plan_evaluate", lambda m, t: ["M-1", t.plan.pk], lambda m, t: EVALUATE),
    "a limit": ("desk_limit_undo", lambda m, t: ["M-1", t.limit.pk], lambda m, t: {"because": "x"}),
    "a consent in a hidden field": ("desk_consent_withdraw", lambda m, t: ["M-1"], lambda m, t: {"consent": t.consent.pk}),
    "a paper": ("desk_paper_back", lambda m, t: ["M-1", t.paper.pk], None),
    "a member to take out": ("desk_meeting_member", lambda m, t: [m.meeting.pk], lambda m, t: {"left": t.member.pk}),
    "a member who signs": ("desk_sitting_promise", lambda m, t: [m.sitting.pk], lambda m, t: {"member": t.member.pk}),
    "a member of one's minutes": ("desk_sitting", lambda m, t: [m.sitting.pk], _minutes),
    "minutes": ("desk_sitting", lambda m, t: [t.sitting.pk], _minutes),
    "a step": ("desk_step_done", lambda m, t: [t.step.pk], None),
    "what a day found missing": ("desk_sitting_develop", lambda m, t: [t.sitting.pk], lambda m, t: {"change": "new", "kind": "new", "talks": "x"}),
    "a task": ("desk_gap_task_edit", lambda m, t: [t.task.pk], lambda m, t: RESULT | {"agency": m.agency.pk}),
    "a listing of theirs for one's task": ("desk_gap_task_edit", lambda m, t: [m.task.pk], lambda m, t: RESULT | {"agency": t.agency.pk, "sitting_key": t.sitting.pk, "resource": t.place.pk}),
    "an agency for a goal": ("desk_year_goal", lambda m, t: [2026, "received"], lambda m, t: {"goal": 1, "agency": t.agency.pk}),
    "a sheet": ("desk_sheet_answer", lambda m, t: [t.sheet.pk], lambda m, t: {"reply": "taken"}),
    "a case for one's sheet": ("desk_sheet_join", lambda m, t: [m.sheet.pk], lambda m, t: {"who": "T-1", "person": t.person.pk}),
    "people of a household": ("desk_household_rule", lambda m, t: [m.household.pk], lambda m, t: {"kind": "hidden", "first": t.person.pk, "second": t.other.pk, "why": "x"}),
    "people to hand over, and to whom": ("desk_new_hand_over", lambda m, t: [], lambda m, t: {"people": [t.person.pk], "taker": t.user.pk, "reason": "year", "of": t.user.pk}),
    "who is in charge": ("desk_identity", lambda m, t: ["M-1"], lambda m, t: {"name": "x", "in_charge": t.user.pk, "agency": t.agency.pk}),
    "whom a meeting is about": ("desk_meetings", lambda m, t: [], lambda m, t: {"law": "consent:x", "why": "x", "who": "T-1", "person": t.person.pk}),
}  # fmt: skip
"""What is sent: an address, what stands in it, and what is posted, of one's own rows (m) and theirs (t)."""


def _rows():
    """Each row of people: its table and key -> its cells."""
    models = [one for one in apps.get_app_config("matching").get_models() if one.__name__ not in TOLD_OF_LOOKS]
    return {
        (model, row["pk"]): row for model in models for row in model.objects.order_by().values("pk", *_columns(model))
    }


def _columns(model):
    return [field.attname for field in model._meta.concrete_fields]


def _refers_to(model, row, keys):
    links = (field for field in model._meta.concrete_fields if field.is_relation)
    return [(field.name, row[field.attname]) for field in links if (field.related_model, row[field.attname]) in keys]


@pytest.mark.parametrize("sent", SENT)
def test_keys_of_another_agency_change_and_join_nothing(client, mine, theirs, sent):
    name, path, posted = SENT[sent]
    client.force_login(mine.user)
    before = _rows()
    keys = {(type(row), row.pk) for row in vars(theirs).values() if row._meta.app_label == "matching"}
    keys |= {(type(theirs.agency), theirs.agency.pk), (type(theirs.user), theirs.user.pk)}
    answer = client.post(
        reverse(name, args=path(mine, theirs)) + f"?agency={theirs.agency.pk}", posted(mine, theirs) if posted else {}
    )
    assert answer.status_code in (200, 302, 403, 404)
    assert "夕凪T" not in answer.content.decode()
    after = _rows()
    changed = {key: row for key, row in after.items() if before.get(key) != row}
    assert [key for key in changed if key in keys] == []
    assert [found for (model, _), row in changed.items() if (found := _refers_to(model, row, keys))] == []
    assert before.keys() <= after.keys()


def test_papers_and_tables_of_another_agency_are_ones_own(client, mine, theirs):
    client.force_login(mine.user)
    for name, args in (
        ("desk_consent_paper", ["M-1", theirs.consent.pk]), ("desk_plan_paper", ["M-1", theirs.plan.pk]),
        ("desk_follow_up_thanks_paper", ["M-1", theirs.outcome.pk]), ("desk_sitting_paper", [theirs.sitting.pk]),
        ("desk_sheet_paper", [theirs.sheet.pk]), ("desk_disclosure_paper", ["T-1"]), ("desk_shortlist_paper", ["T-1"]),
    ):  # fmt: skip
        assert client.get(reverse(name, args=args)).status_code in (403, 404, 405), name
    for name in ("desk_figures", "desk_figures_csv", "desk_figures_state", "desk_gaps"):
        text = client.get(reverse(name), {"agency": theirs.agency.pk}).content.decode()
        assert str(theirs.agency) not in text, name
