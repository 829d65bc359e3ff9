"""The map of a booklet and of the A3 sheet, drawn by ourselves: numbered places, towns and landmarks. Nothing is fetched.

A number stands where its place is, or where that is taken beside it with a line to it; so 300 of them stay readable.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms.print.map_frame import Box, Frame, Size, Taken, as_image
from cms.print.map_ground import NO_GROUND, Ground
from directory.catalogue.resources import Resource
from directory.geo.areas import Town
from directory.geo.landmarks import STATION, Landmark
from directory.geo.points import MICRO, metres_per_micro

A4_PORTRAIT = Size(1780, 2200, edge=120, least_metres=900)
"""Tenths of a millimetre, below a heading; and so A3."""
A3_LANDSCAPE = Size(3900, 2420, edge=150, least_metres=1800)
A3_PORTRAIT = Size(2700, 3600, edge=150, least_metres=1800)
ON_ONE_PAGE = 60
"""Numbers on one page of a booklet; with more the land is cut in two."""
MOST_NAMES = 60
"""Towns, and landmarks, that one map names at most."""
OFF_THE_MAP = 8
"""A place that is so many times as far from the middle as the half of all is left out: it would shrink the rest to a dot."""
MOST_SHRUNK = 2.0
"""How many times the land may become for the whole city to be on the sheet: with mountains beside it, it is cut off."""
RADIUS, LETTERS = 37, 38
SAME_HOUSE = 4
"""Places after the point of a degree by which two points are one: about 10 m."""
RUNS_A_LINE = 3
"""Numbers, or runs of them, in one line of a label."""
RINGS, AROUND = 24, 16
"""How far, in steps, and in how many directions a free spot for a number is looked for."""


Point = tuple[float, float]
"""Latitude and longitude in degrees."""


class Spot(NamedTuple):
    """One numbered place; `is_about` where its point is only the middle of a town. Degrees."""

    number: int
    lat: float
    lng: float
    is_about: bool


class Pin(NamedTuple):
    """What stands at one point: the lines of its label, and where (units)."""

    x: float
    y: float
    lines: list[str]
    is_about: bool

    @property
    def width(self) -> float:
        """The width of the label; that of one number is round."""
        return max(2 * RADIUS, max(map(len, self.lines)) * LETTERS * 0.7 + 30)

    @property
    def height(self) -> float:
        """The height of the label."""
        return 2 * RADIUS + (len(self.lines) - 1) * LETTERS * 1.15


class TownMap(NamedTuple):
    """`image` is the address of the picture itself (`data:`), `alt` says the same in words, `numbers` are those on it.

    `credit` says whose the boundary is that is drawn, "" where none is.
    """

    image: str
    alt: str
    numbers: list[int]
    credit: str


def spots_of(places: Iterable[tuple[int, Resource]]) -> list[Spot]:
    """The places that have a point which may be shown, without those far off."""
    spots = [
        Spot(number, row.public_place.lat, row.public_place.lng, row.public_place.is_approximate)
        for number, row in places
        if row.public_place is not None and row.public_place.lat is not None
    ]
    return _without_far_ones(spots)


def _without_far_ones(spots: list[Spot]) -> list[Spot]:
    if len(spots) < 3:
        return spots
    lat, lng = median(one.lat for one in spots), median(one.lng for one in spots)
    north, east = metres_per_micro(lat)
    far = [math.hypot((one.lat - lat) * north, (one.lng - lng) * east) * MICRO for one in spots]
    most = max(3_000.0, OFF_THE_MAP * median(far))
    return [one for one, metres in zip(spots, far, strict=True) if metres <= most]


def a3_of(spots: Sequence[Spot], city: Sequence[Point] = ()) -> Size:
    """The A3 sheet on which some places have the most room: upright for land that is taller than wide. `city` as in `town_map`."""
    landscape, portrait = (_frame(spots, city, size) for size in (A3_LANDSCAPE, A3_PORTRAIT))
    return A3_PORTRAIT if portrait.metres_a_unit < landscape.metres_a_unit else A3_LANDSCAPE


def _frame(spots: Sequence[Spot], city: Sequence[Point], size: Size) -> Frame:
    """The land around some places; the whole city, where the places do not become a dot in it."""
    near = Frame.around([(one.lat, one.lng) for one in spots], size)
    if not city:
        return near
    whole = Frame.around([*((one.lat, one.lng) for one in spots), *city], size)
    return whole if whole.metres_a_unit <= MOST_SHRUNK * near.metres_a_unit else near


def cut_in_pages(spots: Sequence[Spot]) -> list[list[Spot]]:
    """The places of each map of a booklet: neighbours on one, at most ON_ONE_PAGE."""
    if len(spots) <= ON_ONE_PAGE:
        return [list(spots)] if spots else []
    lats, lngs = [one.lat for one in spots], [one.lng for one in spots]
    is_tall = (max(lats) - min(lats)) * 1.2 > max(lngs) - min(lngs)
    ordered = sorted(spots, key=lambda one: (-one.lat, one.lng) if is_tall else (one.lng, -one.lat))
    half = len(ordered) // 2
    return [*cut_in_pages(ordered[:half]), *cut_in_pages(ordered[half:])]


def town_map(
    spots: Sequence[Spot], city: str, size: Size, ground: Ground = NO_GROUND, *, is_whole: bool = False
) -> TownMap:
    """The map of some places, at least one, of the city with a code, on its ground; `is_whole` shows all of the city where it can."""
    frame, taken = _frame(spots, ground.corners if is_whole else (), size), Taken(size, 4 * RADIUS)
    lines, labels = zip(*(_drawn(taken, pin) for pin in _pins(frame, spots)), strict=True)
    stations = sorted(Landmark.objects.filter(municipality=city), key=lambda one: not one.name.endswith(STATION))
    marks = list(_named(frame, taken, ((one.name, one.lat, one.lng) for one in stations), _landmark, 32))
    located = Town.objects.filter(municipality=city, lat__isnull=False, koaza="").order_by("name", "pk")
    towns = list(_named(frame, taken, ((one.name, one.lat, one.lng) for one in located), _town, 36))
    named = [*(town for town, _ in towns), *(mark for mark, _ in marks)]
    image = as_image(size, [*ground.drawn(frame), *named, *lines, *labels, *_scale(frame)])
    on = sorted(one.number for one in spots)
    near = f"目印は {'、'.join(name for _, name in marks)} です。" if marks else ""
    told = f"{in_runs(on)} の 場所が あります。{ground.alt}{near}場所の名前は、番号の順に 書いてあります。"
    return TownMap(image, f"地図。{told}", on, ground.credit)


def _pins(frame: Frame, spots: Sequence[Spot]) -> list[Pin]:
    """What stands within some metres has one label, by which a house with twelve groups stays one dot."""
    here: dict[tuple[float, float, bool], list[Spot]] = {}
    for one in sorted(spots):
        here.setdefault((round(one.lat, SAME_HOUSE), round(one.lng, SAME_HOUSE), one.is_about), []).append(one)
    pins = []
    for found in here.values():
        runs = in_runs([one.number for one in found]).split("、")
        lines = ["・".join(runs[at : at + RUNS_A_LINE]) for at in range(0, len(runs), RUNS_A_LINE)]
        pins.append(Pin(*frame.at(found[0].lat, found[0].lng), lines, found[0].is_about))
    return pins


def in_runs(numbers: Sequence[int]) -> str:
    """「1〜14、20、22〜30」 of rising numbers."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(f"{first}〜{last}" if last > first else str(first) for first, last in runs)


