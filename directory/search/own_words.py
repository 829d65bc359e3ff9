"""What listings say of themselves, found word for word: the weak field under search.

Pure. Nothing is guessed here and nothing is ranked: a listing holds all words of a query or it does not. Pairs of letters
find the candidates, the texts themselves decide.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Self

import numpy as np

from directory.japanese.apart import holder, joined
from directory.search.bigrams import Bigrams, pairs
from directory.search.entries import IndexEntries, IndexEntry
from directory.search.similarity import Query

SHORTEST = 2
"""Letters that the longest word of a query must have: one letter stands in too many texts to mean anything."""
_AT_ONCE = 5_000  # entries whose pairs are sorted together, so that building needs little memory


@dataclass(frozen=True, eq=False, slots=True)
class OwnWords:
    """The texts of entries, one each, and their pairs of letters; positions are those of `entries`."""

    entries: IndexEntries
    bigrams: Bigrams

    @classmethod
    def of(cls, entries: Iterable[IndexEntry]) -> Self:
        """From entries with distinct keys, each with one field at most, labelled SAID."""
        found = IndexEntries.of(entries)
        where = np.arange(len(found))
        parts = [_pairs_of(found, where[first : first + _AT_ONCE]) for first in range(0, len(found) + 1, _AT_ONCE)]
        return cls(found, Bigrams.joined((part, where) for part in parts))

    def replacing(self, stay: np.ndarray, others: Self) -> Self:
        """These without any but the positions `stay`, and all others."""
        merged, mine, theirs = self.entries.merged(stay, others.entries)
        return type(self)(merged, Bigrams.joined([(self.bigrams, mine), (others.bigrams, theirs)]))

    def holding(self, query: Query) -> np.ndarray:
        """The positions (int64, rising) of the texts that hold every term of a query; none where all terms are one letter."""
        terms = sorted(query.terms, key=lambda term: -len(term.written))
        if not terms or len(terms[0].written) < SHORTEST or not len(self.entries.letters):
            return np.empty(0, np.int64)
        found: np.ndarray | None = None
        for term in terms:
            found = reduce(np.union1d, (self._holding(form, found) for form in term.forms(by_ear=False)))
        return np.asarray(found, np.int64)

    def _holding(self, form: str, among: np.ndarray | None) -> np.ndarray:
        rows = self._candidates(form)
        if among is not None:
            rows = np.intersect1d(rows, among, assume_unique=True)
        if len(form) == SHORTEST and not form.isascii() and not _is_kana(form):
            return rows  # its one pair has told already
        holds, letters = holder(form), self.entries.letters.data
        first, end = self.entries.texts_at[rows], self.entries.texts_at[rows + 1]
        begins, ends = self.entries.letters_at[first].tolist(), self.entries.letters_at[end].tolist()
        told = (holds(bytes(letters[a:b])) for a, b in zip(begins, ends, strict=True))
        return rows[np.fromiter(told, bool, len(rows))]

    def _candidates(self, form: str) -> np.ndarray:
        """The positions (rising) of texts that hold all pairs of a text."""
        if len(form) < SHORTEST:
            return np.unique(self.bigrams.rows_with(form, 0))
        found = sorted(self.bigrams.rows_of(pairs(form, 0)), key=len)
        return reduce(lambda few, more: few[_are_in(few, more)] if len(few) else few, found)


def _pairs_of(entries: IndexEntries, positions: np.ndarray) -> Bigrams:
    numbers, starts = entries.texts_of(positions)
    owners = np.repeat(positions, np.diff(np.append(starts, len(numbers))))
    lines = [joined(text) for text in entries.texts(numbers)]
    rows = np.repeat(owners, np.fromiter(map(len, lines), np.int64, len(lines)))
    return Bigrams.of([line for of_one in lines for line in of_one], np.zeros(len(rows), np.int64), rows)


def _are_in(few: np.ndarray, more: np.ndarray) -> np.ndarray:
    """Mask of those of some rising numbers that are among other rising ones, not fewer than they."""
    at = np.minimum(np.searchsorted(more, few), len(more) - 1)
    mask: np.ndarray = more[at] == few
    return mask


def _is_kana(form: str) -> bool:
    return all("ぁ" <= letter <= "ゖ" for letter in form)
