"""One answer that is kept: compressed once, with what it holds for, and given out whole or as 304."""

import datetime as dt
import gzip
from dataclasses import dataclass, field
from hashlib import blake2s
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import get_conditional_response, patch_vary_headers

from cms.kept_pages.edits import Edits, Seen, Shown
from cms.operations.compression import TEXTS
from directory.publishing.version import Version

SMALLEST = 200
"""Bytes; what is smaller is not compressed, as by Django's middleware."""
OF_ONE_COPY = frozenset(("content-length", "content-encoding", "etag"))
POLICY = "Content-Security-Policy"
ABOUT_AN_ANSWER = 1_000
"""Bytes that an answer takes beside its body."""
ABOUT_A_PLACE = 70
"""Bytes that the key of a place takes in a set."""


@dataclass(frozen=True)
class KeptAnswer:
    """An answer with status 200. It holds from the minute in which it was made until `until`, as far as edits allow it.

    version  at which it was made (`edits`); None for one that is given once and not kept
    shown    the places that stand on it; None where nobody says
    body     compressed where `packed`
    headers  all but those that differ between the compressed and the plain form
    etag     the view's own; else of headers and body, so that it changes with the policy for scripts as well. Weak, since
             it is that of both forms
    """

    version: Seen | None
    shown: Shown | None
    since: dt.datetime
    until: dt.datetime
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    packed: bool
    etag: str

    @classmethod
    def of(cls, response: HttpResponse, version: Seen | None, since: dt.datetime, until: dt.datetime) -> "KeptAnswer":
        """What is kept of a response. Minutes are never split: `since` is the minute in which it was made."""
        shown: Shown | None = getattr(response, "shown", None)
        headers = tuple((name, value) for name, value in response.items() if name.lower() not in OF_ONE_COPY)
        content = response.content
        own = response.get("ETag") or f'"{blake2s(repr(headers).encode() + content, digest_size=16).hexdigest()}"'
        etag = f"W/{own.removeprefix('W/')}"
        packed = len(content) >= SMALLEST and response.get("Content-Type", "").startswith(TEXTS)
        body = gzip.compress(content, 6, mtime=0) if packed else content
        return cls(version, shown, since.replace(second=0, microsecond=0), until, headers, body, packed, etag)

    def facts(self) -> dict[str, Any]:
        """All but the body, as JSON has it, for another worker."""
        return {
            "version": self.version,
            "shown": self.shown and [sorted(self.shown.places), self.shown.among],
            "times": [self.since.isoformat(), self.until.isoformat()],
            "headers": self.headers,
            "packed": self.packed,
            "etag": self.etag,
        }

    @classmethod
    def told(cls, facts: dict[str, Any], body: bytes) -> "KeptAnswer":
        """The answer of which another worker told `facts`."""
        version, shown = facts["version"], facts["shown"]
        return cls(
            version and (Version(*version[0]), version[1]),
            shown and Shown(frozenset(shown[0]), shown[1]),
            *map(dt.datetime.fromisoformat, facts["times"]),
            headers=tuple(map(tuple, facts["headers"])),
            body=body,
            packed=facts["packed"],
            etag=facts["etag"],
        )

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return len(self.body) + ABOUT_AN_ANSWER + ABOUT_A_PLACE * len(self.shown.places if self.shown else ())

    def holds(self, edits: Edits, now: dt.datetime) -> bool:
        """Whether it may be given at a moment, after these edits. A clock may have been set back."""
        return self.since <= now < self.until and edits.allows(self.version, self.shown, now)

    def for_request(self, request: HttpRequest) -> HttpResponseBase:
        """The answer to a request: 304 where its browser has it, compressed where it takes that.

        A 304 brings the policy for scripts along that belongs to the page which the browser has: browsers that take the
        headers of a 304 over would else refuse that page's script.
        """
        takes_gzip = self.packed and bool(re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")))
        body = self.body if takes_gzip or not self.packed else gzip.decompress(self.body)
        response = HttpResponse(body, headers=dict(self.headers) | {"ETag": self.etag})
        response["Content-Length"] = str(len(body))
        if self.packed:
            patch_vary_headers(response, ["Accept-Encoding"])
        if takes_gzip:
            response["Content-Encoding"] = "gzip"
        answer = get_conditional_response(request, etag=self.etag, response=response)
        if answer.status_code == 304 and POLICY in response:
            answer[POLICY] = response[POLICY]
        return answer
