"""What stands around a case of the attacked city: consents, papers, follow-ups, plans, and form values for their screens."""

import datetime as dt
from uuid import uuid4

from django.utils import timezone

from matching.cases.support_meetings import convene
from matching.casework.plans import Step, make_plan
from matching.models import (
    CallAnswer,
    DeskAgency,
    Draft,
    EmergencyAccess,
    EmergencyReview,
    FollowUp,
    HostRest,
    Household,
    HouseholdMember,
    HouseholdRule,
    Limit,
    LineAnswer,
    MeetingName,
    MeetingRecord,
    MeetingStep,
    Minutes,
    Outcome,
    OutreachContact,
    PaperCopy,
    Participant,
    PlanAim,
    PlanEvaluation,
    Presence,
    PromisedCall,
    ReferralSheet,
    ReferralStep,
    Sitting,
    Withdrawal,
    WorkDoer,
)
from tests.factories import make_consent

TODAY = timezone.localdate().isoformat()
FORM_VALUES = {
    "desk_limits": {"somebody": "乗っ取り", "cause": "other", "known_to": "desk"},
    "desk_limit_undo": {"because": "乗っ取り"},
    "desk_avoid": {"cause": "wish"},
    "desk_call": {"said": "target=no"},  # what is about the place is told to its city, as anybody may
    "desk_caseload_answer": {"answer": "refuse", "reason": "early"},
    "desk_consent": {"how": "spoken", "allows_meeting": "on", "given_on": TODAY, "expires_on": TODAY},
    "desk_consent_withdraw": {"consent": "all"},
    "desk_follow_up": {"side": "host", "host-feeling": "good", "host-again": "yes"},
    "desk_outreach": {"day": TODAY, "how": "call", "whom": "person", "received": "voice", "next_on": TODAY},
    "desk_plans": {"day": TODAY, "about": "乗っ取り"},
    "desk_plan_new": {
        **dict.fromkeys(("wish", "problems", "short_goal", "what_0", "who_0"), "乗っ取り"),
        **dict.fromkeys(("made_on", "until_on", "review_on"), TODAY),
    },
    "desk_plan_evaluate": {"day": TODAY, "achieved": "no", "result": "ends"},
    "desk_meetings": {"law": "without:支援会議", "why": "乗っ取り"},
    "desk_sheet_answer": {"reply": "taken"},
    "desk_sitting_develop": {"change": "new", "kind": "new", "talks": "乗っ取り"},
    "desk_sheet_join": {"who": "M-"},
    "desk_sheet_pass": {"why": "乗っ取り"},
    "desk_sheet_agreed": {"agreed": "yes"},
    "desk_sheet_new": {
        "how": "telephone",
        "topic": "other",
        "text": "乗っ取り",
        "urgency": "soon",
        "agreed": "yes",
        "sender": "self",
        "town": "",
    },
    "desk_paper_given": {"what": "乗っ取り", "holder": "会", "telephone": "042", "given_on": TODAY},
}
"""Values for the forms of one view."""


