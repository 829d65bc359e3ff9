"""What no page of ours ever sends is refused before any view reads it.

PostgreSQL takes no NUL in a text, neither database a lone surrogate or a key of more than 64 bits; forms of Wagtail count as far
as a number says that they were sent. Everything else is checked by the form that it belongs to.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

NUL = "\x00"
LARGEST_KEY = 2**63 - 1
"""The largest number of a key in both databases."""
MOST_ROWS = 1000
"""Rows of one form; Django's own formsets take no more."""
SHORTEST_DEEP = 1_000
"""Letters; a shorter text cannot nest so deep that Python's JSON gives up."""
_NUL_IN_JSON = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
COUNTS = ("-TOTAL_FORMS", "-INITIAL_FORMS", "-MIN_NUM_FORMS", "-MAX_NUM_FORMS", "-count")
"""How the names of fields end that say how many rows a form has: of formsets, and of Wagtail's StreamFields."""


class BorderRequest(WSGIRequest):
    """A request whose `Content-Type` may say anything: Django raises before any middleware where it names no encoding."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)
        except ValueError:
            self.content_type, self.content_params = "", {}


class BorderMiddleware:
    """Answers 400 to texts that nothing can store and to counts that no form has, 404 to addresses that no page and no row has."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Who sends such a cookie has made it up, and is as if they sent none: also the page that says 400 reads cookies.
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if is_storable(value)}
        if request.encoding and request.encoding.lower() != "utf-8":
            # Python knows encodings that make NULs and lone surrogates, or that are none of text.
            request.encoding = "utf-8"
        if NUL in request.path:
            raise Http404
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: tuple, kwargs: dict) -> None:
        """Check the parts of the path, the query and the form."""
        if any(isinstance(part, int) and part > LARGEST_KEY for part in kwargs.values()):
            raise Http404
        _check(request.GET.lists())
        if request.method == "POST":
            _check(request.POST.lists())
            _check((name, [file.name for file in files]) for name, files in request.FILES.lists())


def _check(lists: Iterable[tuple[str, list[str]]]) -> None:
    for name, values in lists:
        if not all(map(is_storable, (name, *values))):
            raise BadRequest("a text that cannot be stored")
        if name.endswith(COUNTS) and not all(map(_is_count, values)):
            raise BadRequest("a number of rows that no form has")


def _is_count(text: str) -> bool:
    return not text or (text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) <= MOST_ROWS)


def is_storable(text: str) -> bool:
    """Whether both databases can store a text, and what it says as JSON where it is JSON.

    >>> is_storable("はな"), is_storable("a\\x00"), is_storable('["\\\\ud800"]'), is_storable('["\\\\ud83d\\\\ude00"]')
    (True, False, False, True)
    """
    if not _is_text(text):
        return False
    if text[:1] not in ("{", "[") or ("\\u" not in text and len(text) < SHORTEST_DEEP):
        return True
    try:
        said = json.dumps(json.loads(text), ensure_ascii=False)
        return _is_text(said) and not _NUL_IN_JSON.search(said)
    except RecursionError:
        return False
    except ValueError:
        return True


def _is_text(text: str) -> bool:
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False
