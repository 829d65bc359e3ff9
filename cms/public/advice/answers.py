"""What 「どこに相談？」 shows of desks: their cards, and all of them by topic for the list on screen and on paper."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cms.public.cards import PlaceCard
from directory.catalogue.contacts import Contact
from directory.catalogue.desks import OTHER, Desk, Topic, topics
from directory.catalogue.resources import Resource
from directory.geo.areas import Municipality


@dataclass(frozen=True)
class Answer:
    """A desk with what a caller needs of it at a moment."""

    desk: Desk
    card: PlaceCard

    @property
    def resource(self) -> Resource:
        """The listing."""
        return self.desk.resource

    @property
    def telephones(self) -> list[Contact]:
        """Its public numbers."""
        return [one for one in _public(self.resource) if one.kind == Contact.Kind.TELEPHONE]

    @property
    def other_contacts(self) -> list[Contact]:
        """Its other public ways to reach it."""
        return [one for one in _public(self.resource) if one.kind != Contact.Kind.TELEPHONE]

    @property
    def serves(self) -> str:
        """「坂浜・平尾」, or the whole city."""
        return "、".join(area.name for area in self.desk.areas) or _("%(city)sの ぜんぶの町") % {
            "city": self.resource.municipality.name
        }


def _public(row: Resource) -> list[Contact]:
    return [one for one in row.rows_of("contacts") if one.is_public]


def answers_of(desks: Iterable[Desk], now: dt.datetime, home: str) -> list[Answer]:
    """The answers of some desks, in their order."""
    return [Answer(desk, PlaceCard(desk.resource, now, home=home)) for desk in desks]


def all_by_topic(rows: Iterable[Resource], now: dt.datetime, home: str) -> list[tuple[Topic | None, list[Answer]]]:
    """Every desk once: below OTHER what takes everything, else below the first topic that it takes; at the end, below None, the rest."""
    by_topic: dict[Topic | None, list[Desk]] = {topic: [] for topic in (*topics().values(), None)}
    widest_first = sorted(topics().values(), key=lambda topic: topic.slug != OTHER)
    for row in rows:
        topic = next((one for one in widest_first if one.is_of(row)), None)
        by_topic[topic].append(Desk(row, tuple(row.rows_of("areas")), None))
    return [(topic, answers_of(desks, now, home)) for topic, desks in by_topic.items() if desks]


def cities_with_desks() -> list[Municipality]:
    """The municipalities of which a desk is public."""
    with_desks = Resource.objects.public().filter(kinds__slug="consultation")
    return list(Municipality.objects.filter(pk__in=with_desks.values("municipality")))
