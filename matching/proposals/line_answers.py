"""What a coordinator said to one line of a proposal of seats, and what the next proposal makes of it.

A line that was accepted is an introduction, and its person and seat are in no proposal until that is over. A line that was refused
has a reason, and each reason has one consequence.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import models

from directory.accounts.users import User, author_field
from directory.catalogue.resources import Resource
from directory.publishing.append_only import append_only
from matching.cases.participants import Participant

REST = dt.timedelta(weeks=8)
"""How long 「この場所は、まだ早い」 and 「この方は、しばらく待つ」 hold: a season, after which things may be otherwise."""


class Reason(models.TextChoices):
    """Why a line is not taken."""

    PERSON = "person", "ご本人が のぞまない"
    NOT_FIT = "not_fit", "この方には 合わないと思う"
    EARLY = "early", "この場所は、まだ早い"
    WAIT = "wait", "この方は、しばらく待つ"


CONSEQUENCES = {
    Reason.PERSON: "この場所は、この方の案に もう出ません。",
    Reason.NOT_FIT: "この場所は、この方の案に もう出ません。",
    Reason.EARLY: f"この場所は、この方の案に {REST.days // 7}週間 出ません。",
    Reason.WAIT: f"この方は、{REST.days // 7}週間 わりあてに入りません。",
}
"""What the next proposal makes of each."""
FOR_GOOD = (Reason.PERSON, Reason.NOT_FIT)
"""Reasons that hold until the line is taken after all."""


@append_only
class LineAnswer(models.Model):
    """That a person and a place were accepted (no reason) or refused for each other. The newest one holds."""

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="本人", related_name="+")
    resource = models.ForeignKey(Resource, models.SET_NULL, verbose_name="地域資源", related_name="+", null=True)
    reason = models.CharField("ことわった わけ", max_length=8, choices=Reason, blank=True)
    made_on = models.DateField("答えた日")
    made_by = author_field("答えた人")

    class Meta:
        verbose_name = "わりあての案への答え"
        verbose_name_plural = "わりあての案への答え"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.participant} {self.made_on} {self.get_reason_display()}"


def say(participant: Participant, resource: Resource, by: User, day: dt.date, reason: str = "") -> LineAnswer:
    """Accept a line, or refuse it with a reason."""
    return LineAnswer.objects.create(participant=participant, resource=resource, reason=reason, made_on=day, made_by=by)


def put_aside(people: Iterable[int], day: dt.date) -> dict[int, dict[int, str]]:
    """Key of a person -> key of a place that is not proposed to them on a day -> why in Japanese. One query."""
    found: dict[int, dict[int, str]] = {}
    for person, place, reason in _newest(people, day):
        if reason != Reason.WAIT:
            found.setdefault(person, {})[place] = f"わりあてで ことわりました（{Reason(reason).label}）"
    return found


def who_waits(people: Iterable[int], day: dt.date) -> set[int]:
    """Keys of those who are in no proposal on a day. One query."""
    return {person for person, _, reason in _newest(people, day) if reason == Reason.WAIT}


def _newest(people: Iterable[int], day: dt.date) -> list[tuple[int, int, str]]:
    """Person, place and reason of what holds on a day."""
    rows = LineAnswer.objects.filter(participant__in=list(people), made_on__lte=day).exclude(resource=None)
    newest: dict[tuple[int, int], tuple[str, dt.date]] = {}
    for person, place, reason, made_on in rows.order_by("pk").values_list(
        "participant", "resource", "reason", "made_on"
    ):
        newest[person, place] = (reason, made_on)
    return [
        (*pair, reason)
        for pair, (reason, made_on) in newest.items()
        if reason and (reason in FOR_GOOD or made_on + REST > day)
    ]
