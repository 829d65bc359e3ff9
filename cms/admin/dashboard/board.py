"""きょうの仕事, the first page of the admin: numbers of what waits for the city, what is old and what is missing.

Every number links to its list, and nothing is counted that the user may not open.
"""

from django.contrib.auth import get_permission_codename
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.admin.approvals.amendments import waiting_for
from cms.admin.dashboard.call_list import CAMPAIGN, STALE, CallList
from cms.admin.dashboard.completeness import FACT_CHECKS, FRESHNESS_CHECKS, CompletenessCheck, running
from cms.admin.dashboard.undelivered import bounced_of
from cms.admin.duplicates.pairs import pairs_of
from cms.admin.editing.annotations import with_status_and_check
from cms.admin.editing.filters import QUICK_FILTERS
from cms.admin.imports.access import may_store, runs_of
from cms.content.site_settings import SiteSettings
from cms.permissions.city_policy import policy_of
from cms.permissions.staff import is_staff, listings_of, may_decide, municipalities_of
from directory.models import Claim, ImportRun, Report, Resource, SupportVisit
from directory.upkeep.due_reminders import CallReason

LISTED = "wagtailsnippets_directory_resource:list"


class Board(Component):
    """The numbers, as a panel of Wagtail's first page."""

    name = "board"
    order = 50
    template_name = "admin_city/board.html"

    def get_context_data(self, parent_context):
        request = parent_context["request"]
        user = request.user
        if not is_staff(user):
            return {"is_staff": False}
        own = running(listings_of(user))
        total = own.count()
        waiting = _waiting_lines(user)
        checks = [_check_line(key, check, own, total) for key, check in FRESHNESS_CHECKS.items()]
        return {
            "is_staff": True,
            "waiting": waiting,
            "checks": checks,
            # What waits is a tile; what does not stands in one line below, to be found and not to be read each morning.
            "tiles": [line for line in waiting if line["count"]],
            "quiet": [line for line in waiting if not line["count"]],
            "old": [line for line in checks if line["count"]],
            "facts": [_check_line(key, check, own, total) for key, check in FACT_CHECKS.items()],
            "total": total,
            "listed": reverse(LISTED),
            "count": with_status_and_check(policy_of(Resource).rows(user), timezone.localdate()).count(),
            "lacks_statement": SiteSettings.load(request_or_site=request).accessibility_day is None,
            "settings": _settings_address(user),
        }


def _settings_address(user) -> str:
    """Where the settings of the site are changed; "" for users who may not."""
    permission = get_permission_codename("change", SiteSettings._meta)
    may = user.has_perm(f"{SiteSettings._meta.app_label}.{permission}")
    return (
        reverse("wagtailsettings:edit", args=[SiteSettings._meta.app_label, SiteSettings._meta.model_name])
        if may
        else ""
    )


def _line(label: str, count: int, name: str, query: str = "") -> dict:
    return {"label": label, "count": count, "url": reverse(name) + query}


def _check_line(key: str, check: CompletenessCheck, rows, total: int) -> dict:
    count = check.without(rows).count()
    share = round(100 * (total - count) / total) if total else 100
    return {"label": check.label, "count": count, "share": share, "url": reverse("city_list", args=[key])}


def _waiting_lines(user) -> list[dict]:
    """Lines for the tasks that wait for the user."""
    rows, visits = listings_of(user), SupportVisit.objects.filter(municipality__in=municipalities_of(user))
    reports = Report.objects.waiting().filter(resource__in=rows).count()
    return [
        *(_approval_lines(user, rows) if may_decide(user) else []),
        _line("「情報がちがう」への返事", reports, "city_reports"),
        *_call_lines(CallList(user)),
        _line("メールが届かない人", bounced_of(user).count(), "city_bounced"),
        _line("団体への支援の予定", visits.due(timezone.localdate()).count(), "city_support_due"),
        *_import_lines(user),
        _line("同じかもしれない場所", len(pairs_of(user)), "city_duplicates"),
        *_draft_lines(user),
    ]


def _approval_lines(user, rows) -> list[dict]:
    claims = Claim.objects.waiting().filter(resource__in=rows).count()
    return [_line("団体からの変更・申し出", waiting_for(user).count() + claims, "approvals")]


def _import_lines(user) -> list[dict]:
    """Lists that were tried and wait for somebody who may store them; no line where there is none."""
    count = runs_of(user).filter(state=ImportRun.State.TRIED).count() if may_store(user) else 0
    return [_line("ためして、まだ入れていない一覧", count, "city_imports")] if count else []


def _call_lines(calls: CallList) -> list[dict]:
    campaign, silent = calls.keys_for(CAMPAIGN), [why for why in calls.why.values() if why is CallReason.NO_ANSWER]
    asked = _line("いっせい確認で 電話する", len(campaign), "city_telephone", f"?of={CAMPAIGN}")
    return [
        _line("電話でたしかめる（時期をすぎた）", len(calls.stale), "city_telephone", f"?of={STALE}"),
        *([asked] if campaign else []),
        _line("電話のうち、メールに返事がない", len(silent), "city_telephone", "?why=no_answer"),
    ]


def _draft_lines(user) -> list[dict]:
    rows = with_status_and_check(policy_of(Resource).rows(user), timezone.localdate())
    return [
        _line(label, QUICK_FILTERS[key].choose(rows).count(), LISTED, f"?questions={key}")
        for key, label in (("waiting", "市の下書きの確認"), ("draft", "公開していない市の下書き"))
    ]
