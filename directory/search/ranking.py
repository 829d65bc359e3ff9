"""How well the entries of an index answer a query, and in which order.

Pure. Pairs of letters, of which rare ones count more, choose at most RANKED candidates; comparing those letter by letter
orders them. It knows nothing of who may see what: callers pass a mask of the positions that may be found.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from directory.search.bigrams import START, Bigrams, pairs
from directory.search.entries import BESIDE, HEARD, WRITTEN, IndexEntries, is_reading
from directory.search.parts.layers import LayeredBigrams, LayeredEntries
from directory.search.similarity import ENOUGH, SHORT, Query, combined, likeness

RANKED = 100
"""Candidates that are compared letter by letter."""
RELATED = 0.75
"""Share of the query's letters (rare ones count more) that an entry must hold to be in the list of matches."""
NEAR = 0.85
"""Likeness, measured by the best match's, from which an entry with a slip of the pen is in the list of matches."""
_BESIDE_WORTH = np.float32(0.7)  # only for choosing candidates; in their order the field's own weight counts
_ACROSS = np.float32(0.5)  # what pairs across the gaps between terms are worth: 「百 歳」 finds 百歳
_BREVITY = 0.005  # what a name loses a letter, so that of equal candidates the short ones are compared
_WORTH_A_LOOK = 0.6  # of the best candidate, below which none is compared


class RankedPosition(NamedTuple):
    """A position of the index and its likeness to the query; 1 is the same."""

    position: int
    score: float


class Shares(NamedTuple):
    """Of each position (float32) the share of the query's pairs that it holds, from 0 to 1.

    total     in any way
    certain   as written, or beside the name: not only by ear in a reading
    priority  worth less beside the name, more across the gaps between terms: the order in which to compare
    """

    total: np.ndarray
    certain: np.ndarray
    priority: np.ndarray

    def related(self, allowed: np.ndarray | None) -> np.ndarray:
        """The positions, of those a mask allows, that hold RELATED of the pairs in any way."""
        return np.flatnonzero(_masked(self.total, allowed) >= RELATED)


