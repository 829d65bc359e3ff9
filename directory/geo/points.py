"""Points in Japan: whole micro-degrees, metres on the ground, and the grid that keeps neighbours together.

Pure: no database. Coordinates are int32 micro-degrees (0.11 m), because float32 radians flipped who is within reach
(measured, shared/stack.md); the local ellipsoidal metric is within 2 m of the geodesic up to 50 km.
"""

import math

import numpy as np

MICRO = 1_000_000
NOWHERE = np.iinfo(np.int32).min
"""Latitude and longitude of a row without a point."""

JAPAN = (20.2, 122.5, 45.8, 154.2)
"""South, west, north, east of the country, from Okinotorishima to Minamitorishima and Hokkaido, in degrees."""

CELL = 10_000
"""Side of a grid cell in micro-degrees: 1.1 km north to south. A walk is a matter of one to nine cells."""
_BAND = 40_000
NO_CELL = np.iinfo(np.int32).max
"""Cell of a row without a point; sorts last."""


def in_japan(lat: float, lng: float) -> bool:
    """Whether a point in degrees lies in the country's bounding box."""
    south, west, north, east = JAPAN
    return south <= lat <= north and west <= lng <= east


def micro(degrees: float) -> int:
    """Whole micro-degrees of an angle in degrees."""
    return round(degrees * MICRO)


def metres_per_micro(lat: float) -> tuple[float, float]:
    """Metres north and metres east of one micro-degree at a latitude in degrees, on the GRS80 ellipsoid."""
    a, e2 = 6_378_137.0, 0.006_694_380_022_9
    sin2 = math.sin(math.radians(lat)) ** 2
    w = math.sqrt(1 - e2 * sin2)
    meridian = a * (1 - e2) / w**3
    parallel = a / w * math.cos(math.radians(lat))
    step = math.radians(1 / MICRO)
    return meridian * step, parallel * step


def metres_from(lat: int, lng: int, lats: np.ndarray, lngs: np.ndarray) -> np.ndarray:
    """Distances in metres (float64) from one point to many, all in micro-degrees; infinity for rows without a point."""
    north, east = metres_per_micro(lat / MICRO)
    dy = (lats.astype(np.int64) - lat) * north
    # The parallel shrinks towards the pole: the mean latitude of the two points decides, to first order.
    shrink = 1 - math.tan(math.radians(lat / MICRO)) * np.radians(dy / north / MICRO) / 2
    dx = (lngs.astype(np.int64) - lng) * (east * shrink)
    metres: np.ndarray = np.hypot(dx, dy)
    metres[lats == NOWHERE] = np.inf
    return metres


def cell_of(lat: np.ndarray, lng: np.ndarray) -> np.ndarray:
    """Grid cell (int32) of points in micro-degrees; cells of one west–east band are consecutive numbers."""
    lat64, lng64 = lat.astype(np.int64), lng.astype(np.int64)
    cell = lat64 // CELL * _BAND + lng64 // CELL
    return np.where(lat == NOWHERE, NO_CELL, cell).astype(np.int32)


def rows_within(cell: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """Indices of the rows whose cells touch a box (south, west, north, east in micro-degrees).

    `cell` is sorted. A superset of the rows inside the box: whoever needs it exact compares coordinates.
    The cost follows the box, not the country.
    """
    south, west, north, east = box
    bands = np.arange(south // CELL, north // CELL + 1, dtype=np.int64) * _BAND
    # Needles of another type would make NumPy convert the whole array for each search.
    first = np.searchsorted(cell, (bands + west // CELL).astype(cell.dtype), side="left")
    last = np.searchsorted(cell, (bands + east // CELL).astype(cell.dtype), side="right")
    return ranges(first, last)


def ranges(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """The whole numbers of the half-open ranges [first, last), one after the other (int64)."""
    length = np.maximum(last - first, 0)
    ends = np.cumsum(length)
    if not len(ends) or not ends[-1]:
        return np.empty(0, np.int64)
    numbers = np.repeat(first - (ends - length), length)
    numbers += np.arange(ends[-1])
    return numbers


def box_around(lat: int, lng: int, metres: float) -> tuple[int, int, int, int]:
    """The box (south, west, north, east, micro-degrees) that holds every point within `metres` of one point."""
    north, east = metres_per_micro(lat / MICRO)
    dlat, dlng = math.ceil(metres / north) + 1, math.ceil(metres * 1.02 / east) + 1
    return lat - dlat, lng - dlng, lat + dlat, lng + dlng
