"""Every address of the desk, by everybody who may come: what opens, what is refused, and that a refusal shows nobody."""

import datetime as dt

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from cms.desk import urls
from matching.cases.access import Access
from matching.cases.support_meetings import acknowledge, convene
from matching.casework.introductions import begin
from matching.casework.meetings.sittings import promise_today
from matching.casework.plans import Step, make_plan
from matching.models import (
    EmergencyAccess,
    FollowUp,
    GapTask,
    HandedOver,
    HandOver,
    Household,
    HouseholdMember,
    Identity,
    Limit,
    Look,
    MeetingStep,
    Minutes,
    NeedsSheet,
    Outcome,
    OutreachContact,
    PaperCopy,
    Participant,
    PromisedCall,
    ReferralSheet,
    Sitting,
)
from tests.cms.permissions.refusals import draw_once
from tests.factories import (
    ask_agreed,
    make_agency,
    make_consent,
    make_municipality,
    make_resource,
    make_town,
    make_user,
)
from tests.read_pdf import leave_papers_as_text

pytestmark = pytest.mark.django_db
WORD, NAME, TELEPHONE, AVOIDED = "庭の柿の木", "夕凪 春子", "042-000-1234", "朝凪の叔父"


@pytest.fixture
def people(db):
    """Everybody who may come, by what they are to the person M-1."""
    agency = make_agency()
    elsewhere = make_agency(municipality=make_municipality("372013", "高松市", lat=34.343, lng=134.046))
    both = make_user("coordinator", agency)
    both.memberships.create(agency=agency, role="manager")
    superuser = make_user("coordinator", agency, is_superuser=True, is_staff=True)
    superuser.memberships.create(agency=agency, role="manager")
    gone = make_user("coordinator", agency, is_active=False)
    return {
        "owner": make_user("counsellor", agency, name="担当の人"),
        "coordinator": make_user("coordinator", agency, name="山田花子"),
        "colleague": make_user("counsellor", agency),
        "viewer": make_user("viewer", agency),
        "manager": make_user("manager", agency),
        "manager who gave herself a role": both,
        "superuser who gave herself roles": superuser,
        "coordinator elsewhere": make_user("coordinator", elsewhere),
        "manager elsewhere": make_user("manager", elsewhere),
        "staff": make_user("staff", agency),
        "staff elsewhere": make_user("staff", elsewhere),
        "outsider": make_user(),
        "left": gone,
    }


@pytest.fixture
def keys(people):
    """What stands in the addresses."""
    agency = people["owner"].memberships.get().agency
    person = Participant.objects.create(
        code="M-1", agency=agency, town=make_town(), note=WORD, in_charge=people["owner"]
    )
    Identity.objects.create(participant=person, name=NAME, reading="ゆうなぎ はるこ", telephone=TELEPHONE)
    NeedsSheet.objects.create(participant=person, facts={"age": 70}, recorded_on=timezone.localdate())
    made = HandOver.objects.create(agency=agency, taker=people["owner"], reason="year")
    HandedOver.objects.create(hand_over=made, participant=person)
    listing = make_resource(name="高齢者の会", referral="open")
    introduction = begin(person, make_resource(), people["owner"], timezone.localdate())
    ago = {"opened_at": timezone.now() - dt.timedelta(hours=5), "ends_at": timezone.now() - dt.timedelta(hours=1)}
    over = EmergencyAccess.objects.create(
        participant=person, user=people["colleague"], why="救急隊が 聞いている", **ago
    )
    household = Household.objects.create(agency=agency)
    HouseholdMember.objects.create(household=household, participant=person, relation=WORD)
    meeting = convene(person, agency, WORD, people["coordinator"], timezone.localdate())
    acknowledge(meeting, people["coordinator"])
    sitting = Sitting.objects.create(meeting=meeting, held_on=timezone.localdate(), agenda=WORD)
    promise_today(sitting, meeting.members.get())
    Minutes.objects.create(sitting=sitting, number=1, text=WORD, develop=WORD, decision="goes_on")
    step = MeetingStep.objects.create(
        sitting=sitting, member=meeting.members.get(), what=WORD, until=timezone.localdate()
    )
    paper = PaperCopy.objects.create(
        participant=person, what=WORD, holder=NAME, telephone="1", given_on=timezone.localdate()
    )
    ask_agreed(introduction, WORD, "telephone", people["owner"])
    limit = Limit.objects.create(participant=person, must_not=True, somebody=AVOIDED, reason=WORD)
    outcome = Outcome.objects.create(participant=person, resource=listing, started_on=timezone.localdate())
    consent = make_consent(person, listing, text=WORD)
    FollowUp.objects.create(outcome=outcome, step=0, side="person", said=WORD, is_worry=True)
    day = timezone.localdate()
    written = dict.fromkeys(("wish", "problems", "short_goal"), WORD) | {"made_on": day, "until_on": day}
    plan = make_plan(person, written | {"review_on": day}, [Step(WORD, NAME)], people["owner"])
    call = PromisedCall.objects.create(participant=person, day=day, about=WORD)
    OutreachContact.objects.create(participant=person, day=day, how="visit", received="none", said=WORD, next_on=day)
    sheet = ReferralSheet.objects.create(
        number="T-1", agency=agency, sender="self", channel="form", topic="other", text="屋根の瓦"
    )
    return {
        "sheet": sheet.pk,
        "code": "M-1",
        "plan": plan.pk,
        "call": call.pk,
        "limit": limit.pk,
        "key": listing.pk,
        "hand_over": made.pk,
        "member": people["colleague"].memberships.get().pk,
        "introduction": introduction.pk,
        "household": household.pk,
        "meeting": meeting.pk,
        "sitting": sitting.pk,
        "step": step.pk,
        "emergency": over.pk,
        "consent": consent.pk,
        "paper": paper.pk,
        "outcome": outcome.pk,
        "task": GapTask.objects.create(agency=agency, change="fee", kind="new", talks="会と", made_on=day).pk,
    }


