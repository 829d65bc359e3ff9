"""Runs of the admin: a file that somebody brings in, what was understood of it, and how far it is."""

import datetime as dt

from django.db import models
from django.utils import timezone

from directory.accounts.users import author_field
from directory.imports.findings_by_kind import FindingGroup
from directory.spreadsheets.findings import Severity
from directory.spreadsheets.sheets import without_invisible
from directory.text_fields import OneLineField, SeveralLinesField

UNDO_DAYS = 30
"""Days for which an import can be undone and its file is kept; a run that was only tried is kept as long."""
EXPECTED_WITHIN = dt.timedelta(seconds=5)
"""When a worker has taken a task by; after that the page does the work itself."""
CLAIM = dt.timedelta(minutes=30)
"""Longer than any step takes; whose claim is older is taken for dead."""


WORKING = ("reading", "applying", "undoing")
"""States in which a step waits for a worker, or is being done."""


class ImportRunQuerySet(models.QuerySet):
    """Runs by what may be done with them."""

    def working(self):
        """Runs in which a step waits or is being done."""
        return self.filter(state__in=WORKING)

    def old(self, now: dt.datetime):
        """Runs in which nothing has moved for UNDO_DAYS."""
        return self.filter(moved_at__lt=now - dt.timedelta(days=UNDO_DAYS))


class ImportRunManager(models.Manager.from_queryset(ImportRunQuerySet)):
    """Leaves the file itself in the database, unless it is asked for; says of each run whether it still has it (`has_file`)."""

    def get_queryset(self):
        has_file = models.ExpressionWrapper(models.Q(content__isnull=False), models.BooleanField())
        return super().get_queryset().defer("content").annotate(has_file=has_file)


class ImportRun(models.Model):
    """One list that a city's staff bring in by the admin.

    content    the bytes of the file; nobody but the worker reads them, and they go after UNDO_DAYS
    headings   how each heading was taken: [{"heading", "field", "sheet", "sure", "samples"}]
    counts     what was read: {"said", "refused", "unchanged", "cells": {what became of them: [[heading, how many]]}};
               of a file whose headings nobody knows also "texts": those of its first rows
    edition    the version of the directory with which the plan was made
    made       keys of what storing it made beside the listings: {"organizations", "places", "dates": [keys]}
    trouble    why it could not be read, stored or undone, a sentence a line
    """

    class State(models.TextChoices):
        READING = "reading", "読んでいます"
        UNREADABLE = "unreadable", "読めませんでした"
        TRIED = "tried", "ためしました"
        APPLYING = "applying", "入れています"
        APPLIED = "applied", "入れました"
        UNDOING = "undoing", "元にもどしています"
        UNDONE = "undone", "元にもどしました"

    municipality = models.ForeignKey(
        "directory.Municipality", models.CASCADE, verbose_name="市町村", related_name="import_runs"
    )
    kind = OneLineField("種類", max_length=40)
    source = OneLineField("情報の出どころ", max_length=200, blank=True)
    licence = OneLineField("情報の使い方の決まり", max_length=60, blank=True)
    file_name = OneLineField("ファイル", max_length=200)
    content = models.BinaryField(null=True, editable=False)
    mapping = models.JSONField("列の対応", default=dict)
    state = models.CharField("状態", max_length=12, choices=State, default=State.READING)
    moved_at = models.DateTimeField("この状態になった日時", default=timezone.now)
    claimed_at = models.DateTimeField(null=True, editable=False)
    trouble = SeveralLinesField("できないわけ", blank=True)
    headings = models.JSONField(default=list, editable=False)
    counts = models.JSONField(default=dict, editable=False)
    edition = models.BigIntegerField(default=0, editable=False)
    made = models.JSONField(default=dict, editable=False)
    made_at = models.DateTimeField("はじめた日時", default=timezone.now)
    made_by = author_field("はじめた人")
    applied_at = models.DateTimeField("入れた日時", null=True, blank=True)
    applied_by = author_field("入れた人")
    undone_at = models.DateTimeField("元にもどした日時", null=True, blank=True)
    undone_by = author_field("元にもどした人")

    objects = ImportRunManager()

    class Meta:
        verbose_name = "一覧の取りこみ"
        verbose_name_plural = "一覧の取りこみ"
        ordering = ["-made_at", "-pk"]
        permissions = [("publish_importrun", "Can apply and undo imports")]

    def __str__(self):
        return self.file_name

    @property
    def is_working(self) -> bool:
        """Whether a step is waiting for a worker or being done."""
        return self.state in WORKING

    @property
    def has_died(self) -> bool:
        """Whether whoever did the step is gone."""
        return self.is_working and self.claimed_at is not None and self.claimed_at < timezone.now() - CLAIM

    @property
    def is_left_waiting(self) -> bool:
        """Whether no worker has taken the step up in time."""
        return self.is_working and self.claimed_at is None and self.moved_at < timezone.now() - EXPECTED_WITHIN

    @property
    def is_stuck(self) -> bool:
        """Whether nobody does the step that waits, or whoever did it is gone."""
        return self.is_left_waiting or self.has_died

    def move(self, state: "ImportRun.State", **columns) -> bool:
        """Bring it into another state, with other columns; False where somebody else was faster and it has another one already."""
        columns |= {"state": state, "moved_at": timezone.now(), "claimed_at": None}
        moved = type(self).objects.filter(pk=self.pk, state=self.state).update(**columns)
        if moved:
            for name, value in columns.items():
                setattr(self, name, value)
        return bool(moved)

    def claim(self) -> bool:
        """Take the step that waits; False where another worker has it."""
        now = timezone.now()
        free = models.Q(claimed_at=None) | models.Q(claimed_at__lt=now - CLAIM)
        return bool(type(self).objects.filter(free, pk=self.pk, state=self.state).update(claimed_at=now))


class ImportFinding(models.Model):
    """One thing that reading a list had to say; those of one kind have the same `group`."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="findings")
    severity = OneLineField("どれほど大事か", max_length=10)
    group = models.PositiveSmallIntegerField("種類")
    title = OneLineField("種類の言葉", max_length=300)
    line = models.PositiveIntegerField("行", null=True)
    text = SeveralLinesField("言葉")

    class Meta:
        verbose_name = "取りこみの気づき"
        verbose_name_plural = "取りこみの気づき"
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "group", "id"], name="import_finding_of_run")]

    def __str__(self):
        return self.text

    @property
    def severity_in_words(self) -> str:
        """How bad it is, in words."""
        return Severity[self.severity].value

    @classmethod
    def of_groups(cls, run: ImportRun, groups: list[FindingGroup]) -> list["ImportFinding"]:
        """Unsaved rows for findings by kind."""
        return [
            cls(
                run=run,
                severity=group.severity.name,
                group=number,
                title=without_invisible(group.reason).rstrip("。")[:300],
                line=finding.line,
                text=without_invisible(group.line(finding)),
            )
            for number, group in enumerate(groups)
            for finding in group.findings
        ]
