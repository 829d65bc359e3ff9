"""How often each place is among the first of the lists of many people: which are never shown, and which always.

Pure: no database. Concentration is the Gini coefficient over the places that could be shown to somebody: 0 where all are
shown equally often, near 1 where one place has all the lists (C. Gini, Variabilità e mutabilità, 1912).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from matching.engine.criteria import HARD
from matching.engine.directory_day import DirectoryDay
from matching.engine.scoring import TOP_PLACES, Matching
from matching.engine.weights import Weights

SEVERAL = 2
"""Fewest people for whom a place must be possible before it counts as always shown."""


class NeverShown(NamedTuple):
    """A place that was compared for somebody, but is among nobody's TOP_PLACES.

    row, key    of the columns, of the resource
    possible    people for whom nothing excludes it: for each of them other places were better
    criterion   what excludes it for most of the other people, None where nothing does; `excluded`: for how many
    """

    row: int
    key: int
    possible: int
    criterion: str | None
    excluded: int


class AlwaysShown(NamedTuple):
    """A place that is among the TOP_PLACES of everyone for whom it is possible, and how many people these are."""

    row: int
    key: int
    people: int


class PlaceCounts(NamedTuple):
    """How often a place was possible for people, proposed to them (among the TOP_PLACES), and chosen by them."""

    key: int
    possible: int
    proposed: int
    chosen: int


@dataclass(frozen=True)
class Exposure:
    """How often the places of a day are shown. Arrays (int32) have one element a row of the columns.

    people      lists that were counted
    shown       lists that have the place among their TOP_PLACES
    possible    lists that have it at all
    excluded    HARD × rows: people for whom the criterion excludes the place
    """

    directory_day: DirectoryDay
    people: int
    shown: np.ndarray
    possible: np.ndarray
    excluded: np.ndarray

    @classmethod
    def of(cls, directory_day: DirectoryDay, matchings: Iterable[Matching]) -> "Exposure":
        """Count the lists of some people, each made on this day."""
        places, numbers = len(directory_day.columns.rows), {criterion.name: i for i, criterion in enumerate(HARD)}
        shown, possible = np.zeros(places, np.int32), np.zeros(places, np.int32)
        excluded, people = np.zeros((len(HARD), places), np.int32), 0
        for matching in matchings:
            people += 1
            shown[matching.rows[:TOP_PLACES]] += 1
            possible[matching.rows] += 1
            for criterion, rows in matching.excluded:
                # What keeps a place from one person alone, such as a host's no, says nothing of the place.
                if criterion.name in numbers:
                    excluded[numbers[criterion.name], rows] += 1
        return cls(directory_day, people, shown, possible, excluded)

    @cached_property
    def could_be_shown(self) -> int:
        """Number of places that are possible for somebody."""
        return int((self.possible > 0).sum())

    @cached_property
    def gini(self) -> float:
        """Concentration of the lists on few places, over those that could be shown."""
        return gini(self.shown[self.possible > 0])

    @cached_property
    def least_gini(self) -> float:
        """The smallest concentration that is possible with so many lists: every place as often as the others."""
        return gini(_evenly(int(self.shown.sum()), self.could_be_shown))

    @property
    def not_near(self) -> int:
        """Number of places that were compared for nobody, since they are far from everyone who was counted."""
        return int((~self._compared).sum())

    @property
    def _compared(self) -> np.ndarray:
        return (self.possible > 0) | self.excluded.any(axis=0)

    def place_counts(self, chosen: Mapping[int, int]) -> list[PlaceCounts]:
        """The places that were possible or chosen, those with most people first. `chosen`: key of a place -> people."""
        keys = self.directory_day.columns.rows.key
        counted = zip(keys.tolist(), self.possible.tolist(), self.shown.tolist(), strict=True)
        found = [PlaceCounts(key, possible, shown, chosen.get(key, 0)) for key, possible, shown in counted]
        listed = [place for place in found if place.possible or place.chosen]
        return sorted(listed, key=lambda place: (-place.possible, -place.proposed, -place.chosen, place.key))

    def never_shown(self) -> list[NeverShown]:
        """Places that are never shown, first those to which most people could go."""
        rows = np.flatnonzero(self._compared & (self.shown == 0))
        most = self.excluded[:, rows].argmax(axis=0)
        found = [self._never_shown(row, number) for row, number in zip(rows.tolist(), most.tolist(), strict=True)]
        return sorted(found, key=lambda place: (-place.possible, place.excluded, place.key))

    def _never_shown(self, row: int, number: int) -> NeverShown:
        count = int(self.excluded[number, row])
        criterion = HARD[number].name if count else None
        return NeverShown(row, int(self.directory_day.columns.rows.key[row]), int(self.possible[row]), criterion, count)

    def always_shown(self) -> list[AlwaysShown]:
        """Places that are always shown, first those with the most people."""
        rows = np.flatnonzero((self.shown == self.possible) & (self.possible >= SEVERAL))
        found = [
            AlwaysShown(row, int(self.directory_day.columns.rows.key[row]), int(self.shown[row]))
            for row in rows.tolist()
        ]
        return sorted(found, key=lambda place: (-place.people, place.key))


def gini(counts: np.ndarray) -> float:
    """The Gini coefficient of some amounts (none below 0), from 0 to 1; 0 where all amounts are 0."""
    total, number = counts.sum(), len(counts)
    if not total:
        return 0.0
    ranks = np.arange(1, number + 1)
    return float(2 * (ranks * np.sort(counts)).sum() / (number * total) - (number + 1) / number)


def _evenly(lists: int, places: int) -> np.ndarray:
    """So many lists shared out over so many places, as evenly as whole numbers allow."""
    share, rest = divmod(lists, places) if places else (0, 0)
    return np.where(np.arange(places) < rest, share + 1, share)


def concentration_in_words(concentration: float, weights: Weights) -> str:
    """What a Gini coefficient says, by the weight rows `exposure.even` and `exposure.uneven`."""
    if concentration < weights["exposure.even"]:
        return "どの場所も、だいたい同じくらい出ています。"
    if concentration < weights["exposure.uneven"]:
        return "よく出る場所と、あまり出ない場所があります。"
    return "少しの場所にかたよっています。"
