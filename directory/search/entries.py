"""The folded texts by which the directory's entries are found, as flat arrays that can be stored and read.

Pure. Readings are kept as `japanese.sound_of` leaves them, every other text as `japanese.fold_name` does.
"""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, compress, count
from typing import Any, NamedTuple, Self

import numpy as np

from directory.geo.points import ranges
from directory.japanese.folding import fold_name, fold_names, sound_of, sounds_of
from directory.japanese.normal_form import codes_of
from directory.search.entry_columns import EntryColumns, TextKind

READING = "reading"
"""What the labels of fields in kana end with, which are compared by sound; every other field is compared as it is written."""
WRITTEN, HEARD, BESIDE = 0, 1, 2
"""Faces of an entry, each with its own pairs of letters: names, readings, and what has less weight than they."""


def is_reading(label: str) -> bool:
    """Whether fields of a label hold what is heard, not what is written."""
    return label.endswith(READING)


class Field(NamedTuple):
    """A text by which an entry is found; `weight` from 0 to 1 says what a match in it is worth (1: it is a name)."""

    label: str
    text: str
    weight: float = 1.0

    @property
    def folded(self) -> str:
        """The text as it is compared; "" where nothing of it can be."""
        return sound_of(self.text) if is_reading(self.label) else fold_name(self.text)


class IndexEntry(NamedTuple):
    """What is found: its key, the texts it is found by, its name first, and what it says of itself, a text a line."""

    key: int
    fields: Sequence[Field]
    said: str = ""


def in_columns(entries: Iterable[IndexEntry]) -> EntryColumns:
    """Some entries, which are in order of their keys, column by column."""
    entries, kinds = list(entries), dict[TextKind, int]()
    fields = [field for entry in entries for field in entry.fields]
    kind_of = bytes(kinds.setdefault(TextKind(field.label, field.weight), len(kinds)) for field in fields)
    said = [entry.said.splitlines() for entry in entries]
    return EntryColumns(
        [entry.key for entry in entries],
        list(kinds),
        [len(entry.fields) for entry in entries],
        kind_of,
        [field.text for field in fields],
        list(chain.from_iterable(said)),
        list(map(len, said)),
    )


