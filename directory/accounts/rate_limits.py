"""Rate limits: against guessing codes, asking for mails and filling in forms by a program.

Attempts are counted in a table, so that all workers share the counts and no further service is needed.
"""

import datetime as dt
import logging
from typing import NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from directory.accounts.mail_addresses import same_address
from directory.text_fields import OneLineField

logger = logging.getLogger(__name__)

KEY_SALT = "directory.attempts"
"""Key material for the hash of a source, not the name of a module. If it changes, all counts start again at 0."""
EVERYONE = "*"
"""The source under which all attempts of an action are counted together."""


class LimitedAction(models.TextChoices):
    """An action that people without an account can do, each with limits of its own."""

    CODE = "code", "紙の番号"
    SIGN_IN_MAIL = "sign_in_mail", "ログインのメール"
    LINK = "link", "メールや紙のリンク"
    CLAIM = "claim", "代表の申し出"
    REPORT = "report", "情報がちがう"


class Limit(NamedTuple):
    """Attempts allowed within WINDOW: from one network, and from all networks in total (None: not counted)."""

    per_network: int
    in_total: int | None


WINDOW = dt.timedelta(hours=1)
LIMITS = {
    LimitedAction.CODE: Limit(10, 300),
    LimitedAction.SIGN_IN_MAIL: Limit(30, 500),
    LimitedAction.LINK: Limit(60, None),
    LimitedAction.CLAIM: Limit(5, 100),
    LimitedAction.REPORT: Limit(10, 200),
}
"""A paper code has ten digits: at 300 guesses an hour against 1,000 valid codes, one is hit in about four years. A training in a
公民館 is one network with 15 people, who all ask for a mail."""
MAILS_TO_ONE_ADDRESS = 5
"""Mails within WINDOW to one address."""


class Attempt(models.Model):
    """One attempt. `source` is the hash of an IP address or a mail address, or EVERYONE."""

    action = models.CharField("入口", max_length=16, choices=LimitedAction, db_column="door")
    source = OneLineField(max_length=64)
    at = models.DateTimeField("日時", default=timezone.now)

    class Meta:
        verbose_name = "入口をたたいた記録"
        verbose_name_plural = "入口をたたいた記録"
        ordering = ["pk"]
        indexes = [models.Index(fields=["action", "source", "at"], name="attempt_door_source_at")]

    def __str__(self):
        return f"{self.get_action_display()} {self.at}"


def allow_attempt(action: LimitedAction, network: str, mail_to: str = "") -> bool:
    """Count one attempt. False where it is over the limit of the network, of the receiver of a mail, or of the action.

    network   IP address of the client
    mail_to   the address that would get a mail, where the action sends one

    An attempt over the limit is not counted: whoever waits an hour is let in again.
    """
    per_network, in_total = LIMITS[action]
    since = timezone.now() - WINDOW
    limits = [(_hashed(network), per_network)]
    limits += [(_hashed(mail_to), MAILS_TO_ONE_ADDRESS)] if mail_to else []
    limits += [(EVERYONE, in_total)] if in_total else []
    recent = Attempt.objects.filter(action=action, at__gt=since)
    if any(recent.filter(source=source).count() >= limit for source, limit in limits):
        logger.warning("rate limit reached", extra={"action": action.value})
        return False
    Attempt.objects.bulk_create([Attempt(action=action, source=source) for source, _ in limits])
    return True


def take_back_attempt(action: LimitedAction, network: str) -> None:
    """Do not count the last attempt after all, because it was right and so no guess."""
    for source in (_hashed(network), EVERYONE):
        last = Attempt.objects.filter(action=action, source=source).order_by("-pk").first()
        if last:
            last.delete()


def delete_old_attempts() -> int:
    """Delete the attempts that are older than WINDOW; returns how many."""
    return Attempt.objects.filter(at__lte=timezone.now() - WINDOW).delete()[0]


def _hashed(source: str) -> str:
    return salted_hmac(KEY_SALT, same_address(source), algorithm="sha256").hexdigest()