MANAGERS = {"manager", "manager who gave herself a role", "manager elsewhere"}
CASEWORK = {"owner", "coordinator", "colleague", "coordinator elsewhere"}
OF_THE_CASE = {"owner", "coordinator"}
NUMBERS = {"coordinator", "coordinator elsewhere", "viewer"}
POSTED = {
    **dict.fromkeys(
        (
            "desk_avoid", "desk_begin", "desk_introduction_settle", "desk_introduction_seen", "desk_introduction_move",
            "desk_consent_withdraw", "desk_paper_given", "desk_paper_back", "desk_household_rule", "desk_household_leave", "desk_caseload_answer",
            "desk_follow_up_ask", "desk_follow_up_silent", "desk_follow_up_settle", "desk_call_done", "desk_after_end",
            "desk_limit_undo", "desk_show_again",
        ),
        OF_THE_CASE,
    ),
    **{key: {"coordinator"} for key in ("desk_meeting_acknowledge", "desk_meeting_member", "desk_meeting_sitting", "desk_sitting_promise", "desk_step_done", "desk_meeting_end")},
    **{f"desk_sheet_{act}": set() for act in ("answer", "pass", "agreed", "case", "join")},  # what is empty is refused: tests/cms/desk/sheets
    "desk_sheet_paper": {"owner", "coordinator", "colleague"},
    "desk_sheet_blank": CASEWORK,
    "desk_emergency_seen": {"manager", "manager who gave herself a role"},
    "desk_team_start": set(),
}  # fmt: skip
"""Addresses that open to nobody -> those of whom they take what is posted."""
OPENS = {
    **dict.fromkeys(("desk_home", "desk_people", "desk_find", "desk_new_person", "desk_caseload", "desk_audit", "desk_places", "desk_place", "desk_emergency", "desk_meetings", "desk_programme", "desk_sheets", "desk_sheet_new"), CASEWORK),
    **dict.fromkeys(("desk_team", "desk_looks", "desk_looks_csv", "desk_emergencies", "desk_team_new"), MANAGERS),
    **dict.fromkeys(
        (
            "desk_participant", "desk_identity", "desk_end", "desk_needs", "desk_compare", "desk_person_looks", "desk_person_looks_paper",
            "desk_person_places", "desk_conference", "desk_outcome", "desk_introduction", "desk_introduction_ask", "desk_introduction_answer",
            "desk_introduction_visit", "desk_hand_over", "desk_consent", "desk_consent_paper", "desk_hand_over_paper", "desk_household_of", "desk_household",
            "desk_follow_up", "desk_follow_up_thanks", "desk_follow_up_thanks_paper",
            "desk_outreach", "desk_outreach_letter",
            "desk_plans", "desk_plan_new", "desk_plan_evaluate", "desk_plan_paper",
            "desk_limits", "desk_left_out", "desk_call", "desk_shortlist", "desk_shortlist_paper",
        ),
        OF_THE_CASE,
    ),
    **{key: set() for key in POSTED},
    **{key: {"coordinator", "coordinator elsewhere"} for key in ("desk_new_hand_over", "desk_shared")},
    **{key: {"coordinator"} for key in ("desk_disclosure", "desk_disclosure_paper")},
    "desk_file_book": MANAGERS,
    "desk_unused": NUMBERS,
    "desk_sheet": {"owner", "coordinator", "colleague"},
    **{key: {"coordinator"} for key in ("desk_meeting", "desk_sitting", "desk_sitting_paper", "desk_sitting_develop")},
    "desk_household_pairs": set(),
    **dict.fromkeys(
        ("desk_numbers", "desk_figures", "desk_figures_paper", "desk_figures_csv", "desk_figures_state", "desk_year_sheet", "desk_year_paper", "desk_gaps", "desk_gaps_paper"),
        NUMBERS,
    ),
    **{key: {"coordinator", "coordinator elsewhere"} for key in ("desk_figures_rows", "desk_year_goal", "desk_gap_people", "desk_gap_task")},
    "desk_gap_task_edit": {"coordinator"},
    "desk_team_member": {"manager", "manager who gave herself a role"},
}  # fmt: skip
"""Address -> those to whom it opens."""


