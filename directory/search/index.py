"""The search over names, readings and words, in memory, the same on every database.

Pairs of letters find candidates, comparing letter by letter orders the best of them (`ranking`). What is written is
compared as `japanese.fold` leaves it and what is heard as `japanese.sound_of` does, so that kanji, kana and romaji meet.
What a listing says of itself is asked apart from that (`own_words`).
Keyed by the directory's version; it knows nothing of who may see what: callers pass a mask of the positions that may be
found. How well and how fast it finds is measured by `tests.benchmarks.search`.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np

from directory.publishing.version import Version
from directory.search.bigrams import Bigrams
from directory.search.entries import IndexEntries, IndexEntry, in_columns
from directory.search.entry_columns import EntryColumns
from directory.search.own_words import OwnWords
from directory.search.parts import array_file, index_arrays
from directory.search.parts.array_file import NotAStoredCopy
from directory.search.parts.layers import LayeredBigrams, LayeredEntries, LayeredOwnWords, Moves
from directory.search.parts.soundness import is_sound
from directory.search.ranking import RankedPosition, Ranking, matches_among
from directory.search.similarity import ENOUGH, Query, likeness

MOST_CHANGED = 0.05
"""Share of an index that may have changed before both layers are made one."""
AT_ONCE = 5_000
"""Entries that are folded and sorted together: few enough for little memory."""
BEGINNING = 0.25
"""What a suggestion gains by beginning with what was typed."""


class Hit(NamedTuple):
    """A found entry and its likeness; 1 is the same."""

    key: int
    score: float


class Matches(NamedTuple):
    """What matches a text.

    positions  int64, the best first, equal ones in order of keys
    shares     float32, the share of the text's letters that each holds, from RELATED to 1; 0 where it only resembles
    """

    positions: np.ndarray
    shares: np.ndarray


@dataclass(frozen=True, eq=False)
class Index:
    """Entries and their pairs of letters at a version of the directory; positions are those of `entries`.

    own   what each entry says of itself, at the same positions

    Equal only to itself, so that caches can be keyed by it.
    """

    version: Version
    entries: Any
    bigrams: Any
    own: Any
    is_plain: ClassVar[bool] = False
    """Whether it looks for the very letters only, since nothing was prepared (`plain`)."""

    @classmethod
    def build(cls, entries: Iterable[IndexEntry], version: Version) -> Self:
        """An index from scratch; keys are distinct, at most bigrams.MOST_ROWS of them."""
        entries = sorted(entries, key=lambda entry: entry.key)
        parts = range(0, max(len(entries), 1), AT_ONCE)
        return cls.of_rising((in_columns(entries[begin : begin + AT_ONCE]) for begin in parts), version)

    @classmethod
    def of_rising(cls, entries: Iterable[EntryColumns], version: Version) -> Self:
        """An index from entries in order of their keys, of which those of one item are held at a time; one item at least."""
        parts = cls._parts(entries, version)
        some = list(islice(parts, 2))
        if len(some) == 1:
            return some[0]
        with TemporaryDirectory(prefix="search-index-") as folder:
            path = Path(folder, "index")
            index_arrays.store_parts(chain(some, parts), path, "")
            del some
            return cls.load(path)[0]

    @classmethod
    def store_rising(cls, entries: Iterable[EntryColumns], version: Version, path: Path, mark: str) -> None:
        """Store what `of_rising` gives, in a bounded amount of memory. Raises OSError; then what was stored stays."""
        index_arrays.store_parts(cls._parts(entries, version), path, mark)

    @classmethod
    def _parts(cls, entries: Iterable[EntryColumns], version: Version) -> Iterator[Self]:
        last = -1
        for columns in entries:
            part = cls._part(columns, version)
            keys = np.append(last, part.keys)
            if (keys[1:] <= keys[:-1]).any():
                raise ValueError("The keys of the entries do not rise.")
            last = keys[-1]
            yield part

    @classmethod
    def _part(cls, columns: EntryColumns, version: Version) -> Self:
        found = IndexEntries.of(columns)
        rows = np.repeat(np.arange(len(found)), np.diff(found.texts_at))
        bigrams = Bigrams.of_codes(*found.codes, found.faces, rows)
        return cls(version, found, bigrams, OwnWords.of_lines(columns.lines, columns.line_counts))

    def replacing(self, changed: Iterable[IndexEntry], removed: Collection[int], version: Version) -> "Index":
        """This index at another version, without the keys `removed` and with `changed` entries, old or new.

        A few of them become a layer over what was there, in a time that grows with them alone.
        """
        others = Index.build(changed, version)
        left = np.sort(np.fromiter(removed, np.int64, len(removed)))
        left = self.keys[_places_of(left, self.keys)]
        if not len(left) and self._hold(others):
            return replace(self, version=version)
        gone = np.union1d(others.keys, left)
        return self._with(others, gone)

    def _hold(self, others: "Index") -> bool:
        """Whether these have all entries of others already, text for text: most changes of a place change none of its texts."""
        alike: bool = self.entries.hold(others.entries)
        return alike and self.own.hold(np.searchsorted(self.keys, others.keys), others.own)

    def _with(self, others: "Index", gone: np.ndarray) -> "Index":
        """This index at the version of others, without some keys (rising) and with the others."""
        below = _places_of(gone, self.keys)
        if len(below) + len(others.keys) > MOST_CHANGED * len(self.keys):
            return self._merged(others, below)
        return LayeredIndex.over(self, others, below)

    def _merged(self, others: "Index", below: np.ndarray) -> "Index":
        """A whole index of what is here, without some positions, and of others."""
        stay = np.delete(np.arange(len(self.keys)), below)
        merged, mine, theirs = self.entries.merged(stay, others.entries)
        bigrams = self.bigrams.merged(mine, others.bigrams, theirs)
        return Index(others.version, merged, bigrams, self.own.merged(others.own, mine, theirs))

    def whole(self) -> "Index":
        """The same in one layer."""
        return self

    def save(self, path: Path, mark: str) -> None:
        """Store a copy that `load` reads; `mark` says of which texts it was made."""
        one = self.whole()
        about = index_arrays.about(mark, one.version, one.entries.labels)
        array_file.write(path, about, index_arrays.arrays_of(one.entries, one.bigrams, one.own))

    @classmethod
    def load(cls, path: Path) -> tuple[Self, str]:
        """The stored copy and its mark. Raises FileNotFoundError or array_file.NotAStoredCopy."""
        about, arrays = array_file.read(path)
        try:
            parts = index_arrays.of_arrays(about["labels"], arrays)
            index, mark = cls(Version(*about["version"]), *parts), about["mark"]
        except (KeyError, TypeError) as error:  # whole, but another kind of copy
            raise NotAStoredCopy(path) from error
        if not is_sound(*parts):
            raise NotAStoredCopy(path)
        return index, mark

    @property
    def keys(self) -> np.ndarray:
        """The key of each position, rising."""
        keys: np.ndarray = self.entries.keys
        return keys

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        return int(self.entries.nbytes + self.bigrams.nbytes + self.own.nbytes)

    @cached_property
    def _ranking(self) -> Ranking:
        return Ranking(self.entries, self.bigrams)

    def matching(self, text: str, allowed: np.ndarray | None = None) -> Matches:
        """All entries that match: those that hold `ranking.RELATED` of the query or are `ranking.NEAR` the best match.

        `allowed` is a mask over positions.
        """
        query = Query.of(text)
        shares = self._ranking.shares(query)
        ranked = self._ranking.ranked(query, shares, allowed)
        share_of = self._ranking.shares_of_related(query, shares, shares.related(allowed))
        found, others = matches_among(ranked, share_of), share_of > 0
        others[[hit.position for hit in ranked]] = False
        rest = np.flatnonzero(others)
        rest = rest[np.argsort(-shares.priority[rest], kind="stable")]
        positions = np.concatenate([np.array([hit.position for hit in found], np.int64), rest])
        return Matches(positions, share_of[positions])

    def saying(self, text: str, allowed: np.ndarray | None = None) -> np.ndarray:
        """The keys (int64, rising) of what says all terms of a text of itself, exactly, names and places included."""
        positions = self.own.holding(Query.of(text))
        keys: np.ndarray = self.keys[positions if allowed is None else positions[allowed[positions]]]
        return keys

    def find(self, text: str, allowed: np.ndarray | None = None, limit: int = 20) -> list[Hit]:
        """The first of `matching` (at most `ranking.RANKED`)."""
        query = Query.of(text)
        shares = self._ranking.shares(query)
        ranked = self._ranking.ranked(query, shares, allowed)
        positions = np.array([hit.position for hit in ranked], np.int64)
        share_of = self._ranking.shares_of_related(query, shares, positions)
        return self._hits(matches_among(ranked, share_of)[:limit])

    def suggest(self, text: str, allowed: np.ndarray | None = None, limit: int = 8) -> list[Hit]:
        """What somebody who is still typing may mean: first what begins so, then what holds it."""
        query = Query.begun(text)
        ranked = self._ranking.ranked(query, self._ranking.shares_of_beginning(query), allowed)
        begun = self._ranking.begin_so(query, [hit.position for hit in ranked])
        ranked = [hit._replace(score=hit.score + BEGINNING * begins) for hit, begins in zip(ranked, begun, strict=True)]
        ranked.sort(key=lambda hit: (-hit.score, hit.position))
        return self._hits([hit for hit in ranked if hit.score >= ENOUGH][:limit])

    def resembling(self, text: str, allowed: np.ndarray | None = None, limit: int = 20) -> list[Hit]:
        """The entries most like a text that matches nothing: those that hold some of its letters or begin as it does."""
        query = Query.of(text)
        return self._hits(self._ranking.ranked(query, self._ranking.shares_of_beginning(query), allowed)[:limit])

    def _hits(self, ranked: list[RankedPosition]) -> list[Hit]:
        return [Hit(int(self.keys[hit.position]), hit.score) for hit in ranked]

    def reasons(self, text: str, keys: Collection[int], least: float) -> dict[int, list[tuple[str, str]]]:
        """By what a text finds those of some entries that are here: for each of its terms the text that counts most.

        Only texts whose likeness to the term is `least` or more. A list of labels and folded texts for each key, in the
        order of the terms.
        """
        query = Query.of(text)
        if not query.terms:
            return {}
        positions = _places_of(np.sort(np.fromiter(keys, np.int64, len(keys))), self.keys)
        numbers, starts = self.entries.texts_of(positions)
        texts, labels = self.entries.texts(numbers), self.entries.label_of[numbers]
        terms, _ = likeness(query, texts, self._ranking.is_heard(numbers))
        worth, found = np.where(terms >= least, terms, 0) * self.entries.weight_of[numbers], {}
        for key, first, end in zip(
            self.keys[positions].tolist(), starts, np.append(starts, len(texts))[1:], strict=True
        ):
            best = first + worth[:, first:end].argmax(axis=1) if end > first else np.empty(0, int)
            counted = dict.fromkeys(best[worth[np.arange(len(best)), best] > 0].tolist())
            found[key] = [(self.entries.labels[labels[at]], texts[at]) for at in counted]
        return found


@dataclass(frozen=True, eq=False)
class LayeredIndex(Index):
    """A whole index and what has changed since, which is a small one; asked as one.

    gone  int64, rising: the positions below that are there no more, or stand above
    """

    below: Index
    above: Index
    gone: np.ndarray

    @classmethod
    def over(cls, below: Index, above: Index, gone: np.ndarray) -> Self:
        """Both layers, at the version of the one above."""
        moves = Moves.of(below.keys, above.keys, gone)
        return cls(
            above.version,
            LayeredEntries(below.entries, above.entries, moves),
            LayeredBigrams(below.bigrams, above.bigrams, moves),
            LayeredOwnWords(below.own, above.own, moves),
            below,
            above,
            gone,
        )

    def _with(self, others: Index, gone: np.ndarray) -> Index:
        above = self.above._merged(others, _places_of(gone, self.above.keys))
        below = np.union1d(self.gone, _places_of(gone, self.below.keys))
        if len(below) + len(above.keys) > MOST_CHANGED * len(self.below.keys):
            return self.below._merged(above, below)
        return LayeredIndex.over(self.below, above, below)

    def whole(self) -> Index:
        """The same in one layer."""
        return replace(self.below._merged(self.above, self.gone), version=self.version)


def _places_of(some: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Where those of some keys stand that are among others (int64, rising); both rise."""
    at = np.searchsorted(keys, some)
    at = at[at < len(keys)]
    places: np.ndarray = at[keys[at] == some[: len(at)]]
    return places
