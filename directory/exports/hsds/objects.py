"""What all objects of HSDS share: how ids and moments are written."""

import datetime as dt
import uuid

from django.utils import timezone

_OURS = uuid.UUID("5f6b7c7e-6f8c-5d55-9b1c-6a1f0c2f9f10")
"""The namespace of ids that are made of something that has no UUID of its own (RFC 9562, version 5)."""


def made_id(*parts: object) -> str:
    """The id of something that has none of its own: the same for the same parts, on every server and day."""
    return str(uuid.uuid5(_OURS, "/".join(map(str, parts))))


def moment(time: dt.datetime) -> str:
    """A moment as HSDS writes it: ISO 8601 in UTC, with milliseconds."""
    return f"{time.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}Z"


def parsed_moment(text: str) -> dt.datetime:
    """The moment that a text in ISO 8601 says, in UTC; without an offset in Japan. ValueError for anything else.

    OverflowError for one on the first or the last day of the calendar that UTC does not reach.
    """
    time = dt.datetime.fromisoformat(text)
    return (time if time.tzinfo else time.replace(tzinfo=timezone.get_default_timezone())).astimezone(dt.UTC)
