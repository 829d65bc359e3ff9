"""きょうの仕事: what waits for the city, what is old, what is missing. Every number leads to its list."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cms.admin.approvals import waiting_for
from cms.admin.lists import QUESTIONS, with_standing
from cms.admin.missing import CHECKS, FACTS, running
from cms.admin.policy import policy_of
from cms.admin.staff import listings, municipalities, staff_only
from directory.bounces import BouncedAddress
from directory.doubles import Apart, doubles_in
from directory.letters import Why, plan_on
from directory.models import Claim, Report, Resource, SupportVisit

PER_PAGE = 50


@staff_only
def board(request):
    """The numbers."""
    rows, today = listings(request.user), timezone.localdate()
    own = running(rows)
    total = own.count()
    context = {
        "waiting": _waiting(request.user, rows, today),
        "checks": [_line(key, lack, own, total) for key, lack in CHECKS.items()],
        "facts": [_line(key, lack, own, total) for key, lack in FACTS.items()],
        "total": total,
        "header_title": "きょうの仕事",
    }
    return render(request, "admin_city/city_board.html", context)


def _line(key: str, lack, rows, total: int) -> dict:
    count = lack.without(rows).count()
    share = round(100 * (total - count) / total) if total else 100
    return {"label": lack.label, "count": count, "share": share, "url": reverse("city_list", args=[key])}


def _waiting(user, rows, today) -> list[dict]:
    """What somebody waits for, with the number and the address of the list."""
    telephone = telephone_of(user, today)
    drafts = reverse("wagtailsnippets_directory_resource:list")
    in_workflow = QUESTIONS["waiting"][1](with_standing(policy_of(Resource).rows(user), today)).count()
    claims = Claim.objects.waiting().filter(resource__in=rows).count()
    numbers = [
        ("団体からの変更・申し出", waiting_for(user).count() + claims, reverse("approvals")),
        ("市の下書きの確認", in_workflow, f"{drafts}?questions=waiting"),
        ("「情報がちがう」への返事", Report.objects.waiting().filter(resource__in=rows).count(), reverse("city_reports")),
        ("電話でたしかめる", len(telephone), reverse("city_telephone")),
        ("うち、メールに返事がない", sum(why == Why.NO_ANSWER for why in telephone.values()),
         f"{reverse('city_telephone')}?why=no_answer"),
        ("メールが届かない人", bounced_of(user).count(), reverse("city_bounced")),
        ("団体への支援の予定", SupportVisit.objects.filter(municipality__in=municipalities(user)).due(today).count(),
         reverse("city_support_due")),
        ("同じかもしれない場所", len(doubles_in(_codes(user))), reverse("city_doubles")),
    ]  # fmt: skip
    return [{"label": label, "count": count, "url": url} for label, count, url in numbers]


def _codes(user) -> frozenset[str]:
    return frozenset(municipalities(user).values_list("pk", flat=True))


def telephone_of(user, today) -> dict[int, Why]:
    """The listings of a user's cities to telephone about -> why."""
    own = set(listings(user).values_list("pk", flat=True))
    return {key: why for key, why in plan_on(today).telephone.items() if key in own}


def bounced_of(user):
    """The unreachable addresses of those who speak for listings of a user's cities, and of the listings themselves."""
    rows = listings(user)
    people = rows.filter(organization__representatives__until=None).values("organization__representatives__user__email")
    own = rows.filter(contacts__kind="email").values("contacts__value")
    wanted = {value.strip().lower() for values in (people, own) for row in values for value in row.values() if value}
    known = BouncedAddress.objects.filter(address__in=wanted)
    return BouncedAddress.objects.all() if user.is_superuser else known


@staff_only
def listed(request, key):
    """The listings behind one number."""
    lack = (CHECKS | FACTS).get(key)
    if lack is None:
        raise Http404
    rows = lack.without(running(listings(request.user))).select_related("place", "organization").order_by("name", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    label = lack.label if key in CHECKS else f"{lack.label}が ない"
    return render(request, "admin_city/city_list.html", {"page": page, "label": label, "header_title": label})


@staff_only
def doubles(request):
    """Pairs that may be one, side by side."""
    pairs = Paginator(doubles_in(_codes(request.user)), PER_PAGE).get_page(request.GET.get("page"))
    keys = {key for pair in pairs for key in pair}
    rows = (
        policy_of(Resource)
        .rows(request.user)
        .select_related("place__town", "place__municipality", "organization")
        .in_bulk(keys)
    )
    shown = [(rows[a], rows[b]) for a, b in pairs if a in rows and b in rows]
    return render(
        request, "admin_city/doubles.html", {"page": pairs, "pairs": shown, "header_title": "同じかもしれない場所"}
    )


@staff_only
@require_POST
def apart(request, first, second):
    """べつの場所: two listings that are two."""
    own = policy_of(Resource).rows(request.user)
    for key in (first, second):
        get_object_or_404(own, pk=key)
    if first == second:
        raise Http404
    Apart.say(first, second, request.user)
    return redirect("city_doubles")


urlpatterns = [
    path("board/", board, name="city_board"),
    path("board/list/<slug:key>/", listed, name="city_list"),
    path("board/doubles/", doubles, name="city_doubles"),
    path("board/doubles/<int:first>/<int:second>/apart/", apart, name="city_apart"),
]
