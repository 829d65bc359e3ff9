"""Places by name: any that a coordinator may see, and what a place is for one person."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.desk.access import for_coordinators, participant_for, places_open_to
from cms.desk.cards import COMPARED, SHOWN, answers, best, found_places, judged
from directory.search.public_search import found_among, nearest_spelling
from directory.search.similarity import LONGEST_QUERY
from directory.snapshot import loading
from directory.snapshot.arrays import Columns
from directory.snapshot.day import snapshot_on
from matching.proposals.ranked_lists import matching_for


@dataclass(frozen=True)
class Named:
    """What a text names among some places, given by their keys."""

    text: str
    among: np.ndarray
    columns: Columns

    @cached_property
    def keys(self) -> list[int]:
        """The named places, the most alike first."""
        snapshot = snapshot_on(self.columns, timezone.localdate())
        return found_among(snapshot, self.among, self.text).keys.tolist()

    @property
    def first(self) -> list[int]:
        """Those that are listed; whoever seeks another one types more of its name."""
        return self.keys[:SHOWN]

    @cached_property
    def spelling(self) -> str:
        """The name or word that is most like a text that names nothing."""
        return nearest_spelling(self.columns, self.among, self.text)


def typed(request) -> str:
    """What was typed into a search box: what cannot be read is a gap, what is too long is cut."""
    letters = request.GET.get("q", "")[:LONGEST_QUERY]
    return "".join(letter if letter.isprintable() else " " for letter in letters).strip()


@require_safe
@for_coordinators
def places(request):
    """Places by name, public or for supporters only."""
    columns = loading.current()
    named = Named(typed(request), places_open_to(request.access, columns), columns)
    cards = found_places(named.first, timezone.localtime(), columns, named.text)
    context = {"room": "people", "named": named, "cards": cards}
    return render(request, "desk/places.html", context)


@require_safe
@for_coordinators
def for_person(request, code):
    """What the places of a name are for one person: the rank with its reasons, or the one reason why not."""
    person = participant_for(request, code, what="場所の名前でさがす")
    matching = matching_for(person, timezone.localdate())
    named = Named(typed(request), judged(matching), matching.directory_day.columns)
    context = {
        "room": "people",
        "person": person,
        "named": named,
        "answers": answers(matching, named.first),
        "total": len(matching),
        "best": best(matching, COMPARED - 1),
    }
    return render(request, "desk/person_places.html", context)
