"""Addresses that mail no longer reaches, as the mail servers say so (RFC 3464 delivery status notifications)."""

import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path

from django.db import models
from django.utils import timezone


class BouncedAddress(models.Model):
    """An address that gets no more letters of ours, until somebody in the city says otherwise by deleting the row."""

    address = models.EmailField("メールアドレス", unique=True)
    status = models.CharField("番号", max_length=12, blank=True)
    reason = models.CharField("わけ", max_length=300, blank=True)
    at = models.DateTimeField("いつ", default=timezone.now)

    class Meta:
        verbose_name = "届かないメールアドレス"
        verbose_name_plural = "届かないメールアドレス"
        ordering = ["address"]

    def __str__(self):
        return self.address


@dataclass(frozen=True)
class Bounce:
    """One recipient that a mail did not reach for good."""

    address: str
    status: str
    reason: str


def same_address(address: str) -> str:
    """An address as it is compared: without spaces around it, in small letters."""
    return address.strip().lower()


def bounces_in(message: Message) -> Iterator[Bounce]:
    """The recipients for whom a notification says "failed" for good (status 5.x.x); delays and successes are left out."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        for group in part.get_payload():
            recipient = group.get("Final-Recipient") or group.get("Original-Recipient")
            status = str(group.get("Status", "")).strip()
            failed = str(group.get("Action", "")).strip().lower() == "failed"
            if recipient and failed and re.match(r"5\.\d+\.\d+", status):
                address = same_address(str(recipient).partition(";")[2])
                reason = re.sub(r"\s+", " ", str(group.get("Diagnostic-Code", "")))
                yield Bounce(address, status.split()[0], reason[:300])


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


def note(bounces) -> int:
    """Mark addresses as unreachable; gives how many were not marked before."""
    new = {bounce.address: bounce for bounce in bounces if "@" in bounce.address}
    for known in BouncedAddress.objects.filter(address__in=new).values_list("address", flat=True):
        del new[known]
    rows = [BouncedAddress(address=b.address, status=b.status, reason=b.reason) for b in new.values()]
    BouncedAddress.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
