"""The letter that invites somebody without a mail address, with a QR code and a code of ten digits to type."""

from django.http import HttpResponse
from django.utils import timezone

from cms.content.site_settings import SiteSettings
from cms.mail.messages import code_url, link_url
from cms.print.pdf import pdf_response


def invitation_letters(request, invited) -> HttpResponse:
    """Letters as one PDF, a page each.

    invited    pairs of an invitation and its secret, which is on the paper and stored nowhere else
    """
    pages = [
        {
            "invitation": invitation,
            "listings": invitation.organization.resources.live().order_by("name", "pk"),
            "code": secret.printed_code,
            "link": link_url(secret),
            "until": secret.link.expires_at,
        }
        for invitation, secret in invited
    ]
    site = SiteSettings.load(request_or_site=request)
    context = {"pages": pages, "code_url": code_url(), "site": site, "today": timezone.localdate()}
    return pdf_response("listings/letters.html", context, "shotai", as_attachment=True)
