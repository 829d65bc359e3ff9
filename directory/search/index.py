"""The search over names, readings and words, in memory, the same on every database.

Pairs of letters find candidates, comparing letter by letter orders the best of them. What is written is compared as
`japanese.fold` leaves it and what is heard as `japanese.sound_of` does, so that kanji, kana and romaji meet. Keyed by the
directory's version; it knows nothing of who may see what: callers pass a mask of the positions that may be found.
How well and how fast it finds is measured by `tests.benchmarks.search`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from directory.search import array_file
from directory.search.bigrams import START, Bigrams, pairs
from directory.search.entries import IndexEntries, IndexEntry, is_reading
from directory.search.similarity import ENOUGH, SHORT, Query, combined, likeness

RANKED = 100
"""Candidates that are compared letter by letter."""
RELATED = 0.75
"""Share of the query's letters (rare ones count more) that an entry must hold to be in the list of matches."""
NEAR = 0.85
"""Likeness, measured by the best match's, from which an entry with a slip of the pen is in the list of matches."""
BEGINNING = 0.25
"""What a suggestion gains by beginning with what was typed."""
_WRITTEN, _HEARD, _BESIDE = 0, 1, 2  # faces: names, readings, and what has less weight than they
_BESIDE_WORTH = np.float32(0.7)  # only for choosing candidates; in their order the field's own weight counts
_ACROSS = np.float32(0.5)  # what pairs across the gaps between terms are worth: 「百 歳」 finds 百歳
_BREVITY = 0.005  # what a name loses a letter, so that of equal candidates the short ones are compared
_WORTH_A_LOOK = 0.6  # of the best candidate, below which none is compared


class Hit(NamedTuple):
    """A found entry and its likeness; 1 is the same."""

    key: int
    score: float


class Matches(NamedTuple):
    """What matches a text.

    positions  int64, the best first, equal ones in order of keys
    held       float32, the share of the text's letters that each holds, from RELATED to 1; 0 where it only resembles
    """

    positions: np.ndarray
    held: np.ndarray


class _Ranked(NamedTuple):
    position: int
    score: float


class _Shares(NamedTuple):
    """Of each position (float32) the share of the query's pairs that it holds, from 0 to 1.

    held     in any way
    sure     as written, or beside the name: not only by ear in a reading
    promise  worth less beside the name, more across the gaps between terms: the order in which to compare
    """

    held: np.ndarray
    sure: np.ndarray
    promise: np.ndarray


