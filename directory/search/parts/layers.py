"""An index and, over it, what has changed since: asked together, they answer as one that is made anew.

Pure. Below is a whole index, mostly read from its file; above it are the entries that came or
changed, a few. Positions are those of all that is there now, in order of keys. The number of a text above is counted on
from those below.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from directory.geo.points import ranges
from directory.search.bigrams import Bigrams
from directory.search.entries import EntriesWithTexts, IndexEntries
from directory.search.own_words import OwnWords
from directory.search.similarity import Query


@dataclass(frozen=True, eq=False)
class Moves:
    """Where the entries of both layers are now.

    gone    int64, rising: the positions below that are there no more, or stand above
    keys    int64 [positions]
    source  int32 [positions]: the position below, or, as ~position, that above
    """

    gone: np.ndarray
    keys: np.ndarray
    source: np.ndarray

    @classmethod
    def of(cls, below: np.ndarray, above: np.ndarray, gone: np.ndarray) -> "Moves":
        """From the keys of both layers; those above are not among those below that stay."""
        if np.array_equal(below[gone], above):  # the usual edit: everything stays where it was
            source = np.arange(len(below), dtype=np.int32)
            source[gone] = ~np.arange(len(above), dtype=np.int32)
            return cls(gone, below, source)
        stay = np.delete(np.arange(len(below), dtype=np.int32), gone)
        places = np.searchsorted(below[stay], above)
        source = np.insert(stay, places, ~np.arange(len(above), dtype=np.int32))
        return cls(gone, np.insert(below[stay], places, above), source)

    @cached_property
    def above(self) -> np.ndarray:
        """Where each entry above is now (int64, rising)."""
        return np.flatnonzero(self.source < 0)

    @cached_property
    def _below(self) -> np.ndarray | None:
        """Where each entry below is now (int32; of no meaning for those that are gone); None where none has moved."""
        stay = np.flatnonzero(self.source >= 0)
        if (self.source[stay] == stay).all():
            return None
        now = np.zeros(len(stay) + len(self.gone), np.int32)
        now[self.source[stay]] = stay
        return now

    def of_below(self, positions: np.ndarray) -> np.ndarray:
        """Where entries below (rising) are now, without those that are gone."""
        if len(self.gone) and len(positions):
            at = np.minimum(np.searchsorted(positions, self.gone), len(positions) - 1)
            positions = np.delete(positions, at[positions[at] == self.gone])
        return positions if self._below is None else self._below[positions]


class _Both:
    """The elements of an array, and those of another counted on from them."""

    def __init__(self, below: np.ndarray, above: np.ndarray):
        self._below, self._above = below, above

    def __getitem__(self, numbers: np.ndarray) -> np.ndarray:
        late = numbers >= len(self._below)
        if not late.any():
            return self._below[numbers]
        found = np.empty(len(numbers), self._below.dtype)
        found[~late], found[late] = self._below[numbers[~late]], self._above[numbers[late] - len(self._below)]
        return found


class LayeredEntries(EntriesWithTexts):
    """The entries of both layers, asked as those of one."""

    def __init__(self, below: IndexEntries, above: IndexEntries, moves: Moves):
        self._below, self._above, self._moves = below, above, moves
        self.labels = below.labels + tuple(label for label in above.labels if label not in below.labels)
        renumbered = np.array([self.labels.index(label) for label in above.labels], np.uint8)
        self.label_of = _Both(below.label_of, renumbered[above.label_of])
        self.weight_of = _Both(below.weight_of, above.weight_of)
        self._texts_below = len(below.label_of)

    def __len__(self) -> int:
        return len(self._moves.keys)

    @property
    def keys(self) -> np.ndarray:
        """The key of each position, rising."""
        return self._moves.keys

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        return self._below.nbytes + self._above.nbytes

    @property
    def has_beside(self) -> bool:
        """Whether any text has less weight than a name."""
        return self._below.has_beside or self._above.has_beside

    @property
    def name_bytes(self) -> np.ndarray:
        """The bytes of the first text of each position."""
        found = self._below.name_bytes[np.maximum(self._moves.source, 0)]
        found[self._moves.above] = self._above.name_bytes
        return found

    def first_of(self, positions: np.ndarray) -> np.ndarray:
        """The number of the first text of the entries at some positions."""
        return self._bounds(positions)[0]

    def texts_of(self, positions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As `IndexEntries.texts_of`."""
        first, last = self._bounds(positions)
        return ranges(first, last), np.append(0, np.cumsum(last - first))[:-1]

    def _bounds(self, positions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        source = self._moves.source[positions]
        below, above = np.maximum(source, 0), np.maximum(~source, 0)
        is_above, more = source < 0, self._texts_below
        if not is_above.any():
            return self._below.texts_at[below], self._below.texts_at[below + 1]
        first = np.where(is_above, self._above.texts_at[above] + more, self._below.texts_at[below])
        return first, np.where(is_above, self._above.texts_at[above + 1] + more, self._below.texts_at[below + 1])

    def texts(self, numbers: np.ndarray) -> list[str]:
        """Folded texts by their numbers."""
        late = numbers >= self._texts_below
        if not late.any():
            return self._below.texts(numbers)
        found = np.empty(len(numbers), object)
        found[~late] = self._below.texts(numbers[~late])
        found[late] = self._above.texts(numbers[late] - self._texts_below)
        return found.tolist()

    def holding(self, numbers: np.ndarray, part: str, at_first: bool = False) -> np.ndarray:
        """As `IndexEntries.holding`."""
        late = numbers >= self._texts_below
        if not late.any():
            return self._below.holding(numbers, part, at_first)
        found = np.empty(len(numbers), bool)
        found[~late] = self._below.holding(numbers[~late], part, at_first)
        found[late] = self._above.holding(numbers[late] - self._texts_below, part, at_first)
        return found


@dataclass(frozen=True, slots=True)
class LayeredBigrams:
    """The postings of both layers, asked as those of one."""

    below: Bigrams
    above: Bigrams
    moves: Moves

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        return self.below.nbytes + self.above.nbytes

    def rows_of(self, codes: np.ndarray) -> list[np.ndarray]:
        """The rows of each pair, each row once, in no order; none for a pair that does not occur."""
        pairs = zip(self.below.rows_of(codes), self.above.rows_of(codes), strict=True)
        return [self._both(below, above) for below, above in pairs]

    def rows_with(self, letter: str, face: int) -> np.ndarray:
        """The rows of the texts that hold a letter anywhere; a row may come several times."""
        return self._both(np.unique(self.below.rows_with(letter, face)), self.above.rows_with(letter, face))

    def _both(self, below: np.ndarray, above: np.ndarray) -> np.ndarray:
        below = self.moves.of_below(below)
        return np.concatenate([below, self.moves.above[above]]) if len(above) else below


@dataclass(frozen=True, slots=True)
class LayeredOwnWords:
    """What the entries of both layers say of themselves, asked as one."""

    below: OwnWords
    above: OwnWords
    moves: Moves

    def __len__(self) -> int:
        return len(self.moves.keys)

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        return self.below.nbytes + self.above.nbytes

    def text_at(self, position: int) -> str:
        """As `OwnWords.text_at`."""
        source = int(self.moves.source[position])
        return self.below.text_at(source) if source >= 0 else self.above.text_at(~source)

    def said_at(self, position: int) -> tuple[bytes, bytes]:
        """As `OwnWords.said_at`."""
        source = int(self.moves.source[position])
        return self.below.said_at(source) if source >= 0 else self.above.said_at(~source)

    def hold(self, positions: np.ndarray, others: OwnWords) -> bool:
        """As `OwnWords.hold`."""
        return all(self.said_at(int(one)) == others.said_at(place) for place, one in enumerate(positions))

    def holding(self, query: Query) -> np.ndarray:
        """As `OwnWords.holding`."""
        below = self.moves.of_below(self.below.holding(query))
        return np.sort(np.concatenate([below, self.moves.above[self.above.holding(query)]])).astype(np.int64)