def _drawn(taken: Taken, pin: Pin) -> tuple[SafeString, SafeString]:
    """The line to a label, empty where it stands at its point, and the label."""
    around = _spots_around(pin.x, pin.y)
    x, y = next((one for one in around if taken.take(_box(*one, pin.width, pin.height))), (pin.x, pin.y))
    line = SafeString("")
    if (x, y) != (pin.x, pin.y):
        path = "<path d='M{} {}L{} {}' stroke='#000' stroke-width='4'/><circle cx='{}' cy='{}' r='9'/>"
        line = format_html(path, pin.x, pin.y, x, y, pin.x, pin.y)
    ground, ink, dashes = ("#fff", "#000", "12 8") if pin.is_about else ("#000", "#fff", "none")
    left, top = x - pin.width / 2, y - pin.height / 2
    frame = "<rect x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}' rx='{}' fill='{}' stroke='#000' stroke-width='5' stroke-dasharray='{}'/>"
    drawn = frame.format(left, top, pin.width, pin.height, RADIUS, ground, dashes)
    text = "<text x='{}' y='{:.1f}' font-size='{}' font-weight='bold' text-anchor='middle' fill='{}'>{}</text>"
    for at, told in enumerate(pin.lines):
        drawn += text.format(x, top + RADIUS + LETTERS * (0.36 + 1.15 * at), LETTERS, ink, told)
    return line, SafeString(drawn)


