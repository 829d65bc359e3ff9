"""What a view says of its answers: that they may be kept, which parameters they depend on, and until when they hold."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http.response import HttpResponseBase
from django.utils import timezone

from cms.kept_pages.edits import Shown
from cms.kept_pages.questions import Question

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Keeping:
    """What the answers of a view depend on beside the directory and the minute: parameters of these names.

    Whatever else stands in an address may be somebody's own (a mark of where they came from, a key): such an answer is
    made for each who asks.
    """

    parameters: frozenset[str]

    def reads_all(self, question: Question) -> bool:
        """Whether a question has no other parameters."""
        return self.parameters.issuperset(name for name, _ in question.parameters)


def kept(*parameters: str) -> Callable[[View], View]:
    """A view (decorate it last, above all others) whose answers to visitors may be kept.

    It shows every visitor the same, changes nothing, and reads no parameters but these.
    """

    def marked(view: View) -> View:
        view.kept = Keeping(frozenset(parameters))  # type: ignore[attr-defined]
        return view

    return marked


Response = TypeVar("Response", bound=HttpResponseBase)


def holds_all_day(response: Response) -> Response:
    """Say of an answer that no clock changes it before midnight; any other is made anew each minute."""
    response.holds_until = end_of_day(timezone.localtime())  # type: ignore[attr-defined]
    return response


def not_kept(response: Response) -> Response:
    """Say of an answer that it is made anew for each who asks."""
    response.holds_until = None  # type: ignore[attr-defined]
    return response


def shows_one(response: Response, key: int) -> Response:
    """Say of an answer that all it shows is one place: an edit of another one leaves it as it is."""
    response.shown = Shown(frozenset((key,)), among=False)  # type: ignore[attr-defined]
    return response


def shows(response: Response, keys: Iterable[int]) -> Response:
    """Say which places an answer shows that it has found among all. An edit of one of them drops it at once, and of another one
    a moment later (`settings.KEPT_PAGES_SECONDS`); an answer that says neither is dropped by each edit."""
    response.shown = Shown(frozenset(keys))  # type: ignore[attr-defined]
    return response


def holds_until(response: Any, now: dt.datetime) -> dt.datetime | None:
    """Until when an answer that was made at `now` (local time) holds; None for one that is not kept."""
    return getattr(response, "holds_until", end_of_minute(now))


def end_of_minute(now: dt.datetime) -> dt.datetime:
    """When the next minute begins."""
    return now.replace(second=0, microsecond=0) + dt.timedelta(minutes=1)


def end_of_day(now: dt.datetime) -> dt.datetime:
    """When the next day begins."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
