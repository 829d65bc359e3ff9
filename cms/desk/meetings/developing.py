"""What a day of a meeting found missing becomes a task of development. Nothing of the meeting's words goes along: a task is no secret."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from cms.desk.access import caseworkers_only, record_look
from cms.desk.figures.gap_views import TaskForm
from cms.desk.meetings.guard import get_sitting, refuse
from matching.casework.meetings.minutes import newest
from matching.casework.meetings.sittings import Sitting
from matching.figures.gaps.board import GapBoard
from matching.figures.gaps.tasks import NOBODYS_NAME, GapTask
from matching.figures.gaps.wording import all_changes, in_words
from matching.oversight.audit_log import Look
from matching.proposals.ranked_lists import current_vocabulary

NOTHING_MISSING = "この日の記録に、足りないものは ありません。"
NOT_THE_OPENER = "取り組みは、会議を開いた支援機関の コーディネーターが はじめます。"


class DevelopForm(TaskForm):
    """What would help, in the words of the board of what is missing, so that the task is met there again."""

    change = forms.ChoiceField(label="何があれば")
    activity = forms.ChoiceField(label="したいこと", required=False)
    area = forms.ChoiceField(label="圏域", required=False)

    class Meta(TaskForm.Meta):
        fields = ("change", "activity", "area", *TaskForm.Meta.fields)
        help_texts = {"talks": f"例: 生活支援コーディネーターが 自治会と。{NOBODYS_NAME}"}

    def __init__(self, data: Any, task: GapTask, board: GapBoard):
        super().__init__(data, instance=task)
        words = board.vocabulary
        self.fields["change"].choices = [("", "えらんでください"), *all_changes(words)]  # type: ignore[attr-defined]
        activities = words.labels["activities"].items()
        self.fields["activity"].choices = [("", "きめない"), *activities]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", "市の全体"), *((name, name) for name in board.areas.names[:-1])]  # type: ignore[attr-defined]


@sensitive_post_parameters()
@caseworkers_only
def develop(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a task about what the minutes of a day say is missing: for the coordinators who opened the meeting, and read that day."""
    seat, one = get_sitting(request, pk)
    refuse(request, seat, seat.why_not_read_day(one) or (None if seat.is_opener else NOT_THE_OPENER))
    minutes = newest(one)
    if minutes is None or not minutes.develop:
        raise Http404(NOTHING_MISSING)
    board = GapBoard(seat.meeting.agency, timezone.localdate())
    task = GapTask(agency=board.agency, sitting_key=one.pk, made_on=board.day, made_by=request.user)
    form = DevelopForm(request.POST or None, task, board)
    if request.method == "POST" and form.is_valid():
        task.people = board.number(task.change, task.activity, task.area)
        _begin(task)
        record_look(request, Look.Action.CHANGED, seat.meeting.participant, f"{seat.meeting.usual_name}から 取り組み")
        messages.success(request, "取り組みを はじめました。「足りないもの」に 出ます。この方のことは のりません。")
        return HttpResponseRedirect(reverse("desk_sitting", args=[one.pk]))
    record_look(request, Look.Action.SEEN, seat.meeting.participant, seat.meeting.usual_name)
    context = {"room": "meetings", "meeting": seat.meeting, "sitting": one, "minutes": minutes, "form": form}
    return render(request, "desk/meetings/develop.html", context)


@transaction.atomic
def _begin(task: GapTask) -> None:
    """Store a task; the same once more of a day, of a button pressed twice, is none."""
    Sitting.objects.select_for_update(no_key=True).get(pk=task.sitting_key)
    same = {name: getattr(task, name) for name in ("change", "activity", "area", "kind", "talks", "until_on")}
    if not GapTask.objects.filter(sitting_key=task.sitting_key, **same).exists():
        task.save()


def tasks_of(sitting: Sitting) -> list[tuple[GapTask, str]]:
    """The tasks that came of a day, with what would help in words."""
    rows = list(GapTask.objects.filter(sitting_key=sitting.pk).order_by("pk"))
    if not rows:
        return []
    words = current_vocabulary()
    return [(row, in_words(row.change, words)) for row in rows]
