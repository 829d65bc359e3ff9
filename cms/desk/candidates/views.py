"""The places for one person: the person and the map stay in view, the first five are read at a glance, the rest is one press away."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.desk.access import caseworkers_only, get_participant
from cms.desk.candidates.call_facts import call_facts
from cms.desk.cards import COMPARED, candidate_cards, comparison, desks, near_misses
from cms.desk.consent.basis import basis_card
from cms.desk.maps import map_of_cards
from cms.permissions.staff import number_of
from directory.japanese.dates import PAST, NotADate, read_date
from matching.cases.needs_summary import UNKNOWN, lines
from matching.cases.participants import Participant
from matching.casework.introductions import Introduction, Stage, stage_of
from matching.casework.outcomes import Outcome
from matching.engine.lacking import is_for_unnamed_troubles
from matching.engine.scoring import TOP_PLACES, Reason
from matching.proposals.ranked_lists import matching_for

FIRST_LINES = ("年齢", "してみたい", "避けたい", "出かけられる時間", "行き方", "欠かせない配慮", "困りごと")
"""What stands beside the candidates after who it is and what they wish, as far as there is room; the rest is unfolded."""
TEN_LINES = 10
ALWAYS = 3
"""Of the ten: name, charge and town, and the way from stage to goal."""
STAGES = ("いまの段階", "目標")


@require_safe
@caseworkers_only
def participant(request: HttpRequest, code: str) -> HttpResponse:
    """One person on the left, the places that fit in the middle, the map on the right."""
    person = get_participant(request, code, what="候補の場所", for_matching=True)
    day = _requested_day(request)
    matching = matching_for(person, day)
    page, places = _requested_page(request), TOP_PLACES
    shown = candidate_cards(matching, (page - 1) * places, page * places)
    facts = lines(matching.prepared.needs, matching.directory_day.vocabulary)
    first, more = _beside_the_places(person, facts)
    introductions = list(person.introductions.for_lists())
    outcomes = list(person.outcomes.select_related("resource"))
    is_heard = person.sheet_on(day) is not None
    stages = [text for heading, text in facts if heading in STAGES]
    context = {
        "room": "people",
        "person": person,
        "past": day if day < timezone.localdate() else None,
        "heard": is_heard,
        "first_lines": first,
        "more_lines": more,
        "stage_now": _stage_now(introductions, outcomes),
        "stages": stages if any(text != UNKNOWN for text in stages) else [],
        "is_home_unknown": matching.prepared.needs.lat is None,
        "cards": shown,
        "calls": call_facts(person, (card.resource for card in shown), request.permissions, introductions),
        # Numbers on a map are a ranking, too: who is unheard gets none.
        "map": map_of_cards(shown) if is_heard else None,
        "page": page,
        "next_page": page + 1 if len(matching) > page * places else None,
        "total": len(matching),
        "near_misses": near_misses(matching) if page == 1 else [],
        "left_out": matching.counts(),
        "basis_card": basis_card(request, person),
        "introductions": [one for one in introductions if one.is_going_on],
        "outcomes": outcomes,
        "desks": desks(matching) if not len(matching) or is_for_unnamed_troubles(matching) else [],
    }
    return render(request, "desk/participant.html", context)


def _stage_now(introductions: list[Introduction], outcomes: list[Outcome]) -> str:
    """How far somebody is on the way to a place, and to which; "" before the first introduction.

    It is the furthest one that goes on, or, without an introduction, a place where they go.
    """
    going_on = [one for one in introductions if one.is_going_on]
    if going_on:
        furthest = max(going_on, key=lambda one: Stage.values.index(one.stage))
        return f"{furthest.get_stage_display()}（{furthest.place_name}）"
    there = next((one for one in outcomes if not one.is_over), None)
    return f"{stage_of(there).label}（{there.place_name}）" if there else ""


def _beside_the_places(person: Participant, facts: list[tuple[str, str]]) -> tuple[list, list]:
    """What is known of a person's needs: what makes the ten lines full with those of who it is, and the rest."""
    known = person.identity if person.named else None
    of_identity = (known.telephone or known.reach, known.told_by, known.own_wish, known.family_wish) if known else ()
    room = TEN_LINES - ALWAYS - sum(map(bool, of_identity))
    first = [fact for fact in facts if fact[0] in FIRST_LINES][:room]
    return first, [fact for fact in facts if fact[0] not in STAGES and fact not in first]


def _requested_page(request: HttpRequest) -> int:
    """The number in `?page=`; 1 for anything else."""
    asked = request.GET.get("page", "")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 6 else 1


def _requested_day(request: HttpRequest) -> dt.date:
    """The day in `?day=2026-11-21`, today for anything else.

    The list of a past day is computed again from the needs, weights and places of that day.
    """
    today = timezone.localdate()
    try:
        return min(read_date(request.GET.get("day", ""), today, PAST), today)
    except NotADate:
        return today


def chosen_places(request: HttpRequest) -> list[int]:
    """Keys in `?place=`, each once, at most as many as fit beside each other."""
    chosen = dict.fromkeys(map(number_of, request.GET.getlist("place")))
    return [key for key in chosen if key is not None][:COMPARED]


def _said(reason: Reason) -> tuple[str, str]:
    return reason.because, reason.caveat or ""


@require_safe
@caseworkers_only
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Up to four places side by side, with a row for each criterion, and what a call needs."""
    person = get_participant(request, code, what="候補の比較", for_matching=True)
    columns, rows = comparison(matching_for(person, timezone.localdate()), chosen_places(request))
    introductions = person.introductions.for_lists()
    calls = call_facts(person, (card.resource for card in columns), request.permissions, introductions)
    same = [row for row in rows if len(columns) > 1 and len({_said(reason) for reason, _ in row[1]}) == 1]
    context = {"room": "people", "person": person, "columns": columns, "calls": calls}
    context |= {"rows": [row for row in rows if row not in same], "same": same}
    return render(request, "desk/compare.html", context)
