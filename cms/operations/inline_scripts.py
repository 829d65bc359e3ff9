"""The policy for scripts (CSP): our own files, and those scripts in a page that its template has named by their hashes.

A hash belongs to the page and a nonce to one answer: with a nonce no page could be kept, and a browser that asks whether its
copy is still right (304) would get a policy for another nonce than the one in its copy.
"""

import base64
import hashlib

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest
from django.http.response import HttpResponseBase


def allow_inline_script(request: HttpRequest, script: str) -> None:
    """Let this script, letter by letter, run in the page that answers a request."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = getattr(request, "inline_scripts", ())
    request.inline_scripts = tuple(dict.fromkeys([*allowed, f"'sha256-{digest}'"]))  # type: ignore[attr-defined]


class PolicyMiddleware(CSPMiddleware):
    """The policy of the settings with the hashes of the page's own scripts."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The parts from which the header is made."""
        parts = super().get_policy_parts(request, response, report_only)
        if allowed := getattr(request, "inline_scripts", ()):
            parts.update = {**(parts.update or {}), "script-src": list(allowed)}
        return parts
