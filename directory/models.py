"""The index of tables that Django wants; each table lives in the module of its noun."""

from directory.accounts import Agency, Membership, User
from directory.amendments import Amendment
from directory.approval_rules import ApprovalRule
from directory.areas import Area, AreaSystem, Municipality, Town
from directory.attempts import Attempt
from directory.attendance import Attendance
from directory.bounces import BouncedAddress
from directory.campaigns import Campaign
from directory.claims import Claim
from directory.contacts import Contact
from directory.doubles import Apart
from directory.editions import Change, Edition
from directory.imports.records import ImportedRow, ImportMapping
from directory.intervals import CheckInterval
from directory.invitations import Invitation
from directory.landmarks import Landmark
from directory.links import Link
from directory.merging import FormerAddress
from directory.organizations import Organization
from directory.places import Place, PlaceFeature
from directory.reminders import Letter, Reminder
from directory.reports import Report
from directory.representatives import Representative
from directory.resources import Resource, ResourceFeature
from directory.schedules import Schedule
from directory.standing import SingleDate, StatusStatement, Vacancy, Verification
from directory.support import SupportVisit
from directory.vocabulary import Term

__all__ = [
    "Agency",
    "Amendment",
    "Apart",
    "ApprovalRule",
    "Area",
    "AreaSystem",
    "Attempt",
    "Attendance",
    "BouncedAddress",
    "Campaign",
    "Change",
    "CheckInterval",
    "Claim",
    "Contact",
    "Edition",
    "FormerAddress",
    "ImportMapping",
    "ImportedRow",
    "Invitation",
    "Landmark",
    "Letter",
    "Link",
    "Membership",
    "Municipality",
    "Organization",
    "Place",
    "PlaceFeature",
    "Reminder",
    "Report",
    "Representative",
    "Resource",
    "ResourceFeature",
    "Schedule",
    "SingleDate",
    "StatusStatement",
    "SupportVisit",
    "Term",
    "Town",
    "User",
    "Vacancy",
    "Verification",
]
