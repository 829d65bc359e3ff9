"""In which language a page is made: what its address says, else what the reader chose before, else Japanese.

The choice is in a cookie, as that of the size of text is: an address stays the same in all languages, so that a link sent to a
neighbour opens in the neighbour's language, and no form and no script has to carry it along. `?lang=en` in an address chooses it,
also where no cookie is kept. What a browser says it prefers is not asked: telephones set up abroad belong to people who read Japanese,
too, and each kept page would be made once more for each of thousands of such texts.
"""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from directory.languages.spoken import JAPANESE, language_called

COOKIE, PARAMETER = "language", "lang"
A_YEAR = 365 * 24 * 60 * 60
_STATEMENTS = "/accessibility/"
"""What a city declares, in the words in which it has signed it."""
_WORKROOMS = (
    *("/admin/", "/desk/", "/my/", "/outbox/", "/styleguide/"),
    *("/sign-in/", "/sign-out/", "/second-step/", "/account/", "/continue/", "/session-left/", "/after-sign-in/"),
)
"""Where people work; all of them read Japanese."""
_FOR_WEBMASTERS = "/embed/"
"""Where those who run a website choose what it shows; what it shows is for residents."""
_FOR_PROGRAMS = (
    "/api/",
    "/open-data/ibasho",
    "/places.json",
    "/sitemap",
    "/robots.txt",
    "/documents/",
    "/media/",
    "/static/",
)
_FILES = (".pdf", ".csv", ".geojson")
"""Papers and files hold what the city publishes, in its words."""


class LanguageMiddleware:
    """Speaks the reader's language while a request is answered. It stands before kept pages, which tell languages apart."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path, chosen = request.path_info, language_called(request.COOKIES.get(COOKIE, ""))
        may_choose = is_translated(path)
        asked = _taken_from(request) if may_choose else None
        request.reader_language = asked or chosen or JAPANESE  # type: ignore[attr-defined]
        with translation.override(request.reader_language if may_choose else JAPANESE):  # type: ignore[attr-defined]
            response = self.get_response(request)
        if asked and asked != (chosen or JAPANESE):
            response.set_cookie(COOKIE, asked, max_age=A_YEAR, samesite="Lax", httponly=True)
        return response


def is_translated(path: str) -> bool:
    """Whether the page at a path speaks the language of its reader."""
    return not (
        path.startswith((*_WORKROOMS, *_FOR_PROGRAMS, _STATEMENTS)) or path.endswith(_FILES) or path == _FOR_WEBMASTERS
    )


def in_language(address: str, code: str | None) -> str:
    """The address of a page or a file in a language, also for who keeps no cookie; Japanese has the plain one."""
    if code in (JAPANESE, None):
        return address
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={code}"


def _taken_from(request: HttpRequest) -> str | None:
    """The language that the address asks for. Nothing else sees this part of it, so that no list and no kept page depends on it."""
    query = request.META.get("QUERY_STRING", "")
    if PARAMETER not in query:
        return None
    pairs = parse_qsl(query, keep_blank_values=True)
    asked = [value for name, value in pairs if name == PARAMETER]
    if asked:
        request.META["QUERY_STRING"] = urlencode([pair for pair in pairs if pair[0] != PARAMETER])
        request.__dict__.pop("GET", None)
    return language_called(asked[-1]) if asked else None
