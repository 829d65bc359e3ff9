"""この方に合うか: places by name or by wish with the result of one person's matching."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.desk.access import caseworkers_only, get_participant
from cms.desk.candidates.call_facts import call_facts
from cms.desk.cards import COMPARED, answers_for, judged_places, proposed_keys
from cms.desk.places import name_search
from directory.snapshot import loading
from matching.proposals.ranked_lists import matching_for


@require_safe
@caseworkers_only
def for_person(request, code):
    """Places of a name for one person: the rank with its reasons, or the one reason why a place is not proposed."""
    person = get_participant(request, code, what="場所の名前でさがす", for_matching=True)
    matching = matching_for(person, timezone.localdate())
    # Of the directory itself: the matching's own columns may hold what was heard for this person, which no cache is to keep.
    named = name_search(request, judged_places(matching), loading.current())
    answers = answers_for(matching, named.first)
    found = (card.resource for _, card, _ in answers if card)
    context = {
        "room": "people",
        "person": person,
        "named": named,
        "answers": answers,
        "calls": call_facts(person, found, request.permissions, person.introductions.for_lists()),
        "total": len(matching),
        "best": proposed_keys(matching, COMPARED - 1),
    }
    return render(request, "desk/person_places.html", context)
