"""Whose desk the demonstration fills: its agency, its two workers, and the invented people of whom nothing is told yet."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from directory.accounts.users import Agency, User
from matching.cases.participants import Participant, ParticipantQuerySet
from matching.proposals.line_answers import LineAnswer


@dataclass(frozen=True)
class SampleDesk:
    """Whose demonstration it is, and on which day."""

    agency: Agency
    coordinator: User
    counsellor: User
    day: dt.date

    @property
    def people(self) -> ParticipantQuerySet:
        """The invented people of the agency."""
        return Participant.objects.filter(agency=self.agency, is_sample=True).order_by("code")

    def idle(self, count: int) -> list[Participant]:
        """The last ones of whom nothing is told yet: without an introduction, and in the open state."""
        free = self.people.filter(introductions=None, state=Participant.State.WAITING, hand_overs=None)
        return list(free.exclude(pk__in=LineAnswer.objects.values("participant")).order_by("-code")[:count])


def sample_desk(agency: Agency) -> SampleDesk:
    """The desk of the demonstration today, with its two workers."""
    workers = {user.username: user for user in User.objects.filter(username__in=("coordinator", "counsellor"))}
    return SampleDesk(agency, workers["coordinator"], workers["counsellor"], timezone.localdate())
