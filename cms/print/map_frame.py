"""A piece of land on a sheet: what is where, how long a scale is, and what of the sheet is taken already. Nothing is fetched."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Self
from urllib.parse import quote

from directory.geo.points import MICRO, metres_per_micro

SCALES = (200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
FONT = "font-family='BIZ UDPGothic, sans-serif'"


class Size(NamedTuple):
    """A sheet in its own units. `edge` is left free around the places, `least_metres` the least width of land that is drawn."""

    width: int
    height: int
    edge: int
    least_metres: float


class Box(NamedTuple):
    """A rectangle on a sheet."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box") -> bool:
        """Whether two rectangles have something in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def is_within(self, size: Size) -> bool:
        """Whether it lies on the sheet."""
        return self.left >= 0 and self.top >= 0 and self.right <= size.width and self.bottom <= size.height


@dataclass(frozen=True)
class Frame:
    """Which land a sheet shows: its middle in degrees, and how many metres one unit is."""

    lat: float
    lng: float
    metres_a_unit: float
    size: Size

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]], size: Size) -> Self:
        """The frame that holds some points (latitude, longitude in degrees)."""
        lats, lngs = zip(*points, strict=True)
        lat, lng = (min(lats) + max(lats)) / 2, (min(lngs) + max(lngs)) / 2
        north, east = metres_per_micro(lat)
        wide, high = (max(lngs) - min(lngs)) * MICRO * east, (max(lats) - min(lats)) * MICRO * north
        inside = size.width - 2 * size.edge, size.height - 2 * size.edge
        return cls(lat, lng, max(wide / inside[0], high / inside[1], size.least_metres / size.width), size)

    def at(self, lat: float, lng: float) -> tuple[float, float]:
        """Where a point lies on the sheet, from its upper left corner."""
        north, east = metres_per_micro(self.lat)
        x = (lng - self.lng) * MICRO * east / self.metres_a_unit
        y = (lat - self.lat) * MICRO * north / self.metres_a_unit
        return round(self.size.width / 2 + x, 1), round(self.size.height / 2 - y, 1)

    @property
    def scale(self) -> tuple[int, float]:
        """Metres of the scale that is drawn, and its length in units."""
        a_third = self.size.width / 3
        metres = max((one for one in SCALES if one / self.metres_a_unit < a_third), default=SCALES[0])
        return metres, metres / self.metres_a_unit


class Taken:
    """What of a sheet is taken by numbers and names; looked up by cells, so that the cost of one more does not grow."""

    def __init__(self, size: Size, cell: int):
        self.size, self._cell = size, cell
        self._boxes: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)

    def take(self, box: Box) -> bool:
        """Take a rectangle where it lies on the sheet and touches none that is taken; whether it did."""
        cells = list(self._cells(box))
        if not box.is_within(self.size) or any(box.touches(other) for cell in cells for other in self._boxes[cell]):
            return False
        for cell in cells:
            self._boxes[cell].append(box)
        return True

    def _cells(self, box: Box) -> Iterator[tuple[int, int]]:
        for x in range(int(box.left // self._cell), int(box.right // self._cell) + 1):
            for y in range(int(box.top // self._cell), int(box.bottom // self._cell) + 1):
                yield x, y


def as_image(size: Size, parts: Iterable[str]) -> str:
    """A drawing as the address of a picture (`data:`)."""
    frame = f"viewBox='0 0 {size.width} {size.height}' width='{size.width}' height='{size.height}'"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' {frame} {FONT}>{''.join(map(str, parts))}</svg>"
    return f"data:image/svg+xml;charset=utf-8,{quote(svg)}"
