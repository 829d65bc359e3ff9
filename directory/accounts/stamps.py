"""Stamps of public forms, each good for one form that is sent: a program must not send a thousand with one stamp."""

import datetime as dt

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

KEY_SALT = "directory.stamps"
"""Key material for the hash of a stamp. If it changes, stamps that were used within their life can be used once more."""
LONGEST_LIFE = dt.timedelta(days=1)
"""No stamp is valid for longer, so that what was used before need not be remembered."""


class UsedStamp(models.Model):
    """A stamp that was sent in."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "使った印"
        verbose_name_plural = "使った印"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.at}"


def use_stamp(stamp: str) -> bool:
    """Use a stamp up. False where somebody has used it before."""
    try:
        with transaction.atomic():
            UsedStamp.objects.create(digest=salted_hmac(KEY_SALT, stamp, algorithm="sha256").hexdigest())
    except IntegrityError:
        return False
    return True


def forget_used_stamps() -> int:
    """Delete the stamps that are valid no more in any case; returns how many."""
    return UsedStamp.objects.filter(at__lt=timezone.now() - LONGEST_LIFE).delete()[0]
