"""Rate limits: against guessing codes and passwords, asking for mails and filling in forms by a program.

Attempts are counted in a table, so that all workers share the counts and no further service is needed. They are counted by
network, by name (an account, an address) from one network, by name from everywhere, and all together. What others do never
closes a door: where many attempts come from everywhere, or many for one name, each network still has a few of its own.
"""

import datetime as dt
import logging
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NamedTuple

from django.db import models
from django.db.models import Count, Max
from django.dispatch import Signal
from django.utils import timezone
from django.utils.crypto import salted_hmac

from directory.accounts.mail_addresses import same_address
from directory.text_fields import OneLineField

logger = logging.getLogger(__name__)

KEY_SALT = "directory.attempts"
"""Key material for the hash of a source, not the name of a module. If it changes, all counts start again at 0."""
EVERYONE = "*"
"""The source under which all attempts of an action are counted together."""
limit_reached = Signal()
"""Sent with `action` where an attempt is over a limit."""


class LimitedAction(models.TextChoices):
    """An action that people without an account can do, each with limits of its own."""

    CODE = "code", "紙の番号"
    SIGN_IN_MAIL = "sign_in_mail", "ログインのメール"
    INVITATION_MAIL = "invite_mail", "招待のメール"
    IDENTITY = "identity", "新しい ログインの名前"
    PASSWORD = "password", "パスワード"
    LINK = "link", "メールや紙のリンク"
    CLAIM = "claim", "代表の申し出"
    REPORT = "report", "情報がちがう"
    PAPER = "paper", "紙（PDF）を出す"
    WORRY = "worry", "心配な人がいる"
    KEPT_FORM = "kept_form", "ログインのあとまで とっておく文"
    API = "api", "ほかのシステムからの書きこみ"
    API_GUESS = "api_guess", "ちがう鍵の書きこみ"


class Limit(NamedTuple):
    """Attempts within `window`.

    per_network      from one network: an IPv4 address, or the /64 of an IPv6 address
    busy_from        attempts of everybody from which each network has only `when_busy` (None: never)
    per_name         for one name from one network (None: names are not counted)
    name_busy_from   attempts for one name from everywhere from which a network has only `when_name_busy` for that name
    """

    per_network: int
    busy_from: int | None = None
    when_busy: int = 0
    per_name: int | None = None
    name_busy_from: int | None = None
    when_name_busy: int = 0
    window: dt.timedelta = dt.timedelta(hours=1)


LIMITS = {
    LimitedAction.CODE: Limit(10, busy_from=300, when_busy=2),
    LimitedAction.SIGN_IN_MAIL: Limit(30, busy_from=500, when_busy=5, per_name=5),
    LimitedAction.INVITATION_MAIL: Limit(30, busy_from=500, when_busy=5, per_name=5),
    LimitedAction.IDENTITY: Limit(10),
    LimitedAction.PASSWORD: Limit(
        60, per_name=10, name_busy_from=50, when_name_busy=3, window=dt.timedelta(minutes=15)
    ),
    LimitedAction.LINK: Limit(60),
    LimitedAction.CLAIM: Limit(5, busy_from=100, when_busy=1),
    LimitedAction.REPORT: Limit(10, busy_from=200, when_busy=2),
    LimitedAction.WORRY: Limit(5, busy_from=100, when_busy=1),
    LimitedAction.PAPER: Limit(20, busy_from=200, when_busy=2),
    LimitedAction.KEPT_FORM: Limit(20),
    LimitedAction.API: Limit(1_200),
    LimitedAction.API_GUESS: Limit(60),
}
"""A paper code has ten digits: at 300 guesses an hour against 1,000 valid codes, one is hit in about four years; 1,000 networks
that share the work have 2,000 guesses an hour, and hit one in half a year. A training in a 公民館 is one network with 15 people,
who all ask for a mail or mistype their password. One network's guesses at a name never end another network's tries."""
WINDOW = max(limit.window for limit in LIMITS.values())
"""The longest of the windows."""
WIDER = 10
"""How many times its limit all /64 of one IPv6 /48 have together: a customer gets up to 65,536 of them."""


