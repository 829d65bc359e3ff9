"""What the portal shows of one listing: when next, what is closed, what waits, and the one thing to ask."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, Q

from cms.listings.edit_steps import STEPS
from directory.catalogue.resource_queryset import ResourceQuerySet
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement, Verification
from directory.changes.amendments import Amendment
from directory.changes.closures import MeetingDay, closures_from, days_from
from directory.hours.rules import Occurrence
from directory.upkeep.missing_facts import MissingFact, next_question

DAYS = 6
"""Next days that are looked at and shown."""
ANSWERS_SHOWN = dt.timedelta(days=30)
"""How long an answer of the city stands on the first page."""


@dataclass(frozen=True)
class OwnCard:
    """A listing on a day, for one who keeps it right."""

    listing: Resource
    day: dt.date
    on_behalf: bool

    @cached_property
    def next_date(self) -> Occurrence | None:
        """When it meets next."""
        return next(iter(self.listing.next_dates(self.day, 1)), None)

    @cached_property
    def closures(self) -> list[StatusStatement]:
        """Pauses and ends of now and later."""
        return closures_from(self.listing, self.day)

    @cached_property
    def days_off(self) -> list[MeetingDay]:
        """Those of the next days that are off."""
        return [day for day in days_from(self.listing, self.day, DAYS) if day.off]

    @cached_property
    def closed_now(self) -> StatusStatement | None:
        """The pause or end of today."""
        said = self.listing.status_on(self.day)
        return said if said in self.closures else None

    @cached_property
    def verification(self) -> Verification | None:
        """The newest check."""
        return self.listing.last_verification

    @property
    def has_ended(self) -> bool:
        """Whether it is there no more."""
        return self.closed_now is not None and self.closed_now.status == StatusStatement.Status.ENDED

    @cached_property
    def question(self) -> MissingFact | None:
        """The one fact worth asking for."""
        return next_question(self.listing, self.waiting)

    @property
    def step(self) -> str:
        """The small page on which the question is answered that asks for a field."""
        return next(step.slug for step in STEPS.values() if self.question.field in step.fields)

    @cached_property
    def waiting(self) -> list[Amendment]:
        """What waits for the city."""
        return [one for one in self.listing.amendments.all() if one.state == Amendment.State.WAITING]

    @cached_property
    def answered(self) -> list[Amendment]:
        """What the city has answered of late."""
        since = dt.datetime.combine(self.day, dt.time()).astimezone() - ANSWERS_SHOWN
        decided = (Amendment.State.REFUSED, Amendment.State.PUBLISHED)
        answers = [one for one in self.listing.amendments.all() if one.state in decided and one.decided_at >= since]
        return [one for one in answers if one.by_city or not one.at_once]


def with_amendments(listings: ResourceQuerySet, day: dt.date) -> ResourceQuerySet:
    """The listings with what waits for the city and what it has answered of late, in one query."""
    since = dt.datetime.combine(day, dt.time()).astimezone() - ANSWERS_SHOWN
    shown = Amendment.objects.filter(Q(state=Amendment.State.WAITING) | Q(decided_at__gte=since))
    return listings.prefetch_related(Prefetch("amendments", shown.select_related("made_by", "decided_by")))
