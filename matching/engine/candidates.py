"""What one person's matching sees: the ground on a day, the person's case before it, some places, and one place.

Pure: no database. `Ground` is prepared once a day and version, so that a person costs what is near, not the country.
"""

import math
from functools import cached_property
from typing import NamedTuple

import numpy as np

from directory.geo.points import box_around, metres_from, micro, ranges, rows_within
from directory.snapshot.codes import EVERYWHERE
from matching.engine.directory_day import DirectoryDay
from matching.engine.needs import Needs, hours_by_weekday
from matching.engine.weights import Weights
from matching.engine.wording import MODES


class Case:
    """One person's needs before one ground: words as bits, the point in micro-degrees, times by weekday."""

    def __init__(self, ground: DirectoryDay, needs: Needs, weights: Weights):
        columns = ground.columns
        self.ground, self.needs, self.weights = ground, needs, weights
        activities, kinds = columns.vocabulary["activities"], columns.vocabulary["kinds"]
        self.want, self.curious, self.done = (
            columns.bits("activities", w) for w in (needs.want, needs.curious, needs.done)
        )
        self.avoid_activities = columns.bits("activities", (w for w in needs.avoid if w in activities))
        self.avoid_kinds = columns.bits("kinds", (w for w in needs.avoid if w in kinds))
        self.needs_bits = columns.bits("features", needs.needs)
        self.prefers_bits = columns.bits("features", needs.prefers)
        self.targets = columns.bits("targets", needs.targets or ())
        self.everyone, self.pick_up, self.online, self.desk, self.service = ground.special
        self.hours = hours_by_weekday(needs.available) if needs.available is not None else {(0, 24 * 60): 0x7F}
        self.catchments = ground.catchments_of(needs.town)
        has_point = needs.lat is not None and needs.lng is not None
        self.point = (micro(needs.lat), micro(needs.lng)) if has_point else None
        self.modes = needs.modes or tuple(MODES)
        """An unknown way to travel excludes only what no way reaches."""

    @property
    def reach(self) -> float:
        """Metres of straight line within which places of other municipalities count."""
        if self.needs.max_minutes is None:
            return self.weights["reach.metres"]
        speeds = self.weights.speeds
        return max(max(0.0, self.needs.max_minutes - wait) * speed for speed, wait in map(speeds.get, self.modes))

    def minutes(self, metres: np.ndarray, modes: tuple[str, ...] | None = None) -> np.ndarray:
        """Minutes from door to door by the fastest way, of many distances."""
        speeds = self.weights.speeds
        ways = [metres / speeds[mode][0] + speeds[mode][1] for mode in modes or self.modes]
        fastest = ways[0]
        for way in ways[1:]:
            fastest = np.minimum(fastest, way)
        return fastest

    def way(self, metres: float, modes: tuple[str, ...] | None = None) -> tuple[float, str]:
        """Minutes from door to door over a single distance, and the fastest way to travel."""
        speeds = self.weights.speeds
        return min((metres / speeds[mode][0] + speeds[mode][1], mode) for mode in modes or self.modes)

    def candidates(self) -> "Candidates":
        """The places to judge: all of the person's municipality, and those of others within reach.

        Without a point and without a municipality nothing is near: all places.
        """
        rows, at_home = self.ground.columns.rows, self.ground.of_municipality(self.needs.municipality)
        if self.point is None:
            if self.needs.municipality is None:
                at_home = np.arange(len(rows), dtype=np.int32)
            return Candidates(self, at_home)
        near = rows_within(rows.cell, box_around(*self.point, self.reach)).astype(np.int32)
        if self.needs.municipality is not None:
            near = near[rows.municipality[near] != self.needs.municipality]
        if not len(near):
            return Candidates(self, at_home)
        away = metres_from(*self.point, rows.lat[near], rows.lng[near])
        return Candidates(self, np.concatenate([at_home, near[away <= self.reach]]))


class Fitting(NamedTuple):
    """Rules of opening: positions in `columns.times`, index of the place, from, to, the weekdays (mask) that fit."""

    at: np.ndarray
    owner: np.ndarray
    start: np.ndarray
    end: np.ndarray
    days: np.ndarray


