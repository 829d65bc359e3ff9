"""Desks (相談窓口): which one is in charge of a worry in a town.

The desks are listings like any other. 「どこに相談？」 and the proposal of a desk for a つなぐシート ask here, so that both say the same.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

from directory.catalogue.resources import Resource
from directory.geo.areas import Area, Municipality, Town, towns_by_area
from directory.japanese.folding import fold_name

OTHER = "other"
"""The topic of whoever has several worries, or does not know."""


@dataclass(frozen=True)
class Topic:
    """What it is about, as somebody says it who knows no office.

    worries   words of the vocabulary
    fields    parts of `Resource.field` by which a desk that names no worry is meant
    danger    whether life may be in danger, so that the lines of help come first
    """

    slug: str
    label: str
    example: str
    worries: tuple[str, ...]
    fields: tuple[str, ...] = ()
    danger: bool = False

    @property
    def concepts(self) -> list[str]:
        """Its worries as the lines of help know them."""
        return [f"worry:{slug}" for slug in self.worries]

    def is_of(self, desk: Resource) -> bool:
        """Whether a desk takes it."""
        named = {word.slug for word in desk.rows_of("worries")}
        return not named.isdisjoint(self.worries) if named else any(part in desk.field for part in self.fields)


@cache
def topics() -> dict[str, Topic]:
    """fixtures/desk_topics.yaml, in its order."""
    told = yaml.safe_load(Path(settings.BASE_DIR, "fixtures", "desk_topics.yaml").read_text(encoding="utf-8"))
    return {
        slug: Topic(slug, **{name: tuple(said) if isinstance(said, list) else said for name, said in facts.items()})
        for slug, facts in told.items()
    }


@dataclass(frozen=True)
class Desk:
    """A desk as an answer.

    areas      the areas that it serves; without any it serves the whole city
    of_town    whether one of them has the town that was asked for; None where nobody knows, because no town was said or the
               plan names areas without their towns
    """

    resource: Resource
    areas: tuple[Area, ...]
    of_town: bool | None


def desks_of(city: Municipality | str, day: dt.date, also_for_supporters: bool = False) -> list[Resource]:
    """The desks of a city that there are on a day, with all that an answer shows, by name; those that residents may see, or all."""
    rows = Resource.objects.live() if also_for_supporters else Resource.objects.public()
    found = rows.not_ended_on(day).for_cards().filter(municipality=city, kinds__slug="consultation").distinct()
    return list(found.prefetch_related("contacts", "worries", "areas").order_by("name", "pk"))


def towns_named(city: Municipality | str, said: str) -> list[Town]:
    """The towns of a city that somebody means by a name: 「平尾」 is 平尾 and its four 丁目; none for a name that is no town."""
    wanted = fold_name(said)
    if not wanted:
        return []
    names = [(fold_name(str(town)), town) for town in Town.objects.filter(municipality=city)]
    same = [town for name, town in names if name == wanted]
    parts = [town for name, town in names if name.startswith(wanted)]
    return same if same and len(parts) == len(same) else parts


def desks_for(desks: Iterable[Resource], topic: Topic, towns: Collection[Town] | None = None) -> list[Desk]:
    """Of some desks those that take a topic, for somebody in one of some towns: who has the town in charge, then those of the
    whole city, then those of whose areas nobody has written the towns. Desks of other towns are left out."""
    by_area = towns_by_area()
    asked = {town.pk for town in towns or ()}
    found = [_desk(row, by_area, asked) for row in desks if topic.is_of(row)]
    return sorted((one for one in found if one.of_town is not False), key=_nearness)


def _desk(row: Resource, by_area: dict[int, set[int]], asked: set[int]) -> Desk:
    areas = tuple(row.rows_of("areas"))
    known = [by_area[area.pk] for area in areas if area.pk in by_area]
    if not areas or not asked or len(known) < len(areas):
        return Desk(row, areas, True if areas and asked and any(asked & towns for towns in known) else None)
    return Desk(row, areas, any(asked & towns for towns in known))


def _nearness(desk: Desk) -> tuple[bool, bool, bool]:
    """Who names the worry comes before who is meant by a word of its field."""
    return not desk.of_town, bool(desk.areas), not desk.resource.rows_of("worries")
