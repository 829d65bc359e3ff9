"""The abstract models of the catalogue: of tables whose rows belong to one resource, and of what a listing says twice or at the door."""

import datetime as dt

from django.db import models

from directory.publishing.versions import VersionedModel
from directory.text_fields import OneLineField, SeveralLinesField

EASY = {name: f"{name}_easy" for name in ("summary", "description", "first_visit")}
"""Text of a listing -> the column of the same in やさしい日本語, which a person has written. Nothing makes one of the other."""
AT_THE_DOOR = ("met_by", "entrance", "leaving", "care_points")
"""Columns with one sentence each for somebody who comes for the first time; empty where nobody has said it."""


class PartOfResource(VersionedModel):
    """A row that belongs to one resource: a write to it is a change of that resource."""

    class Meta:
        abstract = True

    @classmethod
    def touched_by(cls, rows):
        return list(cls._base_manager.filter(pk__in=rows).values_list("resource_id", flat=True))

    @classmethod
    def touched_by_instances(cls, instances):
        return [instance.resource_id for instance in instances if instance.resource_id]


def _text(verbose_name: str, **options) -> OneLineField:
    """A column of one line that came later: a program of the version before writes no such column."""
    return OneLineField(verbose_name, blank=True, default="", db_default="", **{"max_length": 120} | options)


def _easy(verbose_name: str) -> SeveralLinesField:
    return SeveralLinesField(verbose_name, blank=True, default="", db_default="")


class ReadableTexts(models.Model):
    """What a listing says in やさしい日本語, and what somebody wants to know who stands before its door."""

    summary_easy = _text("ひとことで（やさしい日本語）", max_length=200)
    description_easy = _easy("くわしく（やさしい日本語）")
    first_visit_easy = _easy("はじめての方へ（やさしい日本語）")
    met_by = _text("むかえる人", help_text="例: 入口で、黄色い名札の 世話役が 声をかけます。")
    entrance = _text("入口", help_text="例: 駐車場がわの ガラスの戸。くつのままで入れます。")
    leaving = _text("とちゅうで 帰るとき", help_text="例: いつでも。近くの人に ひとこと 言ってください。")
    care_points = _text("介護予防ポイント", help_text="例: 1回で 1ポイント。手帳を 持ってきてください。")

    class Meta:
        abstract = True

    def text(self, name: str, easy: bool) -> str:
        """A text of EASY; in やさしい日本語 where that is wished and somebody has written it."""
        return (easy and getattr(self, EASY[name])) or getattr(self, name)

    @property
    def lacks_easy(self) -> bool:
        """Whether it has a text that nobody has written in やさしい日本語."""
        return any(getattr(self, name) and not getattr(self, easy) for name, easy in EASY.items())


def start_is_not_end() -> models.Q:
    """A condition for a constraint: `start` and `end` differ, but for 0:00–0:00, the whole day. An end before its start is on
    the following day (`hours.rules`)."""
    return (
        models.Q(start__isnull=True)
        | models.Q(end__isnull=True)
        | ~models.Q(end=models.F("start"))
        | models.Q(start=dt.time(0))
    )
