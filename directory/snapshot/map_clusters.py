"""What a map shows of many points: single pins where they are few, groups with their number where they are many.

Pure. Points lie on a curve (Morton order) on which every square cell of the map, at any zoom, is one run; the running
total of a mask along the curve then counts the chosen points of a cell with two look-ups, however many there are.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from directory.geo.points import MICRO, NOWHERE, ranges

DEEPEST = 20
"""Level of the finest cells: 2**20 of them from west to east, 38 m at the equator."""
CELLS_AT_MOST = 200
"""Cells that one view is cut into; a larger screen gets larger cells. So many pins with names are 9 KB compressed."""
PINS_AT_MOST, PINS_WHEN_CLOSE, CLOSE = 60, 200, 17
"""Points up to which a view shows each by itself, the same from zoom CLOSE on, and that zoom."""
_SAMPLES = 5
"""Members by whose middle a group is drawn."""
_NORTHERNMOST = 85.051_128
"""Latitude at which the square world of web maps ends."""

Box = tuple[float, float, float, float]
"""South, west, north, east, in degrees."""


@dataclass(frozen=True, slots=True)
class View:
    """What one view of the map holds.

    pins     rows shown one by one (int64)
    lats, lngs, counts   one element a group: where it is drawn (degrees) and how many points it stands for
    """

    pins: np.ndarray
    lats: np.ndarray
    lngs: np.ndarray
    counts: np.ndarray

    @property
    def total(self) -> int:
        """Points in the view; some of a group's may lie just outside."""
        return len(self.pins) + int(self.counts.sum())


@dataclass(frozen=True, slots=True)
class MapPoints:
    """All points of the directory along the curve.

    rows    the row of each point (int64), in the order of `codes`
    codes   Morton codes (uint64) at DEEPEST, ascending
    lats, lngs   int32 micro-degrees of each row (not of each point)
    """

    rows: np.ndarray
    codes: np.ndarray
    lats: np.ndarray
    lngs: np.ndarray

    @classmethod
    def of(cls, lats: np.ndarray, lngs: np.ndarray) -> Self:
        """From coordinates in micro-degrees; rows without a point are left out."""
        rows = np.flatnonzero(lats != NOWHERE)
        x, y = _cells(lats[rows] / MICRO, lngs[rows] / MICRO)
        codes = _interleaved(x, y)
        order = np.argsort(codes, kind="stable")
        return cls(rows[order], codes[order], lats, lngs)

    def sums(self, mask: np.ndarray) -> np.ndarray:
        """Running total (int32 [points + 1]) of the chosen rows along the curve: what `view` needs of a mask."""
        totals = np.zeros(len(self.rows) + 1, np.int32)
        np.cumsum(mask[self.rows], out=totals[1:])
        return totals

    def view(self, sums: np.ndarray, box: Box, zoom: int) -> View:
        """Pins of the chosen points in a box, and groups of those in the cells that it touches."""
        first, last = self._runs(box, zoom)
        before, after = sums[first].astype(np.int64), sums[last].astype(np.int64)
        counts = after - before
        if counts.sum() > (PINS_WHEN_CLOSE if zoom >= CLOSE else PINS_AT_MOST):
            single, grouped = counts == 1, counts > 1
        else:
            single, grouped = counts > 0, np.zeros(len(counts), bool)
        pins = self._chosen(sums, ranges(before[single], after[single]))
        pins = pins[self._inside(box, pins)]
        return View(pins, *self._middles(sums, before[grouped], counts[grouped]), counts[grouped])

    def _inside(self, box: Box, rows: np.ndarray) -> np.ndarray:
        """Mask of the rows that lie in the box itself."""
        south, west, north, east = (round(edge * MICRO) for edge in box)
        lats, lngs = self.lats[rows], self.lngs[rows]
        mask: np.ndarray = (south <= lats) & (lats <= north) & (west <= lngs) & (lngs <= east)
        return mask

    def _runs(self, box: Box, zoom: int) -> tuple[np.ndarray, np.ndarray]:
        """Where on the curve each cell of the box begins and ends."""
        south, west, north, east = box
        x, y = _cells(np.array([north, south]), np.array([west, east]))
        level = min(max(zoom, 0) + 1, DEEPEST)
        while _span(x, DEEPEST - level) * _span(y, DEEPEST - level) > CELLS_AT_MOST:
            level -= 1
        shift = DEEPEST - level
        xs, ys = (np.arange(ends[0] >> shift, (ends[1] >> shift) + 1, dtype=np.uint64) for ends in (x, y))
        cells = _interleaved(np.tile(xs, len(ys)), np.repeat(ys, len(xs)))
        width = np.uint64(2 * shift)
        return np.searchsorted(self.codes, cells << width), np.searchsorted(self.codes, (cells + np.uint64(1)) << width)

    def _chosen(self, sums: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        """The rows of the chosen points with these numbers, counted from 0 along the curve."""
        return self.rows[np.searchsorted(sums, (numbers + 1).astype(sums.dtype)) - 1]

    def _middles(self, sums: np.ndarray, before: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where groups are drawn: the middle of some of their members, so that a group stands where its places are."""
        steps = np.arange(_SAMPLES)[:, None]
        rows = self._chosen(sums, before + (counts - 1) * steps // (_SAMPLES - 1))
        return tuple(values[rows].mean(axis=0) / MICRO for values in (self.lats, self.lngs))


def _span(ends: np.ndarray, shift: int) -> int:
    return int(ends[1] >> shift) - int(ends[0] >> shift) + 1


def _cells(lats: np.ndarray, lngs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Column and row (int64, from the north-west) of the finest web-map cells that hold points in degrees."""
    side = 1 << DEEPEST
    slope = np.arcsinh(np.tan(np.radians(np.clip(lats, -_NORTHERNMOST, _NORTHERNMOST))))
    parts = (np.asarray(lngs) + 180) / 360, (1 - slope / np.pi) / 2
    x, y = (np.clip(np.floor(part * side), 0, side - 1).astype(np.int64) for part in parts)
    return x, y


def _interleaved(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Morton codes (uint64): the bits of x and y in turn."""
    codes: np.ndarray = _spread(x) | _spread(y) << np.uint64(1)
    return codes


def _spread(values: np.ndarray) -> np.ndarray:
    """Each bit moved to twice its place ("Interleave bits by Binary Magic Numbers", Bit Twiddling Hacks)."""
    bits = values.astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        bits = (bits | bits << np.uint64(shift)) & np.uint64(mask)
    return bits
