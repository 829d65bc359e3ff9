"""The model `EmergencyAccess`: somebody reads the case of a person who is not theirs, for some hours, and has said why.

There is no other way around the rule of who sees whom, and none without a trace: the row, and every look under it, are never changed.
"""

import datetime as dt
from collections.abc import Collection

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from directory.accounts.users import Membership, User, author_field
from directory.publishing.append_only import append_only
from matching.cases.participants import Participant
from matching.secrets.fields import EncryptedLineField


class EmergencyQuerySet(models.QuerySet["EmergencyAccess"]):
    """Emergencies, by whether they go on and whom they are told to."""

    def going_on(self, now: dt.datetime) -> "EmergencyQuerySet":
        """Those whose hours are not over."""
        return self.filter(opened_at__lte=now, ends_at__gt=now)

    def of_agencies(self, agencies: Collection[int]) -> "EmergencyQuerySet":
        """Those at people of some agencies, the newest first."""
        return self.filter(participant__agency__in=agencies).select_related("participant__agency", "user", "review")


@append_only
class EmergencyAccess(models.Model):
    """That somebody opened a case in an emergency. `user` is who reads; nobody else does by it."""

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="本人", related_name="emergencies")
    user = author_field("見る人")
    why = EncryptedLineField("なぜ いま 見るのか", max_length=200)
    opened_at = models.DateTimeField("はじめた日時", default=timezone.now)
    ends_at = models.DateTimeField("おわる日時")

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        verbose_name = "緊急の閲覧"
        verbose_name_plural = "緊急の閲覧"
        ordering = ["-opened_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("opened_at")), name="emergency_ends")]

    def __str__(self) -> str:
        return f"{self.participant} {self.opened_at:%Y-%m-%d %H:%M}"


@append_only
class EmergencyReview(models.Model):
    """That the head of the agency has taken note of an emergency."""

    emergency = models.OneToOneField(EmergencyAccess, models.CASCADE, verbose_name="緊急の閲覧", related_name="review")
    seen_at = models.DateTimeField("見た日時", default=timezone.now)
    seen_by = author_field("見た管理者")

    class Meta:
        verbose_name = "緊急の閲覧の確認"
        verbose_name_plural = "緊急の閲覧の確認"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.emergency} {self.seen_at:%Y-%m-%d %H:%M}"


def open_emergency(person: Participant, user: User, why: str, hours: float) -> EmergencyAccess:
    """Let somebody read a case for some hours from now."""
    now = timezone.now()
    ends_at = now + dt.timedelta(hours=hours)
    return EmergencyAccess.objects.create(participant=person, user=user, why=why, opened_at=now, ends_at=ends_at)


def heads_of(person: Participant) -> models.QuerySet[User]:
    """The 管理者 of the agency that a person belongs to."""
    heads = Membership.objects.filter(agency=person.agency_id, role=Membership.Role.MANAGER)
    return User.objects.filter(pk__in=heads.values("user"), is_active=True).order_by("pk")
