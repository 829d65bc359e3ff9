"""The lists behind the numbers of the first page: the listings that lack a fact, or whose check is old."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from cms.admin.dashboard.completeness import CHECKS, FACTS, running
from cms.permissions.staff import listings, staff_only

PER_PAGE = 50


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
