"""Gives visitors the answer that was made for the one before, as long as it is right."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from wagtail.views import serve as serve_page

from cms.content.site_settings import SiteSettings
from cms.kept_pages import edits
from cms.kept_pages.answers import KeptAnswer
from cms.kept_pages.edits import Edits
from cms.kept_pages.keeping import Keeping, end_of_day, holds_until
from cms.kept_pages.questions import Question, points_to_somebody, question_of, speaks_of_danger, typed_texts
from cms.kept_pages.shared_answers import SharedAnswers
from directory.caches import SizedCache
from directory.search.live_index import held_version

OF_A_PAGE = Keeping(frozenset())
"""The city's own pages, which Wagtail serves."""

_kept_answers: SizedCache[Question, KeptAnswer] = SizedCache(settings.KEPT_PAGES_MB * 2**20)
_shared_answers = SharedAnswers(settings.KEPT_PAGES_MB * 2**20)


def forget() -> None:
    """Drop all answers of this process, and those that it shares."""
    _kept_answers.clear()
    _shared_answers.clear()
    edits.forget()


class KeptPagesMiddleware:
    """Stands between the compression and everything that knows a visitor: a kept answer costs neither session nor template."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        question = question_of(request)
        if question and (found := _that_holds(request, question)):
            request.resolver_match = resolve(request.path_info)  # the log and /metrics name the route
            return found.for_request(request)
        response = self.get_response(request)
        if not (keeping := getattr(request, "kept_view", None)):
            return response
        texts = list(typed_texts(request))
        seen, _ = request.kept_moment  # type: ignore[attr-defined]
        if texts and speaks_of_danger(texts, _city(request), seen and seen.directory):
            # Neither here nor in the browser of a computer that others use.
            patch_cache_control(response, no_store=True, private=True)
            return response
        patch_vary_headers(response, ["Cookie"])
        if question is None:
            # The same address shows this person something of their own.
            patch_cache_control(response, private=True, no_cache=True)
            return response
        if not _may_be_shared(response):
            return response
        return _for_visitors(request, response, question, keeping, texts)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: tuple, kwargs: dict) -> None:
        """Note before the view reads anything at what version and moment it begins: an edit meanwhile makes its answer too old."""
        keeping = OF_A_PAGE if view is serve_page else getattr(view, "kept", None)
        if keeping:
            request.kept_view = keeping  # type: ignore[attr-defined]
            if not hasattr(request, "kept_moment"):
                request.kept_moment = _moment()  # type: ignore[attr-defined]


def _that_holds(request: Any, question: Question) -> KeptAnswer | None:
    """The answer to a question that was made before and is right now: of this worker, or else of another one."""
    if (own := _kept_answers.get(question)) and _holds(request, own):
        return own
    _kept_answers.drop(question)
    if (shared := _shared_answers.get(question)) and _holds(request, shared):
        _kept_answers.put(question, shared, shared.size)
        return shared
    return None


def _holds(request: Any, answer: KeptAnswer) -> bool:
    """Whether an answer is right; only with one at hand is it worth the query for the moment."""
    if not hasattr(request, "kept_moment"):
        request.kept_moment = _moment()
    seen, now = request.kept_moment
    return seen is not None and answer.holds(seen, now)


def _for_visitors(
    request: HttpRequest, response: HttpResponse, question: Question, keeping: Keeping, texts: list[str]
) -> HttpResponseBase:
    """The answer to a visitor, which is kept where others may get it as well."""
    seen, began = request.kept_moment  # type: ignore[attr-defined]
    until = (end_of_day(began) if keeping is OF_A_PAGE else holds_until(response, began)) or began
    until = min(until, getattr(request, "told_until", until))
    if "Cache-Control" not in response:
        patch_cache_control(response, no_cache=True)
    answer = KeptAnswer.of(response, seen.version if seen else None, began, until)
    is_everybodys = keeping.reads_all(question) and not points_to_somebody(texts)
    # While the index is being made, a search is answered from the one before: in a moment it finds more.
    is_settled = seen is not None and (not texts or held_version() == seen.directory)
    if is_everybodys and is_settled and answer.holds(seen, timezone.localtime()):
        _kept_answers.put(question, answer, answer.size)
        _shared_answers.put(question, answer)
    return answer.for_request(request)


def _may_be_shared(response: HttpResponseBase) -> bool:
    """Whether a whole answer was made that sets no cookie."""
    return isinstance(response, HttpResponse) and response.status_code == 200 and not response.cookies


def _moment() -> tuple[Edits | None, dt.datetime]:
    """The edits up to now, and the local time; None for a version that nobody can tell, so that nothing is kept."""
    now = timezone.localtime()
    try:
        return edits.seen(now), now
    except DatabaseError:
        return None, now


def _city(request: HttpRequest) -> str:
    return SiteSettings.load(request_or_site=request).home
