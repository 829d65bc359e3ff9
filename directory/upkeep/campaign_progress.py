"""How many listings of a campaign have answered, area by area, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple, Self

from directory.geo.areas import Area, towns_by_area
from directory.upkeep.campaigns import Campaign


class AreaProgress(NamedTuple):
    """An area, None for what lies in no area of its system, and how many of its listings were asked and have answered."""

    area: Area | None
    asked: int
    answered: int

    @property
    def left(self) -> int:
        """Listings that have not answered."""
        return self.asked - self.answered


@dataclass(frozen=True)
class CampaignProgress:
    """The answers of one campaign. `towns`: key of each listing that it asks -> key of its town; `answered`: keys of listings."""

    campaign: Campaign
    towns: dict[int, int | None]
    answered: frozenset[int]

    @classmethod
    def of(cls, campaign: Campaign) -> Self:
        """Read from the database what a campaign asks and who has answered until now."""
        towns = dict(campaign.resources().order_by("pk").values_list("pk", "place__town"))
        return cls(campaign, towns, frozenset(campaign.answered().values_list("pk", flat=True)))

    @property
    def unanswered(self) -> set[int]:
        """Keys of those that have not answered."""
        return self.towns.keys() - self.answered

    def by_system(self) -> list[tuple[str, list[AreaProgress]]]:
        """(name of the area system, its areas that have listings, then the listings outside of them), for each system.

        A listing counts in its area and in the area above.
        """
        areas = Area.objects.filter(system__municipality=self.campaign.municipality_id).select_related("system")
        inside, systems, within = towns_by_area(), defaultdict(list), defaultdict(set)
        for area in areas.order_by("system__name", "name", "pk"):
            keys = {key for key, town in self.towns.items() if town in inside[area.pk]}
            within[area.system.name] |= keys
            systems[area.system.name] += [self._line(area, keys)] if keys else []
        for system, lines in systems.items():
            outside = self.towns.keys() - within[system]
            lines += [self._line(None, outside)] if outside else []
        return list(systems.items())

    def _line(self, area: Area | None, keys) -> AreaProgress:
        return AreaProgress(area, len(keys), len(keys & self.answered))
