"""Addresses that mail no longer reaches, as the notices of mail servers say (bounces)."""

import datetime as dt
import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.iterators import typed_subpart_iterator
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from django.db import models
from django.utils import timezone
from flufl.bounce import scan_message

from directory.accounts.mail_addresses import AddressField, is_address, same_address
from directory.text_fields import OneLineField


class BouncedAddressQuerySet(models.QuerySet):
    """Bounced addresses, by whether they still count."""

    def unreachable(self):
        """Those that the city has not declared reachable again."""
        return self.filter(mended_at=None)


class BouncedAddress(models.Model):
    """An address that gets no more mail from us, until somebody in the city declares it reachable again (`mended_at`).

    Then the row stays: a mailbox may be read again, and a notice from before that moment must not block the address anew.
    """

    address = AddressField("メールアドレス", unique=True)
    status = OneLineField("番号", max_length=12, blank=True)
    reason = OneLineField("わけ", max_length=300, blank=True)
    at = models.DateTimeField("いつ", default=timezone.now)
    mended_at = models.DateTimeField("もう一度 送ると決めた日時", null=True, blank=True)

    objects = BouncedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = "届かないメールアドレス"
        verbose_name_plural = "届かないメールアドレス"
        ordering = ["address"]

    def __str__(self):
        return self.address

    def mend(self) -> None:
        """もう一度 送る: declare the address reachable again."""
        self.mended_at = timezone.now()
        self.save(update_fields=["mended_at"])


@dataclass(frozen=True)
class Bounce:
    """One recipient that a mail did not reach for good; `at` is None where the notice does not say when."""

    address: str
    status: str
    reason: str
    at: dt.datetime | None = None


def bounces_in(message: Message) -> Iterator[Bounce]:
    """The recipients that a notification reports as unreachable for good, in order of their addresses.

    `flufl.bounce` reads RFC 3464 notifications. Only a recipient counts whose address is bad (`is_bad_address`). What has no
    such status (a warning, a full mailbox, a mail taken for spam, a forwarded notice, a reply that quotes one, a header that
    anybody can write) marks nobody, because a marked address gets no more reminders.
    """
    groups = dict(_groups(message))
    if not groups:
        return
    _make_headers_text(message)
    at = _moment(message.get("Date") or next(_values(message, "Arrival-Date"), None))
    for address in sorted({same_address(address.decode("ascii")) for address in scan_message(message)}):
        group = groups.get(address, Message())
        status = str(group.get("Status", "")).strip()
        reason = re.sub(r"\s+", " ", str(group.get("Diagnostic-Code", "")))
        if is_bad_address(status, reason):
            yield Bounce(address, (status.split() or [""])[0][:12], reason[:300], at)


_SAID = re.compile(r"(?<![\d.])(?:(5\d\d)[ -])?(?:(5\.\d{1,3}\.\d{1,3})(?![\d.]))?")
_BAD = re.compile(r"5\.(?:1\.(?:[0-6]|10)|2\.1|4\.4)")
"""RFC 3463: no such mailbox, name or domain. Not 5.1.7 and 5.1.8, which are about the sender, 5.2.2 (full), 5.7.x (policy)."""
_UNDEFINED = "5.0.0"
_NO_MAILBOX = ("550", "551", "553")
"""RFC 5321, 4.2.3. Not 552, a full mailbox, and 554, a refusal of the mail."""


def is_bad_address(status: str, said: str) -> bool:
    """Whether a server says for good that an address is bad, and not that it refuses this mail or has no room.

    status   the status by RFC 3463; 5.0.0 says no more than its words
    said     the server's words, which may begin with a reply code and a status: 「550 5.1.1 unknown user」

    >>> is_bad_address("5.1.1", ""), is_bad_address("5.7.1", "550 spam"), is_bad_address("5.0.0", "550 No such user")
    (True, False, True)
    """
    code, own = next((match.groups() for match in _SAID.finditer(said) if match[0]), (None, None))
    status = (status.split() or [""])[0]
    if status == _UNDEFINED and own in (None, _UNDEFINED):
        return code in _NO_MAILBOX
    return bool(_BAD.fullmatch(own if status == _UNDEFINED else status))


def _make_headers_text(message: Message) -> None:
    """Raw 8-bit headers come as `Header` objects, with which `flufl.bounce` fails: one such mail would stop all others."""
    for part in message.walk():
        for name, value in part.items():
            if not isinstance(value, str):
                part.replace_header(name, str(value))


def _blocks(message: Message) -> Iterator[Message]:
    """The header blocks of the RFC 3464 parts: the first of each part is about the mail, the others about recipients."""
    for part in typed_subpart_iterator(message, "message", "delivery-status"):
        yield from part.get_payload() if part.is_multipart() else ()


def _groups(message: Message) -> Iterator[tuple[str, Message]]:
    """Address of a recipient -> the header block about them."""
    for block in _blocks(message):
        for name in ("Final-Recipient", "Original-Recipient"):
            if written := block.get(name):
                yield same_address(parseaddr(str(written).rpartition(";")[2])[1]), block


def _values(message: Message, name: str) -> Iterator[str]:
    return (str(block[name]) for block in _blocks(message) if block[name])


def _moment(date: str | None) -> dt.datetime | None:
    try:
        at = parsedate_to_datetime(str(date))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def messages_in(path: Path) -> Iterator[Message]:
    """The messages of an mbox, or the one message of any other file."""
    content = path.read_bytes()
    if not content.startswith(b"From "):
        yield message_from_bytes(content, policy=policy.compat32)
        return
    box = mailbox.mbox(path, create=False)
    try:
        yield from box
    finally:
        box.close()


def record_bounces(bounces) -> int:
    """Mark addresses as unreachable; returns how many were not marked before.

    An address that the city declared reachable again is marked only by a bounce that is newer than that.
    """
    newest: dict[str, Bounce] = {}
    for bounce in bounces:
        if is_address(bounce.address) and _later(bounce, newest.get(bounce.address)):
            newest[bounce.address] = bounce
    marked = 0
    for known in BouncedAddress.objects.filter(address__in=newest):
        bounce = newest.pop(known.address)
        if known.mended_at and bounce.at and bounce.at > known.mended_at:
            known.mended_at, known.status, known.reason, known.at = None, bounce.status, bounce.reason, timezone.now()
            known.save()
            marked += 1
    rows = [BouncedAddress(address=b.address, status=b.status, reason=b.reason) for b in newest.values()]
    BouncedAddress.objects.bulk_create(rows, ignore_conflicts=True)
    return marked + len(rows)


def _later(bounce: Bounce, other: Bounce | None) -> bool:
    return other is None or (bounce.at is not None and (other.at is None or bounce.at > other.at))
