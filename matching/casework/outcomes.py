"""The model `Outcome`: who went to which place, from when, whether they are still there, and why they left.

What became of a person outlives the listing: where that is deleted, its last name stays as text.
"""

from django.db import models
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from directory.accounts.users import author_field
from directory.catalogue.resources import Resource
from directory.text_fields import OneLineField


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
                condition=models.Q(resource__isnull=False) | ~models.Q(deleted_name=""),
                name="outcome_names_its_place",
                violation_error_message="どの場所のことか、えらんでください。",
            ),
        ]

    def __str__(self):
        return f"{self.participant} {self.place_name} {self.started_on}"

    @property
    def place_name(self) -> str:
        """The name of the listing, also of one that is deleted."""
        return str(self.resource or self.deleted_name)

    @property
    def suited(self) -> bool | None:
        """Whether the place suited the person; None where it is too early to say, or another reason ended it."""
        if self.stayed or self.ended_because in (self.Ended.GOAL, self.Ended.NEXT):
            return True
        if self.ended_because in (self.Ended.HEALTH, self.Ended.PLACE):
            return None
        return self.stayed


@receiver(pre_delete, sender=Resource, dispatch_uid="matching.casework.outcomes")
def _keep_name(instance: Resource, **kwargs) -> None:
    """Before a listing is deleted, by whatever way: write its name into the outcomes that lose it."""
    name = Resource._base_manager.filter(pk=instance.pk).values("name")[:1]
    Outcome.objects.filter(resource=instance).update(deleted_name=name)
