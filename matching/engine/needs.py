"""What a person needs of a place, apart from who the person is.

Pure: no database, no name, no address line, no telephone. Whatever comes from outside (form, JSON column, story) is read
by `needs_validation.needs_from`, which lists every problem with its field and reason.
"""

from dataclasses import dataclass
from typing import Any

from directory.hours.wording import clock
from matching.engine.wording import WEEKDAYS

DAY = 24 * 60
"""Minutes of a day."""
GENDERS = ("woman", "man", "other")
"""What a person may say of their gender; of `other`, as of an unknown one, each place for one gender is asked."""


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which the person can go out: slugs of weekdays, from `start` to `end` in minutes since midnight."""

    weekdays: tuple[str, ...] = WEEKDAYS
    start: int = 0
    end: int = DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What is known of a person's needs. None means that nobody knows it; in a list of wishes, empty means the same.

    gender        one of GENDERS; asked only where a place nearby is for one gender
    companion     whether somebody comes along
    children      ages in months; empty: it is known that there are none
    lat, lng      degrees
    home_radius   metres around that point within which the home lies; None: it is the home itself
    town, municipality, avoid_towns, avoid_resources   keys of rows in the directory
    targets       the groups the person belongs to as given, never derived; empty: known to be none
    worries       the person's troubles; empty: known to have none of them
    max_minutes   longest way from door to door by the fastest of `modes`
    max_group     the greatest number of people at a place with which the person feels comfortable
    max_fee       yen a visit
    """

    age: int | None = None
    gender: str | None = None
    companion: bool | None = None
    children: tuple[int, ...] | None = None
    lat: float | None = None
    lng: float | None = None
    home_radius: int | None = None
    municipality: int | None = None
    town: int | None = None
    targets: tuple[str, ...] | None = None
    worries: tuple[str, ...] | None = None
    stage: str | None = None
    goal: str | None = None
    want: tuple[str, ...] = ()
    curious: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    avoid_resources: tuple[int, ...] = ()
    avoid_towns: tuple[int, ...] = ()
    available: tuple[Window, ...] | None = None
    modes: tuple[str, ...] = ()
    max_minutes: int | None = None
    needs: tuple[str, ...] = ()
    prefers: tuple[str, ...] = ()
    max_group: int | None = None
    max_fee: int | None = None

    def to_mapping(self) -> dict[str, Any]:
        """The form that `needs_validation.needs_from` reads and JSON can hold; what is not known is left out."""
        mapping: dict[str, Any] = {
            name: list(value) if isinstance(value, tuple) else value
            for name in _PLAIN
            if (value := getattr(self, name)) is not None and (value != () or name in _MAY_BE_EMPTY)
        }
        if interests := {name: list(words) for name in _INTERESTS if (words := getattr(self, name))}:
            mapping["interests"] = interests
        if self.available is not None:
            mapping["available"] = [
                {"weekdays": list(w.weekdays), "from": clock(w.start), "to": clock(w.end)} for w in self.available
            ]
        travel = {"modes": list(self.modes), "max_minutes": self.max_minutes}
        if travel := {key: value for key, value in travel.items() if value}:
            mapping["travel"] = travel
        return mapping


_INTERESTS = ("want", "curious", "done")
_MAY_BE_EMPTY = ("children", "targets", "worries")
_PLAIN = (
    *("age", "gender", "companion", "children", "lat", "lng", "home_radius"),
    *("municipality", "town", "targets", "worries", "stage", "goal"),
    *("avoid", "avoid_resources", "avoid_towns", "needs", "prefers", "max_group", "max_fee"),
)
KEYS = frozenset((*_PLAIN, "interests", "available", "travel"))
"""The keys of a mapping that `needs_validation.needs_from` reads."""


def hours_by_weekday(windows: tuple[Window, ...], latest: int = DAY) -> dict[tuple[int, int], int]:
    """The windows with overlapping and adjoining times joined: (start, end) in minutes -> mask of the weekdays.

    latest   the minute at which the last place closes, above DAY on the following day: until then a weekday goes on into
             the next one, with minutes above DAY
    """
    joined: dict[tuple[int, int], int] = {}
    for bit, day in enumerate(WEEKDAYS):
        spans: list[list[int]] = []
        free = [(w.start, w.end) for w in windows if day in w.weekdays]
        if latest > DAY:
            next_day = WEEKDAYS[(bit + 1) % 7]
            free += [(w.start + DAY, w.end + DAY) for w in windows if next_day in w.weekdays and w.start + DAY < latest]
        for start, end in sorted(free):
            if spans and start <= spans[-1][1]:
                spans[-1][1] = max(spans[-1][1], end)
            else:
                spans.append([start, end])
        for start, end in spans:
            joined[start, end] = joined.get((start, end), 0) | 1 << bit
    return joined
