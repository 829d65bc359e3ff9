"""The desk's page of a follow-up: how it goes for somebody who takes part, said by them and by the host."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cms.desk.access import caseworkers_only, get_participant, record_look
from cms.desk.following.forms import HostForm, PersonForm
from cms.desk.introducing.views import addresses_of
from cms.mail.messages import send_host_follow_up
from matching.casework.follow_up_steps import due_step, step_for, step_in_words, steps_of
from matching.casework.follow_ups import FollowUp, Side, ask_host, record_host, record_person, silence
from matching.casework.host_requests import Closed, How
from matching.casework.outcomes import Outcome
from matching.oversight.audit_log import Look
from matching.proposals.weight_rows import weights_on

WHAT = "その後"


def get_outcome(request: HttpRequest, code: str, pk: int, action: str = Look.Action.SEEN) -> Outcome:
    """The outcome of a person whom this user may see. Raises as `get_participant`, and Http404 for one of somebody else."""
    person = get_participant(request, code, action, WHAT)
    found = Outcome.objects.select_related("resource__organization", "introduction").filter(participant=person, pk=pk)
    outcome = found.prefetch_related("follow_ups__done_by").first()
    if outcome is None:
        raise Http404("この記録は、ありません。")
    outcome.participant = person
    return outcome


def page_of(outcome: Outcome) -> HttpResponseRedirect:
    """To the page of a follow-up."""
    return HttpResponseRedirect(reverse("desk_follow_up", args=[outcome.participant.code, outcome.pk]))


@sensitive_post_parameters()
@caseworkers_only
def follow_up(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What was said so far, what is due, and a form for each side; `?step=` opens what was said at a step again."""
    outcome = get_outcome(request, code, pk)
    today = timezone.localdate()
    steps = steps_of(weights_on(today))
    posted = request.POST.get("side") if request.method == "POST" else None
    forms: dict[str, Any] = {}
    for side in Side:
        step = _step(request, outcome, side, steps, today)
        known = next((one for one in outcome.follow_ups.all() if (one.side, one.step) == (side, step)), None)
        data = request.POST if posted == side else None
        form = PersonForm(data, outcome, known) if side == Side.PERSON else HostForm(data, known)
        if data and form.is_valid():
            return _recorded(request, outcome, step, form)
        forms |= {f"{side}_form": form, f"{side}_step": step_in_words(step)}
    folds = {side for side in _written(outcome, steps, today) if side != posted and not request.GET.get("step")}
    context = _context(outcome, steps, today) | forms | {"posted": posted, "written": folds}
    return render(request, "desk/follow_up.html", context)


def _written(outcome: Outcome, steps: list[int], today: dt.date) -> set[str]:
    """The sides that were heard and of whom nothing is due: their form waits folded, that nobody writes it twice."""
    heard = {one.side for one in outcome.follow_ups.all() if one.done_at}
    return {side for side in heard if due_step(outcome, side, steps, today) is None}


def _step(request: HttpRequest, outcome: Outcome, side: str, steps: list[int], today: dt.date) -> int:
    asked = request.GET.get("step", "")
    said = {str(one.step): one.step for one in outcome.follow_ups.all() if one.side == side}
    return said[asked] if asked in said else step_for(outcome, side, steps, today)


def _recorded(request: HttpRequest, outcome: Outcome, step: int, form: PersonForm | HostForm) -> HttpResponse:
    if isinstance(form, PersonForm):
        record_person(outcome, step, form.says, How.TELEPHONE, request.user)
    else:
        record_host(outcome, step, form.says, How.TELEPHONE, request.user)
    record_look(request, Look.Action.CHANGED, outcome.participant, WHAT)
    messages.success(request, f"{step_in_words(step)}の ようすを 記録しました。")
    return page_of(outcome)


def _context(outcome: Outcome, steps: list[int], today: dt.date) -> dict[str, Any]:
    said = [one for one in outcome.follow_ups.all() if one.done_at]
    asked = next((one for one in outcome.follow_ups.all() if one.asked_at and not one.done_at), None)
    coming = [(step_in_words(step), outcome.started_on + dt.timedelta(days=step)) for step in steps]
    return {
        "room": "people",
        "person": outcome.participant,
        "outcome": outcome,
        "is_due": any(due_step(outcome, side, steps, today) is not None for side in Side),
        "said": said,
        "asked": asked,
        "worries": [one for one in said if one.is_worry and not one.settled_at],
        "coming": [(words, day) for words, day in coming if day > today],
        "addresses": addresses_of(outcome.resource),
    }


@require_POST
@caseworkers_only
def ask(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Send the host a link with which it answers."""
    outcome = get_outcome(request, code, pk, Look.Action.CHANGED)
    to, today = request.POST.get("to", ""), timezone.localdate()
    if to not in addresses_of(outcome.resource):
        messages.error(request, "メールの あて先を えらんでください。")
        return page_of(outcome)
    step = step_for(outcome, Side.HOST, steps_of(weights_on(today)), today)
    try:
        send_host_follow_up(to, outcome, ask_host(outcome, step, request.user))
    except Closed as closed:
        messages.error(request, str(closed))
    else:
        messages.success(request, "メールを 出します。返事が来たら、ここに出ます。")
    return page_of(outcome)


@require_POST
@caseworkers_only
def silent(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """「電話ですんだ」: the step of today is done, links end, and a mail that waits is not sent."""
    outcome = get_outcome(request, code, pk, Look.Action.CHANGED)
    silence(outcome, steps_of(weights_on(timezone.localdate())), request.user)
    messages.success(request, "「電話ですんだ」と記録しました。この回の メールや リンクは、もう出ません。")
    return page_of(outcome)


@require_POST
@caseworkers_only
def settle(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """「応えた」: what somebody was troubled by, or asked for, is dealt with."""
    outcome = get_outcome(request, code, pk, Look.Action.CHANGED)
    worries = FollowUp.objects.worries().filter(outcome=outcome)
    worries.update(settled_at=timezone.now(), settled_by=request.user)
    messages.success(request, "応えた、と記録しました。")
    return page_of(outcome)
