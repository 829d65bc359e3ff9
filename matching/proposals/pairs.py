"""Places for two people of a household: pairs with a common time on the same day, or without a common day.

The engine stays blind: it is asked twice, each time for one person's needs, and only the two lists are laid beside each other.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from directory.catalogue.resources import Resource
from directory.hours.rules import WEEKDAY_LETTERS, span_in_minutes
from directory.hours.wording import minutes_in_words, short_date
from matching.cases.participants import Participant
from matching.engine.needs import DAY, Window
from matching.engine.wording import WEEKDAYS
from matching.proposals.ranked_lists import matching_for

LOOKED_AT = 12
"""Best places of each person: a pair of later ones nobody would choose."""
DAYS = 28
LEAST = 30
"""Minutes for which both are there."""
Time = tuple[dt.date, int, int]
"""A day, and a start and an end in minutes since midnight."""


@dataclass(frozen=True)
class Pair:
    """A place for each of two people.

    times   when both are where they go in the next DAYS: day, start and end, the soonest first; () for a pair that is kept apart
    """

    first: Resource
    second: Resource
    score: float
    times: tuple[Time, ...] = ()

    @property
    def is_one_place(self) -> bool:
        """Whether both would go to the same place."""
        return self.first.pk == self.second.pk

    @property
    def next_in_words(self) -> str:
        """「12月1日（火）13時〜15時」, the next common time; "" without one."""
        if not self.times:
            return ""
        day, start, end = self.times[0]
        weekday = WEEKDAY_LETTERS[day.weekday()]
        return f"{short_date(day)}（{weekday}）{minutes_in_words(start)}〜{minutes_in_words(end)}"


def pairs_for(first: Participant, second: Participant, day: dt.date, apart: bool) -> list[Pair]:
    """Pairs of the best places of two people, the best together first.

    With a time at which both can be where they go, or (`apart`) two places that have no such time on one day. Places without
    stated times are in no pair.
    """
    found = []
    for one, two in product(_openings(first, day), _openings(second, day)):
        common: Sequence[Time] = () if apart else _common(one.times, two.times)
        if common or (apart and one.place.pk != two.place.pk and one.days.isdisjoint(two.days)):
            found.append(Pair(one.place, two.place, one.score + two.score, tuple(common)))
    return sorted(found, key=lambda pair: (-pair.score, pair.first.pk, pair.second.pk))


class _Opening(NamedTuple):
    """A place, and when a person can be there in the next DAYS."""

    place: Resource
    score: float
    times: list[Time]

    @property
    def days(self) -> set[dt.date]:
        """The days of the times."""
        return {day for day, _, _ in self.times}


def _openings(person: Participant, day: dt.date) -> list[_Opening]:
    """The best places of a person that have a time for them."""
    matching = matching_for(person, day)
    best = matching.scored_places(0, LOOKED_AT)
    rows = Resource.objects.filter(pk__in=[one.key for one in best])
    places = rows.prefetch_related("schedules", "single_dates", "status_statements").in_bulk()
    free = matching.prepared.needs.available
    found = [
        _Opening(places[one.key], one.score, _times(places[one.key], free, day)) for one in best if one.key in places
    ]
    return [one for one in found if one.times]


def _times(place: Resource, free: Sequence[Window] | None, day: dt.date) -> list[Time]:
    """When a place is open and the person free, on the days after `day`; what goes on after midnight is cut there."""
    found = []
    for meeting in place.coming(day + dt.timedelta(days=1), last=day + dt.timedelta(days=DAYS)):
        start, end = span_in_minutes(meeting.start, meeting.end)
        if start is None or end is None:
            continue
        weekday = WEEKDAYS[meeting.day.weekday()]
        for window in (Window(),) if free is None else free:
            begins, ends = max(start, window.start), min(end, window.end, DAY)
            if weekday in window.weekdays and ends - begins >= LEAST:
                found.append((meeting.day, begins, ends))
    return found


def _common(mine: Sequence[Time], theirs: Sequence[Time]) -> list[Time]:
    """The times in both, long enough to stay, the soonest first."""
    both = (
        (day, max(start, begins), min(end, ends))
        for (day, start, end), (other, begins, ends) in product(mine, theirs)
        if other == day
    )
    return sorted({(day, start, end) for day, start, end in both if end - start >= LEAST})
