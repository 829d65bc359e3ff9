"""The letter that invites somebody without a mailbox: a QR code, and ten digits for those who type."""

from django.http import HttpResponse
from django.utils import timezone

from cms.content.site_settings import SiteSettings
from cms.mail.messages import code_url, url_of
from cms.print.pdf import pdf_response, qr


def letters(request, invited) -> HttpResponse:
    """Letters as one PDF, a page each; `invited` are pairs of invitation and secret, and the secret is nowhere else."""
    pages = [
        {
            "invitation": invitation,
            "listings": invitation.organization.resources.live().order_by("name", "pk"),
            "code": secret.printed_code,
            "qr": qr(url_of(secret)),
            "until": secret.link.expires_at,
        }
        for invitation, secret in invited
    ]
    site = SiteSettings.load(request_or_site=request)
    context = {"pages": pages, "code_url": code_url(), "site": site, "today": timezone.localdate()}
    return pdf_response("listings/letters.html", context, "shotai", kept=True)
