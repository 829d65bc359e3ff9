"""The start: from which day on somebody goes to a place. It makes the outcome, which the follow-up tells on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cms.desk.access import caseworkers_only, get_participant, get_place, record_look
from cms.desk.following.forms import StartForm
from cms.desk.following.views import page_of
from matching.casework.outcomes import Outcome
from matching.oversight.audit_log import Look

WHAT = "通いはじめた日"


@caseworkers_only
def start(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Record that a person started at a place; where they go there now, that day is corrected."""
    person = get_participant(request, code, what=WHAT)
    known = Outcome.objects.going_on().filter(participant=person, resource=key).select_related("resource").first()
    # Somebody may have started at a place that is not live any more; the day can still be corrected.
    place = known.resource if known else get_place(request, key)
    outcome = known or Outcome(participant=person, resource=place, started_on=timezone.localdate())
    form = StartForm(request.POST or None, instance=outcome)
    if request.method == "POST" and form.is_valid():
        form.instance.recorded_by = request.user
        form.save()
        record_look(request, Look.Action.CHANGED, person, WHAT)
        messages.success(request, f"「{place.name}」へ通いはじめた日を 記録しました。")
        return page_of(outcome)
    return render(request, "desk/outcome.html", {"room": "people", "person": person, "place": place, "form": form})
