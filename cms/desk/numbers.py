"""数字: how many people an agency supports, for those who see nothing of a single person."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.desk.access import numbers_only, record_people
from matching.cases.participants import Participant
from matching.casework.outcomes import Outcome

SMALL = 5
"""A number below it could be a person whom somebody knows."""
FEW = f"{SMALL}人未満"
UNKNOWN_TOWN = "分からない"


def masked(count: int) -> str:
    """A number of people as it may leave the desk: 1 to 4 are said as 「5人未満」."""
    return FEW if 0 < count < SMALL else f"{count}人"


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
    context = {
        "room": "numbers",
        "states": [(state.label, masked(states[state])) for state in Participant.State],
        "towns": [(town, masked(count)) for town, count in sorted(towns.items())],
        "going": masked(going),
    }
    return render(request, "desk/numbers.html", context)
