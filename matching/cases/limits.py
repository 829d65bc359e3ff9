"""The model `Limit`: what must not happen to a person, and where they shall not be sent; both with a reason, both undone with a trace.

「起きてはいけないこと」(`must_not`): a place, a town or somebody whom the person must not meet. It stands on every page of the person.
「出さない」(the others): a place that is simply not proposed any more.

Matching gets the keys of places and towns from here and nothing else: no name, no reason.
"""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import models
from django.db.models import Q
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from directory.accounts.users import User, author_field
from directory.catalogue.resources import Resource
from directory.duplicates.merging import FormerAddress
from directory.geo.areas import Town
from directory.text_fields import OneLineField
from matching.cases.participants import NeedsSheet, Participant
from matching.secrets.fields import EncryptedLineField

AVOIDED = "avoid_resources"
"""Fact of a needs sheet: keys of places to avoid."""


class LimitQuerySet(models.QuerySet["Limit"]):
    """Limits, by what they say."""

    def holding(self) -> "LimitQuerySet":
        """Those that nobody has undone."""
        return self.filter(undone_at=None)

    def for_matching(self) -> "LimitQuerySet":
        """What matching needs of them: keys and days; nothing is decrypted."""
        return self.only("participant", "resource", "town", "made_at", "undone_at")


class Limit(models.Model):
    """One thing that limits where a person is sent.

    must_not       whether it must not happen; otherwise the place is only left out of the list
    resource, town the place or town; of somebody to avoid, where they are met
    name           the name of the place or town as it was, which stays when the row of the directory goes
    somebody       who is avoided, where it is about somebody
    is_none        that the person was asked, and there is nothing
    known_to       who may read the reason; that there is a limit is seen by everybody who sees the person
    """

    class KnownTo(models.TextChoices):
        DESK = "desk", "この機関で この方の記録を見る人"
        IN_CHARGE = "in_charge", "担当の人だけ"
        HOST = "host", "受け入れ先にも 話してよい"

    class Cause(models.TextChoices):
        WISH = "wish", "ご本人が 行きたくない"
        KNOWN = "known", "近所の人・知り合いがいる"
        TRIED = "tried", "前に行って、合わなかった"
        TOLD_NO = "told_no", "受け入れ先に ことわられた"
        DANGER = "danger", "あぶない・こわい思いをする"
        OTHER = "other", "そのほか"

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="本人", related_name="limits")
    must_not = models.BooleanField("起きてはいけないこと", default=False)
    resource = models.ForeignKey(
        Resource, models.SET_NULL, verbose_name="場所", null=True, blank=True, related_name="+"
    )
    town = models.ForeignKey(Town, models.SET_NULL, verbose_name="町", null=True, blank=True, related_name="+")
    name = OneLineField("場所や町の名前", max_length=120, blank=True, editable=False)
    somebody = EncryptedLineField("会ってはいけない人", max_length=100, blank=True)
    is_none = models.BooleanField("聞いたが、なにもない", default=False)
    cause = models.CharField("わけ", max_length=8, choices=Cause, default=Cause.OTHER)
    reason = EncryptedLineField("くわしく", max_length=200, blank=True)
    known_to = models.CharField("わけを知ってよい人", max_length=9, choices=KnownTo, default=KnownTo.DESK)
    made_at = models.DateTimeField("書いた日時", default=timezone.now)
    made_by = author_field("書いた人")
    undone_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    undone_by = author_field("取り消した人")
    undone_because = EncryptedLineField("取り消したわけ", max_length=200, blank=True)

    objects = LimitQuerySet.as_manager()

    class Meta:
        verbose_name = "起きてはいけないこと・出さない場所"
        verbose_name_plural = "起きてはいけないこと・出さない場所"
        ordering = ["-must_not", "-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="", must_not=False, is_none=False),
                name="limit_left_out_names_its_place",
                violation_error_message="どの場所のことか、えらんでください。",
            ),
            models.CheckConstraint(
                condition=Q(is_none=False) | Q(name="", resource=None, town=None),
                name="limit_none_names_nothing",
            ),
            models.UniqueConstraint(
                fields=["participant", "resource"],
                condition=Q(undone_at=None, must_not=False) & ~Q(resource=None),
                name="limit_left_out_once",
                violation_error_message="この場所は、もう出さないことになっています。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.name}"

    def save(self, *args: object, **kwargs: object) -> None:
        """With the name of the place or town as it is now, when it is new."""
        if not self.pk:
            self.name = str(self.resource or self.town or "")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def held_on(self, day: dt.date) -> bool:
        """Whether it held on a day: on the day on which it is written it holds already, on that on which it is undone no more."""
        begun = timezone.localdate(self.made_at) <= day
        return begun and (self.undone_at is None or timezone.localdate(self.undone_at) > day)

    def tells(self, user: User, agencies: Collection[int]) -> bool:
        """Whether this user of some agencies, who sees the person, may read who is avoided and why."""
        if user.pk in (self.participant.in_charge_id, self.made_by_id) or self.known_to == self.KnownTo.HOST:
            return True
        return self.known_to == self.KnownTo.DESK and self.participant.agency_id in agencies


@receiver(post_save, sender=FormerAddress, dispatch_uid="matching.cases.limits")
def _follow_a_merge(instance: FormerAddress, created: bool, **kwargs: object) -> None:
    """What a sheet leaves out by the key of a listing stays left out under the listing that is left: sheets are never changed."""
    if not created:
        return
    naming = NeedsSheet.objects.filter(facts__has_key=AVOIDED)
    today, place = timezone.localdate(), instance.resource
    for person in Participant.objects.known().filter(pk__in=naming.values("participant")).prefetch_related("sheets"):
        sheet = person.sheet_on(today)
        is_left_out = sheet and instance.old_key in sheet.facts.get(AVOIDED, [])
        if is_left_out and not Limit.objects.holding().filter(participant=person, resource=place).exists():
            Limit.objects.create(participant=person, resource=place)


def told_to(user: User, agencies: Collection[int], person: Participant, limits: Iterable[Limit]) -> list[Limit]:
    """Limits of a person with `is_told`, for whoever shows them: what `tells` says of this reader. No query."""
    shown = list(limits)
    for limit in shown:
        limit.participant = person
        limit.is_told = limit.tells(user, agencies)  # type: ignore[attr-defined]
    return shown


def undo(limit: Limit, by: User, because: str) -> None:
    """Take a limit back: it stays as a row, with who did it, when and why. Once undone, nothing changes."""
    if limit.undone_at is None:
        limit.undone_at, limit.undone_by, limit.undone_because = timezone.now(), by, because
        limit.save(update_fields=["undone_at", "undone_by", "undone_because"])
