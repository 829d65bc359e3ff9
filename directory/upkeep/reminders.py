"""Reminders that were sent: mails that ask whether a listing is still right, to whom, about which listing, and when.

A letter is one mail; an address gets one a day for all of its listings, which a constraint guarantees.
"""

import uuid

from django.db import models
from django.utils import timezone

from directory.accounts.mail_addresses import AddressField


class Letter(models.Model):
    """One mail, to one address on one day. `run` is the id of the run of the job that made it."""

    address = AddressField("あて先")
    day = models.DateField("日")
    run = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    made_at = models.DateTimeField("作った日時", default=timezone.now)

    class Meta:
        verbose_name = "確認のお願い"
        verbose_name_plural = "確認のお願い"
        ordering = ["-day", "pk"]
        constraints = [models.UniqueConstraint(fields=["address", "day"], name="letter_one_a_day")]

    def __str__(self):
        return f"{self.day} {self.address}"


class Reminder(models.Model):
    """One listing that a letter asks about."""

    letter = models.ForeignKey(Letter, models.CASCADE, verbose_name="確認のお願い", related_name="reminders")
    resource = models.ForeignKey(
        "directory.Resource", models.CASCADE, verbose_name="地域資源", related_name="reminders"
    )
    campaign = models.ForeignKey(
        "directory.Campaign",
        models.SET_NULL,
        verbose_name="いっせい確認",
        related_name="reminders",
        null=True,
        blank=True,
    )
    link = models.OneToOneField(
        "directory.Link", models.SET_NULL, verbose_name="リンク", related_name="reminder", null=True, blank=True
    )

    class Meta:
        verbose_name = "確認のお願いの1件"
        verbose_name_plural = "確認のお願いの1件"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["letter", "resource"], name="reminder_once_a_letter")]

    def __str__(self):
        return f"{self.letter}: {self.resource}"