@dataclass(frozen=True)
class Index:
    """Entries and their pairs of letters at a version of the directory; positions are those of `entries`."""

    version: int
    entries: IndexEntries
    bigrams: Bigrams

    @classmethod
    def build(cls, entries: Iterable[IndexEntry], version: int) -> Self:
        """An index from scratch; keys are distinct, at most bigrams.MOST_ROWS of them."""
        found = IndexEntries.of(entries)
        reading = np.array([is_reading(label) for label in found.labels], bool)
        faces = np.where(reading[found.label_of], _HEARD, _WRITTEN)
        faces[found.weight_of < 1] = _BESIDE
        rows = np.repeat(np.arange(len(found)), np.diff(found.texts_at))
        return cls(version, found, Bigrams.of(found.texts(np.arange(len(faces))), faces, rows))

    def replacing(self, changed: Iterable[IndexEntry], removed: Collection[int], version: int) -> Self:
        """This index at another version, without the keys `removed` and with `changed` entries, old or new."""
        others = self.build(changed, version)
        if not len(removed) and self.entries.hold(others.entries):
            return replace(self, version=version)
        gone = np.concatenate([others.entries.keys, np.fromiter(removed, np.int64, len(removed))])
        stay = np.flatnonzero(~np.isin(self.entries.keys, gone))
        merged, mine, theirs = self.entries.merged(stay, others.entries)
        return type(self)(version, merged, Bigrams.joined([(self.bigrams, mine), (others.bigrams, theirs)]))

    def save(self, path: Path, mark: str) -> None:
        """Store a copy that `load` maps into memory; `mark` says of which texts it was made."""
        arrays = {name: getattr(self.entries, name) for name in _ARRAYS} | {
            name: getattr(self.bigrams, name) for name in _POSTINGS
        }
        array_file.write(path, {"mark": mark, "version": self.version, "labels": self.entries.labels}, arrays)

    @classmethod
    def load(cls, path: Path) -> tuple[Self, str]:
        """The stored copy and its mark. Raises FileNotFoundError or stored.NotAStoredCopy."""
        about, arrays = array_file.read(path)
        entries = IndexEntries(tuple(about["labels"]), **{name: arrays[name] for name in _ARRAYS})
        bigrams = Bigrams(**{name: arrays[name] for name in _POSTINGS})
        return cls(about["version"], entries, bigrams), about["mark"]

    @property
    def keys(self) -> np.ndarray:
        """The key of each position, rising."""
        return self.entries.keys

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        return sum(
            getattr(part, name).nbytes
            for part, names in ((self.entries, _ARRAYS), (self.bigrams, _POSTINGS))
            for name in names
        )

    def matching(self, text: str, allowed: np.ndarray | None = None) -> Matches:
        """All entries that match: those that hold RELATED of the query or are NEAR the best match.

        `allowed` is a mask over positions.
        """
        query = Query.of(text)
        shares = self._shares(query)
        ranked = self._ranked(query, shares, allowed)
        held = self._held(query, shares, _candidates(shares, allowed))
        found, others = self._like(ranked, held), held > 0
        others[[hit.position for hit in ranked]] = False
        rest = np.flatnonzero(others)
        rest = rest[np.argsort(-shares.promise[rest], kind="stable")]
        positions = np.concatenate([np.array([hit.position for hit in found], np.int64), rest])
        return Matches(positions, held[positions])

    def holds(self, text: str, allowed: np.ndarray) -> bool:
        """Whether any entry holds RELATED of a text."""
        query = Query.of(text)
        shares = self._shares(query)
        return bool(len(self._related(query, shares, _candidates(shares, allowed))))

    def find(self, text: str, allowed: np.ndarray | None = None, limit: int = 20) -> list[Hit]:
        """The first of `matching` (at most RANKED)."""
        query = Query.of(text)
        shares = self._shares(query)
        ranked = self._ranked(query, shares, allowed)
        held = self._held(query, shares, np.array([hit.position for hit in ranked], np.int64))
        return self._hits(self._like(ranked, held)[:limit])

    def suggest(self, text: str, allowed: np.ndarray | None = None, limit: int = 8) -> list[Hit]:
        """What somebody who is still typing may mean: first what begins so, then what holds it."""
        query = Query.begun(text)
        ranked = self._ranked(query, self._begun_or_held(query), allowed)
        begun = self._begun(query, [hit.position for hit in ranked])
        ranked = [hit._replace(score=hit.score + BEGINNING * begins) for hit, begins in zip(ranked, begun, strict=True)]
        ranked.sort(key=lambda hit: (-hit.score, hit.position))
        return self._hits([hit for hit in ranked if hit.score >= ENOUGH][:limit])

    def resembling(self, text: str, allowed: np.ndarray | None = None, limit: int = 20) -> list[Hit]:
        """The entries most like a text that matches nothing: those that hold some of its letters or begin as it does."""
        query = Query.of(text)
        return self._hits(self._ranked(query, self._begun_or_held(query), allowed)[:limit])

    def _begun_or_held(self, query: Query) -> _Shares:
        shares = self._shares(query)
        for form, face in (
            (query.whole.written, _WRITTEN),
            (query.whole.heard, _HEARD),
            (query.whole.written, _BESIDE),
        ):
            shares.promise[:] += self._share(START + form, face)
        return shares

    def _like(self, ranked: list[_Ranked], held: np.ndarray) -> list[_Ranked]:
        """Those of the compared that match: they are NEAR the best, or hold RELATED of the query."""
        near = max(ENOUGH, NEAR * ranked[0].score) if ranked else 1
        return [hit for hit in ranked if hit.score >= near or held[hit.position]]

    def _held(self, query: Query, shares: _Shares, positions: np.ndarray) -> np.ndarray:
        """Of each position the share (float32) that it holds, 0 but for those of some positions that are related."""
        related = self._related(query, shares, positions)
        held = np.zeros(len(self.entries), np.float32)
        held[related] = shares.held[related]
        return held

    def _related(self, query: Query, shares: _Shares, positions: np.ndarray) -> np.ndarray:
        """Those of some positions that hold RELATED of the query."""
        positions = positions[shares.held[positions] >= RELATED]
        if all(len(term.heard) <= SHORT and not term.is_short_kanji for term in query.terms):
            return positions
        by_ear = np.flatnonzero(shares.sure[positions] < RELATED)
        # Kana are few: the pairs of a word may stand scattered in a reading that does not hold the word.
        return np.delete(positions, by_ear[~self._sounding(query, positions[by_ear])])

    def _sounding(self, query: Query, positions: np.ndarray) -> np.ndarray:
        """Mask of the positions where whole terms are heard (or stand beside the name), by RELATED of the letters."""
        numbers, starts = self.entries.texts_of(positions)
        owner = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(numbers))))
        heard, beside = self._by_ear[self.entries.label_of[numbers]], self.entries.weight_of[numbers] < 1
        alone = query.terms[0] if len(query.terms) == 1 else None
        if alone is None:
            look = heard | beside
        else:
            # What stands beside the name is sure already, but for a word in kanji.
            look = heard if alone.is_kanji else heard & ~beside
        owner, numbers = owner[look], numbers[look]
        held = np.zeros(len(positions))
        for term in query.terms:
            holds = self.entries.holding(numbers, term.heard, at_first=term.begins)
            if alone is None:
                holds |= self.entries.holding(numbers, term.written)
            held[np.unique(owner[holds])] += len(term.written)
        return held >= RELATED * len(query.whole.written)

    def _hits(self, ranked: list[_Ranked]) -> list[Hit]:
        return [Hit(int(self.keys[hit.position]), hit.score) for hit in ranked]

    def _shares(self, query: Query) -> _Shares:
        held, sure, promise = (np.zeros(len(self.entries), np.float32) for _ in range(3))
        for term in query.terms:
            part = np.float32(len(term.written) / len(query.whole.written))
            as_written, as_heard = self._share(term.written, _WRITTEN), self._share(term.heard, _HEARD)
            named = np.maximum(as_written, as_heard)
            promise += part * named
            if self._has_beside:
                written = self._share(term.written, _BESIDE)
                beside = np.maximum(written, self._share(term.heard, _BESIDE))
                promise += part * np.maximum(_BESIDE_WORTH * beside - named, 0)
                # かい of one reading and いご of another are no 介護.
                as_written = np.maximum(as_written, written if term.is_kanji else beside)
                named = np.maximum(named, beside)
            held += part * named
            sure += part * as_written
        if len(query.terms) > 1:
            whole = np.maximum(self._share(query.whole.written, _WRITTEN), self._share(query.whole.heard, _HEARD))
            promise += _ACROSS * whole
        return _Shares(held, sure, promise * self._brevity)

    def _share(self, text: str, face: int) -> np.ndarray:
        """Of each position the share (float32, 0 to 1) of a text's pairs that it holds in a face; rare pairs count more."""
        held = np.zeros(len(self.entries), np.float32)
        if len(text) == 1 and face != _HEARD:  # half the readings hold any one kana
            held[self.bigrams.rows_with(text, face)] = 1
        if len(text) < 2 or not len(held):
            return held
        found = self.bigrams.rows_of(pairs(text, face))
        rarity = np.log1p(len(held) / np.maximum([len(rows) for rows in found], 1)).astype(np.float32)
        for rows, worth in zip(found, rarity / rarity.sum(), strict=True):
            held[rows] += worth
        return held

    def _ranked(self, query: Query, shares: _Shares, allowed: np.ndarray | None) -> list[_Ranked]:
        """The most promising positions, compared letter by letter: the most like first, equal ones in order of keys."""
        order = _masked(shares.promise, allowed)
        least = _WORTH_A_LOOK * order.max(initial=0)
        candidates = np.flatnonzero((order > least) | (shares.held >= RELATED) & (order > 0))
        if len(candidates) > RANKED:
            candidates = candidates[np.argpartition(-order[candidates], RANKED)[:RANKED]]
        if not query.terms or not len(candidates):
            return []
        return self._compared(query, np.sort(candidates))

    def _compared(self, query: Query, positions: np.ndarray) -> list[_Ranked]:
        numbers, starts = self.entries.texts_of(positions)
        terms, whole = likeness(query, self.entries.texts(numbers), self._by_ear[self.entries.label_of[numbers]])
        scores = combined(query, terms, whole, self.entries.weight_of[numbers], starts)
        order = np.argsort(-scores, kind="stable")
        return list(map(_Ranked, positions[order].tolist(), scores[order].tolist()))

    def parts(self, text: str, keys: Collection[int], least: float) -> dict[int, list[tuple[str, str]]]:
        """By what a text finds those of some entries that are here: of each term the text that counts most of those so like.

        A list of labels and folded texts for each key, in the order of the terms.
        """
        query, positions = Query.of(text), np.flatnonzero(np.isin(self.keys, np.fromiter(keys, np.int64, len(keys))))
        numbers, starts = self.entries.texts_of(positions)
        texts, labels = self.entries.texts(numbers), self.entries.label_of[numbers]
        terms, _ = likeness(query, texts, self._by_ear[labels])
        worth, found = np.where(terms >= least, terms, 0) * self.entries.weight_of[numbers], {}
        for key, first, end in zip(
            self.keys[positions].tolist(), starts, np.append(starts, len(texts))[1:], strict=True
        ):
            best = first + worth[:, first:end].argmax(axis=1) if end > first else np.empty(0, int)
            sure = dict.fromkeys(best[worth[np.arange(len(best)), best] > 0].tolist())
            found[key] = [(self.entries.labels[labels[at]], texts[at]) for at in sure]
        return found

    def _begun(self, query: Query, positions: list[int]) -> list[bool]:
        """Whether a text of each entry begins with the query."""
        numbers, starts = self.entries.texts_of(np.array(positions, np.int64))
        by_ear = self._by_ear[self.entries.label_of[numbers]].tolist()
        begun = [
            text.startswith(query.whole[ear]) for text, ear in zip(self.entries.texts(numbers), by_ear, strict=True)
        ]
        return np.logical_or.reduceat(begun, starts).tolist() if positions else []

    @cached_property
    def _by_ear(self) -> np.ndarray:
        """Of each label whether its fields are readings."""
        return np.array([is_reading(label) for label in self.entries.labels], bool)

    @cached_property
    def _has_beside(self) -> bool:
        return bool((self.entries.weight_of < 1).any())

    @cached_property
    def _brevity(self) -> np.ndarray:
        """Of each position a factor a little below 1, lower for long names (float32)."""
        first, end = self.entries.texts_at[:-1], self.entries.texts_at[1:]
        letters_at = self.entries.letters_at
        letters = (letters_at[np.minimum(first + 1, end)] - letters_at[first]) / 3  # kana and kanji in UTF-8
        return (1 - _BREVITY * np.minimum(letters, 100)).astype(np.float32)


_ARRAYS = ("keys", "texts_at", "label_of", "weight_of", "letters_at", "letters")
_POSTINGS = ("codes", "starts", "rows")


def _candidates(shares: _Shares, allowed: np.ndarray | None) -> np.ndarray:
    return np.flatnonzero(_masked(shares.held, allowed) >= RELATED)


def _masked(values: np.ndarray, allowed: np.ndarray | None) -> np.ndarray:
    return values if allowed is None else values * allowed
