"""支援を終える: the state of the support, its end, and what keeps the record longer than its time."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from cms.desk.access import caseworkers_only, get_participant, record_look
from cms.forms.date_inputs import DayField
from directory.japanese.dates import PAST
from matching.cases.participants import Participant
from matching.oversight.audit_log import Look

WHAT = "支援の状態"


class EndForm(forms.ModelForm):
    """The state of the support; whoever ends it says when, and whoever holds the record says why."""

    class Meta:
        model = Participant
        fields = ("state", "ended_on", "is_held", "held_because")
        field_classes = {"ended_on": DayField}
        widgets = {"state": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ended_on"].without_year = PAST

    def clean(self):
        facts = super().clean()
        is_over = facts.get("state") == Participant.State.ENDED
        day = facts.get("ended_on")
        if not is_over:
            facts["ended_on"] = None
        elif day is None and "ended_on" not in self.errors:
            self.add_error("ended_on", "支援を終えた日を、書いてください。")
        elif day and day > timezone.localdate():
            self.add_error("ended_on", "まだ来ていない日です。")
        if facts.get("is_held") and not facts.get("held_because"):
            self.add_error("held_because", "消さないわけを、書いてください。例: 裁判のため")
        return facts


@sensitive_post_parameters()
@caseworkers_only
def end(request: HttpRequest, code: str) -> HttpResponse:
    """End somebody's support, or take it up again."""
    person = get_participant(request, code, what=WHAT)
    form = EndForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        record_look(request, Look.Action.CHANGED, person, WHAT)
        messages.success(request, f"「{person.get_state_display()}」と記録しました。")
        return redirect("desk_participant", person.code)
    return render(request, "desk/end.html", {"room": "people", "person": person, "form": form})
