"""What is known of the request that a thread answers at the moment, for the lines of the log that are written meanwhile."""

import re
import uuid
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"))
"""The methods of HTTP (RFC 9110 and 5789)."""
OTHER_METHOD = "other"
"""What the log says for any other method: a client can send a text of its choice there."""


_REQUEST_ID = re.compile(r"(?=.*[a-f])[0-9a-f-]{8,64}", re.ASCII)
"""A number as web servers draw it (nginx: 32 hexadecimal digits, others a UUID). Digits alone may be somebody's telephone."""


@dataclass
class RequestContext:
    """One request. `refusal`: why it was refused, as one short word; empty where it was not."""

    request: HttpRequest
    request_id: str = ""
    refusal: str = ""

    def __post_init__(self) -> None:
        """Take the number that the web server in front gave the request, where it is one; else draw one by lot."""
        given = self.request.META.get("HTTP_X_REQUEST_ID", "")
        self.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex[:12]

    @property
    def fields(self) -> dict[str, str]:
        """What may stand in a log: an id drawn by lot, the method, and the NAME of the URL.

        Never the path and the query: tokens, codes of participants and what people search for stand in them.
        """
        match = self.request.resolver_match
        return {
            "request_id": self.request_id,
            "method": self.request.method if self.request.method in METHODS else OTHER_METHOD,
            "route": match.view_name if match else "",
        }


current: ContextVar[RequestContext | None] = ContextVar("request_context", default=None)
"""The request of this thread; None in commands and workers."""


def refuse(reason: str) -> None:
    """Note why the request of this thread is refused; the middleware writes the line. Does nothing without a request."""
    if context := current.get():
        context.refusal = context.refusal or reason
