"""The index of tables that Django wants; each table lives in the module of its noun."""

from matching.cases.consents import Consent, ConsentedAgency, ConsentedHost, PaperCopy, Withdrawal
from matching.cases.drafts import Draft
from matching.cases.emergencies import EmergencyAccess, EmergencyReview
from matching.cases.hand_overs import HandedOver, HandOver
from matching.cases.households import Household, HouseholdMember, HouseholdRule
from matching.cases.identities import Identity
from matching.cases.limits import Limit
from matching.cases.participants import NeedsSheet, Participant
from matching.cases.programme import DeskAgency, MeetingName, PlanAim, WorkDoer
from matching.cases.staffing import AreaDuty
from matching.cases.support_meetings import MeetingMember, MeetingRecord, SupportMeeting
from matching.casework.calls import CallAnswer
from matching.casework.follow_ups import FollowUp
from matching.casework.host_requests import HostRequest
from matching.casework.host_rests import HostRest
from matching.casework.introductions import Introduction
from matching.casework.meetings.sittings import MeetingStep, Minutes, Presence, Sitting
from matching.casework.outcomes import Outcome
from matching.casework.outreach import OutreachContact
from matching.casework.plans import PlanEvaluation, PlanStep, SupportPlan
from matching.casework.promised_calls import PromisedCall
from matching.casework.referrals.sheets import ReferralSheet, ReferralStep
from matching.figures.gaps.tasks import GapTask
from matching.figures.goals import YearGoal
from matching.oversight.audit_log import Look
from matching.oversight.retention import Anonymisation
from matching.oversight.seals import LookSeal
from matching.proposals.line_answers import LineAnswer
from matching.proposals.weight_rows import Number

__all__ = [
    "Anonymisation",
    "AreaDuty",
    "CallAnswer",
    "Consent",
    "ConsentedAgency",
    "ConsentedHost",
    "DeskAgency",
    "Draft",
    "EmergencyAccess",
    "EmergencyReview",
    "FollowUp",
    "GapTask",
    "HandOver",
    "HandedOver",
    "HostRequest",
    "HostRest",
    "Household",
    "HouseholdMember",
    "HouseholdRule",
    "Identity",
    "Introduction",
    "Limit",
    "LineAnswer",
    "Look",
    "LookSeal",
    "MeetingMember",
    "MeetingName",
    "MeetingRecord",
    "MeetingStep",
    "Minutes",
    "NeedsSheet",
    "Number",
    "Outcome",
    "OutreachContact",
    "PaperCopy",
    "Participant",
    "PlanAim",
    "PlanEvaluation",
    "PlanStep",
    "Presence",
    "PromisedCall",
    "ReferralSheet",
    "ReferralStep",
    "Sitting",
    "SupportMeeting",
    "SupportPlan",
    "Withdrawal",
    "WorkDoer",
    "YearGoal",
]
