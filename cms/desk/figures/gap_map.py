"""The areas as circles where their towns lie, each as large as its number: for the screen and for a grey printer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from directory.geo.areas import Town
from matching.figures.areas import Areas

WIDTH, HEIGHT, EDGE = 640, 420, 70
LARGEST, SMALLEST = 46, 16
"""Radius in units."""


@dataclass(frozen=True)
class Circle:
    """An area on the drawing; `people` is None where its number is not said, and the circle is dashed."""

    name: str
    people: int | None
    x: int
    y: int
    radius: int

    @property
    def below(self) -> int:
        """Where its name stands."""
        return self.y + self.radius + 16


def circles(areas: Areas, numbers: Sequence[int | None]) -> list[Circle]:
    """Those whose towns have a point, the largest first; [] where none has. Two queries at most."""
    towns = Town.objects.filter(pk__in=areas.of_town, lat__isnull=False).order_by().values_list("pk", "lat", "lng")
    points: dict[int, list[tuple[float, float]]] = {}
    for pk, lat, lng in towns:
        points.setdefault(areas.of_town[pk], []).append((lat, lng))
    if not points:
        return []
    middles = {at: (sum(a for a, _ in own) / len(own), sum(b for _, b in own) / len(own)) for at, own in points.items()}
    most = max(filter(None, numbers), default=1)
    found = [
        Circle(areas.names[at], numbers[at], *spot, _radius(numbers[at], most)) for at, spot in _spots(middles).items()
    ]
    return sorted(found, key=lambda one: -one.radius)


def _radius(people: int | None, most: int) -> int:
    return SMALLEST if not people else max(SMALLEST, round(LARGEST * math.sqrt(people / most)))


def _spots(middles: dict[int, tuple[float, float]]) -> dict[int, tuple[int, int]]:
    """Where each middle stands on the drawing: north above, the same scale both ways."""
    lats, lngs = zip(*middles.values(), strict=True)
    narrow = math.cos(math.radians(sum(lats) / len(lats)))
    wide, high = (max(lngs) - min(lngs)) * narrow, max(lats) - min(lats)
    unit = max(wide / (WIDTH - 2 * EDGE), high / (HEIGHT - 2 * EDGE)) or 1
    west, south = (max(lngs) + min(lngs)) / 2, (max(lats) + min(lats)) / 2
    return {
        at: (round(WIDTH / 2 + (lng - west) * narrow / unit), round(HEIGHT / 2 - (lat - south) / unit))
        for at, (lat, lng) in middles.items()
    }
