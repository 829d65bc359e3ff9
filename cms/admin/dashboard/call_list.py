"""電話でたしかめる: the listings to check by telephone or by a printed sheet, because mail does not do it."""

from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.admin.dashboard.campaigns import campaigns_of
from cms.admin.dashboard.completeness import running, stale_now
from cms.admin.editing.annotations import with_status_and_check
from cms.forms.area_field import AreaField
from cms.permissions.staff import areas_of, listings_of, number_of, staff_only
from cms.print.check_sheets import check_sheets
from directory.geo.areas import towns_by_area
from directory.upkeep.campaign_progress import CampaignProgress
from directory.upkeep.due_reminders import CallReason, reminder_plan

PER_PAGE = 50
MOST_SHEETS = 300
"""Sheets in one file; more would be too long for a request and for a printer."""
STALE, CAMPAIGN = "stale", "campaign"
ASKED_BY_MAIL = "メールで聞いています"


class CallList:
    """The listings of a user's cities to telephone about today.

    `why`: key of a listing -> the reason. `stale`: those whose last check is too old; the others are there only because a
    campaign asks everyone.
    """

    def __init__(self, user):
        self.user, own = user, set(listings_of(user).values_list("pk", flat=True))
        self.why = {key: why for key, why in reminder_plan(timezone.localdate()).telephone.items() if key in own}
        self.stale = set(stale_now(running(listings_of(user))).values_list("pk", flat=True)) & self.why.keys()

    def keys_for(self, purpose: str) -> set[int]:
        """Keys of the listings for a choice of 「何のために」: STALE, CAMPAIGN, the key of a campaign, or "" for all."""
        if purpose == STALE:
            return self.stale
        if purpose == CAMPAIGN:
            return self.why.keys() - self.stale
        campaign = campaigns_of(self.user).filter(pk=number_of(purpose)).first()
        return CampaignProgress.of(campaign).unanswered if campaign else set(self.why)

    def reason(self, key: int) -> str:
        """Why to telephone about a listing, in words."""
        return self.why[key].value if key in self.why else ASKED_BY_MAIL


class CallListFilter(forms.Form):
    """Filters of the call list, in its address and in the form that prints the sheets."""

    of = forms.ChoiceField(label="何のために", required=False)
    area = AreaField(label="圏域", queryset=None, required=False, empty_label="すべて")
    why = forms.ChoiceField(
        label="わけ", required=False, choices=[("", "すべて"), *((why.name.lower(), why.value) for why in CallReason)]
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["area"].queryset = areas_of(user)
        self.fields["of"].choices = [
            ("", "すべて"),
            (STALE, "たしかめる時期をすぎた"),
            (CAMPAIGN, "いっせい確認だけ"),
            *((str(one.pk), f"{one}に まだ返事がない") for one in campaigns_of(user)),
        ]

    def rows(self, calls: CallList):
        """The listings that are left, the oldest check first. Values that are no choice of the form are ignored."""
        facts = {name: self.cleaned_data.get(name) for name in self.fields} if self.is_valid() else {}
        keys = calls.keys_for(facts.get("of") or "")
        if why := facts.get("why"):
            keys = {key for key in keys if calls.why.get(key) is CallReason[why.upper()]}
        rows = in_area(listings_of(self.user).filter(pk__in=keys), facts.get("area"))
        return with_status_and_check(rows, timezone.localdate()).order_by(
            F("verified_on").asc(nulls_first=True), "name", "pk"
        )


def in_area(rows, area):
    """Those of some listings whose place lies in an area; all of them for None."""
    return rows.filter(place__town__in=towns_by_area()[area.pk]) if area else rows


@staff_only
def telephone(request):
    """The call list: each listing with the reason and its telephone numbers."""
    calls, narrowing = CallList(request.user), CallListFilter(request.GET, user=request.user)
    rows = narrowing.rows(calls).select_related("place__town", "organization").prefetch_related("contacts")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    heard = {"how": "telephone", "on_behalf": "on", "next": request.get_full_path()}
    context = {
        "page": page,
        "lines": [(row, calls.reason(row.pk), row.pk not in calls.stale, _numbers(row)) for row in page],
        "narrowing": narrowing,
        "heard": urlencode(heard),
        "header_title": "電話でたしかめる",
    }
    return render(request, "admin_city/telephone.html", context)


def _numbers(row) -> list[str]:
    return [contact.value for contact in row.contacts.all() if contact.kind == contact.Kind.TELEPHONE]


@staff_only
@require_POST
def sheets(request):
    """確認票を印刷する: sheets as PDF for the ticked listings, all in the list, or (`stale`) all stale ones of the area."""
    ticked = [key for key in map(number_of, request.POST.getlist("resource")) if key]
    narrowing = CallListFilter(request.POST, user=request.user)
    if ticked:
        rows = listings_of(request.user).filter(pk__in=ticked)
    elif "stale" in request.POST:
        area = narrowing.cleaned_data.get("area") if narrowing.is_valid() else None
        rows = stale_now(running(in_area(listings_of(request.user), area)))
    else:
        rows = narrowing.rows(CallList(request.user))
    keys = list(rows.order_by("place__town__reading", "name", "pk").values_list("pk", flat=True)[: MOST_SHEETS + 1])
    if not keys or len(keys) > MOST_SHEETS:
        few = f"一度に {MOST_SHEETS}枚までです。圏域をえらんでください。"
        messages.error(request, few if keys else "印刷する場所が ありません。")
        return redirect("city_telephone")
    found = rows.model.objects.for_page().in_bulk(keys)
    response = HttpResponse(check_sheets([found[key] for key in keys]), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="kakuninhyo.pdf"'
    response["Cache-Control"] = "no-store"
    return response
