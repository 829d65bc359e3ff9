"""The model `Look`: who looked at which personal data, and when. Rows are added, never changed or deleted."""

from django.db import models

from directory.accounts.users import User
from directory.text_fields import OneLineField
from matching.cases.participants import Participant


class Look(models.Model):
    """One time that a user saw, searched, exported, printed or changed personal data, or was refused."""

    class Action(models.TextChoices):
        SEEN = "seen", "見た"
        SEARCHED = "searched", "さがした"
        EXPORTED = "exported", "書き出した"
        PRINTED = "printed", "印刷した"
        CHANGED = "changed", "変えた"
        REFUSED = "refused", "断られた"

    at = models.DateTimeField("日時", auto_now_add=True)
    user = models.ForeignKey(User, models.PROTECT, verbose_name="利用者", related_name="+")
    participant = models.ForeignKey(
        Participant, models.SET_NULL, verbose_name="本人", null=True, blank=True, related_name="+"
    )
    action = models.CharField("したこと", max_length=10, choices=Action)
    what = OneLineField("対象", max_length=200, blank=True)

    class Meta:
        verbose_name = "閲覧の記録"
        verbose_name_plural = "閲覧の記録"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.user} {self.get_action_display()} {self.what}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("a record of a look is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("a record of a look is never deleted")