def path_of(name: str, keys: dict) -> str:
    parts = {
        "desk_hand_over": [keys["hand_over"]],
        "desk_hand_over_paper": [keys["hand_over"]],
        "desk_team_member": [keys["member"]],
        "desk_team_start": [keys["member"]],
        "desk_place": [keys["key"]],
        "desk_step_done": [keys["step"]],
        "desk_plan_evaluate": [keys["code"], keys["plan"]],
        "desk_plan_paper": [keys["code"], keys["plan"]],
        "desk_call_done": [keys["code"], keys["call"]],
        **{
            key: [keys["code"], keys["key"]]
            for key in (
                "desk_avoid",
                "desk_begin",
                "desk_call",
                "desk_outcome",
                "desk_show_again",
                "desk_caseload_answer",
            )
        },
        "desk_limit_undo": [keys["code"], keys["limit"]],
        "desk_consent_paper": [keys["code"], keys["consent"]],
        "desk_emergency_seen": [keys["emergency"]],
        **{
            key: [keys["household"]]
            for key in ("desk_household", "desk_household_rule", "desk_household_leave", "desk_household_pairs")
        },
        "desk_paper_back": [keys["code"], keys["paper"]],
        "desk_figures_rows": ["introduced"],
        "desk_gap_people": ["fee"],
        "desk_gap_task": ["fee"],
        "desk_gap_task_edit": [keys["task"]],
        "desk_year_sheet": [2026],
        "desk_year_paper": [2026],
        "desk_year_goal": [2026, "introduced"],
    }
    if name.startswith("desk_meeting") and name != "desk_meetings":
        return reverse(name, args=[keys["meeting"]])
    if name.startswith("desk_sitting"):
        return reverse(name, args=[keys["sitting"]])
    if name.startswith("desk_sheet") and name not in ("desk_sheets", "desk_sheet_new", "desk_sheet_blank"):
        return reverse(name, args=[keys["sheet"]])
    if name.startswith("desk_introduction"):
        return reverse(name, args=[keys["code"], keys["introduction"]])
    if name.startswith("desk_follow_up"):
        return reverse(name, args=[keys["code"], keys["outcome"]])
    pattern = next(one for one in urls.urlpatterns if one.name == name)
    return reverse(name, args=parts.get(name, [keys["code"]] if "code" in str(pattern.pattern) else []))


def test_the_table_has_every_address_of_the_desk():
    assert {one.name for one in get_resolver(urls).url_patterns} == OPENS.keys()


def test_each_address_opens_to_those_who_may_and_shows_the_person_to_nobody_else(client, people, keys, monkeypatch):
    leave_papers_as_text(monkeypatch)
    draw_once(monkeypatch, lambda request: request.user.pk)
    wrong = []
    for who, user in people.items():
        client.force_login(user)
        for name, opens in OPENS.items():
            answer = client.get(path_of(name, keys))
            said = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if (answer.status_code == 200) is not (who in opens):
                wrong.append((who, name, answer.status_code))
            told = [word for word in (WORD, NAME, TELEPHONE, AVOIDED) if word in said.decode("utf-8", "replace")]
            wrong += [(who, name, word) for word in told if who not in OF_THE_CASE]
        found = client.post(path_of("desk_find", keys), {"who": "ゆうなぎ"})
        wrong += [(who, "finds")] if (NAME in found.content.decode()) is not (who in OF_THE_CASE) else []
        for name, takes in POSTED.items():
            posted = client.post(path_of(name, keys))
            if (posted.status_code in (200, 302) and "sign-in" not in posted.headers.get("Location", "")) is not (
                who in takes
            ):
                wrong.append((who, name, posted.status_code))
    client.logout()
    wrong += [("anonymous", name) for name in OPENS if client.get(path_of(name, keys)).status_code not in (302, 405)]
    assert wrong == []


def test_a_refusal_is_a_look_and_says_why(client, people, keys):
    client.force_login(people["colleague"])
    page = client.get(path_of("desk_participant", keys))
    assert "ほかの人が担当しています" in page.content.decode()
    assert Look.objects.get().action == "refused"


def test_one_participant_and_the_list_are_judged_alike(people, keys):
    for user in people.values():
        access = Access(user)
        for person in Participant.objects.all():
            assert access.participants().filter(pk=person.pk).exists() is (access.why_not(person) is None)


AFTER_SIGN_IN = {
    "owner": "/desk/", "coordinator": "/desk/", "viewer": "/desk/numbers/", "manager": "/desk/team/",
    "superuser who gave herself roles": "/admin/", "staff": "/admin/", "outsider": "/",
}  # fmt: skip


@pytest.mark.parametrize("who", AFTER_SIGN_IN)
def test_each_role_begins_at_its_own_screen(client, people, who):
    client.force_login(people[who])
    assert client.get(reverse("after_sign_in")).url == AFTER_SIGN_IN[who]


@pytest.mark.parametrize(("who", "expected"), [("owner", 200), ("coordinator", 200), ("viewer", 403), ("manager", 403)])
def test_who_works_with_no_people_edits_no_listing(client, people, who, expected):
    client.force_login(people[who])
    assert client.get(reverse("listings_home")).status_code == expected
