"""Which rows hold which pairs of neighbouring letters: the postings under search, as flat arrays.

Pure. While it is sorted a posting is one uint64: face (8 bits), two letters (16 each), row (24). A face is a way of
looking at a row that has its own pairs. Letters outside the basic plane share 16 bits with others, which costs a wrong
candidate at most. Many postings are not sorted but counted, as one transposes a sparse matrix, in a sixth of the time.
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
_COUNTED_FROM = 20_000  # postings from which on SciPy is worth its import
_MOST_CELLS = 8  # pairs that could be, to one posting, up to which counting is quicker and takes little memory
_FEW = 20  # postings to one other one, from which on both are merged by inserting
_BASIC_PLANE = np.uint32((1 << _LETTER_BITS) - 1)


def _letters(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32) & _BASIC_PLANE


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
        """The postings of texts; `faces` (0 to 255) and `rows` (rising, below MOST_ROWS) say of each text where it belongs."""
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        return cls.of_codes(_letters("".join(texts)), lengths, faces, rows)

    @classmethod
    def of_codes(cls, codes: np.ndarray, lengths: np.ndarray, faces: np.ndarray, rows: np.ndarray) -> Self:
        """The same for texts one after the other, by the codes of their letters; `lengths` says of each how many it has."""
        ends = np.cumsum(lengths + 2)
        letters = np.full(int(ends[-1]) if len(ends) else 0, ord(START), np.uint32)
        letters[ends - 1] = ord(END)
        inside = np.ones(len(letters), bool)
        inside[ends - 1] = inside[ends - lengths - 2] = False
        letters[inside] = codes & _BASIC_PLANE
        first = letters | np.repeat(faces.astype(np.uint32) << np.uint32(_LETTER_BITS), lengths + 2)
        return cls._of_pairs(first, letters, np.repeat(rows, lengths + 2), letters != ord(END))

    @classmethod
    def of_letters(cls, letters: np.ndarray, rows: np.ndarray, end: str) -> Self:
        """The postings, in face 0, of texts one after the other (uint16), each ended by `end`; `rows` has one a letter."""
        return cls._of_pairs(letters, letters, rows, letters != ord(end))

    @classmethod
    def _of_pairs(cls, first: np.ndarray, letters: np.ndarray, rows: np.ndarray, goes_on: np.ndarray) -> Self:
        """The postings of each letter, with its face in `first`, and the letter after it where the text goes on; rows rise."""
        first, second, rows = first[:-1][goes_on[:-1]], letters[1:][goes_on[:-1]], rows[:-1][goes_on[:-1]]
        if len(first) >= _COUNTED_FROM:
            firsts, seconds = _numbered(first), _numbered(second)
            if len(firsts[0]) * len(seconds[0]) <= _MOST_CELLS * len(first):
                return cls._counted(firsts, seconds, rows)
        pair = first.astype(np.uint64) << _LETTER | second.astype(np.uint64)
        return cls._from(np.sort(pair << _ROW | rows.astype(np.uint64)))

    @classmethod
    def _counted(
        cls, firsts: tuple[np.ndarray, np.ndarray], seconds: tuple[np.ndarray, np.ndarray], rows: np.ndarray
    ) -> Self:
        """What sorting gives: rows as a matrix of rows and pairs, read by pairs."""
        from scipy.sparse import csr_array  # 0.15 s, for who makes a large index alone

        wide = len(seconds[0])
        cells, size = firsts[1] * np.int32(wide) + seconds[1], int(rows[-1]) + 1
        at = np.searchsorted(rows, np.arange(size + 1)).astype(np.int32)
        shape = (size, len(firsts[0]) * wide)
        by_pair = csr_array((np.zeros(len(cells), np.int8), cells, at), shape=shape).tocsc()
        held = np.flatnonzero(np.diff(by_pair.indptr))
        starts, found = by_pair.indptr[held], by_pair.indices
        once = _first_of_run(found)
        once[starts] = True
        amounts = np.add.reduceat(once, starts, dtype=np.int64)
        codes = firsts[0][held // wide].astype(np.uint64) << _LETTER | seconds[0][held % wide].astype(np.uint64)
        return cls(codes, np.append(0, np.cumsum(amounts)), found[once].astype(np.int32, copy=False))

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
        first = np.uint64(face << 2 * _LETTER_BITS) | np.uint64(_letters(letter)[0]) << _LETTER
        begin, end = self.starts[np.searchsorted(self.codes, [first, first + np.uint64(1 << _LETTER_BITS)])]
        return self.rows[begin:end]


def _first_of_run(values: np.ndarray) -> np.ndarray:
    """Mask of the values that differ from the one before."""
    first = np.ones(len(values), bool)
    first[1:] = values[1:] != values[:-1]
    return first


def _numbered(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The small numbers that occur, rising, and for each of some its place among them (int32)."""
    occur = np.zeros(int(values.max(initial=0)) + 1, bool)
    occur[values] = True
    return np.flatnonzero(occur), (np.cumsum(occur, dtype=np.int32) - 1)[values]
