"""A small map that is drawn by ourselves: a few numbered places and the stations and landmarks near them. Nothing is fetched."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html_join

from cms.print.map_frame import Frame, Size, as_image
from directory.catalogue.resources import Resource
from directory.geo.landmarks import STATION, Landmark

SIZE = Size(640, 360, edge=48, least_metres=900)
"""900 m are about twelve minutes on foot."""
LANDMARKS = 5


@dataclass(frozen=True)
class DrawnMap:
    """`image` is the address of the picture itself (`data:`), `alt` says the same in words."""

    image: str
    alt: str


def map_of(places: Sequence[tuple[int, Resource]]) -> DrawnMap | None:
    """The drawing of some numbered places; None where none of them has a point that may be shown."""
    points = [
        (number, row.public_place.lat, row.public_place.lng, row.public_place.is_approximate)
        for number, row in places
        if row.public_place is not None and row.public_place.lat is not None
    ]
    if not points:
        return None
    frame = Frame.around([(lat, lng) for _, lat, lng, _ in points], SIZE)
    marks = _landmarks(frame, [row.municipality_id for _, row in places])
    parts = [
        _ground(),
        format_html_join("", _LANDMARK, marks),
        format_html_join("", _PIN, _pins(frame, points)),
        _scale(frame),
    ]
    about = "。".join(f"{number} は {row.name}" for number, row in places)
    near = f"。目印: {'、'.join(name for *_, name in marks)}" if marks else ""
    return DrawnMap(as_image(SIZE, parts), f"地図。{about}{near}")


_LANDMARK = (
    "<rect x='{}' y='{}' width='10' height='10' fill='#555'/><text x='{}' y='{}' font-size='16' fill='#333'>{}</text>"
)
_PIN = (
    "<circle cx='{}' cy='{}' r='20' fill='{}' stroke='#000' stroke-width='3' stroke-dasharray='{}'/>"
    "<text x='{}' y='{}' font-size='24' font-weight='bold' text-anchor='middle' fill='{}'>{}</text>"
)


def _landmarks(frame: Frame, cities: list[str]) -> list[tuple[float, float, float, float, str]]:
    """What lies inside, stations first, then what is nearest to the middle: corner of its square, then of its name."""
    inside = []
    for mark in Landmark.objects.filter(municipality__in=set(cities)):
        x, y = frame.at(mark.lat, mark.lng)
        if 8 < x < SIZE.width - 130 and 20 < y < SIZE.height - 40:
            far = math.hypot(x - SIZE.width / 2, y - SIZE.height / 2)
            inside.append((not mark.name.endswith(STATION), far, x, y, mark.name))
    return [(x - 5, y - 5, x + 9, y + 6, name) for _, _, x, y, name in sorted(inside)[:LANDMARKS]]


def _pins(frame: Frame, points: list[tuple[int, float, float, bool]]) -> list[tuple[object, ...]]:
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
        f"<rect width='{SIZE.width}' height='{SIZE.height}' fill='#fff' stroke='#000' stroke-width='2'/>"
        f"<text x='{SIZE.width - 30}' y='30' font-size='16' text-anchor='middle'>北↑</text>"
    )


def _scale(frame: Frame) -> str:
    (metres, length), y = frame.scale, SIZE.height - 16
    return f"<path d='M16 {y} h{length:.1f}' stroke='#000' stroke-width='4'/><text x='16' y='{y - 8}' font-size='16'>{metres}m</text>"
