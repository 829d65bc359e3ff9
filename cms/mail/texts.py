"""What mails say: a template with the city's facts, and the text of a mail that is made only when it goes out."""

from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cms.content.site_settings import SiteSettings
from directory.accounts.links import MOST_SIGN_IN_LINKS, Link, Purpose, Secret, create_link
from directory.associations.invitations import association_user


class MailText(NamedTuple):
    """Subject and text of a mail, with the link that was made for it."""

    subject: str
    text: str
    link: Link | None = None


def link_url(secret: Secret) -> str:
    """The address of a link for a mail or a QR code. Its host comes from the settings, never from a request."""
    return settings.SITE_URL.rstrip("/") + reverse("link", args=[secret.token])


def mail_text(template: str, **context) -> MailText:
    """The mail of `cms/templates/mail/<template>.txt`, whose first line is the subject."""
    context |= {"site": SiteSettings.load(), "site_url": settings.SITE_URL}
    subject, _, body = render_to_string(f"mail/{template}.txt", context).strip().partition("\n")
    return MailText(subject.strip()[:300], body.strip() + "\n")


def sign_in_text(address: str) -> MailText | None:
    """The mail that signs in the user of an address. None where nobody has it, or enough such links are in the mailbox.

    Whoever asked for those, the newest of them then lives on, so that it does not die in the hands of who asks now.
    """
    user = association_user(address)
    if user is None:
        return None
    if (valid := Link.objects.sign_in_of(user)).count() >= MOST_SIGN_IN_LINKS:
        valid.prolong_newest()
        return None
    secret = create_link(Purpose.SIGN_IN, user=user)
    return mail_text("sign_in", user=user, link=link_url(secret))._replace(link=secret.link)
