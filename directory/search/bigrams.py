"""Which rows hold which pairs of neighbouring letters: the postings under search, as flat arrays.

Pure. While it is sorted a posting is one uint64: face (8 bits), two letters (16 each), row (24). A face is a way of
looking at a row that has its own pairs. Letters outside the basic plane share 16 bits with others, which costs a wrong
candidate at most.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np

START, END = "\x02", "\x03"
"""What stands before the first and after the last letter of every text."""
_ROW_BITS, _LETTER_BITS = 24, 16
MOST_ROWS = 1 << _ROW_BITS
_ROW, _LETTER = np.uint64(_ROW_BITS), np.uint64(_LETTER_BITS)
_FEW = 20  # postings to one other one, from which on both are merged by inserting
_BASIC_PLANE = np.uint64((1 << _LETTER_BITS) - 1)


def _letters(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64) & _BASIC_PLANE


def pairs(text: str, face: int) -> np.ndarray:
    """The codes of the pairs of neighbours in a text, each once (uint64); none for less than two letters."""
    letters = [face << _LETTER_BITS | ord(letter) & 0xFFFF for letter in text]
    codes = {first << _LETTER_BITS | second & 0xFFFF for first, second in pairwise(letters)}
    return np.array(sorted(codes), np.uint64)


@dataclass(frozen=True, slots=True)
class Bigrams:
    """Postings in order of pair, then of row.

    codes   uint64, sorted: the pairs that occur
    starts  int64, one longer: where the postings of each pair begin
    rows    int32: the row of each posting, once a pair
    """

    codes: np.ndarray
    starts: np.ndarray
    rows: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[str], faces: np.ndarray, rows: np.ndarray) -> Self:
        """The postings of texts; `faces` (0 to 255) and `rows` (below MOST_ROWS) say of each text where it belongs."""
        letters = _letters("".join(f"{START}{text}{END}" for text in texts))
        owners = faces.astype(np.uint64) << np.uint64(_ROW_BITS + 2 * _LETTER_BITS) | rows.astype(np.uint64)
        postings = np.repeat(owners, np.fromiter((len(text) + 2 for text in texts), np.int64, len(texts)))
        postings[:-1] |= letters[:-1] << (_ROW + _LETTER) | letters[1:] << _ROW
        return cls._from(np.sort(postings[letters != ord(END)]))

    @classmethod
    def of_letters(cls, letters: np.ndarray, rows: np.ndarray, end: str) -> Self:
        """The postings, in face 0, of texts one after the other (uint16), each ended by `end`; `rows` has one a letter."""
        codes = letters.astype(np.uint64)
        postings = codes[:-1] << (_ROW + _LETTER) | codes[1:] << _ROW | rows[:-1].astype(np.uint64)
        return cls._from(np.sort(postings[codes[:-1] != ord(end)]))

    @classmethod
    def _from(cls, postings: np.ndarray) -> Self:
        postings = postings[_first_of_run(postings)]
        pair = postings >> _ROW
        starts = np.flatnonzero(_first_of_run(pair))
        rows = (postings & np.uint64(MOST_ROWS - 1)).astype(np.int32)
        return cls(pair[starts], np.append(starts, len(rows)).astype(np.int64), rows)

    @classmethod
    def joined(cls, parts: Iterable[tuple[Self, np.ndarray]]) -> Self:
        """The postings of several, each with its row r at `moved_to[r]` (-1: gone), in the order they were in."""
        moved = []
        for part, moved_to in parts:
            rows = moved_to[part.rows]
            postings = np.repeat(part.codes << _ROW, np.diff(part.starts)) | rows.astype(np.uint64)
            moved.append(postings[rows >= 0])
        return cls._from(np.sort(np.concatenate(moved), kind="stable"))  # quick on runs that are sorted already

    def merged(self, mine: np.ndarray, others: Self, theirs: np.ndarray) -> Self:
        """These and others, where row r is now `mine[r]` (-1: gone) and `theirs[r]`; rows of each keep their order.

        What `joined` gives too; for a few others in a tenth of the time, since whoever searches after an edit waits for it.
        """
        if len(others.rows) * _FEW > len(self.rows):
            return self.joined([(self, mine), (others, theirs)])
        rows, starts = self._moved(mine)
        added = theirs[others.rows].astype(np.int32)
        begin, end = (starts[np.searchsorted(self.codes, others.codes, side)].tolist() for side in ("left", "right"))
        each = np.split(added, others.starts[1:-1]) if len(others.codes) else []
        places = [a + rows[a:b].searchsorted(some) for a, b, some in zip(begin, end, each, strict=True)]
        rows = np.insert(rows, np.concatenate([np.empty(0, np.int64), *places]), added)
        codes = np.union1d(self.codes, others.codes)
        amounts = np.zeros(len(codes), np.int64)
        amounts[np.searchsorted(codes, self.codes)] = np.diff(starts)
        amounts[np.searchsorted(codes, others.codes)] += np.diff(others.starts)
        held = amounts > 0
        return type(self)(codes[held], np.append(0, np.cumsum(amounts[held])), rows)

    def _moved(self, moved_to: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The rows and starts after a move in which rows keep their order; a pair may be left without rows."""
        rows, starts, stay = self.rows, self.starts, moved_to >= 0
        if not stay.all():
            stays = stay[rows]
            starts = starts - np.searchsorted(np.flatnonzero(~stays), starts)
            rows = rows[stays]
        if (moved_to != np.arange(len(moved_to)))[stay].any():
            rows = moved_to.astype(np.int32)[rows]
        return rows, starts

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        return self.codes.nbytes + self.starts.nbytes + self.rows.nbytes

    def rows_of(self, codes: np.ndarray) -> list[np.ndarray]:
        """The rows of each pair, each row once; none for a pair that does not occur."""
        begin = self.starts[np.searchsorted(self.codes, codes, "left")].tolist()
        end = self.starts[np.searchsorted(self.codes, codes, "right")].tolist()
        return [self.rows[a:b] for a, b in zip(begin, end, strict=True)]

    def rows_with(self, letter: str, face: int) -> np.ndarray:
        """The rows of the texts that hold a letter anywhere; a row may come several times."""
        first = np.uint64(face << 2 * _LETTER_BITS) | _letters(letter)[0] << _LETTER
        begin, end = self.starts[np.searchsorted(self.codes, [first, first + np.uint64(1 << _LETTER_BITS)])]
        return self.rows[begin:end]


def _first_of_run(values: np.ndarray) -> np.ndarray:
    """Mask of the values that differ from the one before."""
    first = np.ones(len(values), bool)
    first[1:] = values[1:] != values[:-1]
    return first
