"""同じかもしれない場所: the list of the pairs that may be one listing, and the answer that they are two."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cms.permissions.city_policy import policy_of
from cms.permissions.staff import municipalities_of, staff_only
from directory.duplicates.candidates import DuplicatePair, duplicates_in
from directory.models import Apart, Resource

PER_PAGE = 50


def pairs_of(user) -> list[DuplicatePair]:
    """The pairs of a user's cities that may be one."""
    return duplicates_in(frozenset(municipalities_of(user).values_list("pk", flat=True)))


@staff_only
def index(request):
    """Pairs that may be one, side by side."""
    page = Paginator(pairs_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    known = policy_of(Resource).rows(request.user).select_related("place__town", "place__municipality", "organization")
    rows = known.in_bulk({key for pair in page for key in (pair.first, pair.second)})
    shown = [(rows[p.first], rows[p.second], p.reasons) for p in page if p.first in rows and p.second in rows]
    context = {"page": page, "pairs": shown, "header_title": "同じかもしれない場所"}
    return render(request, "admin_city/duplicates.html", context)


@staff_only
@require_POST
def keep_apart(request, first, second):
    """べつの場所: two listings that are two."""
    own = policy_of(Resource).rows(request.user)
    for key in (first, second):
        get_object_or_404(own, pk=key)
    if first == second:
        raise Http404
    Apart.say(first, second, request.user)
    return redirect("city_duplicates")
