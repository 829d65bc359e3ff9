"""A map that is drawn by ourselves: numbered places and the stations and landmarks near them. Nothing is fetched."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.html import format_html_join

from directory.catalogue.resources import Resource
from directory.geo.landmarks import STATION, Landmark
from directory.geo.points import MICRO, metres_per_micro

WIDTH, HEIGHT, EDGE = 640, 360, 48
LEAST_METRES = 900
"""Width of the smallest piece of land that is drawn: about twelve minutes on foot."""
LANDMARKS = 5
SCALES = (200, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True)
class DrawnMap:
    """`image` is the address of the picture itself (`data:`), `alt` says the same in words."""

    image: str
    alt: str


@dataclass(frozen=True)
class _Frame:
    lat: float
    lng: float
    metres_a_unit: float

    def at(self, lat: float, lng: float) -> tuple[float, float]:
        north, east = metres_per_micro(self.lat)
        x = (lng - self.lng) * MICRO * east / self.metres_a_unit
        y = (lat - self.lat) * MICRO * north / self.metres_a_unit
        return round(WIDTH / 2 + x, 1), round(HEIGHT / 2 - y, 1)


def map_of(places: Sequence[tuple[int, Resource]]) -> DrawnMap | None:
    """The drawing of some numbered places; None where none of them has a point that may be shown."""
    points = [
        (number, row.public_place.lat, row.public_place.lng, row.public_place.is_approximate)
        for number, row in places
        if row.public_place is not None and row.public_place.lat is not None
    ]
    if not points:
        return None
    frame = _frame([(lat, lng) for _, lat, lng, _ in points])
    marks = _landmarks(frame, [row.municipality_id for _, row in places])
    parts = [
        _ground(),
        format_html_join("", _LANDMARK, marks),
        format_html_join("", _PIN, _pins(frame, points)),
        _scale(frame),
    ]
    svg = _SVG.format("".join(map(str, parts)))
    about = "。".join(f"{number} は {row.name}" for number, row in places)
    near = f"。目印: {'、'.join(name for *_, name in marks)}" if marks else ""
    return DrawnMap(f"data:image/svg+xml;charset=utf-8,{quote(svg)}", f"地図。{about}{near}")


_FONT = "font-family='BIZ UDPGothic, sans-serif'"
_SVG = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' width='{WIDTH}' height='{HEIGHT}' {_FONT}>{{}}</svg>"
_LANDMARK = (
    "<rect x='{}' y='{}' width='10' height='10' fill='#555'/><text x='{}' y='{}' font-size='16' fill='#333'>{}</text>"
)
_PIN = (
    "<circle cx='{}' cy='{}' r='20' fill='{}' stroke='#000' stroke-width='3' stroke-dasharray='{}'/>"
    "<text x='{}' y='{}' font-size='24' font-weight='bold' text-anchor='middle' fill='{}'>{}</text>"
)


def _frame(points: list[tuple[float, float]]) -> _Frame:
    lats, lngs = zip(*points, strict=True)
    lat, lng = (min(lats) + max(lats)) / 2, (min(lngs) + max(lngs)) / 2
    north, east = metres_per_micro(lat)
    wide, high = (max(lngs) - min(lngs)) * MICRO * east, (max(lats) - min(lats)) * MICRO * north
    return _Frame(lat, lng, max(wide / (WIDTH - 2 * EDGE), high / (HEIGHT - 2 * EDGE), LEAST_METRES / WIDTH))


def _landmarks(frame: _Frame, cities: list[str]) -> list[tuple[float, float, float, float, str]]:
    """What lies inside, stations first, then what is nearest to the middle: corner of its square, then of its name."""
    inside = []
    for mark in Landmark.objects.filter(municipality__in=set(cities)):
        x, y = frame.at(mark.lat, mark.lng)
        if 8 < x < WIDTH - 130 and 20 < y < HEIGHT - 40:
            far = math.hypot(x - WIDTH / 2, y - HEIGHT / 2)
            inside.append((not mark.name.endswith(STATION), far, x, y, mark.name))
    return [(x - 5, y - 5, x + 9, y + 6, name) for _, _, x, y, name in sorted(inside)[:LANDMARKS]]


def _pins(frame: _Frame, points: list[tuple[int, float, float, bool]]) -> list[tuple[object, ...]]:
    """Those at one point stand side by side."""
    taken: dict[tuple[float, float], int] = {}
    pins: list[tuple[object, ...]] = []
    for number, lat, lng, is_about in points:
        x, y = frame.at(lat, lng)
        beside = taken[x, y] = taken.get((x, y), -1) + 1
        x += 44 * beside
        ground, ink, dashes = ("#fff", "#000", "6 5") if is_about else ("#000", "#fff", "none")
        pins.append((x, y, ground, dashes, x, y + 9, ink, number))
    return pins


def _ground() -> str:
    return (
        f"<rect width='{WIDTH}' height='{HEIGHT}' fill='#fff' stroke='#000' stroke-width='2'/>"
        f"<text x='{WIDTH - 30}' y='30' font-size='16' text-anchor='middle'>北↑</text>"
    )


def _scale(frame: _Frame) -> str:
    metres = max((one for one in SCALES if one / frame.metres_a_unit < WIDTH / 3), default=SCALES[0])
    length, y = metres / frame.metres_a_unit, HEIGHT - 16
    return f"<path d='M16 {y} h{length:.1f}' stroke='#000' stroke-width='4'/><text x='16' y='{y - 8}' font-size='16'>{metres}m</text>"
