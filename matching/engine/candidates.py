"""The places that are judged for one person: many as arrays, one as plain numbers.

Pure: no database. A person costs as many places as are near, not as many as the country has.
"""

import math
from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np

from directory.geo.points import box_around, metres_from, ranges, rows_within
from directory.snapshot.codes import EVERYWHERE
from matching.engine.prepared_needs import PreparedNeeds
from matching.engine.wording import AT_MOST

T = TypeVar("T")


class OpeningRule(NamedTuple):
    """One rule of opening, as `directory.snapshot.upcoming.Upcoming` has it; an end above a day's minutes is on the following
    day.

    meets    mask of the weekdays on which it really meets in the coming weeks
    fitting  mask of those on which the person can come for long enough
    counts   meetings on each of the seven weekdays in the coming weeks
    """

    weekdays: int
    weeks: int
    start: int
    end: int
    every: int
    monthdays: int
    months: int
    since: int
    until: int
    meets: int
    fitting: int
    counts: list[int]


class OpeningRules(NamedTuple):
    """The rules of opening of some places against the free time of the person, one element a rule.

    positions   in `DirectoryDay.upcoming.rules`
    owner       index of the place among the candidates
    start, end  minutes since the midnight before the start
    meets       mask of the weekdays on which it really meets
    fitting     mask of those on which the person can come for long enough
    """

    positions: np.ndarray
    owner: np.ndarray
    start: np.ndarray
    end: np.ndarray
    meets: np.ndarray
    fitting: np.ndarray


