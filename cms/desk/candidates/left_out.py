"""合わない理由: every place that is not proposed to a person, by its one reason, searched by name."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.desk.access import caseworkers_only, get_participant
from cms.desk.places import search_text
from directory.catalogue.resources import Resource
from directory.japanese.folding import fold
from matching.engine.scoring import Exclusion
from matching.proposals.ranked_lists import matching_for
from matching.proposals.unsuited import PersonalMatching

ON_A_PAGE = 50
"""Places."""


@require_safe
@caseworkers_only
def left_out(request: HttpRequest, code: str) -> HttpResponse:
    """The reasons with their numbers, and the places of one reason (`?why=`) or with a text in their name (`?q=`)."""
    person = get_participant(request, code, what="合わない理由", for_matching=True)
    matching = matching_for(person, timezone.localdate())
    why, query = request.GET.get("why", ""), search_text(request)
    counts = matching.counts()
    why = why if why in counts else ""
    found = _found(matching, why, query) if why or query else []
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "room": "people",
        "person": person,
        "groups": counts,
        "why": why,
        "query": query,
        "page": page,
    }
    return render(request, "desk/left_out.html", context)


def _found(matching: PersonalMatching, why: str, query: str) -> list[tuple[Resource, Exclusion]]:
    """The places of a reason with the text in their name, in the order of their names; sentences are made of these alone."""
    keys = [
        int(key)
        for criterion, rows in matching.excluded
        if not why or criterion.name == why
        for key in matching.directory_day.columns.rows.key[rows]
    ]
    names = Resource.objects.only("name", "visibility").in_bulk(keys)
    wanted = [key for key, place in names.items() if not query or fold(query) in fold(place.name)]
    return sorted(((names[one.key], one) for one in matching.exclusions(wanted)), key=lambda pair: pair[0].name)