@dataclass(frozen=True, eq=False)
class Ranking:
    """Measures and orders the entries of an index; positions are those of `entries`."""

    entries: IndexEntries | LayeredEntries
    bigrams: Bigrams | LayeredBigrams

    def shares(self, query: Query) -> Shares:
        """What each position holds of a query."""
        total, certain, priority = (np.zeros(len(self.entries), np.float32) for _ in range(3))
        for term in query.terms:
            part = np.float32(len(term.written) / len(query.whole.written))
            as_written, as_heard = self._share(term.written, WRITTEN), self._share(term.heard, HEARD)
            named = np.maximum(as_written, as_heard)
            priority += part * named
            if self._has_beside:
                written = self._share(term.written, BESIDE)
                beside = np.maximum(written, self._share(term.heard, BESIDE))
                priority += part * np.maximum(_BESIDE_WORTH * beside - named, 0)
                # かい of one reading and いご of another are no 介護.
                as_written = np.maximum(as_written, written if term.is_kanji else beside)
                named = np.maximum(named, beside)
            total += part * named
            certain += part * as_written
        if len(query.terms) > 1:
            whole = np.maximum(self._share(query.whole.written, WRITTEN), self._share(query.whole.heard, HEARD))
            priority += _ACROSS * whole
        return Shares(total, certain, priority * self._brevity)

    def shares_of_beginning(self, query: Query) -> Shares:
        """The same, where what begins with the query has priority."""
        shares, whole = self.shares(query), query.whole
        for form, face in ((whole.written, WRITTEN), (whole.heard, HEARD), (whole.written, BESIDE)):
            shares.priority[:] += self._share(START + form, face)
        return shares

    def _share(self, text: str, face: int) -> np.ndarray:
        """Of each position the share (float32, 0 to 1) of a text's pairs that it holds in a face; rare pairs count more."""
        share = np.zeros(len(self.entries), np.float32)
        if len(text) == 1 and face != HEARD:  # half the readings hold any one kana
            share[self.bigrams.rows_with(text, face)] = 1
        if len(text) < 2 or not len(share):
            return share
        found = self.bigrams.rows_of(pairs(text, face))
        rarity = np.log1p(len(share) / np.maximum([len(rows) for rows in found], 1)).astype(np.float32)
        for rows, worth in zip(found, rarity / rarity.sum(), strict=True):
            share[rows] += worth
        return share

    def ranked(self, query: Query, shares: Shares, allowed: np.ndarray | None) -> list[RankedPosition]:
        """The most promising positions, compared letter by letter: the most like first, equal ones in order of keys."""
        order = _masked(shares.priority, allowed)
        least = _WORTH_A_LOOK * order.max(initial=0)
        candidates = np.flatnonzero((order > least) | (shares.total >= RELATED) & (order > 0))
        if len(candidates) > RANKED:
            candidates = candidates[np.argpartition(-order[candidates], RANKED)[:RANKED]]
        if not query.terms or not len(candidates):
            return []
        return self._compared(query, np.sort(candidates))

    def _compared(self, query: Query, positions: np.ndarray) -> list[RankedPosition]:
        numbers, starts = self.entries.texts_of(positions)
        terms, whole = likeness(query, self.entries.texts(numbers), self.is_heard(numbers))
        scores = combined(query, terms, whole, self.entries.weight_of[numbers], starts)
        order = np.argsort(-scores, kind="stable")
        return list(map(RankedPosition, positions[order].tolist(), scores[order].tolist()))

    def shares_of_related(self, query: Query, shares: Shares, positions: np.ndarray) -> np.ndarray:
        """Of each position the share (float32) that it holds, 0 but for those of some positions that are related."""
        related = self.related(query, shares, positions)
        share = np.zeros(len(self.entries), np.float32)
        share[related] = shares.total[related]
        return share

    def related(self, query: Query, shares: Shares, positions: np.ndarray) -> np.ndarray:
        """Those of some positions that hold RELATED of the query."""
        positions = positions[shares.total[positions] >= RELATED]
        if all(len(term.heard) <= SHORT and not term.is_short_kanji for term in query.terms):
            return positions
        by_ear = np.flatnonzero(shares.certain[positions] < RELATED)
        # Kana are few: the pairs of a word may stand scattered in a reading that does not hold the word.
        return np.delete(positions, by_ear[~self._hold_whole_terms(query, positions[by_ear])])

    def _hold_whole_terms(self, query: Query, positions: np.ndarray) -> np.ndarray:
        """Mask of some positions whose readings, or texts beside the name, hold RELATED of the query in whole terms."""
        numbers, starts = self.entries.texts_of(positions)
        owner = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(numbers))))
        heard, beside = self.is_heard(numbers), self.entries.weight_of[numbers] < 1
        alone = query.terms[0] if len(query.terms) == 1 else None
        if alone is None:
            look = heard | beside
        else:
            # What stands beside the name is certain already, but for a word in kanji.
            look = heard if alone.is_kanji else heard & ~beside
        owner, numbers = owner[look], numbers[look]
        letters = np.zeros(len(positions))
        for term in query.terms:
            holds = self.entries.holding(numbers, term.heard, at_first=term.begins)
            if alone is None:
                holds |= self.entries.holding(numbers, term.written)
            letters[np.unique(owner[holds])] += len(term.written)
        return letters >= RELATED * len(query.whole.written)

    def begin_so(self, query: Query, positions: list[int]) -> list[bool]:
        """Whether a text of each entry begins with the query."""
        numbers, starts = self.entries.texts_of(np.array(positions, np.int64))
        texts, heard = self.entries.texts(numbers), self.is_heard(numbers).tolist()
        begin = [text.startswith(query.whole[by_ear]) for text, by_ear in zip(texts, heard, strict=True)]
        return np.logical_or.reduceat(begin, starts).tolist() if positions else []

    def is_heard(self, numbers: np.ndarray) -> np.ndarray:
        """Mask of the texts, by their numbers, that are readings."""
        mask: np.ndarray = self._is_reading[self.entries.label_of[numbers]]
        return mask

    @cached_property
    def _is_reading(self) -> np.ndarray:
        return np.array([is_reading(label) for label in self.entries.labels], bool)

    @cached_property
    def _has_beside(self) -> bool:
        return self.entries.has_beside

    @cached_property
    def _brevity(self) -> np.ndarray:
        """Of each position a factor a little below 1, lower for long names (float32)."""
        letters = self.entries.name_bytes / 3  # kana and kanji in UTF-8
        factors: np.ndarray = (1 - _BREVITY * np.minimum(letters, 100)).astype(np.float32)
        return factors


def matches_among(ranked: list[RankedPosition], shares: np.ndarray) -> list[RankedPosition]:
    """Those of the compared that match: they are NEAR the best, or have a share of the query (0: not related)."""
    near = max(ENOUGH, NEAR * ranked[0].score) if ranked else 1
    return [hit for hit in ranked if hit.score >= near or shares[hit.position]]


def _masked(values: np.ndarray, allowed: np.ndarray | None) -> np.ndarray:
    return values if allowed is None else values * allowed
