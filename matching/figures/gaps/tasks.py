"""The model `GapTask`: what is done about a gap, by whom, and the listing it ended in."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from directory.accounts.users import Agency, author_field
from directory.associations.attendance import fiscal_year
from directory.text_fields import OneLineField, SeveralLinesField
from matching.cases.participants import Participant
from matching.figures.gaps.board import GapBoard
from matching.figures.masking import SMALL
from matching.proposals.ranked_lists import people_suited

NOBODYS_NAME = "お名前や、だれのことか分かることは 書かないでください。"


class GapTask(models.Model):
    """A task of development (資源開発). It names no person.

    change      slug of what would help (`wording`)
    people      how many it was when the task was made; None for fewer than SMALL
    resource    the listing it ended in
    sitting_key of the day of a meeting whose minutes asked for it, shown to who reads that day alone; no reference, or a task would
                be a record of the person, and stand on the papers about them
    """

    class Kind(models.TextChoices):
        WIDEN = "widen", "いまある場所を ひろげる"
        NEW = "new", "新しい場所を つくる"
        POLICY = "policy", "しくみを 提案する"

    agency = models.ForeignKey("directory.Agency", models.CASCADE, verbose_name="支援機関", related_name="gap_tasks")
    change = models.CharField("何があれば", max_length=60)
    activity = models.CharField("したいこと", max_length=40, blank=True)
    area = OneLineField("圏域", max_length=60, blank=True)
    people = models.PositiveIntegerField("はじめの人数", null=True, blank=True, editable=False)
    sitting_key = models.PositiveBigIntegerField("きっかけの会議の日", null=True, blank=True, editable=False)
    made_on = models.DateField("はじめた日")
    made_by = author_field("はじめた人")
    kind = models.CharField("すすめかた", max_length=6, choices=Kind)
    talks = OneLineField("だれが だれと 話すか", max_length=200, help_text="例: 生活支援コーディネーターが 自治会と")
    until_on = models.DateField("いつまで", null=True, blank=True)
    result = SeveralLinesField("どうなったか", max_length=500, blank=True, help_text=NOBODYS_NAME)
    done_on = models.DateField("おわった日", null=True, blank=True)
    resource = models.ForeignKey(
        "directory.Resource", models.SET_NULL, verbose_name="できた場所", related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "資源開発の取り組み"
        verbose_name_plural = "資源開発の取り組み"
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(done_on__gte=models.F("made_on")),
                name="gap_task_ends_after_it_began",
                violation_error_message="おわった日は、はじめた日より後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.change} {self.made_on}"

    @property
    def year(self) -> int:
        """The 年度 in which it began."""
        return fiscal_year(self.made_on)


@dataclass(frozen=True)
class Became:
    """What became of a gap: how many people it has now, and how many who wait the new listing suits; None for what is not said."""

    task: GapTask
    label: str
    activity: str
    now: int | None
    suits: int | None


def what_became(board: GapBoard, tasks: list[GapTask]) -> list[Became]:
    """Each task with the numbers of today. A listing's people are asked of the engine, once for each listing.

    Whom a listing suits is not said where it would tell a gap that is hidden now: as many as there were, less those who have a place.
    """
    now = {task: board.number(task.change, task.activity, task.area) for task in tasks}
    hidden = {task.resource_id for task, number in now.items() if number is None}
    listings = {task.resource_id for task in tasks if task.resource_id} - hidden
    suits = {key: _suits(board, key) for key in listings}
    labels = board.vocabulary.labels["activities"]
    return [
        Became(
            task,
            board.in_words(task.change),
            labels.get(task.activity, ""),
            number,
            suits.get(task.resource_id),
        )
        for task, number in now.items()
    ]


def _suits(board: GapBoard, listing: int) -> int | None:
    waiting = Participant.objects.known().filter(agency=board.agency).waiting()
    count = len(people_suited(listing, waiting, board.day))
    return None if 0 < count < SMALL else count


def tasks_of(agency: Agency, today: dt.date) -> list[GapTask]:
    """Those of this 年度 and the one before, and those that are not done: the newest first."""
    since = dt.date(fiscal_year(today) - 1, 4, 1)
    rows = GapTask.objects.filter(agency=agency).filter(Q(made_on__gte=since) | Q(done_on=None))
    return list(rows.select_related("resource", "made_by"))
