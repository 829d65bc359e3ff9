"""「この冊子のあと 変わった所：7件」: what of a printed booklet is otherwise today, by the numbers that stand in it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from directory.catalogue.resources import Resource
from directory.changes.booklets import Booklet, keys_in
from directory.changes.news import News, news_of

LONGEST = dt.timedelta(days=400)
"""How old a booklet may be that is still compared: after more than a year a new one is needed anyway."""
MOST_NEWS = 1_000
"""News that are read for one booklet."""


@dataclass(frozen=True)
class ChangedPlace:
    """A place of a booklet that changed, or one that came since.

    number    its number in the booklet; None for one that came since
    resource  the place as it is now; None for one that residents cannot see any more, of which nothing is told
    what      the sentences, the newest first
    """

    number: int | None
    resource: Resource | None
    what: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SincePrinting:
    """What changed since a booklet was printed.

    is_too_old   whether it was printed so long ago that nothing is compared any more
    """

    changed: Sequence[ChangedPlace]
    gone: Sequence[ChangedPlace]
    new: Sequence[ChangedPlace]
    is_too_old: bool = False

    @property
    def count(self) -> int:
        """How many places changed, ended or came new."""
        return len(self.changed) + len(self.gone) + len(self.new)


def since_printing(booklet: Booklet, now: dt.datetime) -> SincePrinting:
    """What changed since; a fixed number of queries."""
    if booklet.printed_at is None or booklet.printed_at < now - LONGEST:
        return SincePrinting([], [], [], is_too_old=True)
    numbers = {key: number for number, key in booklet.printed}
    today = keys_in(booklet.municipality, booklet.area, timezone.localdate(now)) if _has_area(booklet) else []
    told: dict[int, list[News]] = defaultdict(list)
    for one in news_of({*numbers, *today}, now, booklet.printed_at, MOST_NEWS):
        if not _is_over(one, timezone.localdate(now)):
            told[one.resource.pk].append(one)
    rows = Resource.objects.public().in_bulk({*numbers, *set(today) - set(numbers)})
    came = [ChangedPlace(None, rows[key], _sentences(told[key])) for key in today if key not in numbers and key in rows]
    kept = [ChangedPlace(number, rows.get(key), _sentences(told[key])) for key, number in numbers.items()]
    changed = [one for one in kept if one.resource and one.what]
    gone = [one for one in kept if one.resource is None]
    return SincePrinting(changed, gone, sorted(came, key=lambda one: (one.resource.reading, one.resource.name)))


def _has_area(booklet: Booklet) -> bool:
    """Whether what it is about is still there; an area that was deleted has no places."""
    return booklet.for_all or booklet.area_id is not None


def _is_over(news: News, today: dt.date) -> bool:
    """Whether it is about single days that have passed: the paper is right again."""
    return news.key.startswith("days/") and all(one.day < today for one in news.resource.single_dates.all())


def _sentences(news: Sequence[News]) -> list[str]:
    return [one.what for one in news]
