"""The door of the admin: who may come in, and into which of its rooms.

Wagtail guards some of its views by table only and names rows in reports of the whole site, so staff of a city get the
rooms named here and no others. Superusers get all.
"""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect

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
        if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
            messages.error(request, "ここは市の担当者のためのページです。あなたのページに もどりました。")
            return redirect("after_sign_in")
        if user.is_authenticated and not user.is_superuser and not _is_open(request.resolver_match):
            messages.error(request, "このページは、システムの管理者だけが使えます。")
            return redirect("wagtailadmin_home")
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return behind


def _is_open(match) -> bool:
    room = match.namespaces[0] if match.namespaces else ""
    if room:
        return room in ROOMS or room.startswith(OWN_ROOMS)
    if match.url_name == "wagtail_bulk_action":
        return match.kwargs["app_label"] != "directory"
    return match.url_name in VIEWS
