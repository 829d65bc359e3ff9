"""Pairs of listings that look like one and are two, because somebody said so."""

from django.db import models
from django.db.models import F, Q


class Apart(models.Model):
    """Two listings of which somebody has said that they are two; the smaller key first."""

    first = models.ForeignKey("directory.Resource", models.CASCADE, related_name="+")
    second = models.ForeignKey("directory.Resource", models.CASCADE, related_name="+")
    said_by = models.ForeignKey("directory.User", models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "べつの場所"
        verbose_name_plural = "べつの場所"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="apart_in_order"),
        ]

    def __str__(self):
        return f"{self.first} ≠ {self.second}"

    @classmethod
    def say(cls, first: int, second: int, user) -> None:
        """Say that two listings are two; said twice, it is kept once."""
        first, second = sorted((first, second))
        cls.objects.get_or_create(first_id=first, second_id=second, defaults={"said_by": user})

    @classmethod
    def hand_over(cls, absorbed: int, survivor: int) -> None:
        """Let the pairs of the absorbed listing be pairs of the survivor; who said it, and when, is kept.

        What the survivor has already stays, and so does the pair of the two themselves.
        """
        for pair in cls.objects.filter(Q(first=absorbed) | Q(second=absorbed)):
            other = pair.second_id if pair.first_id == absorbed else pair.first_id
            first, second = sorted((survivor, other))
            if other != survivor and not cls.objects.filter(first=first, second=second).exists():
                # Both keys at once: which of the two is the smaller may change with the merge.
                cls.objects.filter(pk=pair.pk).update(first=first, second=second)