class Candidates:
    """Some places before one person. Every array has one element a place, in the order of `rows`.

    rows     rows of the columns (int32)
    metres   straight lines from the person, where they have been computed already
    made     the facts that `values` has made so far
    """

    def __init__(self, prepared: PreparedNeeds, rows: np.ndarray, metres: np.ndarray | None = None):
        self.prepared, self.directory_day, self.rows = prepared, prepared.directory_day, rows
        self.columns = prepared.directory_day.columns
        self.made: dict[str, list[Any]] = {}
        self._kept: dict[Hashable, Any] = {}
        if metres is not None:
            self.metres = metres

    @classmethod
    def near(cls, prepared: PreparedNeeds) -> "Candidates":
        """The places to judge: all of the person's municipality, those of others within reach, and for who wants to meet on the
        screen those of others, however far, that meet so and take people from elsewhere.

        Without a point and without a municipality nothing is near: all places.
        """
        directory_day, rows = prepared.directory_day, prepared.directory_day.columns.rows
        municipality, point, reach = prepared.needs.municipality, prepared.point, prepared.reach
        at_home = directory_day.of_municipality(municipality)
        if point is None:
            if municipality is None:
                at_home = np.arange(len(rows), dtype=np.int32)
            return cls(prepared, cls._with_screens(prepared, at_home))
        near = rows_within(rows.cell, box_around(*point, reach)).astype(np.int32)
        if municipality is not None:
            near = near[rows.municipality[near] != municipality]
        if len(near):
            near = near[metres_from(*point, rows.lat[near], rows.lng[near]) <= reach]
        return cls(prepared, cls._with_screens(prepared, np.concatenate([at_home, near])))

    @staticmethod
    def _with_screens(prepared: PreparedNeeds, rows: np.ndarray) -> np.ndarray:
        """Some rows, and for who wants to meet on the screen those that do so for people from anywhere."""
        screens = prepared.directory_day.screens
        if not prepared.wants_online or not len(screens):
            return rows
        return np.concatenate([rows, np.setdiff1d(screens, rows)])

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, column: str) -> np.ndarray:
        """A column of `directory.snapshot.tables.Rows`."""
        values: np.ndarray = getattr(self.columns.rows, column)[self.rows]
        return values

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made for a key, made once: several sentences rest on the same judgement."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def keep(self, mask: np.ndarray) -> "Candidates":
        """Only the places of a mask."""
        # Asked of __dict__, since the attribute itself would compute the distances.
        metres = self.__dict__.get("metres")
        return Candidates(self.prepared, self.rows[mask], None if metres is None else metres[mask])

    @cached_property
    def metres(self) -> np.ndarray:
        """Straight line from the person; infinite where the place has no point, NaN where the person has none."""
        if self.prepared.point is None:
            return np.full(len(self), np.nan)
        return metres_from(*self.prepared.point, self.of("lat"), self.of("lng"))

    def serves_town(self) -> np.ndarray:
        """Mask of the places whose catchment holds the person's town, or is their whole municipality."""
        catchment = self.of("catchment")
        inside: np.ndarray = catchment == EVERYWHERE
        inside &= self.of("municipality") == (self.prepared.needs.municipality or -1)
        for number in self.prepared.catchments:
            inside |= catchment == number
        return inside

    @cached_property
    def opening_rules(self) -> OpeningRules:
        """Every rule of opening of these places against the person's free time."""
        upcoming, (at, owner) = self.directory_day.upcoming, self._rule_positions()
        rules, meets = upcoming.rules, upcoming.meets[at]
        start, end = rules.start[at].astype(np.int32), rules.end[at].astype(np.int32)
        # Of a meeting shorter than the least time together, all of it.
        least = np.minimum(self.prepared.weights["schedule.minutes"], end - start)
        fitting = np.zeros(len(at), np.uint8)
        for (since, until), mask in self.prepared.hours.items():
            together = np.minimum(end, until) - np.maximum(start, since)
            fitting |= (meets & np.uint8(mask)) * (together >= least)
        return OpeningRules(at, owner, start, end, meets, fitting)

    def _rule_positions(self) -> tuple[np.ndarray, np.ndarray]:
        """Positions in `upcoming.rules` of the rules of these places, and for each the index of its place here."""
        of_rule = self.directory_day.upcoming.rules.row
        # Rows of another type than the column would make NumPy convert the whole column.
        rows = self.rows.astype(of_rule.dtype, copy=False)
        first, last = np.searchsorted(of_rule, rows), np.searchsorted(of_rule, rows, side="right")
        return ranges(first, last), np.repeat(np.arange(len(self)), last - first)

    def _stated(self, answer: str) -> np.ndarray:
        """Mask of the features to which each place itself answers `yes` or `no`."""
        return self.columns.rows.features(answer, at=self.rows)

    @cached_property
    def features_yes(self) -> np.ndarray:
        """Mask of the features of each place: those that are stated, and a small group where its size is known."""
        special, stated = self.prepared.special, self._stated("yes")
        small = self.of("group_size") <= self.prepared.weights["group.small"]
        small &= ~_has(self._stated("no"), special.small_group)
        features: np.ndarray = stated | small * np.uint64(special.small_group)
        return features

    @cached_property
    def features_no(self) -> np.ndarray:
        """Mask of the features that each place has not: stated, or excluded by another that it has."""
        special, yes = self.prepared.special, self._stated("yes")
        only_women, only_men = _has(yes, special.women_only), _has(yes, special.men_only)
        no = only_women * np.uint64(special.men_only | special.men_welcome)
        no |= (only_men | _has(yes, special.men_welcome)) * np.uint64(special.women_only)
        features: np.ndarray = self._stated("no") | (no & ~yes)
        return features

    @cached_property
    def troubles(self) -> np.ndarray:
        """The troubles that each place takes, as in `DirectoryDay.worries`; 0: any."""
        masks: np.ndarray = self.directory_day.worries[self.of("worries")]
        return masks

    @cached_property
    def stays_home(self) -> np.ndarray:
        """Mask of the places for which this person need not leave the house.

        They visit, deliver or telephone, or meet on the screen where the person wants that. Only stated facts count.
        """
        prepared = self.prepared
        ways = prepared.special.at_home | (prepared.special.online if prepared.wants_online else 0)
        return _has(self._stated("yes"), ways)

    @property
    def settled(self) -> np.ndarray:
        """Mask of the features of each place that are no question, since this person goes nowhere."""
        features: np.ndarray = self.stays_home * np.uint64(self.prepared.special.of_going)
        return features

    def values(self, fact: str) -> list[Any]:
        """A column, or one of the facts of this class, as Python numbers: what a `Candidate` reads.

        Made once, since converting a whole column costs little more than one element.
        """
        if fact not in self.made:
            self.made[fact] = self._as_list(fact)
        return self.made[fact]

    def _as_list(self, fact: str) -> list[Any]:
        if fact == "times":
            return self._rules_by_place()
        if fact == "status":
            array = self.directory_day.status[self.rows]
        elif fact == "ending":
            array = self.directory_day.ending[self.rows]
        elif fact == "serves_town":
            array = self.serves_town()
        else:
            array = getattr(self, fact) if fact in _OWN_FACTS else self.of(fact)
        values: list[Any] = array.tolist()
        return values

    def _rules_by_place(self) -> list[list[OpeningRule]]:
        found, upcoming = self.opening_rules, self.directory_day.upcoming
        rules: list[list[OpeningRule]] = [[] for _ in range(len(self))]
        facts = [getattr(upcoming.rules, name)[found.positions].tolist() for name in OpeningRule._fields[:-3]]
        facts += [found.meets.tolist(), found.fitting.tolist(), upcoming.counts[found.positions].tolist()]
        for i, *rule in zip(found.owner.tolist(), *facts, strict=True):
            rules[i].append(OpeningRule(*rule))
        return rules


