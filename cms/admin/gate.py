"""The door of the admin: who may come in, and into which of its rooms.

Wagtail guards some of its views by table only and names rows in reports of the whole site, so staff of a city get the
rooms named here and no others. Superusers get all. Where Wagtail looks at one key of an address only, the others are
asked about here.
"""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from wagtail.models import TaskState

from cms.operations.request_context import refuse
from cms.permissions.cities import LOOKUPS, policy_of

ROOMS = {
    "wagtailadmin_pages",
    "wagtailadmin_api",
    "wagtailadmin_editing_sessions",
    "wagtailimages",
    "wagtailimages_chooser",
    "wagtaildocs",
    "wagtaildocs_chooser",
    "wagtailembeds",
}
"""Namespaces of Wagtail that check their own rows."""
OWN_ROOMS = ("wagtailsnippets_directory_", "wagtailsnippetchoosers_directory_")
"""Beginnings of the namespaces of our viewsets, which `policy.guarded` watches."""
VIEWS = {
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_choose_page_chosen_multiple",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_tag_model_autocomplete",
    "wagtailadmin_account",
    "wagtailadmin_logout",
    "wagtailadmin_dismissibles",
    "wagtailadmin_block_preview",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "numbers",
    "number",
    "learning",
    "approvals",
    "approval",
    "approval_revert",
    "approval_rules",
    "city_claim",
    "city_invitations",
    "city_board",
    "city_list",
    "city_doubles",
    "city_double",
    "city_apart",
    "city_telephone",
    "city_sheets",
    "city_bounced",
    "city_reachable",
    "city_reports",
    "city_report",
    "city_campaigns",
    "city_campaign",
    "city_campaign_stop",
    "city_attendance",
    "city_attendance_csv",
    "city_support_due",
}
BULK = {"wagtailcore", "wagtailimages", "wagtaildocs"}
"""Apps whose rows may be ticked in a list; Wagtail checks each of them."""
POLICY = "; ".join(
    [
        "default-src 'self'",
        # Wagtail's own pages have inline scripts and styles without a nonce.
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        f"img-src 'self' data: blob: {'/'.join(settings.MAP_TILES_URL.split('/')[:3])}".strip(),
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)


def gate(view):
    """A view of the admin with the door before it."""

    @wraps(view)
    def behind(request, *args, **kwargs):
        user = request.user
        if "\x00" in request.path:
            # No key holds it, and PostgreSQL does not even compare with it.
            raise Http404
        if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
            refuse("permission")
            messages.error(request, "ここは市の担当者のためのページです。あなたのページに もどりました。")
            return redirect("after_sign_in")
        if user.is_authenticated and not user.is_superuser and not _is_open(request.resolver_match):
            refuse("permission")
            messages.error(request, "このページは、システムの管理者だけが使えます。")
            return redirect("wagtailadmin_home")
        if user.is_authenticated and (
            _is_of_another(request.resolver_match) or _is_hidden(user, request.resolver_match)
        ):
            refuse("permission")
            raise Http404
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return behind


def _is_open(match) -> bool:
    room = match.namespaces[0] if match.namespaces else ""
    if room:
        return room in ROOMS or room.startswith(OWN_ROOMS)
    if match.url_name == "wagtail_bulk_action":
        return match.kwargs["app_label"] in BULK
    return match.url_name in VIEWS


def _is_of_another(match) -> bool:
    """Whether the step of a workflow in an address belongs to another row than the one beside it; Wagtail takes any."""
    if "task_state_id" not in match.kwargs:
        return False
    room = match.namespaces[0]
    app, model = ("wagtailcore", "page") if room == "wagtailadmin_pages" else room.split("_")[1:]
    row = str(match.kwargs.get("pk", match.kwargs.get("page_id")))
    steps = TaskState.objects.filter(pk=match.kwargs["task_state_id"], workflow_state__object_id=row)
    kind = {"workflow_state__base_content_type__app_label": app, "workflow_state__base_content_type__model": model}
    return not steps.filter(**kind).exists()


def _is_hidden(user, match) -> bool:
    """Whether an address that names a row by table and key names one of another city: Wagtail tells who edits it now."""
    table = match.kwargs.get("app_label"), match.kwargs.get("model_name")
    model = next((one for one in LOOKUPS if (one._meta.app_label, one._meta.model_name) == table), None)
    if model is None or "object_id" not in match.kwargs:
        return False
    try:
        return not policy_of(model).sees(user, match.kwargs["object_id"])
    except ValueError:
        return True
