"""Where a つなぐシート goes: the desk in charge of a topic in a town, from the same answers as 「どこに相談？」, and whose people answer there."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from directory.accounts.users import Agency, Membership
from directory.catalogue.desks import OTHER, Desk, desks_for, desks_of, topics
from directory.catalogue.resources import Resource
from directory.geo.areas import Municipality, Town
from matching.cases.access import at_work
from matching.cases.programme import DeskAgency
from matching.casework.referrals.sheets import ReferralSheet


@dataclass(frozen=True)
class Destination:
    """A desk and the agency that owns what lies there.

    has_login   whether people of this system answer at the desk; else the owner asks it by paper or telephone
    """

    agency: Agency
    desk: Resource | None
    has_login: bool

    @property
    def name(self) -> str:
        """What it is called."""
        return self.desk.name if self.desk else str(self.agency)


def last_resort(city: Municipality | str) -> Agency | None:
    """Who owns what no desk with a login takes: who answers for the desk of all worries, else the city's own agency, else any of
    the city where a coordinator works. None where nobody would read it.
    """
    reading = at_work(Membership.Role.COORDINATOR).values("agency")
    read = Agency.objects.filter(pk__in=reading, municipality=city)
    for_all = DeskAgency.objects.filter(desk__municipality=city, desk__worries__slug=OTHER).values("agency")
    ways = (read.filter(pk__in=for_all), read.filter(kind=Agency.Kind.CITY), read)
    return next((found for way in ways if (found := way.order_by("pk").first())), None)


def destinations(
    city: Municipality, topic: str, town: Town | None, day: dt.date, owner: Agency | None = None
) -> list[Destination]:
    """The desks for a topic in a town, the proposed one first, those of all worries after them; `owner` owns what lies at a desk
    without a login (`last_resort` where nobody says it). Empty where nobody would read it.

    Where the town is not known, several desks of areas stand behind those of the whole city: nobody knows which of them it is.
    """
    owner = owner or last_resort(city)
    if owner is None:
        return []
    rows = desks_of(city, day, also_for_supporters=True)
    known, asked = topics(), [town] if town else []
    found: dict[int, Desk] = {}
    for slug in dict.fromkeys((topic if topic in known else OTHER, OTHER)):
        found |= {one.resource.pk: one for one in desks_for(rows, known[slug], asked) if one.resource.pk not in found}
    desks = list(found.values())
    if town is None and sum(bool(one.areas) for one in desks) > 1:
        desks.sort(key=lambda one: bool(one.areas))
    return destinations_of([one.resource for one in desks], owner) or [Destination(owner, None, has_login=True)]


def destinations_of(desks: Sequence[Resource], owner: Agency) -> list[Destination]:
    """Desks as destinations, in their order; where nobody of this system answers (any more), it is `owner` who owns what lies there."""
    answering = {one.desk_id: one.agency for one in _answering(desks).select_related("agency")}
    return [Destination(answering.get(desk.pk, owner), desk, desk.pk in answering) for desk in desks]


def without_login(sheets: Iterable[ReferralSheet]) -> set[int]:
    """Keys of those sheets without an answer that lie at a desk where nobody of this system answers: their owner is to ask it. One query."""
    lying = {sheet.pk: sheet.desk_id for sheet in sheets if sheet.desk_id and not sheet.reply}
    answering = set(_answering(lying.values()).values_list("desk", flat=True))
    return {key for key, desk in lying.items() if desk not in answering}


def _answering(desks: Iterable[Resource | int]) -> QuerySet[DeskAgency]:
    return DeskAgency.objects.filter(desk__in=desks, agency__in=at_work(*Membership.CASEWORK).values("agency"))


def destination_of(desk: Resource, owner: Agency) -> Destination:
    """One desk as a destination."""
    return destinations_of([desk], owner)[0]
