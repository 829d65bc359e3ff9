"""The model `Outcome`: who went to which place, from when, whether they are still there, and why they left.

What became of a person outlives the listing: where that is deleted, its last name stays as text.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone

from directory.accounts.users import author_field
from directory.catalogue.resources import Resource
from directory.text_fields import OneLineField

FUTURE = "まだ来ていない日です。"
STAYED_AND_NOT_FIT = "「3か月後も通っている」と「合わなかった」は、両方は選べません。どちらかを直してください。"


class OutcomeQuerySet(models.QuerySet):
    """Outcomes, by what they say."""

    def going_on(self):
        """Those of people who go there now: begun, not ended, and not told to be over after three months."""
        return self.filter(ended_on=None).exclude(stayed=False)


class Outcome(models.Model):
    """A person at a place, from a day on. Whether they stayed (定着) is asked three months after the start."""

    class Ended(models.TextChoices):
        GOAL = "goal", "目標にとどいた"
        NEXT = "next", "次の場所へ移った"
        HEALTH = "health", "体調のため"
        NOT_FIT = "not_fit", "合わなかった"
        ACCESS = "access", "通えなくなった"
        PLACE = "place", "場所の都合"
        OTHER = "other", "そのほか・分からない"

    participant = models.ForeignKey(
        "matching.Participant", models.CASCADE, verbose_name="本人", related_name="outcomes"
    )
    resource = models.ForeignKey(
        "directory.Resource", models.SET_NULL, verbose_name="地域資源", related_name="+", null=True, blank=True
    )
    deleted_name = OneLineField("消された地域資源の名前", max_length=120, blank=True, editable=False)
    started_on = models.DateField("はじめた日")
    stayed = models.BooleanField(
        "3か月後も通っている", null=True, blank=True, choices=[(True, "はい"), (False, "いいえ")]
    )
    ended_on = models.DateField("やめた日", null=True, blank=True)
    ended_because = models.CharField("やめたわけ", max_length=10, choices=Ended, blank=True)
    recorded_by = author_field("記録した人")

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = "参加のその後"
        verbose_name_plural = "参加のその後"
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "resource", "started_on"],
                name="outcome_once",
                violation_error_message="同じ人・同じ場所・同じ日の記録が、もうあります。",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("started_on")),
                name="outcome_ends_after_start",
                violation_error_message="やめた日は、はじめた日より後にしてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, ended_because="")
                | (models.Q(ended_on__isnull=False) & ~models.Q(ended_because="")),
                name="outcome_end_has_reason",
                violation_error_message="やめた日とやめたわけは、両方入れてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(stayed__isnull=True) | models.Q(stayed=False) | ~models.Q(ended_because="not_fit"),
                name="outcome_stayed_or_did_not_suit",
                violation_error_message=STAYED_AND_NOT_FIT,
            ),
            models.CheckConstraint(
                condition=models.Q(resource__isnull=False) | ~models.Q(deleted_name=""),
                name="outcome_names_its_place",
                violation_error_message="どの場所のことか、えらんでください。",
            ),
        ]

    def __str__(self):
        return f"{self.participant} {self.place_name} {self.started_on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ValidationError as `clean` does, whoever saves: the database itself knows no today."""
        self.clean()
        super().save(*args, **kwargs)

    def clean(self):
        """Refuse days to come, an end before the start, and two answers that cannot both hold, each at its field."""
        if wrong := self._contradictions(timezone.localdate()):
            raise ValidationError(wrong)

    def _contradictions(self, today: dt.date) -> Mapping[str, str]:
        wrong = {
            name: FUTURE
            for name in ("started_on", "ended_on")
            if (day := getattr(self, name)) is not None and day > today
        }
        if self.started_on and self.ended_on and self.ended_on < self.started_on:
            wrong["ended_on"] = "やめた日は、はじめた日より後にしてください。"
        if self.stayed and self.ended_because == self.Ended.NOT_FIT:
            wrong["stayed"] = STAYED_AND_NOT_FIT
        return wrong

    @property
    def place_name(self) -> str:
        """The name of the listing, also of one that is deleted."""
        return str(self.resource or self.deleted_name)

    @property
    def is_over(self) -> bool:
        """Whether the person goes there no more; of one, what `going_on` leaves out of many."""
        return self.ended_on is not None or self.stayed is False

    @property
    def suited(self) -> bool | None:
        """Whether the place suited the person; None where it is too early to say, or another reason ended it."""
        if self.ended_because == self.Ended.NOT_FIT:
            return False
        if self.stayed or self.ended_because in (self.Ended.GOAL, self.Ended.NEXT):
            return True
        if self.ended_because in (self.Ended.HEALTH, self.Ended.PLACE):
            return None
        return self.stayed

    @property
    def unsuited_in_words(self) -> str:
        """What is said of a place that did not suit the person, to whoever thinks of proposing it again; "" of another."""
        if self.suited is not False:
            return ""
        when = f"{self.ended_on.year}年{self.ended_on.month}月まで行き" if self.ended_on else "前に行き"
        why = {
            self.Ended.NOT_FIT: "ましたが、合いませんでした。",
            self.Ended.ACCESS: "ましたが、通えなくなりました。",
        }
        return when + why.get(self.ended_because, "ましたが、つづきませんでした。")


def people_by_place(people: models.QuerySet) -> dict[int, int]:
    """Key of a place -> how many of some people ever began there."""
    begun = Outcome.objects.filter(participant__in=people).exclude(resource=None).order_by()
    counted = begun.values_list("resource").annotate(models.Count("participant", distinct=True))
    return dict(counted)


def unsuited_places(people: Iterable[int], day: dt.date) -> dict[int, dict[int, str]]:
    """Key of a person -> key of a place that did not suit them -> what is said of it; as it was known on a day.

    The newest outcome of a person at a place decides: who went again and stayed is suited.
    """
    begun = Outcome.objects.filter(participant__in=list(people), started_on__lte=day).exclude(resource=None)
    newest = {(one.participant_id, one.resource_id): one for one in begun.order_by("started_on", "pk")}
    found: dict[int, dict[int, str]] = {}
    for (person, place), outcome in newest.items():
        if said := outcome.unsuited_in_words:
            found.setdefault(person, {})[place] = said
    return found


@receiver(pre_delete, sender=Resource, dispatch_uid="matching.casework.outcomes")
def _keep_name(instance: Resource, **kwargs) -> None:
    """Before a listing is deleted, by whatever way: write its name into the outcomes that lose it."""
    name = Resource._base_manager.filter(pk=instance.pk).values("name")[:1]
    Outcome.objects.filter(resource=instance).update(deleted_name=name)
