"""Every address of the admin, the desk and the portal, and whose key each part of it is."""

import re

from django.apps import apps
from django.urls import URLPattern, get_resolver

from tests.cms.permissions.attacked_city import NOT_OF_A_CITY, AttackedCity

PREFIXES = ("admin/", "desk/", "my/")


OWNER_OF_PART = {
    "code": "matching.Participant", "municipality": "directory.Municipality", "resource": "directory.Resource", "statement": "statement",
    "amendment": "directory.Amendment", "invitation": "directory.Invitation", "representative": "representative",
    "first": "directory.Resource", "second": "second", "task_state_id": "wagtailcore.TaskState",
    **dict.fromkeys(("document_id", "doc_id"), "wagtaildocs.Document"), "image_id": "wagtailimages.Image",
    "workflow_state_id": "wagtailcore.WorkflowState", "object_id": "directory.Resource",
}  # fmt: skip
"""Whose key a part of an address is, where its name says so."""


OWNER_BY_VIEW_NAME = {
    "approval": "directory.Amendment", "city_api_token": "directory.ApiToken", "city_booklet": "directory.Booklet", "city_claim": "directory.Claim",
    "city_report": "directory.Report", "city_campaign": "directory.Campaign", "city_alert_": "directory.TownAlert", "city_campaign_stop": "directory.Campaign",
    "city_import": "directory.ImportRun", "city_reachable": "directory.BouncedAddress", "city_unanswered": "directory.UnansweredQuery", "desk_": "directory.Resource", "desk_introduction": "matching.Introduction", "desk_follow_up": "matching.Outcome", "desk_gap_task_edit": "matching.GapTask", "desk_plan_": "matching.SupportPlan", "desk_call_": "matching.PromisedCall", "desk_limit_": "matching.Limit", "desk_hand_over": "matching.HandOver", "desk_consent_": "matching.Consent", "desk_emergency_": "matching.EmergencyAccess", "desk_paper_": "matching.PaperCopy", "desk_team_": "directory.Membership", "listing": "directory.Resource", "desk_household": "matching.Household", "desk_meeting": "matching.SupportMeeting", "desk_sheet": "matching.ReferralSheet", "desk_sitting": "matching.Sitting", "desk_step_": "matching.MeetingStep",
    "organization_": "directory.Organization", "agency:": "directory.Agency", "membership:": "directory.Membership",
    "wagtailusers_users:": "directory.User", "wagtailimages_chooser:": "wagtailimages.Image",
    "wagtaildocs_chooser:": "wagtaildocs.Document",
}  # fmt: skip
"""Whose key `pk` or `key` is, by the longest beginning of the address's name."""


SHARED_PARTS = {
    "app_label": "directory", "model_name": "resource", "app_name": "directory", "slug": "bring", "year": 2026,
    "action": "delete", "action_name": "approve", "filter_spec": "max-100x100", "revision_id_b": "live",
    "content_type_app_name": "cms", "content_type_model_name": "guidepage", "uidb64": "MQ", "token": "x" * 22,
    "indicator": "introduced", "gap": "fee", "name": "weight.interest", "key": "stale", "state": "new", "group": 0,
    **dict.fromkeys((
        "page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk", "task_id", "workflow_pk",
        "session_id", "collection_id", "uploaded_file_id",
    ), 1),
}  # fmt: skip
"""What is shared by all cities, or is no key at all."""


def label_of(name: str, part: str) -> str | None:
    """Whose key a part of an address is; None for what is shared or no key. KeyError where nobody has said it."""
    room = name.rpartition(":")[0]
    if part in ("pk", "key") and name != "city_list":
        if room.startswith(("wagtailsnippets_directory_", "wagtailsnippetchoosers_directory_")):
            label = apps.get_model("directory", room.rpartition("_")[2])._meta.label
            return None if label in NOT_OF_A_CITY else label
        begins = max((one for one in OWNER_BY_VIEW_NAME if name.startswith(one)), key=len, default=None)
        if begins is None and not room.startswith("wagtail"):
            raise KeyError(f"whose is `{part}` in {name}?")
        return OWNER_BY_VIEW_NAME.get(begins)
    if part in SHARED_PARTS:
        return None
    return "revision" if part.startswith("revision_id") else OWNER_OF_PART[part]


def key_in(target: AttackedCity, name: str, part: str):
    """What stands for one part of an address."""
    label = label_of(name, part)
    if label is None:
        return SHARED_PARTS.get(part, 1)
    if label == "revision":
        return target.revision_of(label_of(name, "pk") or "")
    by_name = label in ("directory.Amendment", "directory.ImportRun", "directory.Membership") and name in target.keys
    return target.keys[name if by_name else label]


def addresses(patterns=None, before="", namespaces=()):
    """Every (route, name with namespaces, names of its parts, whether the view is ours) of the three rooms."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if before == "" and not route.startswith(PREFIXES):
            continue
        if isinstance(pattern, URLPattern):
            if pattern.name:
                parts = re.findall(r"<(?:\w+:)?(\w+)>", route)
                yield ":".join((*namespaces, pattern.name)), parts, pattern.callback.__module__.startswith("cms.")
        else:
            inside = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from addresses(pattern.url_patterns, route, inside)
