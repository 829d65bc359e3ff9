"""The one way in which mail leaves: plain text in short Japanese, with an HTML twin made from the same words.

A mail is first a row, made in the transaction of what it tells of, together with a task of django-tasks that delivers it.
Whoever delivers claims the row for a short while, so that two workers never send it twice; a worker that dies leaves a
claim that runs out. What a mail server refuses for now is tried again, later and later. The words are wiped as soon as they are sent,
because they may hold a link that opens something.
"""

import datetime as dt
import smtplib
import uuid
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import models, transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from cms.site import SiteSettings
from directory.bounces import Bounce, BouncedAddress, note, same_address

TIMEOUT = 10
"""Seconds to wait for the mail server."""
CLAIM = dt.timedelta(seconds=20)
"""How long a delivery may take; after it another worker may try."""
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440)]
"""Waits after the first, second … refusal; after the last one nobody tries again."""
WANTED_NOW = ("sign_in", "invitation")
"""Mails that somebody asked for this minute: they go even where letters have come back."""


class MailQuerySet(models.QuerySet):
    """Mails."""

    def waiting(self):
        """Neither sent nor given up."""
        return self.filter(sent_at=None, failed_at=None)


class Mail(models.Model):
    """One mail on its way out."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = models.EmailField("あて先")
    subject = models.CharField("件名", max_length=300)
    text = models.TextField("本文", blank=True)
    made_at = models.DateTimeField("作った日時", default=timezone.now)
    sent_at = models.DateTimeField("出した日時", null=True, blank=True)
    failed_at = models.DateTimeField("あきらめた日時", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("ためした回数", default=0)
    next_try = models.DateTimeField("次にためす日時", default=timezone.now)
    claimed_until = models.DateTimeField(null=True, editable=False)
    trouble = models.CharField("出せないわけ", max_length=300, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "出すメール"
        verbose_name_plural = "出すメール"
        ordering = ["pk"]
        indexes = [models.Index(fields=["next_try"], condition=Q(sent_at=None, failed_at=None), name="mail_waiting")]

    def __str__(self):
        return f"{self.to} {self.subject}"

    def message(self) -> EmailMultiAlternatives:
        """The mail as it goes out. Its Message-ID stays the same however often it is tried."""
        _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        headers = {"Message-ID": f"<{self.key}@{address.rpartition('@')[2]}>"}
        message = EmailMultiAlternatives(self.subject, self.text, to=[self.to], headers=headers)
        twin = render_to_string("mail/frame.html", {"body": self.text, "site": SiteSettings.load()})
        message.attach_alternative(twin, "text/html")
        return message


def send(template: str, to: str, **context) -> None:
    """Send `cms/templates/mail/<template>.txt`, whose first line is the subject: now, or later where now fails."""
    if mail := queue(template, to, **context):
        deliver(mail.pk)


def queue(template: str, to: str, **context) -> Mail | None:
    """The same, left to the worker. None for an address that mail does not reach."""
    if template not in WANTED_NOW and BouncedAddress.objects.filter(address=same_address(to)).exists():
        return None
    context |= {"site": SiteSettings.load(), "site_url": settings.SITE_URL}
    subject, _, body = render_to_string(f"mail/{template}.txt", context).strip().partition("\n")
    with transaction.atomic():
        mail = Mail.objects.create(to=to, subject=subject.strip()[:300], text=body.strip() + "\n")
        deliver_mail.enqueue(mail.pk)
    return mail


@task()
def deliver_mail(key: int) -> None:
    """The task of one mail."""
    deliver(key)


def deliver(key: int) -> bool:
    """Send a mail unless it is sent, claimed by somebody else, or not yet due again; True where it went out now."""
    now = timezone.now()
    due = (
        Mail.objects.waiting()
        .filter(pk=key, next_try__lte=now)
        .filter(Q(claimed_until=None) | Q(claimed_until__lte=now))
    )
    if not due.update(claimed_until=now + CLAIM, attempts=F("attempts") + 1):
        return False
    mail = Mail.objects.get(pk=key)
    try:
        get_connection(timeout=TIMEOUT).send_messages([mail.message()])
    except (smtplib.SMTPException, OSError) as trouble:
        _try_again(mail, trouble)
        return False
    _sent(Mail.objects.filter(pk=key))
    return True


def _sent(mails) -> None:
    mails.update(sent_at=timezone.now(), text="", claimed_until=None, trouble="")


def _try_again(mail: Mail, trouble: Exception) -> None:
    mail.trouble, mail.claimed_until = f"{type(trouble).__name__}: {trouble}"[:300], None
    if _is_final(trouble):
        note([Bounce(same_address(mail.to), "5.0.0", mail.trouble)])
    if _is_final(trouble) or mail.attempts > len(PAUSES):
        mail.failed_at, mail.text = timezone.now(), ""
        mail.save()
        return
    mail.next_try = timezone.now() + PAUSES[mail.attempts - 1]
    with transaction.atomic():
        mail.save()
        deliver_mail.using(run_after=mail.next_try).enqueue(mail.pk)


def _is_final(trouble: Exception) -> bool:
    """Whether the server says that there is no such address (a code of 550 to 553)."""
    if not isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return False
    return all(550 <= code <= 553 for code, _ in trouble.recipients.values())
