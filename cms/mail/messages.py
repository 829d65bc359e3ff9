"""Links on their way: the mails of the portal."""

from django.conf import settings
from django.urls import reverse

from cms.mail.queue import send
from directory.accounts.links import Purpose, Secret, create_link


def url_of(secret: Secret) -> str:
    """The address of a link as it stands in a mail or a QR code; never built from what a request says of its host."""
    return settings.SITE_URL.rstrip("/") + reverse("link", args=[secret.token])


def send_sign_in(user) -> None:
    """Send a link that signs a user in."""
    send("sign_in", user.email, user=user, link=url_of(create_link(Purpose.SIGN_IN, user=user)))


def send_invitation(invitation, secret: Secret) -> None:
    """Send an invitation to its address."""
    send("invitation", invitation.email, invitation=invitation, link=url_of(secret))


def send_decision(*amendments) -> None:
    """Tell the one who asked for a change what became of it, of all its parts in one mail.

    Those without a mailbox see it in the portal.
    """
    first, *_ = amendments = sorted(amendments, key=lambda one: one.state)
    if first.made_by and first.made_by.email and not first.on_behalf:
        context = {
            "resource": first.resource,
            "person": first.made_by,
            "reason": first.reason,
            "amendments": amendments,
        }
        send("decided", first.made_by.email, **context)


def send_claim_refused(claim) -> None:
    """Tell somebody that a place is not theirs; those without a mailbox are telephoned."""
    if claim.email:
        send("claim_refused", claim.email, claim=claim)


def code_url() -> str:
    """Where the ten digits of a paper are typed in, short enough to type."""
    return settings.SITE_URL.rstrip("/") + reverse("listings_code")
