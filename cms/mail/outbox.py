"""Outside production, mail is stored and shown on a page, never sent."""

from django.core.mail.backends.base import BaseEmailBackend
from django.db import models

from directory.text_fields import OneLineField, SeveralLinesField


class KeptMail(models.Model):
    """One mail as it would have been sent."""

    at = models.DateTimeField("日時", auto_now_add=True)
    to = OneLineField("あて先", max_length=500)
    subject = OneLineField("件名", max_length=300)
    body = SeveralLinesField("本文")
    message_id = models.CharField("メールの番号", max_length=120, default="", editable=False)

    class Meta:
        verbose_name = "送信箱のメール"
        verbose_name_plural = "送信箱のメール"
        ordering = ["-pk"]

    def __str__(self):
        return self.subject


class OutboxBackend(BaseEmailBackend):
    """A mail backend for Django that stores every mail for the page /outbox/."""

    def send_messages(self, email_messages):
        """Store the mails; gives how many."""
        stored = [
            KeptMail(
                to=", ".join(mail.recipients())[:500],
                subject=mail.subject[:300],
                body=mail.body,
                message_id=mail.extra_headers.get("Message-ID", ""),
            )
            for mail in email_messages
        ]
        KeptMail.objects.bulk_create(stored)
        return len(stored)
