"""What the portal shows of one listing: when next, what is closed, what waits, and the one thing to ask."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from directory.amendments import Amendment
from directory.asking import Question, next_question
from directory.pauses import closures_from
from directory.recurrence import Occurrence
from directory.resources import Resource
from directory.standing import StatusStatement, Verification

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
    def closed_now(self) -> StatusStatement | None:
        """The pause or end of today."""
        said = self.listing.status_on(self.day)
        return said if said in self.closures else None

    @cached_property
    def verification(self) -> Verification | None:
        """The newest check."""
        return self.listing.last_verification

    @cached_property
    def question(self) -> Question | None:
        """The one fact worth asking for."""
        return next_question(self.listing)

    @cached_property
    def amendments(self) -> list[Amendment]:
        """What waits for the city, and what it has answered of late."""
        rows = self.listing.amendments.select_related("made_by", "decided_by")
        waiting, refused = Amendment.State.WAITING, Amendment.State.REFUSED
        since = dt.datetime.combine(self.day, dt.time()).astimezone() - ANSWERS_SHOWN
        return [
            one
            for one in rows.filter(state__in=(waiting, refused, Amendment.State.PUBLISHED))
            if one.state == waiting or (one.decided_at >= since and one.decided_by_id != one.made_by_id)
        ]
