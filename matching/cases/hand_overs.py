"""Handing people over from one person in charge to another, as one recorded action: in April, on sick leave, or a single case."""

from collections.abc import Iterable

from django.db import models, transaction

from directory.accounts.users import Agency, User, author_field
from directory.publishing.append_only import append_only
from matching.cases.participants import Participant


@append_only
class HandOver(models.Model):
    """That the cases of one person were given to another. `giver` is empty where nobody was in charge."""

    class Reason(models.TextChoices):
        YEAR = "year", "年度がわり・異動"
        LEAVE = "leave", "休み・退職"
        WISH = "wish", "ご本人の希望"
        OTHER = "other", "そのほか"

    agency = models.ForeignKey("directory.Agency", models.PROTECT, verbose_name="支援機関", related_name="+")
    giver = author_field("前の担当")
    taker = author_field("新しい担当")
    reason = models.CharField("わけ", max_length=6, choices=Reason)
    made_at = models.DateTimeField("引きついだ日時", auto_now_add=True)
    made_by = author_field("引きつぎをした人")

    class Meta:
        verbose_name = "引きつぎ"
        verbose_name_plural = "引きつぎ"
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.made_at:%Y-%m-%d} {self.giver or '担当なし'} → {self.taker or '消された人'}"


@append_only
class HandedOver(models.Model):
    """One person who was handed over."""

    hand_over = models.ForeignKey(HandOver, models.CASCADE, verbose_name="引きつぎ", related_name="cases")
    participant = models.ForeignKey(
        "matching.Participant", models.CASCADE, verbose_name="本人", related_name="hand_overs"
    )

    class Meta:
        verbose_name = "引きついだ方"
        verbose_name_plural = "引きついだ方"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hand_over", "participant"],
                name="handed_over_once",
                violation_error_message="この方は、もう引きついでいます。",
            )
        ]

    def __str__(self):
        return f"{self.participant} {self.hand_over}"


def hand_over(
    agency: Agency, giver: User | None, taker: User, people: Iterable[Participant], reason: str, by: User
) -> HandOver:
    """Make `taker` the person in charge of all of `people` who still are of `giver`, at once or not at all."""
    with transaction.atomic():
        keys = [person.pk for person in people]
        mine = Participant.objects.select_for_update(no_key=True).filter(pk__in=keys, agency=agency, in_charge=giver)
        moved = list(mine.order_by("pk"))
        made = HandOver.objects.create(agency=agency, giver=giver, taker=taker, reason=reason, made_by=by)
        HandedOver.objects.bulk_create(HandedOver(hand_over=made, participant=person) for person in moved)
        Participant.objects.filter(pk__in=[person.pk for person in moved]).update(in_charge=taker)
    return made
