"""docs/reference/deletion.md says of every reference between tables what a deletion does with it, and the tables do it."""

import re

from django.apps import apps
from django.db import models

from tests.paths import ROOT

ROW = re.compile(r"^\| `(\w+)\.(\w+)` \| `(\w+)` \| (goes along|keeps it) \| .+ \|$", re.MULTILINE)
WORDS = {models.CASCADE: "goes along", models.PROTECT: "keeps it", models.RESTRICT: "keeps it"}
FLOORS = ("directory", "matching", "cms")


def references() -> dict[tuple[str, str], tuple[str, object]]:
    """(table, column) -> (table that it refers to, what happens on deletion) of our tables; not what Wagtail brings to its pages."""
    return {
        (model.__name__, field.name): (field.related_model.__name__, field.remote_field.on_delete)
        for label in FLOORS
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.local_fields
        if field.is_relation and not getattr(field.remote_field, "parent_link", False)
    }


def test_every_reference_is_decided_and_listed():
    text = (ROOT / "docs/reference/deletion.md").read_text()
    listed = {(table, column): (to, what) for table, column, to, what in ROW.findall(text)}
    assert len(listed) == text.count("\n| `"), "a row that nobody can read, or twice the same"
    deciding = {
        name: (to, WORDS[on_delete])
        for name, (to, on_delete) in references().items()
        if on_delete is not models.SET_NULL
    }
    assert listed == deciding


def test_what_people_did_goes_along_with_nothing_but_the_listing_or_the_person():
    """The records of people, and the only tables with which each of them may be deleted."""
    with_ = {
        "Representative": set(),
        "SupportVisit": set(),
        "Look": set(),
        "HandOver": set(),
        "HandedOver": {"Participant", "HandOver"},
        "Outcome": {"Participant"},
        "NeedsSheet": {"Participant"},
        "Limit": {"Participant"},
        "CallAnswer": {"Participant", "Resource"},
        "LineAnswer": {"Participant"},
        "Introduction": {"Participant", "Outcome"},
        "HostRequest": {"Introduction"},
        "Consent": {"Participant"},
        "HouseholdMember": {"Household", "Participant"},
        "HouseholdRule": {"Household", "Participant"},
        "SupportMeeting": {"Participant"},
        "MeetingRecord": {"SupportMeeting"},
        "Sitting": {"SupportMeeting"},
        "Minutes": {"Sitting"},
        "MeetingStep": {"Sitting", "MeetingMember"},
        "Presence": {"Sitting", "MeetingMember"},
        "EmergencyAccess": {"Participant"},
        "EmergencyReview": {"EmergencyAccess"},
        "ReferralSheet": {"Participant"},
        "ReferralStep": {"ReferralSheet"},
        "ConsentedHost": {"Consent"},
        "ConsentedAgency": {"Consent"},
        "Withdrawal": {"Consent"},
        "PaperCopy": {"Participant"},
        "FollowUp": {"Outcome"},
        "SupportPlan": {"Participant"},
        "PlanStep": {"SupportPlan"},
        "PlanEvaluation": {"SupportPlan"},
        "PromisedCall": {"Participant"},
        "OutreachContact": {"Participant"},
        **{name: {"Resource"} for name in ("Amendment", "Claim", "Report")},
    }
    found = {
        table: {to for (one, _), (to, what) in references().items() if one == table and what is models.CASCADE}
        for table in with_
    }
    assert found == with_