_OWN_FACTS = ("metres", "features_yes", "features_no", "stays_home", "settled", "troubles")


def _has(features: np.ndarray, bits: int) -> np.ndarray:
    """Mask of the places that have any of some features."""
    mask: np.ndarray = features & np.uint64(bits) != 0
    return mask


class Candidate:
    """One of some candidates, for its sentences: attributes are the columns of `directory.snapshot.tables.Rows`, and
    those that `Candidates.values` knows."""

    __slots__ = ("candidates", "index", "prepared")

    def __init__(self, candidates: Candidates, index: int):
        self.candidates, self.prepared, self.index = candidates, candidates.prepared, index

    def __getattr__(self, column: str) -> int:
        candidates = self.candidates
        value: int = (candidates.made.get(column) or candidates.values(column))[self.index]
        return value

    @property
    def row(self) -> int:
        """Its row in the columns."""
        return int(self.candidates.rows[self.index])

    @property
    def metres(self) -> float | None:
        """Straight line from the person, None where one of the two has no point."""
        metres: float = self.candidates.values("metres")[self.index]
        return metres if math.isfinite(metres) else None

    @property
    def times(self) -> list[OpeningRule]:
        """The rules of opening that have not ended (or all, where all have), in the order in which the place states them."""
        rules: list[OpeningRule] = self.candidates.values("times")[self.index]
        return rules

    def is_in(self, mask_of: "Callable[[Candidates], np.ndarray]") -> bool:
        """Whether the place is in a mask of the candidates, which is made once for all of them."""
        candidates = self.candidates
        return bool(candidates.kept(mask_of, lambda: mask_of(candidates))[self.index])

    def words(self, scheme: str, bits: int) -> list[str]:
        """The slugs of some bits of a scheme."""
        return self.candidates.columns.words(scheme, bits)

    def listed(self, scheme: str, bits: int) -> str:
        """The labels of some bits of a scheme as 「A」「B」, short enough for a sentence."""
        return self.candidates.directory_day.listed(scheme, bits)

    def said(self, scheme: str, bits: int, most: int = AT_MOST) -> str:
        """The labels of some bits of a scheme as 「A、B」, no longer than `most` letters but for the first; without 「everyone」."""
        return self.candidates.directory_day.said(scheme, bits, most)
