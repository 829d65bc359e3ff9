"""事例検討の紙: one person's course without who it is. Ages are decades, days are months, places are their kind and area.

No word that somebody typed stands on it: whoever speaks of the case writes by hand what the meeting must know.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from directory.catalogue.resources import Resource
from directory.geo.areas import Area, Town
from matching.cases.needs_summary import lines
from matching.cases.participants import Participant
from matching.engine.needs import Needs
from matching.engine.vocabulary import Vocabulary

AGE = "年齢"
"""Heading of the needs that would say that the age is unknown, where its decade stands already."""
OLDEST = 90
UNKNOWN_AREA = "圏域は分からない"


@dataclass(frozen=True)
class Step:
    """What happened with one place: month, what place it is, and how far it came."""

    month: str
    place: str
    stage: str


@dataclass(frozen=True)
class ConferenceSheet:
    """What may be seen by a meeting that must not know who it is."""

    age: str
    area: str
    facts: list[tuple[str, str]]
    steps: list[Step]
    since: str


def sheet_for(person: Participant, today: dt.date, vocabulary: Vocabulary) -> ConferenceSheet:
    """The sheet of one person as things are today."""
    needs = person.needs_on(today)
    facts = [row for row in lines(_without_home(needs), vocabulary) if row[0] != AGE]
    if needs.children is not None:
        facts.append(("子ども", _children(needs.children)))
    rows = list(person.introductions.order_by("begun_on", "pk").select_related("resource__place__town"))
    areas = _areas([one.resource.place.town_id for one in rows if one.resource and one.resource.place])
    steps = [_step(one, areas) for one in rows]
    home = _areas([person.town_id]).get(person.town_id, UNKNOWN_AREA)
    first = person.sheets.order_by("recorded_on").first()
    return ConferenceSheet(decade(needs.age), home, facts, steps, month(first.recorded_on) if first else "")


def month(day: dt.date) -> str:
    """「2026年11月」."""
    return f"{day.year}年{day.month}月"


def decade(age: int | None) -> str:
    """「70代」, 「90代以上」, 「10歳未満」; "" where nobody knows.

    >>> decade(72), decade(101), decade(7), decade(None)
    ('70代', '90代以上', '10歳未満', '')
    """
    if age is None:
        return ""
    if age < 10:
        return "10歳未満"
    return f"{OLDEST}代以上" if age >= OLDEST else f"{age // 10 * 10}代"


def _without_home(needs: Needs) -> Needs:
    """Without what is said in other words here, or not at all."""
    return replace(needs, age=None, home_radius=None, children=None)


def _children(months: Iterable[int]) -> str:
    count = len(list(months))
    return f"{count}人" if count else "いません"


def _step(one: object, areas: dict[int, str]) -> Step:
    resource: Resource | None = one.resource  # type: ignore[attr-defined]
    town = resource.place.town_id if resource and resource.place else None
    kinds = "・".join(kind.label for kind in resource.kinds.all()) if resource else ""
    place = "　".join(filter(None, (kinds or "場所", areas.get(town or 0, ""))))
    return Step(month(one.begun_on), place, one.get_stage_display())  # type: ignore[attr-defined]


def _areas(towns: Iterable[int | None]) -> dict[int, str]:
    """Town -> the names of the first way of dividing its city, of the widest areas."""
    found: dict[int, str] = {}
    rows = Area.objects.filter(towns__in=[town for town in towns if town]).order_by("-system", "-pk")
    for town, name in rows.filter(parent=None).values_list("towns", "name"):
        found[town] = name
    cities = Town.objects.filter(pk__in=[town for town in towns if town and town not in found])
    return {pk: f"{city}のどこか" for pk, city in cities.values_list("pk", "municipality__name")} | found