class Attempt(models.Model):
    """One attempt. `source` is the hash of a network, of a name, or of both, or EVERYONE."""

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


def allow_attempt(action: LimitedAction, network: str, name: str = "", *, knows_device: bool = False) -> bool:
    """Count one attempt. False where it is over a limit of its network, of the name from there, or of a busy time.

    network        IP address of the client, or a text that stands for one device
    name           the account or mail address that it is about, where names are counted
    knows_device   the name has signed in from this device before: others' attempts for the name do not narrow its tries

    An attempt over the limit is not counted: whoever waits is let in again.
    """
    limit, places = LIMITS[action], _networks(network)
    sources = _sources(limit, places, name)
    recent = Attempt.objects.filter(action=action, source__in=sources.values(), at__gt=timezone.now() - limit.window)
    found = dict(recent.order_by().values_list("source").annotate(Count("pk")))
    counted = {part: found.get(source, 0) for part, source in sources.items()}
    if any(counted[part] >= most for part, most in _most(limit, counted, knows_device).items() if part in counted):
        logger.warning("rate limit reached", extra={"action": action.value})
        limit_reached.send(sender=allow_attempt, action=action)
        return False
    Attempt.objects.bulk_create([Attempt(action=action, source=source) for source in sources.values()])
    return True


def _sources(limit: Limit, places: list[str], name: str) -> dict[str, str]:
    """Under what an attempt is counted, by the part of the limit."""
    sources = {"network": _hashed(places[0])}
    if len(places) > 1:
        sources["wider"] = _hashed(places[1])
    if limit.busy_from:
        sources["everyone"] = EVERYONE
    if name and limit.per_name:
        sources["pair"] = _hashed(f"{same_address(name)} {places[0]}")
        if limit.name_busy_from:
            sources["name"] = _hashed(name)
    return sources


def _most(limit: Limit, counted: dict[str, int], knows_device: bool) -> dict[str, int]:
    """How many attempts each part may have had, as busy as it is now."""
    busy = limit.busy_from and counted.get("everyone", 0) >= limit.busy_from
    name_busy = limit.name_busy_from and counted.get("name", 0) >= limit.name_busy_from and not knows_device
    per_network = limit.when_busy if busy else limit.per_network
    return {
        "network": per_network,
        "wider": limit.per_network * WIDER,
        "pair": (limit.when_name_busy if name_busy else limit.per_name) or per_network,
    }


def take_back_attempt(action: LimitedAction, network: str, name: str = "") -> None:
    """Do not count the last attempt after all, because it was right and so no guess."""
    sources = _sources(LIMITS[action], _networks(network), name)
    rows = Attempt.objects.filter(action=action, source__in=sources.values())
    last = rows.order_by().values("source").annotate(last=Max("pk")).values_list("last", flat=True)
    Attempt.objects.filter(pk__in=list(last)).delete()


def delete_old_attempts() -> int:
    """Delete the attempts that are older than WINDOW; returns how many."""
    return Attempt.objects.filter(at__lte=timezone.now() - WINDOW).delete()[0]


def _networks(address: str) -> list[str]:
    """What one customer has: an IPv4 address, or the /64 of an IPv6 address, then its /48. Another text is its own.

    >>> _networks("2001:db8:1:2:3::4"), _networks("::ffff:192.0.2.7"), _networks("192.0.2.7")
    (['2001:db8:1:2::/64', '2001:db8:1::/48'], ['192.0.2.7'], ['192.0.2.7'])
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return [address]
    if not isinstance(found, IPv6Address):
        return [str(found)]
    if found.ipv4_mapped:
        return [str(found.ipv4_mapped)]
    return [str(ip_network((found, length), strict=False)) for length in (64, 48)]


def _hashed(source: str) -> str:
    return salted_hmac(KEY_SALT, same_address(source), algorithm="sha256").hexdigest()
