"""The lists behind the numbers of the first page: what lacks a fact, and what may be there twice."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView

from cms.admin.dashboard.completeness import CHECKS, FACTS, running
from cms.permissions.cities import policy_of
from cms.permissions.staff import listings, municipalities, staff_only
from directory.duplicates.candidates import Apart, DuplicatePair, duplicates_in
from directory.models import Resource

PER_PAGE = 50


def pairs_of(user) -> list[DuplicatePair]:
    """The pairs of a user's cities that may be one."""
    return duplicates_in(frozenset(municipalities(user).values_list("pk", flat=True)))


@staff_only
def listed(request, key):
    """The listings behind one number."""
    lack = (CHECKS | FACTS).get(key)
    if lack is None:
        raise Http404
    rows = lack.without(running(listings(request.user))).select_related("place", "organization").order_by("name", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    label = lack.label if key in CHECKS else f"{lack.label}が ない"
    return render(request, "admin_city/city_list.html", {"page": page, "header_title": label})


@staff_only
def doubles(request):
    """Pairs that may be one, side by side."""
    page = Paginator(pairs_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    known = policy_of(Resource).rows(request.user).select_related("place__town", "place__municipality", "organization")
    rows = known.in_bulk({key for pair in page for key in (pair.first, pair.second)})
    shown = [(rows[p.first], rows[p.second], p.reasons) for p in page if p.first in rows and p.second in rows]
    context = {"page": page, "pairs": shown, "header_title": "同じかもしれない場所"}
    return render(request, "admin_city/doubles.html", context)


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
    path("board/", RedirectView.as_view(pattern_name="wagtailadmin_home"), name="city_board"),
    path("board/list/<slug:key>/", listed, name="city_list"),
    path("board/doubles/", doubles, name="city_doubles"),
    path("board/doubles/<int:first>/<int:second>/apart/", apart, name="city_apart"),
]
