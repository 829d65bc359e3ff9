"""What a card says of a place: what it is, when next, where, how far, when checked."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from directory.intervals import stale
from directory.organizations import Organization
from directory.recurrence import Occurrence
from directory.resources import Resource
from directory.selection import Page
from directory.standing import StatusStatement, Verification


@dataclass(frozen=True)
class Card:
    """A resource on a day.

    metres   distance from the point that was asked for, None without one
    stale    whether the last check holds no longer
    """

    resource: Resource
    day: dt.date
    metres: float | None = None
    stale: bool = False

    @cached_property
    def next_date(self) -> Occurrence | None:
        """The next date; None where none is known."""
        if not self.has_rules and not self.resource.single_dates.all():
            return None
        return next(iter(self.resource.next_dates(self.day, 1)), None)

    @property
    def has_rules(self) -> bool:
        """Whether anybody has said when it meets."""
        return bool(self.resource.schedules.all())

    @cached_property
    def stands(self) -> StatusStatement | None:
        """The pause or the end that holds on the day; None for what is active."""
        said = self.resource.status_on(self.day)
        return None if said is None or said.status == StatusStatement.Status.ACTIVE else said

    @cached_property
    def whereabouts(self) -> str:
        """Town and room, as far as known."""
        place = self.resource.place
        if place is None:
            return "場所は まだ決まっていません"
        return "・".join(dict.fromkeys(part for part in (str(place.town or ""), place.name) if part))

    @cached_property
    def verification(self) -> Verification | None:
        """The newest check."""
        return self.resource.last_verification

    @property
    def kinds(self) -> list[str]:
        """Words of its kinds."""
        return [kind.short_label for kind in self.resource.kinds.all()]


def cards_of(page: Page, day: dt.date) -> list[Card]:
    """The cards of a page of the list, in its order, in a fixed number of queries."""
    rows = Resource.objects.public().for_cards().in_bulk(page.keys)
    metres = page.metres or [None] * len(page.keys)
    told = zip(page.keys, metres, page.stale, strict=True)
    return [Card(rows[key], day, far, old) for key, far, old in told if key in rows]


def cards_of_organization(organization: Organization, day: dt.date) -> list[Card]:
    """The public places of an organization that have not ended."""
    rows = Resource.objects.public().for_cards().filter(organization=organization).order_by("name", "pk")
    old = set(stale(rows, day).values_list("pk", flat=True))
    cards = [Card(resource, day, stale=resource.pk in old) for resource in rows]
    return [card for card in cards if not (card.stands and card.stands.status == StatusStatement.Status.ENDED)]
