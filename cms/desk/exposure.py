"""かたより: which places are never proposed to anybody, and which always."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.desk.access import caseworkers_only, record_look, record_people
from directory.catalogue.resources import Resource
from matching.casework.outcomes import people_by_place
from matching.engine.scoring import TOP_PLACES
from matching.evaluation.exposure import concentration_in_words
from matching.oversight.audit_log import Look
from matching.proposals.ranked_lists import exposure_among
from matching.proposals.weight_rows import weights_on


@require_safe
@caseworkers_only
def audit(request):
    """For the coordinator's participants: forgotten places with the reason, places always shown, the concentration."""
    today = timezone.localdate()
    people = request.permissions.participants().supported()
    exposure = exposure_among(people, today)
    record_look(request, Look.Action.SEARCHED, what="かたより")
    record_people(request, people, "かたより")
    never, always = exposure.never_shown(), exposure.always_shown()
    counted = exposure.place_counts(people_by_place(people))
    places = Resource.objects.in_bulk([place.key for place in (*never, *always, *counted)])
    context = {
        "room": "audit",
        "first": TOP_PLACES,
        "exposure": exposure,
        "concentration": concentration_in_words(exposure.gini, weights_on(today)),
        "never": [(places[place.key], place) for place in never if place.key in places],
        "counted": [(places[place.key], place) for place in counted if place.key in places],
        "always": [(places[place.key], place) for place in always if place.key in places],
    }
    return render(request, "desk/audit.html", context)
