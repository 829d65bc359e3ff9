"""Today: what is to be done, line by line, each with why it is there and what makes it go away."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cms.desk.access import caseworkers_only, record_people
from cms.desk.cards import proposed_keys
from cms.desk.introducing.views import get_introduction
from cms.desk.meetings.guard import record_meetings
from directory.catalogue.resources import Resource
from matching.cases.access import Access
from matching.cases.participants import Participant, ParticipantQuerySet
from matching.casework.due.kinds import KINDS, PLACE, SHEET, SHEET_LATE, Line
from matching.casework.due.meetings import Meetings
from matching.casework.due.referrals import Sheets
from matching.casework.today import Today
from matching.engine.weights import Weights
from matching.oversight.audit_log import Look
from matching.proposals.ranked_lists import matchings_for
from matching.proposals.weight_rows import weights_on

SHOWN = 5
"""Lines of each kind on the page of all kinds."""
SHOWN_OF_ONE = 30
"""Lines of a page of one kind."""
SECOND_BEST = 5
"""Lines with the place that would be next for the person: each costs a matching."""


@require_safe
@caseworkers_only
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the desk: one's own people, or all where one is in charge of nobody or says `?in_charge=all`.

    `?kind=` shows the lines of one kind, `?page=` the next of them.
    """
    day, kind = timezone.localdate(), request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    people, mine = _people(request)
    weights = weights_on(day)
    access: Access = request.permissions  # type: ignore[attr-defined]
    today = Today(people, day, weights, [Sheets(access, day, weights, mine), Meetings(access, day)])
    counts = {slug: count for slug, _, count in today.counts}
    page = Paginator(range(counts.get(kind, 0)), SHOWN_OF_ONE).get_page(request.GET.get("page"))
    shown = today.shown(kind, SHOWN_OF_ONE if kind else SHOWN, max(page.start_index() - 1, 0))
    record_people(request, {line.person.pk: line.person for line in shown if line.person}.values(), "今日")
    record_meetings(request, (line.meeting for line in shown if line.meeting), "（今日）")
    context = {
        "room": "today",
        "day": day,
        "kind": kind,
        "mine": mine,
        "whose": "mine" if mine else "all",
        "counts": today.counts,
        "total": today.total,
        "page": page,
        "parts": _parts(shown, today, bool(kind)),
        "next_places": _next_places([line for line in shown if line.kind == PLACE][:SECOND_BEST], day, weights),
    }
    if not mine:  # of everybody's lines the menu says the same
        context["sheets_waiting"] = counts.get(SHEET, 0) + counts.get(SHEET_LATE, 0)
    return render(request, "desk/today.html", context)


def _people(request: HttpRequest) -> tuple[ParticipantQuerySet, bool]:
    """Whose lines are shown, and whether they are those of one's own people alone."""
    people = request.permissions.participants()  # type: ignore[attr-defined]
    own, asked = people.filter(in_charge=request.user), request.GET.get("in_charge", "")
    mine = asked == "mine" or (asked != "all" and own.supported().exists())
    return (own, True) if mine else (people, False)


def _parts(shown: list[Line], today: Today, is_one_kind: bool) -> list[dict[str, object]]:
    """What must happen today, and what may wait: heading, how many of all kinds, and the lines by kind. One without lines is left out."""
    found = []
    for slug, heading, is_today in (("today", "今日中に", True), ("later", "明日のこと・待てること", False)):
        counts, lines = today.counts_of(is_today), [line for line in shown if line.today is is_today]
        if lines:
            groups = _groups(lines, {} if is_one_kind else counts)
            count = counts[lines[0].kind] if is_one_kind else sum(counts.values())
            found.append({"slug": slug, "heading": heading, "count": count, "groups": groups})
    return found


def _groups(shown: list[Line], counts: dict[str, int]) -> list[dict[str, object]]:
    """The lines by kind: heading, what makes them go, and how many more there are."""
    found = []
    for slug, kind in KINDS.items():
        lines = [line for line in shown if line.kind == slug]
        if lines:
            found.append({"slug": slug, "kind": kind, "lines": lines, "more": counts.get(slug, 0) - len(lines)})
    return found


def _next_places(lines: list[Line], day: dt.date, weights: Weights) -> dict[int, Resource]:
    """Key of an introduction -> the place that suits its person best today, besides the one that changed."""
    keys = [line.person.pk for line in lines if line.person]
    if not keys:
        return {}
    found = matchings_for(Participant.objects.filter(pk__in=keys).defer("note", "held_because"), day, weights)
    best: dict[int, int] = {}
    for line in lines:
        assert line.introduction
        assert line.person
        others = [key for key in proposed_keys(found[line.person.pk], 2) if key != line.introduction.resource_id]
        if others:
            best[line.introduction.pk] = others[0]
    places = Resource.objects.only("name").in_bulk(best.values())
    return {pk: places[key] for pk, key in best.items() if key in places}


@require_POST
@caseworkers_only
def seen(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """「見ました」: what changed at the place is known; the line goes until the place changes again."""
    one = get_introduction(request, code, pk, Look.Action.CHANGED)
    one.seen_on = timezone.localdate()
    one.save(update_fields=["seen_on"])
    messages.success(request, "見ました、と記録しました。")
    return HttpResponseRedirect(reverse("desk_introduction", args=[code, pk]))
