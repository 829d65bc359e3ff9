"""The index of tables that Django wants; each table lives in the module of its noun."""

from directory.accounts.api_tokens import ApiAnswer, ApiToken
from directory.accounts.links import Link
from directory.accounts.rate_limits import Attempt
from directory.accounts.stamps import UsedStamp
from directory.accounts.users import Agency, Membership, User
from directory.associations.attendance import Attendance
from directory.associations.claims import Claim
from directory.associations.invitations import Invitation
from directory.associations.representatives import Representative
from directory.associations.support_visits import SupportVisit
from directory.catalogue.check_intervals import CheckInterval
from directory.catalogue.contacts import Contact
from directory.catalogue.features import PlaceFeature, ResourceFeature
from directory.catalogue.help_lines import HelpLine
from directory.catalogue.organizations import Organization
from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.catalogue.schedules import Schedule
from directory.catalogue.statements import SingleDate, StatusStatement, Vacancy, Verification
from directory.catalogue.town_alerts import AlertEnd, TownAlert
from directory.catalogue.vocabulary import Term
from directory.changes.amendments import Amendment
from directory.changes.approval_rules import ApprovalRule
from directory.changes.booklets import Booklet
from directory.duplicates.apart import Apart
from directory.duplicates.merging import FormerAddress
from directory.geo.areas import Area, AreaSystem, Municipality, Town
from directory.geo.landmarks import Landmark
from directory.geo.map_grounds import MapGround
from directory.imports.models import ImportedRow, ImportMapping, JoinedRow
from directory.imports.steps.import_runs import ImportFinding, ImportRun
from directory.imports.steps.planned_rows import PlannedRow
from directory.packages.models import TakenPackage
from directory.publishing.versions import Change, Edition
from directory.search.unanswered import CountedQuery, UnansweredQuery
from directory.search.wishes.table import WishWord
from directory.upkeep.bounces import BouncedAddress
from directory.upkeep.campaigns import Campaign
from directory.upkeep.problem_reports import Report
from directory.upkeep.reminders import Letter, Reminder

__all__ = [
    "Agency",
    "AlertEnd",
    "Amendment",
    "Apart",
    "ApiAnswer",
    "ApiToken",
    "ApprovalRule",
    "Area",
    "AreaSystem",
    "Attempt",
    "Attendance",
    "Booklet",
    "BouncedAddress",
    "Campaign",
    "Change",
    "CheckInterval",
    "Claim",
    "Contact",
    "CountedQuery",
    "Edition",
    "FormerAddress",
    "HelpLine",
    "ImportFinding",
    "ImportMapping",
    "ImportRun",
    "ImportedRow",
    "Invitation",
    "JoinedRow",
    "Landmark",
    "Letter",
    "Link",
    "MapGround",
    "Membership",
    "Municipality",
    "Organization",
    "Place",
    "PlaceFeature",
    "PlannedRow",
    "Reminder",
    "Report",
    "Representative",
    "Resource",
    "ResourceFeature",
    "Schedule",
    "SingleDate",
    "StatusStatement",
    "SupportVisit",
    "TakenPackage",
    "Term",
    "Town",
    "TownAlert",
    "UnansweredQuery",
    "UsedStamp",
    "User",
    "Vacancy",
    "Verification",
    "WishWord",
]
