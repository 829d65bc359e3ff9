"""紙の冊子: which a city has, how far the one that is being made is, and what changed since one that somebody holds."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from wagtail.admin import messages

from cms.permissions.staff import areas_of, municipalities_of, row_with_key, staff_only
from cms.print.booklet_views import LONGEST_TYPED, find_booklet, why_not_found
from cms.print.booklets import begin, lend_a_hand, progress_of
from directory.changes.booklets import Booklet
from directory.changes.since_printing import since_printing

WHOLE = "whole"
"""How the value of a button for a whole city begins; that for an area is the area's key."""


@staff_only
def index(request: HttpRequest) -> HttpResponse:
    """The booklets of a user's cities, and the number that a caller reads out; POST begins to make one."""
    if request.method == "POST":
        return _begin(request)
    typed = request.GET.get("code", "")[:LONGEST_TYPED]
    found = find_booklet(typed)
    if found and _own(request).filter(pk=found.pk).exists():
        return redirect("city_booklet", found.pk)
    context = {
        "lines": _lines(request),
        "cities": municipalities_of(request.user),
        "typed": typed,
        "trouble": why_not_found(typed) if typed else "",
        "header_title": "紙の冊子と地図",
    }
    return render(request, "admin_city/booklets.html", context)


def _begin(request: HttpRequest) -> HttpResponse:
    asked = request.POST.get("of", "")
    area = row_with_key(areas_of(request.user), asked)
    cities = {f"{WHOLE}-{city.pk}": city for city in municipalities_of(request.user)}
    city = area.system.municipality if area else cities.get(asked)
    if city is None:
        raise Http404
    return redirect("city_booklet", begin(city, area, request.user).pk)


def _own(request: HttpRequest):
    return Booklet.objects.filter(municipality__in=municipalities_of(request.user)).select_related(
        "municipality", "area"
    )


def _lines(request: HttpRequest) -> list[dict]:
    """For each city and each of its areas: the value of its button, what it is called, its newest booklet or None."""
    newest = {(one.municipality_id, one.area_id): one for one in _own(request).newest()}
    lines = [
        {"of": f"{WHOLE}-{city.pk}", "name": f"{city}の ぜんぶ", "system": "", "booklet": newest.get((city.pk, None))}
        for city in municipalities_of(request.user)
    ]
    return lines + [
        {
            "of": area.pk,
            "name": area.name,
            "system": area.system.name,
            "booklet": newest.get((area.system.municipality_id, area.pk)),
        }
        for area in areas_of(request.user)
    ]


@staff_only
def booklet_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One booklet: how far it is, or its files and what changed since. POST begins to make it anew."""
    booklet = _own(request).filter(pk=pk).first()
    if booklet is None:
        raise Http404
    if request.method == "POST":
        return _anew(request, booklet)
    booklet, now = lend_a_hand(booklet, timezone.localtime()), timezone.now()
    is_made = booklet.state == Booklet.State.MADE
    context = {
        "booklet": booklet,
        "progress": progress_of(booklet) if booklet.is_waiting else None,
        "since": since_printing(booklet, now) if is_made else None,
        "header_title": f"{booklet.name}の冊子",
    }
    return render(request, "admin_city/booklet.html", context)


def _anew(request: HttpRequest, booklet: Booklet) -> HttpResponse:
    if booklet.area is None and not booklet.for_all:
        raise Http404
    made = begin(booklet.municipality, booklet.area, request.user)
    if made == booklet:
        messages.success(request, "この冊子のあと、何も 変わっていません。つくりなおさなくて だいじょうぶです。")
    return redirect("city_booklet", made.pk)
