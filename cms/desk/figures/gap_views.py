"""足りないもの: what is missing, priced in people, and what is done about it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.content.site_settings import SiteSettings
from cms.desk.access import choose_agency, numbers_only, record_look, record_people
from cms.desk.figures.gap_map import circles
from cms.forms.date_inputs import DayField
from cms.print.pdf import pdf_response
from directory.catalogue.resources import Resource
from directory.japanese.dates import COMING, PAST
from matching.cases.participants import Participant
from matching.figures.gaps.board import Gap, GapBoard
from matching.figures.gaps.tasks import GapTask, tasks_of, what_became
from matching.figures.gaps.wording import NEW
from matching.figures.masking import HIDDEN_IN_WORDS, SMALL, said
from matching.oversight.audit_log import Look

WHAT = "足りないもの"
FOR_COORDINATORS = "ここは、この機関のコーディネーターだけが使えます。"
SHOWN = 12
"""Gaps that stand on the page before the rest unfolds."""


class TaskForm(forms.ModelForm):  # type: ignore[type-arg]
    """A task as it begins."""

    class Meta:
        model = GapTask
        fields = ("kind", "talks", "until_on")
        field_classes = {"until_on": DayField}
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["until_on"].without_year = COMING  # type: ignore[attr-defined]
        self.fields["kind"].choices = GapTask.Kind.choices  # type: ignore[attr-defined]


class ResultForm(TaskForm):
    """A task as it goes on: also its result, and the listing it ended in."""

    class Meta(TaskForm.Meta):
        fields = (*TaskForm.Meta.fields, "result", "done_on", "resource")
        field_classes = {**TaskForm.Meta.field_classes, "done_on": DayField}
        widgets = {**TaskForm.Meta.widgets, "result": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["done_on"].without_year = PAST  # type: ignore[attr-defined]
        city = self.instance.agency.municipality_id
        self.fields["resource"].queryset = Resource.objects.live().filter(municipality=city).order_by("name", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, which is no field, so that the constraint is not asked."""
        facts: dict[str, Any] = super().clean() or {}
        if (done_on := facts.get("done_on")) and done_on < self.instance.made_on:
            self.add_error("done_on", "おわった日は、はじめた日より後にしてください。")
        return facts


def _board(request: HttpRequest) -> tuple[GapBoard, list[Any]]:
    may = request.permissions  # type: ignore[attr-defined]
    agency, agencies = choose_agency(request, {*may.coordinated, *may.viewed})
    return GapBoard(agency, timezone.localdate()), agencies


def _context(request: HttpRequest, board: GapBoard, agencies: list[Any]) -> dict[str, Any]:
    tasks = what_became(board, tasks_of(board.agency, board.day))
    return {
        "room": "gaps",
        "board": board,
        "agencies": agencies,
        "helped": board.helped,
        "nothing_helps": board.gap(NEW),
        "gaps": [gap for gap in board.gaps if gap.people is not None],
        "hidden": [gap for gap in board.gaps if gap.people is None],
        **_chosen(board, request),
        "tasks": tasks,
        "legend": HIDDEN_IN_WORDS,
        "coordinates": board.agency.pk in request.permissions.coordinated,  # type: ignore[attr-defined]
        "site": SiteSettings.load(request_or_site=request),
        "today": board.day,
    }


def _chosen(board: GapBoard, request: HttpRequest) -> dict[str, Any]:
    """The gap of the address (`?gap=`) for the map, and by wish and area, of all groups or of one (`?target=`); else whom any change helps."""
    chosen = next((one for one in board.gaps if one.slug == request.GET.get("gap", "")), None)
    found = {"chosen": chosen or board.helped, "circles": circles(board.areas, (chosen or board.helped).areas)}
    return found | ({"crossed": board.crossed(chosen.slug, request.GET.get("target", ""))} if chosen else {})


@require_safe
@numbers_only
def gaps(request: HttpRequest) -> HttpResponse:
    """The changes that would help most, as table and map, and what became of the gaps of this 年度 and the last."""
    board, agencies = _board(request)
    record_look(request, Look.Action.SEEN, what=WHAT)
    return render(request, "desk/figures/gaps.html", _context(request, board, agencies) | {"shown": SHOWN})


@require_safe
@numbers_only
def gaps_paper(request: HttpRequest) -> HttpResponse:
    """The sheet for the 協議体."""
    board, agencies = _board(request)
    record_look(request, Look.Action.PRINTED, what=WHAT)
    context = _context(request, board, agencies) | {"shown": SHOWN}
    return pdf_response("print/gaps.html", context, "tarinai")


def _coordinated(request: HttpRequest, agency: int) -> None:
    if agency not in request.permissions.coordinated:  # type: ignore[attr-defined]
        raise PermissionDenied(FOR_COORDINATORS)


def _gap(request: HttpRequest, slug: str) -> tuple[GapBoard, Gap]:
    """The gap of an address, for a coordinator of its agency. Raises Http404 for what is none."""
    board, _ = _board(request)
    _coordinated(request, board.agency.pk)
    gap = board.gap(slug)
    if gap is None:
        raise Http404("この足りないものは、ありません。")
    return board, gap


@require_safe
@numbers_only
def gap_people(request: HttpRequest, gap: str) -> HttpResponse:
    """The people behind a gap, by their codes."""
    board, found = _gap(request, gap)
    keys = board.people_of(found.slug)
    rows = Participant.objects.known().filter(pk__in=keys).select_related("in_charge", "town")
    people = list(rows.defer("note", "held_because"))
    record_people(request, people, WHAT)
    context = {"room": "gaps", "gap": found, "people": people, "board": board}
    return render(request, "desk/figures/gap_people.html", context)


@numbers_only
def gap_task(request: HttpRequest, gap: str) -> HttpResponse:
    """Begin a task about a gap."""
    board, found = _gap(request, gap)
    asked = {name: request.GET.get(name, "") for name in ("activity", "area")}
    known = asked["activity"] in board.vocabulary.labels["activities"], asked["area"] in board.areas.names
    activity, area = (value if is_known else "" for value, is_known in zip(asked.values(), known, strict=True))
    people = board.number(found.slug, activity, area)
    made = GapTask(
        agency=board.agency, change=found.slug, activity=activity, area=area, people=people, made_on=board.day,
        made_by=request.user,
    )  # fmt: skip
    form = TaskForm(request.POST or None, instance=made)
    if request.method == "POST" and form.is_valid():
        form.save()
        record_look(request, Look.Action.CHANGED, what=WHAT)
        return redirect(f"{reverse('desk_gaps')}?agency={board.agency.pk}#tasks")
    context = {"form": form, "label": found.label, "people": said(people), "agency": board.agency, "small": SMALL}
    return render(request, "desk/figures/gap_task.html", {"room": "gaps", "task": made} | context)


@numbers_only
def gap_task_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What was talked, how it ended, and the listing that came of it."""
    task = GapTask.objects.select_related("agency").filter(pk=pk).first()
    if task is None:
        raise Http404("この取り組みは、ありません。")
    _coordinated(request, task.agency_id)
    form = ResultForm(request.POST or None, instance=task)
    if request.method == "POST" and form.is_valid():
        form.save()
        record_look(request, Look.Action.CHANGED, what=WHAT)
        return redirect(f"{reverse('desk_gaps')}?agency={task.agency_id}#tasks")
    board = GapBoard(task.agency, timezone.localdate())
    context = {"room": "gaps", "form": form, "task": task, "label": board.in_words(task.change), "agency": task.agency}
    return render(request, "desk/figures/gap_task.html", context | {"people": said(task.people), "small": SMALL})