class EntriesWithTexts:
    """What can be told of entries by their keys, labels and texts, however these are held."""

    __slots__ = ()
    keys: Any
    labels: Any
    label_of: Any
    weight_of: Any

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def texts_of(self, positions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of the texts of the entries at some positions, and where in that list those of each begin."""

    @abstractmethod
    def texts(self, numbers: np.ndarray) -> list[str]:
        """Folded texts by their numbers."""

    def first_texts(self, label: str, positions: np.ndarray) -> list[str]:
        """The first text under a label of each entry at some positions; "" where there is none."""
        numbers, starts = self.texts_of(positions)
        owner = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(numbers))))
        labels = np.array(self.labels)[self.label_of[numbers]] if len(numbers) else np.empty(0, str)
        which = np.flatnonzero(labels == label)
        owners, first = np.unique(owner[which], return_index=True)
        found = [""] * len(positions)
        for place, text in zip(owners.tolist(), self.texts(numbers[which][first]), strict=True):
            found[place] = text
        return found

    def hold(self, others: "EntriesWithTexts") -> bool:
        """Whether these hold all of others already, text for text: most changes of a place change none of its texts."""
        known = np.minimum(np.searchsorted(self.keys, others.keys), max(len(self) - 1, 0))
        if not len(self) or (self.keys[known] != others.keys).any():
            return False
        return self._comparable(known) == others._comparable(np.arange(len(others)))

    def _comparable(self, positions: np.ndarray) -> tuple[list[Any], ...]:
        """Everything known of the entries at some positions, in a form that compares with that of other entries."""
        numbers, starts = self.texts_of(positions)
        labels = [self.labels[label] for label in self.label_of[numbers]]
        return starts.tolist(), labels, self.weight_of[numbers].tolist(), self.texts(numbers)


@dataclass(frozen=True, slots=True)
class IndexEntries(EntriesWithTexts):
    """Entries in order of their keys; a position is a place in that order.

    labels      the labels of the fields; `label_of` holds places in it
    keys        int64 [entries]
    texts_at    int64 [entries + 1]: where the texts of each entry begin
    label_of    uint8 [texts]
    weight_of   float32 [texts]
    letters_at  int64 [texts + 1]: where each text begins
    letters     uint8: the texts in UTF-8, one after the other
    """

    labels: tuple[str, ...]
    keys: np.ndarray
    texts_at: np.ndarray
    label_of: np.ndarray
    weight_of: np.ndarray
    letters_at: np.ndarray
    letters: np.ndarray

    @classmethod
    def of(cls, columns: EntryColumns) -> Self:
        """Fold entries. Texts that fold to nothing are left out."""
        names = sorted({kind.label for kind in columns.kinds})
        kind_of = np.frombuffer(columns.kind_of, np.uint8)
        label_of = np.array([names.index(kind.label) for kind in columns.kinds], np.uint8)[kind_of]
        numbers, encoded = _folded_of(columns.texts, np.array([is_reading(name) for name in names], bool)[label_of])
        size_of = np.fromiter(map(len, encoded), np.int64, len(encoded))[numbers]
        kept = size_of > 0
        numbers, label_of = numbers[kept], label_of[kept]
        occur = np.bincount(label_of, minlength=len(names)) > 0
        return cls(
            tuple(compress(names, occur.tolist())),
            np.array(columns.keys, np.int64),
            np.append(0, np.cumsum(kept))[_offsets(columns.counts)],
            (np.cumsum(occur) - 1).astype(np.uint8)[label_of],
            np.array([kind.weight for kind in columns.kinds], np.float32)[kind_of[kept]],
            _offsets(size_of[kept]),
            np.frombuffer(b"".join(map(encoded.__getitem__, numbers.tolist())), np.uint8),
        )

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        own = (self.keys, self.texts_at, self.label_of, self.weight_of, self.letters_at, self.letters)
        return sum(array.nbytes for array in own)

    @property
    def has_beside(self) -> bool:
        """Whether any text has less weight than a name."""
        return bool((self.weight_of < 1).any())

    @property
    def name_bytes(self) -> np.ndarray:
        """The bytes of the first text of each position."""
        first, end = self.texts_at[:-1], self.texts_at[1:]
        lengths: np.ndarray = self.letters_at[np.minimum(first + 1, end)] - self.letters_at[first]
        return lengths

    def first_of(self, positions: np.ndarray) -> np.ndarray:
        """The number of the first text of the entries at some positions."""
        first: np.ndarray = self.texts_at[positions]
        return first

    @property
    def faces(self) -> np.ndarray:
        """The face of each text (int64 [texts]): WRITTEN, HEARD or BESIDE."""
        heard = np.array([is_reading(label) for label in self.labels], bool)
        faces = np.where(heard[self.label_of], HEARD, WRITTEN)
        faces[self.weight_of < 1] = BESIDE
        return faces

    @property
    def codes(self) -> tuple[np.ndarray, np.ndarray]:
        """The codes of the letters of all texts (uint32), and how many each text has (int64)."""
        begins = np.append(0, np.cumsum(self.letters & 0xC0 != 0x80))  # all but the further bytes of a letter
        return codes_of(str(self.letters.data, "utf-8")), np.diff(begins[self.letters_at])

    def texts_of(self, positions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of the texts of the entries at some positions, and where in that list those of each begin."""
        first, last = self.texts_at[positions], self.texts_at[positions + 1]
        return ranges(first, last), _offsets(last - first)[:-1]

    def texts(self, numbers: np.ndarray) -> list[str]:
        """Folded texts by their numbers."""
        letters = self.letters.data
        begins, ends = self.letters_at[numbers].tolist(), self.letters_at[numbers + 1].tolist()
        return [str(letters[a:b], "utf-8") for a, b in zip(begins, ends, strict=True)]

    def holding(self, numbers: np.ndarray, part: str, at_first: bool = False) -> np.ndarray:
        """Mask of the texts, by their numbers, that hold a folded part or, with `at_first`, begin with it."""
        begin, wanted = self.letters_at[numbers], part.encode()
        length = self.letters_at[numbers + 1] - begin
        letters, starts = self.letters[ranges(begin, begin + length)], _offsets(length)
        if not wanted:
            return np.ones(len(numbers), bool)
        # The last byte of a kana is the rarest of the three, so that the fewest places are left to look at.
        found = np.flatnonzero(letters == wanted[-1]) - len(wanted) + 1
        found = found[found >= 0]
        for place, byte in enumerate(wanted[:-1]):
            found = found[letters[found + place] == byte]
        owner = np.searchsorted(starts, found, "right") - 1
        inside = found + len(wanted) <= starts[owner + 1]
        holds = np.zeros(len(numbers), bool)
        holds[owner[inside & (found == starts[owner]) if at_first else inside]] = True
        return holds

    def merged(self, stay: np.ndarray, others: Self) -> tuple[Self, np.ndarray, np.ndarray]:
        """The entries at the positions `stay` and all `others`; and where each of mine (-1: gone) and of theirs is now."""
        labels = self.labels + tuple(label for label in others.labels if label not in self.labels)
        renumbered = np.array([labels.index(label) for label in others.labels], np.uint8)
        sources = (self, replace(others, label_of=renumbered[others.label_of]))
        order = np.argsort(np.concatenate([self.keys[stay], others.keys]), kind="stable")
        source = (order >= len(stay)).astype(np.int8)
        position = np.concatenate([stay, np.arange(len(others))])[order]
        parts = [sources[which]._slice(a, b) for which, a, b in runs(source, position)] or [self._slice(0, 0)]
        keys, counts, label_of, weight_of, lengths, letters = map(np.concatenate, zip(*parts, strict=True))
        new = type(self)(labels, keys, _offsets(counts), label_of, weight_of, _offsets(lengths), letters)
        mine, theirs = np.full(len(self), -1, np.int64), np.empty(len(others), np.int64)
        mine[position[source == 0]] = np.flatnonzero(source == 0)
        theirs[position[source == 1]] = np.flatnonzero(source == 1)
        return new, mine, theirs

    def _slice(self, first: int, end: int) -> tuple[np.ndarray, ...]:
        """Keys, numbers of texts, labels, weights, lengths and letters of the entries from one position to another."""
        a, b = self.texts_at[[first, end]]
        c, d = self.letters_at[[a, b]]
        return (
            self.keys[first:end],
            np.diff(self.texts_at[first : end + 1]),
            self.label_of[a:b],
            self.weight_of[a:b],
            np.diff(self.letters_at[a : b + 1]),
            self.letters[c:d],
        )


def as_written(fields: Iterable[Field]) -> dict[Field, Field]:
    """Each field with the one that people read: a reading stands behind what it is the reading of."""
    written, last = {}, Field("", "")
    for field in fields:
        last = last if is_reading(field.label) else field
        written[field] = last
    return written


def _folded_of(texts: Sequence[str], is_heard: np.ndarray) -> tuple[np.ndarray, list[bytes]]:
    """How some texts are compared, in UTF-8: of each its place in a list in which hardly any stands twice, and the list."""
    numbers, encoded = np.empty(len(texts), np.int64), list[bytes]()
    for which, fold_all in ((~is_heard, fold_names), (is_heard, sounds_of)):
        some = list(compress(texts, which.tolist()))
        # Towns, kinds and things to do are those of many places.
        places = dict(zip(dict.fromkeys(some), count(len(encoded)), strict=False))
        numbers[which] = np.fromiter(map(places.__getitem__, some), np.int64, len(some))
        encoded += map(str.encode, fold_all(list(places)))
    return numbers, encoded


def _offsets(lengths: Sequence[int] | np.ndarray) -> np.ndarray:
    offsets = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets


def runs(source: np.ndarray, position: np.ndarray) -> Iterable[tuple[int, int, int]]:
    """Cut into (source, first, end) wherever the source changes or a position does not follow the one before."""
    if not len(source):
        return
    cuts = np.flatnonzero((source[1:] != source[:-1]) | (position[1:] != position[:-1] + 1)) + 1
    begins, ends = np.append(0, cuts), np.append(cuts, len(source))
    yield from zip(source[begins].tolist(), position[begins].tolist(), (position[ends - 1] + 1).tolist(), strict=True)
