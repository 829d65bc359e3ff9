"""All mail goes out through here: plain text in short Japanese, with an HTML version made from the same words.

A mail is first a row, made in the transaction of what it tells of, together with a task of django-tasks that delivers it.
A worker claims the row for some minutes before it delivers, so that two workers never send it twice; the claim of a
worker that died expires. A mail that the server refuses for now is tried again after longer and longer pauses. The text
is deleted as soon as it is sent, because it may contain a link that opens something.

No request sends a mail: who measures how long an answer takes learns neither whether a mail goes out nor whether an account is
there. A mail that anybody may ask for (`enqueue_sign_in`) is looked up and written only when it is delivered.
"""

import datetime as dt
import logging
import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import models, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from cms.content.site_settings import SiteSettings
from cms.mail.texts import MailText, mail_text, sign_in_text
from cms.operations.outgoing import Outgoing
from directory.accounts.links import Link
from directory.accounts.mail_addresses import AddressField, is_address, quoted_address, same_address
from directory.text_fields import OneLineField, SeveralLinesField
from directory.upkeep.bounces import Bounce, BouncedAddress, is_bad_address, record_bounces

TIMEOUT = 10
"""Seconds to wait for each answer of the mail server; it gives about ten of them to a mail."""
RESERVED_FOR = dt.timedelta(minutes=5)
"""Three times what the slowest delivery takes; a worker whose mail is reserved for longer is taken for dead, and another one may try."""
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440)]
"""Waits after the first, second … refusal; after the last one nobody tries again."""
WANTED_NOW = ("sign_in", "invitation", "desk_start")
"""Mails that somebody asked for this minute: they go even where letters have come back."""
SIGN_IN = "sign_in"
WANTED_FOR = dt.timedelta(hours=1)
"""After this nobody waits for a link that signs in any more."""
EXPECTED = (smtplib.SMTPException, OSError, ValueError)
"""What goes wrong with mail; ValueError for what no mail can be made of, such as two addresses in one."""

logger = logging.getLogger(__name__)


class Mail(Outgoing):
    """One mail in the queue, or sent; its text is deleted as soon as it is sent.

    kind   SIGN_IN for a mail whose text is made when it is delivered; else empty
    link   the link in it, where a mail is not worth sending once that is dead
    """

    kind = models.CharField(max_length=12, blank=True, default="", editable=False)
    link = models.ForeignKey("directory.Link", models.SET_NULL, null=True, editable=False, related_name="+")
    to = AddressField("あて先")
    subject = OneLineField("件名", max_length=300)
    text = SeveralLinesField("本文", blank=True)
    trouble = OneLineField("出せないわけ", max_length=300, blank=True)

    class Meta:
        verbose_name = "出すメール"
        verbose_name_plural = "出すメール"
        ordering = ["pk"]
        indexes = [models.Index(fields=["next_try"], condition=Q(sent_at=None, failed_at=None), name="mail_waiting")]

    def __str__(self):
        return f"{self.to} {self.subject}"

    def message(self) -> EmailMultiAlternatives:
        """The mail as it goes out. Its Message-ID stays the same however often it is tried.

        Auto-Submitted (RFC 3834) keeps answering machines from answering; who answers reaches the city's desk, if it has an
        address.
        """
        site, (_, address) = SiteSettings.load(), parseaddr(settings.DEFAULT_FROM_EMAIL)
        headers = {
            "To": quoted_address(self.to),
            "Message-ID": f"<{self.key}@{address.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
        }
        reply_to = [quoted_address(site.desk_email)] if site.desk_email else None
        message = EmailMultiAlternatives(self.subject, self.text, to=[self.to], reply_to=reply_to, headers=headers)
        twin = render_to_string("mail/frame.html", {"body": self.text, "site": site})
        message.attach_alternative(twin, "text/html")
        return message


