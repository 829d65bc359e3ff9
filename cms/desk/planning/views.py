"""What is ahead of a person: promised calls, the plan with its history, and a word after the end."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cms.content.site_settings import SiteSettings
from cms.desk.access import caseworkers_only, get_participant, record_look
from cms.desk.planning.forms import CallForm, EvaluationForm, PlanForm
from cms.print.pdf import pdf_response
from matching.cases.participants import Participant
from matching.casework.meetings.minutes import last_decision
from matching.casework.meetings.seats import today_seat
from matching.casework.plans import PlanEvaluation, SupportPlan, make_plan
from matching.casework.promised_calls import PromisedCall, promise
from matching.oversight.audit_log import Look

PLAN, CALL, AFTER_END = "支援プラン", "電話の約束", "終えたあとの ようす"


def _page_of(person: Participant) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk_plans", args=[person.code]))


def _plans_of(person: Participant) -> Any:
    return SupportPlan.objects.filter(participant=person).select_related("made_by", "evaluation__made_by")


def get_plan(request: HttpRequest, code: str, pk: int, action: str = Look.Action.SEEN) -> SupportPlan:
    """The plan of a person whom this user may see. Raises as `get_participant`, and Http404 for one of somebody else."""
    person = get_participant(request, code, action, PLAN)
    plan: SupportPlan | None = _plans_of(person).filter(pk=pk).prefetch_related("steps").first()
    if plan is None:
        raise Http404("このプランは、ありません。")
    plan.participant = person
    return plan


@sensitive_post_parameters()
@caseworkers_only
def plans(request: HttpRequest, code: str) -> HttpResponse:
    """Promised calls and all plans of a person, the newest first; posting promises a call."""
    person = get_participant(request, code, what=PLAN)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.participant = person
        promise(form.instance, request.user)
        record_look(request, Look.Action.CHANGED, person, CALL)
        messages.success(request, "約束を 記録しました。その日に「今日すること」に出ます。")
        return _page_of(person)
    calls = person.promised_calls.select_related("done_by")  # type: ignore[attr-defined]
    context = {
        "room": "people",
        "person": person,
        "form": form,
        "plans": _plans_of(person).prefetch_related("steps"),
        "open_calls": calls.open().order_by("day", "pk"),
        "kept_calls": calls.exclude(done_at=None)[:5],
        "asks_after_end": person.state == Participant.State.ENDED,
    }
    return render(request, "desk/plans.html", context)


@require_POST
@caseworkers_only
def call_done(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """「話した」: a promise is kept."""
    person = get_participant(request, code, Look.Action.CHANGED, CALL)
    promised = PromisedCall.objects.filter(participant=person, pk=pk)
    if not promised.exists():
        raise Http404("この約束は、ありません。")
    promised.open().update(done_at=timezone.now(), done_by=request.user)
    messages.success(request, "話した、と記録しました。")
    return _page_of(person)


@require_POST
@caseworkers_only
def after_end(request: HttpRequest, code: str) -> HttpResponse:
    """「連絡した」: somebody asked how it goes after the support ended."""
    person = get_participant(request, code, Look.Action.CHANGED, AFTER_END)
    person.checked_on = timezone.localdate()
    person.save(update_fields=["checked_on"])
    messages.success(request, "連絡した、と記録しました。")
    return _page_of(person)


@sensitive_post_parameters()
@caseworkers_only
def new_plan(request: HttpRequest, code: str) -> HttpResponse:
    """The first plan, or a revision that begins with what the last one says."""
    person = get_participant(request, code, what=PLAN)
    last = _plans_of(person).prefetch_related("steps").first()
    wish = person.identity.own_wish if hasattr(person, "identity") else ""
    decided = _decided(request, person, last)
    form = PlanForm(request.POST or None, last, wish, decided)
    if request.method == "POST" and form.is_valid():
        plan = make_plan(person, form.facts, form.steps, request.user)
        record_look(request, Look.Action.CHANGED, person, PLAN)
        messages.success(request, f"第{plan.number}回のプランを 作りました。前のプランは、そのまま残っています。")
        return _page_of(person)
    return render(
        request,
        "desk/plan_form.html",
        {"room": "people", "person": person, "form": form, "last": last, "decided": decided},
    )


def _decided(request: HttpRequest, person: Participant, last: SupportPlan | None) -> tuple[dt.date, str] | None:
    """Day and decision of the last meeting with consent, for one of its members, where no plan has them yet."""
    found = last_decision(person, timezone.localdate())
    if found is None:
        return None
    sitting, decision = found
    if last and (sitting.held_on < last.made_on or sitting.held_on == last.meeting_on):
        return None
    sitting.meeting.participant = person
    seat = today_seat(sitting.meeting, request.permissions)  # type: ignore[attr-defined]
    return None if seat.why_not_read else (sitting.held_on, decision)


@sensitive_post_parameters()
@caseworkers_only
def evaluate(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """How a plan came out; once."""
    plan = get_plan(request, code, pk)
    if hasattr(plan, "evaluation"):
        return _page_of(plan.participant)
    form = EvaluationForm(request.POST or None, instance=PlanEvaluation(plan=plan, made_by=request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        record_look(request, Look.Action.CHANGED, plan.participant, PLAN)
        messages.success(request, "評価を 記録しました。")
        return _page_of(plan.participant)
    context = {"room": "people", "person": plan.participant, "plan": plan, "form": form}
    return render(request, "desk/plan_evaluate.html", context)


@require_safe
@caseworkers_only
def plan_paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The plan in the shape of the national form, and a page that is the person's own."""
    plan = get_plan(request, code, pk, Look.Action.PRINTED)
    site = SiteSettings.load(request_or_site=request)
    return pdf_response("print/plan.html", {"plan": plan, "person": plan.participant, "site": site}, "plan")
