"""The lists behind the numbers of the first page: the listings that lack a fact, or whose check is old."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from cms.admin.dashboard.completeness import FACT_CHECKS, FRESHNESS_CHECKS, running
from cms.permissions.staff import listings_of, staff_only

PER_PAGE = 50


@staff_only
def incomplete_listings(request, key):
    """The listings that fail one check; `key` is its name in FRESHNESS_CHECKS or FACT_CHECKS, Http404 for another."""
    check = (FRESHNESS_CHECKS | FACT_CHECKS).get(key)
    if check is None:
        raise Http404
    rows = (
        check.without(running(listings_of(request.user))).select_related("place", "organization").order_by("name", "pk")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    label = check.label if key in FRESHNESS_CHECKS else f"{check.label}が ない"
    return render(request, "admin_city/city_list.html", {"page": page, "header_title": label})