def _spots_around(x: float, y: float) -> Iterator[tuple[float, float]]:
    """Where a label may stand, the nearest to its point first."""
    yield x, y
    for ring in range(1, RINGS + 1):
        for at in range(AROUND):
            angle = 2 * math.pi * (at + ring % 2 / 2) / AROUND
            yield (
                round(x + math.cos(angle) * ring * RADIUS * 1.6, 1),
                round(y + math.sin(angle) * ring * RADIUS * 1.6, 1),
            )


def _box(x: float, y: float, width: float, height: float) -> Box:
    """The rectangle around a middle, with a little room."""
    return Box(x - width / 2 - 4, y - height / 2 - 4, x + width / 2 + 4, y + height / 2 + 4)


def _named(frame: Frame, taken: Taken, points, drawn, letters: int) -> Iterator[tuple[SafeString, str]]:
    """Names that find room at or beside their points, at most MOST_NAMES, each with its drawing."""
    found = 0
    for name, lat, lng in points:
        x, y = frame.at(lat, lng)
        if found == MOST_NAMES or not _box(x, y, 0, 0).is_within(frame.size):
            continue
        width = (len(name) + 1) * letters
        beside = (
            (0, 0),
            (0, -1.6),
            (0, 1.6),
            (width / letters / 2 + 1, 0),
            (-width / letters / 2 - 1, 0),
            (0, -3),
            (0, 3),
        )
        for right, down in beside:
            at_x, at_y = x + right * letters, y + down * letters
            if taken.take(_box(at_x, at_y, width, letters)):
                found += 1
                yield drawn((x, y), (at_x, at_y), letters, name), name
                break


def _landmark(point: tuple[float, float], middle: tuple[float, float], letters: int, name: str) -> SafeString:
    """A square and its name; the square stands before the name where that is at the point, else at the point."""
    left = middle[0] - len(name) * letters / 2
    x, y = (left - 14, middle[1]) if point == middle else point
    square = "<rect x='{}' y='{}' width='22' height='22' fill='#444'/><text x='{}' y='{}' font-size='{}' fill='#222'>{}</text>"
    at = (round(one, 1) for one in (x - 11, y - 11, left + 8, middle[1] + letters * 0.36))
    return format_html(square, *at, letters, name)


def _town(point: tuple[float, float], middle: tuple[float, float], letters: int, name: str) -> SafeString:
    text = "<text x='{}' y='{}' font-size='{}' text-anchor='middle' fill='#666'>{}</text>"
    return format_html(text, round(middle[0], 1), round(middle[1] + letters * 0.36, 1), letters, name)


def _scale(frame: Frame) -> list[str]:
    (metres, length), size = frame.scale, frame.size
    told, y = f"{metres}m" if metres < 1000 else f"{metres // 1000}km", size.height - 40
    return [
        f"<path d='M40 {y}h{length:.1f}' stroke='#000' stroke-width='10'/>",
        f"<text x='40' y='{y - 20}' font-size='40'>{told}</text>",
        f"<text x='{size.width - 80}' y='70' font-size='44' text-anchor='middle'>北↑</text>",
    ]
