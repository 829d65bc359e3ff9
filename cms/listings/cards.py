"""What the portal shows of one listing: next date, closures, changes that wait, and one question about a missing fact."""

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
"""How many of the next meeting days are shown."""
ANSWERS_SHOWN = dt.timedelta(days=30)
"""How long an answer of the city is shown on the first page."""


@dataclass(frozen=True)
class ListingCard:
    """A listing on a day, for somebody who may change it; `on_behalf` as in `cms.listings.access.EditableListing`."""

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
        """The next meeting days that are off."""
        return [day for day in days_from(self.listing, self.day, DAYS) if day.off]

    @cached_property
    def closed_now(self) -> StatusStatement | None:
        """The pause or end that holds on the day."""
        status = self.listing.status_on(self.day)
        return status if status in self.closures else None

    @cached_property
    def verification(self) -> Verification | None:
        """The newest check."""
        return self.listing.last_verification

    @property
    def has_ended(self) -> bool:
        """Whether the place has ended."""
        return self.closed_now is not None and self.closed_now.status == StatusStatement.Status.ENDED

    @cached_property
    def question(self) -> MissingFact | None:
        """The one missing fact to ask for, or None."""
        return next_question(self.listing, self.waiting)

    @property
    def step(self) -> str:
        """Slug of the edit step on which `question` is answered; only for a question about a field."""
        return next(step.slug for step in STEPS.values() if self.question.field in step.fields)

    @cached_property
    def waiting(self) -> list[Amendment]:
        """Amendments that wait for the city."""
        return [one for one in self.listing.amendments.all() if one.state == Amendment.State.WAITING]

    @cached_property
    def answered(self) -> list[Amendment]:
        """Amendments that the city has answered in the last ANSWERS_SHOWN."""
        since = dt.datetime.combine(self.day, dt.time()).astimezone() - ANSWERS_SHOWN
        decided = (Amendment.State.REFUSED, Amendment.State.PUBLISHED)
        answers = [one for one in self.listing.amendments.all() if one.state in decided and one.decided_at >= since]
        return [one for one in answers if one.by_city or not one.at_once]


def with_shown_amendments(listings: ResourceQuerySet, day: dt.date) -> ResourceQuerySet:
    """Prefetch the amendments that `waiting` and `answered` of a card show, in one query for all the listings."""
    since = dt.datetime.combine(day, dt.time()).astimezone() - ANSWERS_SHOWN
    shown = Amendment.objects.filter(Q(state=Amendment.State.WAITING) | Q(decided_at__gte=since))
    return listings.prefetch_related(Prefetch("amendments", shown.select_related("made_by", "decided_by")))
