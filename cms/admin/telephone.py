"""Whom to telephone, or to send a sheet of paper: those whom no mail reaches, or who did not answer it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.admin.city_board import bounced_of, telephone_of
from cms.admin.missing import running, stale_now
from cms.admin.policy import policy_of
from cms.admin.staff import listings, staff_only
from cms.listings.sheets import sheets_of
from directory.campaigns import towns_of
from directory.letters import Why
from directory.models import Area

MOST_SHEETS = 300
"""Sheets in one file; more than that no printer takes at once."""


@staff_only
def telephone(request):
    """The list, by area, with the reason and what to do."""
    why = telephone_of(request.user, timezone.localdate())
    wanted = request.GET.get("why", "").upper()
    if wanted in Why.__members__:
        why = {key: reason for key, reason in why.items() if reason is Why[wanted]}
    area = _area(request)
    rows = _in_area(listings(request.user).filter(pk__in=why), area).select_related("place__town", "organization")
    shown = rows.prefetch_related("contacts", "verifications").order_by("place__town__reading", "name", "pk")
    context = {
        "lines": [(row, why[row.pk].value, _calls(row), row.last_verification) for row in shown],
        "areas": _areas(request.user),
        "area": area,
        "wanted": wanted.lower(),
        "header_title": "電話でたしかめる",
    }
    return render(request, "admin_city/telephone.html", context)


def _calls(row) -> list[str]:
    return [contact.value for contact in row.contacts.all() if contact.kind == contact.Kind.TELEPHONE]


def _areas(user):
    return policy_of(Area).rows(user).select_related("system").order_by("system__name", "name", "pk")


def _area(request) -> Area | None:
    key = request.GET.get("area") or request.POST.get("area") or ""
    return get_object_or_404(policy_of(Area).rows(request.user), pk=key) if key.isdigit() else None


def _in_area(rows, area: Area | None):
    return rows.filter(place__town__in=towns_of(area)) if area else rows


@staff_only
@require_POST
def sheets(request):
    """確認票を印刷する: of those ticked, or of all in an area that are stale and have no mail."""
    ticked = [key for key in request.POST.getlist("resource") if key.isdigit()]
    rows = listings(request.user)
    if ticked:
        rows = rows.filter(pk__in=ticked)
    elif "stale" in request.POST:
        rows = stale_now(running(_in_area(rows, _area(request))))
    else:
        rows = _in_area(rows.filter(pk__in=telephone_of(request.user, timezone.localdate())), _area(request))
    keys = list(rows.order_by("place__town__reading", "name", "pk").values_list("pk", flat=True)[: MOST_SHEETS + 1])
    if not keys or len(keys) > MOST_SHEETS:
        what = (
            "印刷する場所が ありません。" if not keys else f"一度に {MOST_SHEETS}枚までです。圏域をえらんでください。"
        )
        messages.error(request, what)
        return redirect("city_telephone")
    found = rows.model.objects.for_page().in_bulk(keys)
    response = HttpResponse(sheets_of([found[key] for key in keys]), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="kakuninhyo.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@staff_only
def bounced(request):
    """Addresses that mail does not reach."""
    context = {"rows": bounced_of(request.user).order_by("address"), "header_title": "メールが届かない人"}
    return render(request, "admin_city/bounced.html", context)


@staff_only
@require_POST
def reachable(request, pk):
    """もう一度 送る: somebody has mended the mailbox."""
    row = get_object_or_404(bounced_of(request.user), pk=pk)
    row.delete()
    messages.success(request, f"「{row.address}」に、これからまた メールを送ります。")
    return redirect("city_bounced")


urlpatterns = [
    path("board/telephone/", telephone, name="city_telephone"),
    path("board/sheets/", sheets, name="city_sheets"),
    path("board/bounced/", bounced, name="city_bounced"),
    path("board/bounced/<int:pk>/reachable/", reachable, name="city_reachable"),
]
