"""Who is shown and who is forgotten: how often each place is among the first of the lists of many people.

Pure: no database. Concentration is the Gini coefficient over the places that could be shown to somebody: 0 where all are
shown equally often, near 1 where one place has all the lists (C. Gini, Variabilità e mutabilità, 1912).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from matching.engine.criteria import HARD
from matching.engine.directory_day import DirectoryDay
from matching.engine.scoring import LOOKED_AT, Matching
from matching.engine.weights import Weights

SEVERAL = 2
"""People to whom a place must be possible before "always" says anything."""


class Forgotten(NamedTuple):
    """A place that is among nobody's first.

    possible    people for whom nothing speaks against it: for each of them other places were better
    criterion   what keeps it from most of the others, None where nothing does; `excluded` says from how many
    """

    row: int
    key: int
    possible: int
    criterion: str | None
    excluded: int


class Always(NamedTuple):
    """A place that is among the first of everyone for whom it is possible, and how many these are."""

    row: int
    key: int
    people: int


@dataclass(frozen=True)
class Exposure:
    """How often the places of a ground are shown. Arrays have one element a row of the columns.

    people      lists that were counted
    shown       lists that have the place among their first LOOKED_AT
    possible    lists that have it at all
    excluded    criterion, row: people for whom the criterion, in the order of HARD, keeps it out
    """

    ground: DirectoryDay
    people: int
    shown: np.ndarray
    possible: np.ndarray
    excluded: np.ndarray

    @classmethod
    def of(cls, ground: DirectoryDay, matchings: Iterable[Matching]) -> "Exposure":
        """Count the lists of some people, each made on this ground."""
        places, numbers = len(ground.columns.rows), {criterion.name: i for i, criterion in enumerate(HARD)}
        shown, possible = np.zeros(places, np.int32), np.zeros(places, np.int32)
        excluded, people = np.zeros((len(HARD), places), np.int32), 0
        for matching in matchings:
            people += 1
            shown[matching.rows[:LOOKED_AT]] += 1
            possible[matching.rows] += 1
            for criterion, rows in matching.excluded:
                excluded[numbers[criterion.name], rows] += 1
        return cls(ground, people, shown, possible, excluded)

    @cached_property
    def could_be_shown(self) -> int:
        """Places that are possible for somebody."""
        return int((self.possible > 0).sum())

    @cached_property
    def gini(self) -> float:
        """Concentration of the lists on few places, over those that could be shown."""
        return gini(self.shown[self.possible > 0])

    @cached_property
    def least_gini(self) -> float:
        """The concentration that so many lists would have at the best, with every place as often as the others."""
        return gini(_evenly(int(self.shown.sum()), self.could_be_shown))

    @property
    def not_near(self) -> int:
        """Places that were compared for nobody, being far from everyone who was counted."""
        return int((~self._judged).sum())

    @property
    def _judged(self) -> np.ndarray:
        return (self.possible > 0) | self.excluded.any(axis=0)

    def forgotten(self) -> list[Forgotten]:
        """Places near somebody that are among nobody's first: those that most people could go to first."""
        rows = np.flatnonzero(self._judged & (self.shown == 0))
        most = self.excluded[:, rows].argmax(axis=0)
        found = [self._forgotten(row, number) for row, number in zip(rows.tolist(), most.tolist(), strict=True)]
        return sorted(found, key=lambda place: (-place.possible, place.excluded, place.key))

    def _forgotten(self, row: int, number: int) -> Forgotten:
        count = int(self.excluded[number, row])
        criterion = HARD[number].name if count else None
        return Forgotten(row, int(self.ground.columns.rows.key[row]), int(self.possible[row]), criterion, count)

    def always(self) -> list[Always]:
        """Places that everyone who can go there has among the first, those with the most people first."""
        rows = np.flatnonzero((self.shown == self.possible) & (self.possible >= SEVERAL))
        found = [Always(row, int(self.ground.columns.rows.key[row]), int(self.shown[row])) for row in rows.tolist()]
        return sorted(found, key=lambda place: (-place.people, place.key))


def gini(counts: np.ndarray) -> float:
    """The Gini coefficient of some amounts, none below 0; 0 where there is nothing to share out."""
    total, number = counts.sum(), len(counts)
    if not total:
        return 0.0
    ranks = np.arange(1, number + 1)
    return float(2 * (ranks * np.sort(counts)).sum() / (number * total) - (number + 1) / number)


def _evenly(lists: int, places: int) -> np.ndarray:
    share, rest = divmod(lists, places) if places else (0, 0)
    return np.where(np.arange(places) < rest, share + 1, share)


def in_words(concentration: float, weights: Weights) -> str:
    """What a Gini coefficient says, by the rows `exposure.even` and `exposure.uneven`."""
    if concentration < weights["exposure.even"]:
        return "どの場所も、だいたい同じくらい出ています。"
    if concentration < weights["exposure.uneven"]:
        return "よく出る場所と、あまり出ない場所があります。"
    return "少しの場所にかたよっています。"