class AroundACase:
    """Rows about one person beside their sheet and introductions.

    keys   label of a table, or name of an address -> what stands in the address
    mine   column by which a row says whose it is -> the rows of the person
    """

    def __init__(self, city) -> None:
        day, person, secret = timezone.localdate(), city.person, city.secret
        self.consent = make_consent(person, city.hidden, city.resource, text=f"伝える{secret}", agencies=[city.agency])
        self.past = make_consent(person, given_on=day - dt.timedelta(9))
        Withdrawal.objects.create(consent=self.past, withdrawn_on=day)
        avoided = {"must_not": True, "somebody": f"会わせない{secret}", "reason": f"わけ{secret}"}
        self.limit = Limit.objects.create(participant=person, resource=city.hidden, **avoided)
        Limit.objects.create(participant=person, resource=city.resource)
        call = {"answer": "talked", "spoke_to": f"出た人{secret}"}
        CallAnswer.objects.create(participant=person, resource=city.resource, **call)
        paper = {"what": f"紙{secret}", "holder": "会", "telephone": "042", "given_on": day}
        self.paper = PaperCopy.objects.create(participant=person, **paper)

        self.outcome = Outcome.objects.get(participant=person)
        Outcome.objects.filter(pk=self.outcome.pk).update(started_on=day - dt.timedelta(days=20))
        HostRest.objects.create(resource=city.resource, since=day)
        trouble = {"feeling": "hard", "done_at": timezone.now(), "done_how": "telephone", "is_worry": True}
        FollowUp.objects.create(
            outcome=self.outcome, step=0, side="person", said=f"困る{secret}", coming="yes", **trouble
        )

        written = dict.fromkeys(("wish", "problems", "short_goal"), f"望む{secret}") | {"made_on": day, "until_on": day}
        past = make_plan(person, written | {"review_on": day}, [], city.worker)
        PlanEvaluation.objects.create(plan=past, day=day, achieved="yes", result="ends")
        self.plan = make_plan(person, written | {"review_on": day}, [Step(f"歩く{secret}", "会")], city.worker)
        self.plans = [self.plan, past]
        tried = {"how": "visit", "received": "none", "said": f"ドア{secret}", "left": f"手紙{secret}", "next_on": day}
        OutreachContact.objects.create(participant=person, day=day, **tried)
        self.call = PromisedCall.objects.create(participant=person, day=day, about=f"約束{secret}")

        worry = {"sender": "self", "channel": "form", "topic": "other", "who": f"人{secret}", "text": f"心配{secret}"}
        self.sheet = ReferralSheet.objects.create(number=f"T-{city.mark}", agency=city.agency, **worry)
        ReferralStep.objects.create(sheet=self.sheet, kind="sent", to_agency=city.agency, told=f"伝える{secret}")
        WorkDoer.objects.create(municipality=city.city, work="outreach", who=f"課{secret}")
        MeetingName.objects.create(municipality=city.city, law="consent", name=f"会議{secret}")
        PlanAim.objects.create(municipality=city.city, text=f"めざす{secret}")
        DeskAgency.objects.create(desk=city.hidden, agency=city.agency)
        LineAnswer.objects.create(participant=person, resource=city.resource, reason="early", made_on=day)
        written = {"participant": person, "form": "needs", "text": secret, "saved_at": timezone.now()}
        Draft.objects.create(user=city.worker, token=uuid4(), **written)
        ends_at = timezone.now() + dt.timedelta(hours=1)
        facts = {"user": city.worker, "why": f"わけ{secret}", "ends_at": ends_at}
        self.emergency = EmergencyAccess.objects.create(participant=person, **facts)
        EmergencyReview.objects.create(emergency=self.emergency)

        other = Participant.objects.create(code=f"N-{secret}", agency=city.agency)
        self.household = Household.objects.create(agency=city.agency)
        for one in (person, other):
            HouseholdMember.objects.create(household=self.household, participant=one, relation=f"母{secret}")
        two = {"first": person, "second": other, "made_on": day}
        HouseholdRule.objects.create(household=self.household, kind="hidden", why=f"わけ{secret}", **two)
        self.meeting = convene(person, city.agency, f"わけ{secret}", city.worker, day)
        MeetingRecord.objects.create(meeting=self.meeting, held_on=day, text=f"話{secret}")
        self.sitting = Sitting.objects.create(meeting=self.meeting, held_on=day, agenda=f"議題{secret}")
        Minutes.objects.create(sitting=self.sitting, number=1, text=f"話{secret}", decision="made")
        convener = self.meeting.members.get()
        self.step = MeetingStep.objects.create(sitting=self.sitting, member=convener, what=f"訪ねる{secret}", until=day)
        Presence.objects.create(sitting=self.sitting, member=convener, acknowledged_at=timezone.now(), attended=True)

    @property
    def keys(self) -> dict[str, object]:
        """What stands in the addresses."""
        rows = (
            self.consent,
            self.limit,
            self.paper,
            self.emergency,
            self.household,
            self.meeting,
            self.sitting,
            self.step,
            self.outcome,
            self.plan,
            self.call,
            self.sheet,
        )
        return {row._meta.label: row.pk for row in rows}

    @property
    def mine(self) -> dict[str, list]:
        """The rows by which others are theirs."""
        return {
            "consent": [self.consent, self.past],
            "emergency": [self.emergency],
            "outcome": [self.outcome],
            "plan": self.plans,
            "household": [self.household],
            "meeting": [self.meeting],
            "sitting": [self.sitting],
            "sheet": [self.sheet],
        }
