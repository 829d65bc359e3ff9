"""The letter that invites somebody without a mailbox: a QR code, and ten digits for those who type."""

from django.http import HttpResponse

from cms.listings.sending import code_url, url_of
from cms.paper import pdf_response, qr
from cms.site import SiteSettings


def letter(request, invitation, secret) -> HttpResponse:
    """The letter as a PDF; it can be made only in the moment in which the secret is."""
    context = {
        "invitation": invitation,
        "listings": invitation.organization.resources.live().order_by("name", "pk"),
        "code": secret.printed_code,
        "qr": qr(url_of(secret)),
        "code_url": code_url(),
        "until": secret.link.expires_at,
        "site": SiteSettings.load(request_or_site=request),
    }
    return pdf_response("listings/letter.html", context, f"shotai-{invitation.pk}")
