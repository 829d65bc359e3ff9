"""The lists behind the numbers of the first page: the listings that lack a fact, or whose check is old."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404
from django.shortcuts import render

from cms.admin.dashboard.call_list import CallList
from cms.admin.dashboard.completeness import FACT_CHECKS, FRESHNESS_CHECKS, running
from cms.permissions.staff import listings_of, staff_only

PER_PAGE = 50
OLDEST_FIRST = F("verified_on").asc(nulls_first=True)
"""What nobody has ever checked, then the check that is longest ago."""


@staff_only
def incomplete_listings(request, key):
    """The listings that fail one check; `key` is its name in FRESHNESS_CHECKS or FACT_CHECKS, Http404 for another."""
    check = (FRESHNESS_CHECKS | FACT_CHECKS).get(key)
    if check is None:
        raise Http404
    rows = check.without(running(listings_of(request.user))).select_related("place", "organization")
    by_age = key in FRESHNESS_CHECKS
    page = Paginator(rows.order_by(*([OLDEST_FIRST] if by_age else []), "name", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "by_age": by_age,
        "calls": len(CallList(request.user).stale) if key == "stale" else 0,
        "header_title": check.label if by_age else f"{check.label}が ない",
    }
    return render(request, "admin_city/city_list.html", context)
