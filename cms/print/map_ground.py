"""What lies below the numbers of a map: white paper, and where a city has given its boundary, the line of it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cms.print.map_frame import Frame
from directory.geo.map_grounds import MapGround
from directory.geo.outlines import Ring, box_of

OUTSIDE = "#ebebeb"
"""What is not of the city; the grey of the towns' names can be read on it (4.8 : 1)."""


class Ground(NamedTuple):
    """The rings of a city's boundary, and whose they are."""

    rings: Sequence[Ring]
    credit: str

    @property
    def corners(self) -> list[tuple[float, float]]:
        """Two points (degrees) between which the city lies; [] where nobody knows."""
        if not self.rings:
            return []
        south, west, north, east = box_of(self.rings)
        return [(south, west), (north, east)]

    @property
    def alt(self) -> str:
        """What the ground shows, in words."""
        return "線は 市の境です。" if self.rings else ""

    def drawn(self, frame: Frame) -> Iterator[str]:
        """The parts of the drawing that lie below all others."""
        size, paths = frame.size, "".join(_path(frame, ring) for ring in self.rings)
        sheet = f"M0 0H{size.width}V{size.height}H0Z"
        yield f"<rect width='{size.width}' height='{size.height}' fill='#fff'/>"
        if paths:
            yield f"<path d='{sheet}{paths}' fill='{OUTSIDE}' fill-rule='evenodd'/>"
            yield f"<path d='{paths}' fill='none' stroke='#555' stroke-width='7' stroke-dasharray='36 10 7 10' stroke-linejoin='round'/>"
        yield f"<path d='{sheet}' fill='none' stroke='#000' stroke-width='4'/>"


NO_GROUND = Ground([], "")


def ground_of(city: str) -> Ground:
    """The ground of the maps of a city with a code."""
    found = MapGround.objects.filter(pk=city).first()
    return Ground(found.outline, found.credit) if found and found.outline else NO_GROUND


def _path(frame: Frame, ring: Ring) -> str:
    (first, *others) = (frame.at(lat, lng) for lat, lng in ring)
    return f"M{first[0]} {first[1]}L{' '.join(f'{x} {y}' for x, y in others)}Z"
