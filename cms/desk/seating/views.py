"""わりあて: a proposal for everyone who waits and the free seats, answered line by line; those who wait longest stand first."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cms.desk.access import caseworkers_only, get_participant, get_place, record_look, record_people
from directory.catalogue.resources import Resource
from matching.cases.participants import Participant
from matching.casework.introductions import begin
from matching.casework.kept_apart import why_not_begun
from matching.casework.people_list import note_days_waiting, with_next_and_waiting
from matching.engine.assignment import LeftOut, Placement, Proposal
from matching.oversight.audit_log import Look
from matching.proposals.line_answers import CONSEQUENCES, Reason, say
from matching.proposals.ranked_lists import asked_in_words, current_vocabulary, proposal_for
from matching.proposals.weight_rows import weights_on

WHAT = "わりあて"


@require_safe
@caseworkers_only
def caseload(request):
    """Which of the coordinator's participants should go where, who else each could go to, and who is left out and why."""
    today = timezone.localdate()
    waiting = with_next_and_waiting(request.permissions.participants().waiting().with_names())
    people, proposal = proposal_for(waiting, today)
    note_days_waiting(people, today)
    record_look(request, Look.Action.SEARCHED, what=WHAT)
    record_people(request, people, WHAT)
    places = _places(proposal)
    context = {
        "room": "caseload",
        "people": people,
        "placed": _placed(proposal.placed, people, places),
        "left_out": _left_out(proposal.left_out, people, places),
        "proposal": proposal,
        "gain": _gain(proposal),
        "reasons": [(reason.value, reason.label, CONSEQUENCES[reason]) for reason in Reason],
        "unknown_seats": int(weights_on(today)["caseload.unknown_seats"]),
    }
    return render(request, "desk/caseload.html", context)


class LineForm(forms.Form):
    """The answer to one line: 「この案で すすめる」, 「べつの場所にする」 with a reason against the first, or a reason alone."""

    answer = forms.ChoiceField(choices=[("accept", "すすめる"), ("refuse", "ことわる"), ("swap", "べつの場所にする")])
    reason = forms.ChoiceField(choices=[("", ""), *Reason.choices], required=False)
    other = forms.IntegerField(required=False, min_value=1)

    def clean(self):
        facts = super().clean()
        if facts.get("answer") in ("refuse", "swap") and not facts.get("reason"):
            self.add_error("reason", "わけを えらんでください。つぎの案が、それに したがいます。")
        if facts.get("answer") == "swap" and not facts.get("other"):
            self.add_error("other", "どの場所にするか、えらんでください。")
        return facts


@require_POST
@caseworkers_only
def answer_line(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Take, refuse or swap one line. What is taken becomes an introduction that nobody has been asked about yet."""
    person, today = get_participant(request, code, Look.Action.CHANGED, WHAT), timezone.localdate()
    place, form = get_place(request, key), LineForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"{person.code}: {' '.join(str(one[0]) for one in form.errors.values())}")
        return redirect("desk_caseload")
    facts = form.cleaned_data
    taken = get_place(request, facts["other"]) if facts["answer"] == "swap" else place
    if facts["answer"] != "refuse" and (refusal := why_not_begun(person, taken)):
        messages.error(request, f"{person.code}: {refusal}")
        return redirect("desk_caseload")
    if facts["answer"] != "accept":
        say(person, place, request.user, today, facts["reason"])
        messages.success(
            request, f"{person.code}: 「{place.name}」を ことわりました。{CONSEQUENCES[Reason(facts['reason'])]}"
        )
    if facts["answer"] == "refuse":
        return redirect("desk_caseload")
    say(person, taken, request.user, today)
    introduction = begin(person, taken, request.user, today)
    messages.success(
        request, f"{person.code}: 「{taken.name}」への紹介を はじめました。まだ だれにも たずねていません。"
    )
    return redirect("desk_introduction", person.code, introduction.pk)


def _places(proposal: Proposal) -> dict[int, Resource]:
    keys = [left.best for left in proposal.left_out if left.best]
    for placed in proposal.placed:
        keys += [placed.place.key, *(other.key for other in placed.others)]
    return Resource.objects.in_bulk(keys)


def _placed(rows: list[Placement], people: list[Participant], places: dict[int, Resource]) -> list[tuple]:
    """Person, place, the line, what to ask by telephone, and the places that have a seat besides; by position in `people`."""
    vocabulary = current_vocabulary()
    return [
        (
            people[row.person],
            places[row.place.key],
            row,
            [asked_in_words(slug, vocabulary) for slug in row.place.ask],
            [(places[other.key], other) for other in row.others if other.key in places],
        )
        for row in sorted(rows)
        if row.place.key in places
    ]


def _left_out(rows: list[LeftOut], people: list[Participant], places: dict[int, Resource]) -> list[tuple]:
    return [(people[row.person], row, places.get(row.best)) for row in rows]


def _gain(proposal: Proposal) -> int:
    """By how many per cent the total score is higher than by first come, first served."""
    return round(100 * (proposal.total / proposal.first_come_total - 1)) if proposal.first_come_total else 0
