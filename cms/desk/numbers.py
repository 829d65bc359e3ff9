"""数字: how many people an agency supports, for those who see nothing of a single person."""

from collections import Counter

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.desk.access import numbers_only, record_people
from matching.cases.participants import Participant
from matching.casework.outcomes import Outcome
from matching.figures.masking import HIDDEN, HIDDEN_IN_WORDS, Released, few, said

UNKNOWN_TOWN = "分からない"


@require_safe
@numbers_only
def numbers(request: HttpRequest) -> HttpResponse:
    """People by state, people who wait by town, and people who go somewhere. No total, which would give the masked numbers away."""
    people = list(request.permissions.counted().with_state_now().select_related("town").defer("note"))
    record_people(request, people, "数字")
    states = Counter(person.state_now for person in people)
    towns = Counter(
        str(person.town or UNKNOWN_TOWN) for person in people if person.state_now == Participant.State.WAITING
    )
    going = Outcome.objects.going_on().filter(participant__in=people).values("participant").distinct().count()
    by_town = towns_said(towns)
    context = {
        "room": "numbers",
        "states": [(state.label, few(states[state])) for state in Participant.State],
        "towns": by_town,
        "all_hidden": all(count == HIDDEN for _, count in by_town),
        "legend": HIDDEN_IN_WORDS,
        "going": few(going),
    }
    return render(request, "desk/numbers.html", context)


def towns_said(towns: Counter[str]) -> list[tuple[str, str]]:
    """The people of each town as they may be said beside how many they are together, which stands above them."""
    names = sorted(towns)
    released = Released(np.array([[[towns[name]] for name in names]]).reshape(1, len(names), 1))
    return [(name, said(released.people([0], [at], [0]))) for at, name in enumerate(names)]