class Candidates:
    """Some places, as rows of the columns, before one case. Arrays are in the order of `rows`."""

    def __init__(self, case: Case, rows: np.ndarray, metres: np.ndarray | None = None):
        self.case, self.ground, self.columns, self.rows = case, case.ground, case.ground.columns, rows
        self._told: dict[str, list] = {}
        if metres is not None:
            self.metres = metres

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, column: str) -> np.ndarray:
        """A column of `directory.snapshot.arrays.Rows`."""
        return getattr(self.columns.rows, column)[self.rows]

    @cached_property
    def fitting(self) -> "Fitting":
        """Every rule of opening of these places against the person's free time."""
        at, owner = self.times()
        times, least = self.columns.times, self.case.weights["schedule.minutes"]
        days, start, end = times.weekdays[at], times.start[at].astype(np.int32), times.end[at].astype(np.int32)
        if self.ground.some_by_monthday:
            days[days == 0] = 0x7F
        fit = np.zeros(len(at), np.uint8)
        for (since, until), mask in self.case.hours.items():
            together = np.minimum(end, until) - np.maximum(start, since)
            fit |= (days & np.uint8(mask)) * (together >= least)
        return Fitting(at, owner, start, end, fit)

    def told(self, fact: str) -> list:
        """A column, or `status`, `metres`, `serves_town`, `times`, as plain numbers: what a `Place` reads."""
        if fact not in self._told:
            self._told[fact] = self._tell(fact)
        return self._told[fact]

    def _tell(self, fact: str) -> list:
        if fact == "times":
            return self._rules()
        if fact == "status":
            return self.ground.status[self.rows].tolist()
        if fact == "serves_town":
            return self.serves_town().tolist()
        return (self.metres if fact == "metres" else self.of(fact)).tolist()

    def _rules(self) -> list[list[tuple]]:
        at, owner = self.times()
        times, rules = self.columns.times, [[] for _ in range(len(self))]
        days = np.where(times.weekdays[at] == 0, 0x7F, times.weekdays[at])
        facts = (days, times.weeks[at], times.start[at], times.end[at], times.every[at], times.monthdays[at])
        for i, *rule in zip(owner.tolist(), *(fact.tolist() for fact in facts), strict=True):
            rules[i].append(tuple(rule))
        return rules

    def keep(self, mask: np.ndarray) -> "Candidates":
        """Only the places of a mask."""
        return Candidates(
            self.case, self.rows[mask], self.__dict__["metres"][mask] if "metres" in self.__dict__ else None
        )

    @cached_property
    def metres(self) -> np.ndarray:
        """Straight line from the person; infinite where the place has no point, NaN where the person has none."""
        if self.case.point is None:
            return np.full(len(self), np.nan)
        return metres_from(*self.case.point, self.of("lat"), self.of("lng"))

    def serves_town(self) -> np.ndarray:
        """Mask of the places whose catchment holds the person's town, or is their whole municipality."""
        catchment = self.of("catchment")
        inside = (catchment == EVERYWHERE) & (self.of("municipality") == (self.case.needs.municipality or -1))
        for number in self.case.catchments:
            inside |= catchment == number
        return inside

    def times(self) -> tuple[np.ndarray, np.ndarray]:
        """Positions in `columns.times` of the rules that have not ended, and for each the index of its place here."""
        times = self.columns.times
        # Needles of another type would make NumPy convert the whole array.
        rows = self.rows.astype(times.row.dtype, copy=False)
        first, last = np.searchsorted(times.row, rows), np.searchsorted(times.row, rows, side="right")
        at, owner = ranges(first, last), np.repeat(np.arange(len(self)), last - first)
        if not self.ground.some_ended:
            return at, owner
        going = times.until[at] >= self.ground.today
        return at[going], owner[going]


class Candidate:
    """One place of a sight, in whole numbers: attributes are the columns of `directory.snapshot.arrays.Rows`."""

    __slots__ = ("case", "index", "sight")

    def __init__(self, sight: Candidates, index: int):
        self.sight, self.case, self.index = sight, sight.case, index

    def __getattr__(self, column: str) -> int:
        return self.sight.told(column)[self.index]

    @property
    def row(self) -> int:
        """Its row in the columns."""
        return int(self.sight.rows[self.index])

    @property
    def metres(self) -> float | None:
        """Straight line from the person, None where one of the two has no point."""
        metres = self.sight.told("metres")[self.index]
        return metres if math.isfinite(metres) else None

    @property
    def times(self) -> list[tuple[int, int, int, int, int, int]]:
        """Rules that have not ended: weekdays, weeks, start, end, every, monthdays; one by the day of the month alone
        has all weekdays."""
        return self.sight.told("times")[self.index]

    def words(self, scheme: str, bits: int) -> list[str]:
        """The words of some bits of a scheme."""
        return self.sight.columns.words(scheme, bits)

    def listed(self, scheme: str, bits: int) -> str:
        """The labels of some bits of a scheme as 「A」「B」."""
        return self.sight.ground.listed(scheme, bits)


def rounded_up(minutes: float) -> int:
    """Whole minutes to tell a person, never too few."""
    return math.ceil(minutes - 1e-9)
