"""The outcome of a participant at a place: a small form, filled in when they start and again when it is known."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cms.desk.access import caseworkers_only, get_participant, get_place, record_look
from cms.desk.forms import OutcomeForm
from matching.casework.outcomes import Outcome
from matching.oversight.audit_log import Look


@caseworkers_only
def record(request, code, key):
    """Record that a person started at a place, or how it went; changes the newest outcome of the pair, or adds one."""
    person = get_participant(request, code, what="参加のその後")
    known = Outcome.objects.filter(participant=person, resource=key).select_related("resource").first()
    # Somebody may have started at a place that is not live any more; how it went can still be recorded.
    place = known.resource if known else get_place(request, key)
    outcome = known or Outcome(participant=person, resource=place, started_on=timezone.localdate())
    form = OutcomeForm(request.POST or None, instance=outcome)
    if request.method == "POST" and form.is_valid():
        form.instance.recorded_by = request.user
        form.save()
        record_look(request, Look.Action.CHANGED, person, "参加のその後")
        messages.success(request, f"「{place.name}」での、その後を記録しました。")
        return HttpResponseRedirect(reverse("desk_participant", args=[person.code]))
    return render(request, "desk/outcome.html", {"room": "people", "person": person, "place": place, "form": form})
