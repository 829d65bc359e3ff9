"""How often somebody knocked: the brake on guessing codes, asking for mails and filling in forms by machine.

Kept in a table, so that all workers count together and nothing outside is needed.
"""

import datetime as dt
import logging

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from directory.accounts.mail_addresses import same_address

logger = logging.getLogger(__name__)

KEY_SALT = "directory.attempts"
"""Part of the key that hashes sources. It only looks like a module: changed, everybody's count begins anew."""
EVERYONE = "*"
"""The source under which all knocks at a door are counted together."""


class LimitedAction(models.TextChoices):
    """What can be knocked at."""

    CODE = "code", "紙の番号"
    SIGN_IN_MAIL = "sign_in_mail", "ログインのメール"
    LINK = "link", "メールや紙のリンク"
    CLAIM = "claim", "代表の申し出"
    REPORT = "report", "情報がちがう"


WINDOW = dt.timedelta(hours=1)
LIMITS = {
    LimitedAction.CODE: (10, 300),
    LimitedAction.SIGN_IN_MAIL: (30, 500),
    LimitedAction.LINK: (60, None),
    LimitedAction.CLAIM: (5, 100),
    LimitedAction.REPORT: (10, 200),
}
"""Knocks within WINDOW: from one network, and from all together (None: not counted).

A paper code has ten digits: 300 guesses an hour against 1,000 living codes meet one in about four years. A training in a
公民館 is one network with 15 people, who all ask for a mail.
"""
MAILS_TO_ONE_ADDRESS = 5
"""Mails within WINDOW to one address."""


class Attempt(models.Model):
    """One knock. The source (an address of the network, a mail address) is kept as a hash only."""

    door = models.CharField("入口", max_length=16, choices=LimitedAction)
    source = models.CharField(max_length=64)
    at = models.DateTimeField("日時", default=timezone.now)

    class Meta:
        verbose_name = "入口をたたいた記録"
        verbose_name_plural = "入口をたたいた記録"
        ordering = ["pk"]
        indexes = [models.Index(fields=["door", "source", "at"], name="attempt_door_source_at")]

    def __str__(self):
        return f"{self.get_door_display()} {self.at}"


def allow_attempt(door: LimitedAction, network: str, mail_to: str = "") -> bool:
    """Count one knock; True while the network, the address that gets a mail, and the door as a whole are within limits.

    Knocks above the limit are not written down: a source that waits an hour comes in again.
    """
    each, together = LIMITS[door]
    since = timezone.now() - WINDOW
    limits = [(_hashed(network), each)]
    limits += [(_hashed(mail_to), MAILS_TO_ONE_ADDRESS)] if mail_to else []
    limits += [(EVERYONE, together)] if together else []
    recent = Attempt.objects.filter(door=door, at__gt=since)
    if any(recent.filter(source=source).count() >= limit for source, limit in limits):
        logger.warning("rate limit reached", extra={"door": door.value})
        return False
    Attempt.objects.bulk_create([Attempt(door=door, source=source) for source, _ in limits])
    return True


def take_back_attempt(door: LimitedAction, network: str) -> None:
    """Take back the last knock: it was no guess."""
    for source in (_hashed(network), EVERYONE):
        last = Attempt.objects.filter(door=door, source=source).order_by("-pk").first()
        if last:
            last.delete()


def delete_old_attempts() -> int:
    """Delete knocks that no limit counts any more; gives how many."""
    return Attempt.objects.filter(at__lte=timezone.now() - WINDOW).delete()[0]


def _hashed(source: str) -> str:
    return salted_hmac(KEY_SALT, same_address(source), algorithm="sha256").hexdigest()
