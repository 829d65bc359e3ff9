"""Compression of what anybody may read (docs/adr/0021-compression-for-visitors-alone.md)."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/json", "application/xml", "application/atom+xml", "application/ld+json", "image/svg+xml")


class PublicCompressionMiddleware(GZipMiddleware):
    """Django's gzip, for texts and for visitors without a session.

    The length of a compressed page tells who listens whether a text that they put into the address also stands elsewhere
    on the page (BREACH). A page for somebody with a session may hold what others must not learn, so it goes as it is.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where it may be."""
        session = settings.SESSION_COOKIE_NAME
        is_public = session not in request.COOKIES and session not in response.cookies
        if is_public and response.get("Content-Type", "").startswith(TEXTS):
            return super().process_response(request, response)
        return response
