"""The city's official account of LINE: one call, which sends a text to everybody who has added the account.

Of LINE's Messaging API nothing else is used, so that no package is needed for it (docs/adr/0038-line-rings-without-a-package.md).
"""

import json
import urllib.error
import urllib.request
from enum import Enum
from http import HTTPStatus
from http.client import HTTPException
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

BROADCAST = "/v2/bot/message/broadcast"
"""https://developers.line.biz/en/reference/messaging-api/#send-broadcast-message"""
TIMEOUT = 10
"""Seconds to wait for each answer."""


class Outcome(Enum):
    """What became of one call."""

    TAKEN = "taken"
    """It goes out: LINE took it now, or had taken it before under the same key."""
    LATER = "later"
    """Nobody knows, or LINE has no time: the same key may be tried again."""
    REFUSED = "refused"
    """It does not go out, and would not the next time: the token is wrong, or the call is."""


class Answer(NamedTuple):
    """What LINE answered. `status` is the one of HTTP, 0 where none came; `error` the class of what went wrong then."""

    outcome: Outcome
    status: int
    error: str = ""


class _NoWayElsewhere(urllib.request.HTTPRedirectHandler):
    """The token goes to no address but the one that is configured."""

    def redirect_request(self, *refused: object) -> None:
        """No request: a redirect is an answer like any other."""


def broadcast(text: str, key: UUID) -> Answer:
    """Send a text to all friends of the account; a call with the same key within 24 hours goes out once, however often it is made."""
    request = urllib.request.Request(  # noqa: S310 the address is a constant of the settings
        f"{settings.LINE_API_URL}{BROADCAST}",
        data=json.dumps({"messages": [{"type": "text", "text": text}]}).encode(),
        headers={
            "Authorization": f"Bearer {settings.LINE_CHANNEL_TOKEN}",
            "Content-Type": "application/json",
            "X-Line-Retry-Key": str(key),
        },
    )
    try:
        with urllib.request.build_opener(_NoWayElsewhere).open(request, timeout=TIMEOUT) as answer:
            return Answer(Outcome.TAKEN, answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return Answer(_outcome_of(refused.code), refused.code)
    except (OSError, HTTPException) as trouble:
        cause = trouble.reason if isinstance(trouble, urllib.error.URLError) else trouble
        return Answer(Outcome.LATER, 0, type(cause).__name__)


def _outcome_of(status: int) -> Outcome:
    """What LINE says to do: 409 is a key that it has taken before; of 4xx only 429 is worth another try."""
    if status == HTTPStatus.CONFLICT:
        return Outcome.TAKEN
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome.LATER
    return Outcome.REFUSED
