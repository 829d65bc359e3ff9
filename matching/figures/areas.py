"""Where people count: the areas of an agency's city, in the one way in which its figures are divided."""

from collections.abc import Mapping
from dataclasses import dataclass

from directory.accounts.users import Agency
from directory.geo.areas import Area, AreaSystem, towns_by_area

ELSEWHERE = "圏域の外・分からない"


@dataclass(frozen=True)
class Areas:
    """The one way in which an agency's figures are divided: a second one would show by subtraction what the first one hides.

    names   of the areas, and ELSEWHERE as the last one
    """

    names: tuple[str, ...]
    of_town: Mapping[int, int]

    @classmethod
    def of(cls, agency: Agency) -> "Areas":
        """The areas without one above them of the 日常生活圏域, or of the first way of dividing the agency's city that has any."""
        tops = Area.objects.filter(system__municipality=agency.municipality_id, parent=None)
        systems = AreaSystem.objects.filter(areas__in=tops).order_by("pk").distinct()
        system = systems.filter(name__contains="圏域").first() or systems.first()
        rows, towns, of_town = list(tops.filter(system=system).order_by("name", "pk")), towns_by_area(), {}
        for position, area in enumerate(rows):
            for town in towns.get(area.pk, ()):
                of_town.setdefault(town, position)
        return cls((*(area.name for area in rows), ELSEWHERE), of_town)

    def position(self, town: int | None) -> int:
        """Where a person of a town counts."""
        return self.of_town.get(town or 0, len(self.names) - 1)
