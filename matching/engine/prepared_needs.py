"""One person's needs, prepared once for the arrays of one day, so that criteria only compare numbers.

Pure: no database.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import TypeVar

import numpy as np

from directory.geo.points import micro
from matching.engine.directory_day import DirectoryDay
from matching.engine.needs import Needs, hours_by_weekday
from matching.engine.weights import Weights
from matching.engine.wording import EVERY_DAY, MODES

T = TypeVar("T")
Told = Mapping[str, Mapping[int, bool]]
"""Name of a criterion -> key of a place -> whether it said yes of one person."""
CHILD_UNTIL = 16
"""Age from which a person goes by their own means like anybody else."""


class PreparedNeeds:
    """What every criterion gets to know of a person: the needs, the directory of the day, and the weights.

    want, curious, done, avoid_activities   masks of activities
    avoid_kinds                             mask of kinds
    needs_bits, prefers_bits                masks of features
    targets                                 mask of the groups the person belongs to
    worries                                 mask of the person's troubles, as in `DirectoryDay.worries`
    special      masks of the slugs that have a meaning of their own
    hours        (start, end) in minutes -> mask of the weekdays on which the person is free then; unknown: always.
                 Where some place is open past midnight, a weekday goes on into the next with minutes above a day
    catchments   numbers of the catchments that hold the person's town
    point        latitude and longitude in micro-degrees, None where nobody knows the home
    radius       metres around the point within which the home lies
    modes        ways to travel; unknown: all, so that only what no way reaches is excluded. Who takes a bus can walk
    wants_online whether a meeting on the screen is what the person needs or prefers
    goes_out     whether the person goes out already, wishes to be among people, and never asked to be visited or called
    lone_child   whether a child goes alone, so that the limits of age of a place for children are their own
    told         name of a criterion -> key of a place -> whether it said yes of this person, where the listing says nothing
    """

    def __init__(self, directory_day: DirectoryDay, needs: Needs, weights: Weights, told: Told | None = None):
        columns = directory_day.columns
        self.directory_day, self.needs, self.weights, self.told = directory_day, needs, weights, told or {}
        self.special = directory_day.special
        activities, kinds = columns.vocabulary["activities"], columns.vocabulary["kinds"]
        self.want, self.curious, self.done = (
            columns.bits("activities", slugs) for slugs in (needs.want, needs.curious, needs.done)
        )
        self.avoid_activities = columns.bits("activities", (slug for slug in needs.avoid if slug in activities))
        self.avoid_kinds = columns.bits("kinds", (slug for slug in needs.avoid if slug in kinds))
        self.needs_bits = columns.bits("features", needs.needs)
        self.prefers_bits = columns.bits("features", needs.prefers)
        self.targets = columns.bits("targets", needs.targets or ())
        self.worries = directory_day.mask_of_worries(needs.worries or ())
        latest = directory_day.latest
        self.hours = {(0, latest): EVERY_DAY} if needs.available is None else hours_by_weekday(needs.available, latest)
        self.catchments = directory_day.catchments_of(needs.town)
        self.point = None if needs.lat is None or needs.lng is None else (micro(needs.lat), micro(needs.lng))
        self.radius = needs.home_radius or 0
        self.modes = _ways(needs.modes) or tuple(MODES)
        self.wants_online = bool((self.needs_bits | self.prefers_bits) & self.special.online)
        self.goes_out = self._goes_out()
        self.lone_child = _is_child(needs) and not needs.companion and not needs.children

    @cached_property
    def steps(self) -> tuple[int, int]:
        """The numbers of the person's present stage, which is known, and of the goal; by default that is the next one."""
        slugs = self.directory_day.columns.vocabulary["stages"]
        now = slugs.index(stated(self.needs.stage))
        return now, slugs.index(self.needs.goal) if self.needs.goal else min(now + 1, len(slugs) - 1)

    def _goes_out(self) -> bool:
        if self.needs.stage is None or (self.needs_bits | self.prefers_bits) & self.special.at_home:
            return False
        # Step 0 is a first contact, 1 to go out at all; from 2 on somebody is among people.
        now, goal = self.steps
        return now > 0 and goal > 1

    @property
    def is_child(self) -> bool:
        """Whether the person is known to be a child."""
        return _is_child(self.needs)

    @property
    def reach(self) -> float:
        """Metres of straight line within which places of other municipalities are judged, too."""
        if self.needs.max_minutes is None:
            return self.weights["reach.metres"]
        speeds = (self.weights.speeds[mode] for mode in self.modes)
        return max(max(0.0, self.needs.max_minutes - wait) * speed for speed, wait in speeds) + self.radius

    def minutes(self, metres: np.ndarray, modes: tuple[str, ...] | None = None) -> np.ndarray:
        """Minutes from door to door by the fastest of some modes (by default the person's), of many straight lines."""
        speeds = self.weights.speeds
        by_mode = [metres / speeds[mode][0] + speeds[mode][1] for mode in modes or self.modes]
        fastest: np.ndarray = by_mode[0]
        for minutes in by_mode[1:]:
            fastest = np.minimum(fastest, minutes)
        return fastest

    def fastest(self, metres: float, modes: tuple[str, ...] | None = None) -> tuple[float, str]:
        """Minutes from door to door over one straight line, and the mode that takes the fewest."""
        speeds = self.weights.speeds
        return min((metres / speeds[mode][0] + speeds[mode][1], mode) for mode in modes or self.modes)


def stated(value: T | None) -> T:
    """A need or a fact that is known, as `Criterion.applies` or an earlier branch has made sure."""
    assert value is not None
    return value


def _ways(modes: tuple[str, ...]) -> tuple[str, ...]:
    """The ways to travel, with those that they hold: a bus user walks what can be walked."""
    return (*modes, "walk") if "bus" in modes and "walk" not in modes else modes


def _is_child(needs: Needs) -> bool:
    return needs.age is not None and needs.age < CHILD_UNTIL
