"""What may be asked of a list: each parameter, how it is read, and what a wrong value is told."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from directory.exports.hsds.objects import parsed_moment

MOST_OF_A_PAGE, USUAL_PAGE = 500, 50
MOST_METRES, MOST_PAGES = 100_000, 999_999_999


class WrongParameter(ValueError):
    """A value that cannot be read; says which, what was given and what is wanted."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        super().__init__(f"{name}: {wanted}")
        self.told = {"parameter": name, "value": value[:200], "wanted": wanted}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a list.

    schema  its type for OpenAPI
    read    from the text to the value; ValueError where it is none
    wanted  what is told beside a wrong value, and in the documentation
    """

    schema: Mapping[str, Any]
    read: Callable[[str], Any]
    wanted: str


def _whole_number(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        # int() reads digits of other scripts, blanks and signs too, and of any length.
        if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    return read


def _yes_or_no(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text.lower()]


def _one_of(*words: str) -> Callable[[str], str]:
    return lambda text: words[words.index(text)]


def _postcode(text: str) -> str:
    if not re.fullmatch(r"[0-9]{3}-?[0-9]{4}", text):
        raise ValueError(text)
    return text.replace("-", "")


def _moment(text: str) -> dt.datetime:
    # The "+" of an offset is a blank where an address was not escaped.
    return parsed_moment(re.sub(r" (?=\d\d:?\d\d$)", "+", text))


def _text(text: str) -> str:
    if "\x00" in text:
        raise ValueError(text)
    return text[:200]


_NUMBER, _TEXT, _ID, _FLAG = (
    {"type": "integer", "minimum": 1},
    {"type": "string"},
    {"type": "string", "format": "uuid"},
    {"type": "boolean"},
)
PARAMETERS = {
    "search": Parameter(_TEXT, _text, "a text, read as on the list of the site"),
    "page": Parameter(
        _NUMBER | {"maximum": MOST_PAGES}, _whole_number(MOST_PAGES), f"a whole number from 1 to {MOST_PAGES}"
    ),
    "per_page": Parameter(
        _NUMBER | {"maximum": MOST_OF_A_PAGE},
        _whole_number(MOST_OF_A_PAGE),
        f"a whole number from 1 to {MOST_OF_A_PAGE}",
    ),
    "format": Parameter(
        _TEXT | {"enum": ["json", "ndjson"]}, _one_of("json", "ndjson"), "json, or ndjson: all rows, one a line"
    ),
    "taxonomy_term_id": Parameter(_ID, uuid.UUID, "the UUID of a taxonomy term"),
    "taxonomy_id": Parameter(_ID, uuid.UUID, "the UUID of a taxonomy"),
    "organization_id": Parameter(_ID, uuid.UUID, "the UUID of an organization"),
    "modified_after": Parameter(
        _TEXT | {"format": "date-time"}, _moment, "a date or a moment in ISO 8601; changed then or later"
    ),
    "minimal": Parameter(_FLAG, _yes_or_no, "true or false; true gives id, name, status and last_modified alone"),
    "full": Parameter(_FLAG, _yes_or_no, "true or false; true gives each with all that belongs to it"),
    "full_service": Parameter(_FLAG, _yes_or_no, "true or false; true gives the services of each organization"),
    "postcode": Parameter(_TEXT, _postcode, "a Japanese postcode, 2060823 or 206-0823"),
    "proximity": Parameter(
        _NUMBER | {"maximum": MOST_METRES},
        _whole_number(MOST_METRES),
        f"metres from 1 to {MOST_METRES}, with a postcode",
    ),
    "top_only": Parameter(_FLAG, _yes_or_no, "true or false; no term has a parent, so that it changes nothing"),
    "parent_id": Parameter(_ID, uuid.UUID, "the UUID of a term; no term has a parent"),
}
OF_ALL = ("search", "page", "per_page", "format")
"""What every list knows."""


def asked(request: HttpRequest, names: tuple[str, ...]) -> dict[str, Any]:
    """The values of a request's parameters by name, from the address and, with POST, from a form or a JSON object.

    Others are ignored. WrongParameter for a value that cannot be read.
    """
    given = {**request.GET.dict(), **_posted(request)}
    return {name: _read(name, given[name]) for name in (*OF_ALL, *names) if name in given}


def _read(name: str, text: str) -> Any:
    try:
        return PARAMETERS[name].read(text)
    except (ValueError, KeyError, OverflowError) as wrong:
        raise WrongParameter(name, text, PARAMETERS[name].wanted) from wrong


def _posted(request: HttpRequest) -> dict[str, str]:
    if request.method != "POST":
        return {}
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        body = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as wrong:
        raise WrongParameter("body", "", "a JSON object or a form") from wrong
    if not isinstance(body, dict):
        raise WrongParameter("body", "", "a JSON object or a form")
    return {name: _as_text(value) for name, value in body.items() if value is not None}


def _as_text(value: Any) -> str:
    """A value of JSON as an address would say it. Half a letter, which JSON can write and UTF-8 cannot, becomes "?"."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text.encode(errors="replace").decode()
