"""わりあて: a proposal for everyone who waits and the free seats. The coordinator decides; nothing is stored."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.desk.access import caseworkers_only, record_look, record_people
from directory.catalogue.resources import Resource
from matching.cases.participants import Participant
from matching.engine.assignment import LeftOut, Placement, Proposal
from matching.oversight.audit_log import Look
from matching.proposals.ranked_lists import asked_in_words, current_vocabulary, proposal_for
from matching.proposals.weight_rows import weights_on


@require_safe
@caseworkers_only
def caseload(request):
    """Which of the coordinator's participants should go where, and who is left out and why."""
    today = timezone.localdate()
    people, proposal = proposal_for(request.permissions.participants().waiting(), today)
    record_look(request, Look.Action.SEARCHED, what="わりあて")
    record_people(request, people, "わりあて")
    places = _places(proposal)
    context = {
        "room": "caseload",
        "people": people,
        "placed": _placed(proposal.placed, people, places),
        "left_out": _left_out(proposal.left_out, people, places),
        "proposal": proposal,
        "gain": _gain(proposal),
        "unknown_seats": int(weights_on(today)["caseload.unknown_seats"]),
    }
    return render(request, "desk/caseload.html", context)


def _places(proposal: Proposal) -> dict[int, Resource]:
    keys = [*(placed.place.key for placed in proposal.placed), *(left.best for left in proposal.left_out if left.best)]
    return Resource.objects.in_bulk(keys)


def _placed(rows: list[Placement], people: list[Participant], places: dict[int, Resource]) -> list[tuple]:
    vocabulary = current_vocabulary()
    return [
        (people[row.person], places[row.place.key], row, [asked_in_words(slug, vocabulary) for slug in row.place.ask])
        for row in rows
        if row.place.key in places
    ]


def _left_out(rows: list[LeftOut], people: list[Participant], places: dict[int, Resource]) -> list[tuple]:
    return [(people[row.person], row, places.get(row.best)) for row in rows]


def _gain(proposal: Proposal) -> int:
    """By how many per cent the total score is higher than by first come, first served."""
    return round(100 * (proposal.total / proposal.first_come_total - 1)) if proposal.first_come_total else 0