def enqueue(template: str, to: str, of_link: Link | None = None, **context) -> Mail | None:
    """Put the mail of a template (`mail_text`) into the queue. None for an address that is none or that bounced.

    Where the link `of_link` is dead when the mail's turn comes, nothing is sent.
    """
    bounced = BouncedAddress.objects.unreachable().filter(address=same_address(to))
    if not is_address(to.strip()):
        logger.warning("mail not queued", extra={"kind": template, "reason": "no_address"})
        return None
    if template not in WANTED_NOW and bounced.exists():
        logger.info("mail not queued", extra={"kind": template, "reason": "bounced"})
        return None
    subject, text, _ = mail_text(template, **context)
    mail = _stored(Mail(to=to.strip(), subject=subject, text=text, link=of_link))
    logger.info("mail queued", extra={"kind": template, "mail": mail.pk})
    return mail


def enqueue_sign_in(address: str) -> Mail:
    """Put a mail with a link that signs in into the queue. Whether anybody has the address is looked up by the worker."""
    mail = _stored(Mail(to=address, kind=SIGN_IN))
    logger.info("mail queued", extra={"kind": SIGN_IN, "mail": mail.pk})
    return mail


def _stored(mail: Mail) -> Mail:
    with transaction.atomic():
        mail.save()
        deliver_mail.enqueue(mail.pk)
    return mail


@task()
def deliver_mail(key: int) -> None:
    """The task that delivers one mail."""
    deliver(key)


def deliver(key: int) -> bool:
    """Send a mail unless it is sent, reserved by another worker, or not yet due again; True where it went out now.

    Whatever goes wrong is written into its row and stops no other mail.
    """
    now = timezone.now()
    if not Mail.objects.due(now).free(now).filter(pk=key).reserve(now + RESERVED_FOR):
        return False
    mail = Mail.objects.get(pk=key)
    made = _text_of(mail)
    if made is None:
        mail.delete()
        return False
    mail.subject, mail.text, link = made
    try:
        get_connection(timeout=TIMEOUT).send_messages([mail.message()])
    except Exception as trouble:
        if not isinstance(trouble, EXPECTED):
            logger.exception("mail could not be made", extra={"mail": key})
        if link:
            link.delete()
        _try_again(mail, trouble)
        return False
    _mark_sent(Mail.objects.filter(pk=key))
    logger.info("mail sent", extra={"mail": key, "tries": mail.attempts})
    return True


def _text_of(mail: Mail) -> MailText | None:
    """What a mail says; None where it is not to be sent, which leaves no trace of who was asked for."""
    if mail.link and mail.link.why_dead():
        return None
    if mail.kind != SIGN_IN:
        return MailText(mail.subject, mail.text)
    return sign_in_text(mail.to) if timezone.now() - mail.made_at < WANTED_FOR else None


def deliver_due() -> None:
    """Deliver every mail that is due, also one that has no task any more, because it died with its worker."""
    for key in list(Mail.objects.due(timezone.now()).values_list("pk", flat=True)):
        deliver(key)


def _mark_sent(mails) -> None:
    mails.update(sent_at=timezone.now(), text="", claimed_until=None, trouble="")


def _try_again(mail: Mail, trouble: Exception) -> None:
    now, why = timezone.now(), f"{type(trouble).__name__}: {trouble}"[:300]
    fields = {"mail": mail.pk, "tries": mail.attempts, "error": type(trouble).__name__}
    mine = mail.reserved()
    is_bad = _is_bad_address(trouble)
    if is_bad:
        record_bounces([Bounce(same_address(mail.to), "5.0.0", why, now)])
    if is_bad or isinstance(trouble, ValueError) or mail.attempts > len(PAUSES):
        mine.update(trouble=why, claimed_until=None, failed_at=now, text="")
        reason = "no_such_address" if is_bad else "no_mail" if isinstance(trouble, ValueError) else "too_many_tries"
        logger.error("mail given up", extra=fields | {"reason": reason})
        return
    logger.warning("mail refused", extra=fields)
    later = now + PAUSES[mail.attempts - 1]
    with transaction.atomic():
        if mine.update(trouble=why, claimed_until=None, next_try=later):
            deliver_mail.using(run_after=later).enqueue(mail.pk)


def _is_bad_address(trouble: Exception) -> bool:
    """Whether the server says that there is no such address. A mail that cannot be made (ValueError) says nothing of it."""
    if not isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return False
    answers = (
        (code, said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said))
        for code, said in trouble.recipients.values()
    )
    return all(is_bad_address("5.0.0", f"{code} {said}") for code, said in answers)
