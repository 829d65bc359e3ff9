"""The parts of an index that is being made, kept in a file, and how they become one with little memory.

Pure. Of a part stay in memory only the pairs of letters that occur in it and the places of its arrays in the file, which has
no name and goes with the process. The arrays of all are given part by part, or a bounded number of postings at a time.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

import numpy as np

MOST_POSTINGS = 4_000_000
"""Postings that are joined at a time."""
_KEYS, _LABELS = "keys", "label_of"
_OFFSETS = ("texts_at", "letters_at", "own_at")
"""Arrays that say where things begin in another one: those of the next part are counted on."""


class Streamed(NamedTuple):
    """An array that comes in pieces, once."""

    dtype: np.dtype
    length: int
    pieces: Iterator[np.ndarray]


class _Place(NamedTuple):
    """Where an array of a part stands in the file."""

    at: int
    dtype: np.dtype
    length: int


class _Part(NamedTuple):
    labels: tuple[str, ...]
    places: Mapping[str, _Place]
    codes: Mapping[str, np.ndarray]
    starts: Mapping[str, np.ndarray]


class Parts:
    """Parts of an index, each given as the arrays of its file (`Index.arrays`), in order of their keys."""

    def __init__(self, folder: Path, postings: Sequence[str]):
        """`folder` has room for all of them; `postings` are the beginnings of the names of arrays of `Bigrams`."""
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115
        self._postings, self._parts = postings, list[_Part]()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def add(self, labels: tuple[str, ...], arrays: Mapping[str, np.ndarray]) -> None:
        """Keep a part. Raises OSError where the disk is full."""
        held = {name: {first: arrays[first + name] for first in self._postings} for name in ("codes", "starts")}
        places = {}
        for name, array in arrays.items():
            places[name] = _Place(self._file.seek(0, 2), array.dtype, len(array))
            content = np.ascontiguousarray(array).data.cast("B")
            while len(content):
                content = content[self._file.write(content) :]
        self._parts.append(_Part(labels, places, held["codes"], held["starts"]))

    def joined(self) -> tuple[tuple[str, ...], dict[str, Streamed]]:
        """The labels and the arrays of all parts as one; one part at least was added."""
        labels = sorted({label for part in self._parts for label in part.labels})
        made: dict[str, Streamed] = {}
        for name in self._parts[0].places:
            first = next((first for first in self._postings if name in (first + "codes", first + "starts")), None)
            if first is not None:
                made[name] = _whole(self._pairs(first)[name.removeprefix(first)])
            elif name in _OFFSETS:
                made[name] = self._streamed(name, self._offsets(name), less=len(self._parts) - 1)
            elif name.removesuffix("rows") in self._postings:
                made[name] = self._streamed(name, self._rows(name.removesuffix("rows")))
            else:
                made[name] = self._streamed(name, self._pieces(name, labels))
        return tuple(labels), made

    def _streamed(self, name: str, pieces: Iterator[np.ndarray], less: int = 0) -> Streamed:
        places = [part.places[name] for part in self._parts]
        return Streamed(places[0].dtype, sum(place.length for place in places) - less, pieces)

    def _read(self, part: _Part, name: str, first: int = 0, end: int | None = None) -> np.ndarray:
        at, dtype, length = part.places[name]
        self._file.seek(at + first * dtype.itemsize)
        found = np.empty((length if end is None else end) - first, dtype)
        content = found.data.cast("B")
        while len(content):
            content = content[self._file.readinto(content) :]  # type: ignore[attr-defined]
        return found

    def _pieces(self, name: str, labels: list[str]) -> Iterator[np.ndarray]:
        for part in self._parts:
            piece = self._read(part, name)
            if name == _LABELS:
                piece = np.array([labels.index(label) for label in part.labels], piece.dtype)[piece]
            yield piece

    def _offsets(self, name: str) -> Iterator[np.ndarray]:
        before = 0
        for number, part in enumerate(self._parts):
            piece = self._read(part, name) + before
            before = piece[-1]
            yield piece[1:] if number else piece

    def _pairs(self, first: str) -> dict[str, np.ndarray]:
        """All pairs that occur, and where the postings of each begin."""
        codes = np.unique(np.concatenate([part.codes[first] for part in self._parts]))
        amounts = np.zeros(len(codes), np.int64)
        for part in self._parts:
            amounts[np.searchsorted(codes, part.codes[first])] += np.diff(part.starts[first])
        return {"codes": codes, "starts": np.append(0, np.cumsum(amounts))}

    def _rows(self, first: str) -> Iterator[np.ndarray]:
        """The rows of all postings, in order of pair and then of part; row r of a part is its first row and r more."""
        codes, starts = self._pairs(first).values()
        begin = 0
        while begin < len(codes):
            end = max(int(np.searchsorted(starts, starts[begin] + MOST_POSTINGS, "right")) - 1, begin + 1)
            yield self._rows_of(first, codes[begin:end], starts[begin : end + 1] - starts[begin])
            begin = end

    def _rows_of(self, first: str, codes: np.ndarray, starts: np.ndarray) -> np.ndarray:
        rows, free, before = np.empty(starts[-1], np.int32), starts[:-1].copy(), 0
        for part in self._parts:
            a = int(np.searchsorted(part.codes[first], codes[0]))
            b = int(np.searchsorted(part.codes[first], codes[-1], "right"))
            at, place = part.starts[first][a : b + 1], np.searchsorted(codes, part.codes[first][a:b])
            each, piece = np.diff(at), self._read(part, f"{first}rows", int(at[0]), int(at[-1]))
            rows[np.repeat(free[place] - (at[:-1] - at[0]), each) + np.arange(len(piece))] = piece + np.int32(before)
            free[place] += each
            before += part.places[_KEYS].length
        return rows


def _whole(array: np.ndarray) -> Streamed:
    return Streamed(array.dtype, len(array), iter([array]))
