"""What listings say of themselves, found word for word: the weak field under search.

Pure. Nothing is guessed here and nothing is ranked: a listing holds all words of a query or it does not. Pairs of letters
find the candidates, the letters themselves decide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Self

import numpy as np

from directory.geo.points import ranges
from directory.japanese.apart import LINE, Apart, fold_apart, fold_lines_apart, is_word_only, where
from directory.search.bigrams import Bigrams, pairs
from directory.search.entries import runs
from directory.search.similarity import Query

SHORTEST = 2
"""Letters that the longest word of a query must have: one letter stands in too many texts to mean anything."""
_RATHER_ALL = 10  # from one in so many texts on it is quicker to look at all than to pick them out


@dataclass(frozen=True, eq=False, slots=True)
class OwnWords:
    """A text at each position of an index and its pairs of letters.

    at       int64 [positions + 1]: where each text begins
    letters  uint16, begins  bool: the texts one after the other, as in `Apart`
    """

    at: np.ndarray
    letters: np.ndarray
    begins: np.ndarray
    bigrams: Bigrams

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """From the text of each position, line by line; "" for one that says nothing."""
        return cls._from(*fold_apart(texts))

    @classmethod
    def of_lines(cls, lines: Sequence[str], counts: Sequence[int]) -> Self:
        """The same from the lines of all texts; `counts` says how many the text of each position has."""
        return cls._from(*fold_lines_apart(lines, counts))

    @classmethod
    def _from(cls, text: Apart, at: np.ndarray) -> Self:
        rows = np.repeat(np.arange(len(at) - 1), np.diff(at))
        return cls(at, *text, Bigrams.of_letters(text.letters, rows, LINE))

    def __len__(self) -> int:
        return len(self.at) - 1

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        return self.at.nbytes + self.letters.nbytes + self.begins.nbytes + self.bigrams.nbytes

    def hold(self, positions: np.ndarray, others: Self) -> bool:
        """Whether these have all texts of others at some positions, letter for letter."""
        return all(self.said_at(int(one)) == others.said_at(place) for place, one in enumerate(positions))

    def said_at(self, position: int) -> tuple[bytes, bytes]:
        """The letters and the borders of the text at a position, for comparing."""
        which = slice(self.at[position], self.at[position + 1])
        return self.letters[which].tobytes(), self.begins[which].tobytes()

    def merged(self, others: Self, mine: np.ndarray, theirs: np.ndarray) -> Self:
        """These and others, where each of mine (-1: gone) and of theirs is now."""
        source = np.zeros(len(theirs) + np.count_nonzero(mine >= 0), np.int8)
        source[theirs] = 1
        position = np.empty(len(source), np.int64)
        position[mine[mine >= 0]], position[theirs] = np.flatnonzero(mine >= 0), np.arange(len(theirs))
        parts = [(self, others)[which]._slice(a, b) for which, a, b in runs(source, position)] or [self._slice(0, 0)]
        lengths, letters, begins = map(np.concatenate, zip(*parts, strict=True))
        bigrams = self.bigrams.merged(mine, others.bigrams, theirs)
        return type(self)(np.append(0, np.cumsum(lengths)), letters, begins, bigrams)

    def _slice(self, first: int, end: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        a, b = self.at[[first, end]]
        return np.diff(self.at[first : end + 1]), self.letters[a:b], self.begins[a:b]

    def text_at(self, position: int) -> str:
        """The folded text at a position, its lines ended by LINE."""
        return "".join(map(chr, self.letters[self.at[position] : self.at[position + 1]].tolist()))

    def holding(self, query: Query) -> np.ndarray:
        """The positions (int64, rising) of the texts that hold every term of a query; none where all terms are one letter."""
        terms = sorted(query.terms, key=lambda term: -len(term.written))
        if not terms or len(terms[0].written) < SHORTEST:
            return np.empty(0, np.int64)
        found: np.ndarray | None = None
        for term in terms:
            found = reduce(np.union1d, [self._holding(form, found) for form in term.forms(by_ear=False) if form])
        return np.asarray(found, np.int64)

    def _holding(self, form: str, among: np.ndarray | None) -> np.ndarray:
        """The positions that hold a folded word, of all or of some (rising)."""
        candidates = self._candidates(form)
        if among is not None:
            candidates = np.intersect1d(candidates, among, assume_unique=True)
        if len(form) <= SHORTEST and not is_word_only(form):
            return candidates  # its one pair has told already
        if len(candidates) * _RATHER_ALL > len(self):
            holding = _owners(where(form, Apart(self.letters, self.begins)), self.at)
            return holding if among is None else np.intersect1d(holding, candidates, assume_unique=True)
        text, at = self._text_of(candidates)
        found: np.ndarray = candidates[_owners(where(form, text), at)]
        return found

    def _candidates(self, form: str) -> np.ndarray:
        """The positions (rising) of texts that hold all pairs of a text."""
        if len(form) < SHORTEST:
            return np.unique(self.bigrams.rows_with(form, 0))
        found = sorted(self.bigrams.rows_of(pairs(form, 0)), key=len)
        return reduce(lambda few, more: few[_are_in(few, more)] if len(few) else few, found)

    def _text_of(self, positions: np.ndarray) -> tuple[Apart, np.ndarray]:
        """The texts at some positions one after the other, and where each begins."""
        first, end = self.at[positions], self.at[positions + 1]
        which = ranges(first, end)
        return Apart(self.letters[which], self.begins[which]), np.append(0, np.cumsum(end - first))


def _owners(places: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The numbers (rising) of the texts in which some places are, where `at` says of each where it begins; places rise."""
    owners = np.searchsorted(at, places, "right") - 1
    return owners[np.diff(owners, prepend=-1) > 0]


def _are_in(few: np.ndarray, more: np.ndarray) -> np.ndarray:
    """Mask of those of some rising numbers that are among other rising ones, not fewer than they."""
    mask: np.ndarray = more[np.minimum(np.searchsorted(more, few), len(more) - 1)] == few
    return mask
