"""What is asked, so that two visitors who ask the same get the same answer; and whose questions are nobody else's."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from cms.content.reader_choices import ReaderChoices, choices_of
from directory.publishing.versions import Version
from directory.search.harmless_text import harmless
from directory.search.wish_parts import pieces_beyond
from directory.search.wishes.reading import read_wish
from directory.search.wishes.table import phrase_book

MESSAGES = "messages"
"""The cookie of Django's messages, which are for one person."""
TEXTS = ("q", "off_of")
"""Parameters that somebody has typed."""
LIST = "from"
"""The parameter that holds the query string of a list."""


class Question(NamedTuple):
    """What an answer depends on beside the database and the clock.

    site        scheme and host, as links of the answer may have them
    parameters  names and values, decoded; in the order of their names, several values as they came
    """

    site: str
    path: str
    parameters: tuple[tuple[str, tuple[str, ...]], ...]
    reader: ReaderChoices
    language: str | None


def question_of(request: HttpRequest) -> Question | None:
    """The question of a visitor; None where the answer may be somebody's own: signed in or with a message, or a form that was
    sent (a visitor's position is sent so)."""
    own = {settings.SESSION_COOKIE_NAME, MESSAGES} & request.COOKIES.keys() or "Authorization" in request.headers
    if own or request.method not in ("GET", "HEAD"):
        return None
    parameters = tuple(sorted((name, tuple(values)) for name, values in request.GET.lists()))
    return Question(
        f"{request.scheme}://{request.get_host()}", request.path, parameters, choices_of(request), get_language()
    )


def typed_texts(request: HttpRequest) -> Iterator[str]:
    """What somebody has typed: in the address, in the one of the list from which they came, or in a form of the search."""
    for name, values in (*request.GET.lists(), *request.POST.lists()):
        if name in TEXTS:
            yield from values
        elif name == LIST:
            yield from (text for query in values for part, text in parse_qsl(query) if part in TEXTS)


def speaks_of_danger(texts: list[str], city: str, version: Version | None) -> bool:
    """Whether words of danger stand in a text, on the site of a city (its code, "" for none), as the words are at a version.

    A long one is read in the pieces in which its answer reads it.
    """
    book = phrase_book(city or None, version)
    pieces = (piece for text in texts if text.strip() for piece in (text, *pieces_beyond(text)))
    return any(read_wish(piece, book).is_danger for piece in pieces)


def points_to_somebody(texts: list[str]) -> bool:
    """Whether a text may point to a person, or is long: then it is no question that others ask."""
    return any(not harmless(text) for text in texts if text.strip())
