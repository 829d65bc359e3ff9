"""What the search answers while there is no index: places whose name, reading or organization holds what was typed.

The database looks for the very letters. It costs a tenth of a second at 100,000 places, and nothing to prepare.
"""

from collections.abc import Collection
from functools import reduce
from operator import and_
from typing import Self

import numpy as np
from django.db.models import Q

from directory.catalogue.resources import Resource
from directory.publishing.version import NO_VERSION
from directory.search.bigrams import Bigrams
from directory.search.entries import IndexEntries
from directory.search.index import Hit, Index, Matches
from directory.search.own_words import OwnWords
from directory.search.similarity import MOST_TERMS
from directory.snapshot.arrays import Columns

_NONE = np.empty(0, np.int64)


def _is_run_by(word: str) -> Q:
    """An organization counts where it is public, as in the index."""
    return Q(organization__live=True, organization__name__icontains=word)


class PlainIndex(Index):
    """An index that knows nothing but the keys, and asks the database."""

    is_plain = True

    @classmethod
    def over(cls, columns: Columns) -> Self:
        """The plain index of all that is in these columns."""
        entries = IndexEntries(
            (),
            np.sort(columns.rows.key),
            np.zeros(len(columns) + 1, np.int64),
            np.empty(0, np.uint8),
            np.empty(0, np.float32),
            np.zeros(1, np.int64),
            np.empty(0, np.uint8),
        )
        return cls(NO_VERSION, entries, Bigrams.of([], _NONE, _NONE), OwnWords.of([]))

    def matching(self, text: str, allowed: np.ndarray | None = None) -> Matches:
        """The entries whose name, reading or organization holds every word of a text; as sure as if they matched wholly."""
        words = text.split()[:MOST_TERMS]
        if not words:
            return Matches(_NONE, np.empty(0, np.float32))
        holds = (Q(name__icontains=word) | Q(reading__icontains=word) | _is_run_by(word) for word in words)
        rows = Resource._base_manager.filter(reduce(and_, holds), live=True)
        positions = np.flatnonzero(np.isin(self.keys, list(rows.order_by().values_list("pk", flat=True))))
        positions = positions if allowed is None else positions[allowed[positions]]
        return Matches(positions, np.ones(len(positions), np.float32))

    def saying(self, text: str, allowed: np.ndarray | None = None) -> np.ndarray:
        """Nothing: what a listing says of itself is not looked through."""
        return _NONE

    def find(self, text: str, allowed: np.ndarray | None = None, limit: int = 20) -> list[Hit]:
        """The first of `matching`, in no particular order."""
        return [Hit(key, 1.0) for key in self.keys[self.matching(text, allowed).positions[:limit]].tolist()]

    def suggest(self, text: str, allowed: np.ndarray | None = None, limit: int = 8) -> list[Hit]:
        """The same."""
        return self.find(text, allowed, limit)

    def resembling(self, text: str, allowed: np.ndarray | None = None, limit: int = 20) -> list[Hit]:
        """Nothing: without an index nothing is alike."""
        return []

    def reasons(self, text: str, keys: Collection[int], least: float) -> dict[int, list[tuple[str, str]]]:
        """Nothing: by what it was found stands in the name."""
        return {}
