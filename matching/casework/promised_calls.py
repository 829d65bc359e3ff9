"""The model `PromisedCall`: somebody was promised a telephone call, or a visit, on a day."""

import datetime as dt

from django.db import models, transaction
from django.db.models import Q

from directory.accounts.users import User, author_field
from matching.cases.participants import Participant, ParticipantQuerySet
from matching.secrets.fields import EncryptedLineField


class PromisedCallQuerySet(models.QuerySet["PromisedCall"]):
    """Promises, by whether they are kept."""

    def open(self) -> "PromisedCallQuerySet":
        """Those that nobody has kept yet."""
        return self.filter(done_at=None)

    def due(self, people: ParticipantQuerySet, day: dt.date) -> "PromisedCallQuerySet":
        """Open ones to some people whose day has come."""
        return self.open().filter(participant__in=people, day__lte=day)


class PromisedCall(models.Model):
    """What was promised to a person, for which day and time, and when it was kept."""

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="本人", related_name="promised_calls")
    day = models.DateField("約束の日")
    at = models.TimeField("何時に", null=True, blank=True)
    about = EncryptedLineField("なんのこと", max_length=200, blank=True)
    made_by = author_field("約束した人")
    done_at = models.DateTimeField("話した日時", null=True, blank=True)
    done_by = author_field("話した人")

    objects = PromisedCallQuerySet.as_manager()

    class Meta:
        verbose_name = "電話の約束"
        verbose_name_plural = "電話の約束"
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["participant", "day"], condition=Q(done_at=None), name="promised_call_open")]

    def __str__(self) -> str:
        return f"{self.participant} {self.day}"


def promise(made: PromisedCall, by: User) -> None:
    """Store a promise that was typed; not a second time where the same one is open, of a button pressed twice."""
    with transaction.atomic():
        made.participant.lock()
        alike = PromisedCall.objects.open().filter(participant=made.participant, day=made.day, at=made.at)
        if all(one.about != made.about for one in alike):
            made.made_by = by
            made.save()
