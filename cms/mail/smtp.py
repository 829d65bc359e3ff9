"""How mail is handed to a mail server: Django's way, with addresses quoted as RFC 5321 wants them."""

import smtplib

from django.core.mail.backends import smtp

from directory.accounts.mail_addresses import quoted_address


class _QuotingMixin:
    """Names a recipient to the server; Django leaves a..b@docomo.ne.jp without quotes, and some servers refuse that."""

    def rcpt(self, recip, options=()):
        return super().rcpt(quoted_address(recip), options)


class _Smtp(_QuotingMixin, smtplib.SMTP):
    """A connection that is plain or becomes encrypted by STARTTLS."""


class _SmtpOverTls(_QuotingMixin, smtplib.SMTP_SSL):
    """A connection that is encrypted from its beginning."""


class SmtpBackend(smtp.EmailBackend):
    """Django's backend for SMTP. Every mail, also those that Wagtail makes, says that no person wrote it (RFC 3834)."""

    @property
    def connection_class(self):
        return _SmtpOverTls if self.use_ssl else _Smtp

    def send_messages(self, email_messages):
        """Send the mails; gives how many went out."""
        for message in email_messages:
            message.extra_headers.setdefault("Auto-Submitted", "auto-generated")
        return super().send_messages(email_messages)
