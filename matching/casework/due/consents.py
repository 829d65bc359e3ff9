"""Lines about consents that run out while something still stands on them."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q

from matching.cases.consents import Consent, ConsentedAgency, ConsentedHost
from matching.cases.participants import Participant, ParticipantQuerySet
from matching.casework.due.kinds import CONSENT, Found
from matching.casework.introductions import Introduction


class Ending:
    """Consents that have run out, or do so within some weeks; one line for each person.

    On a consent stand the places of introductions that go on, its agencies and the meeting, unless another one covers them longer.
    """

    def __init__(self, people: ParticipantQuerySet, day: dt.date, weeks: int):
        self.day, self.consents = day, _needed(people, day + dt.timedelta(weeks=weeks))

    def found(self) -> list[Found]:
        """All lines, the soonest end first."""
        facts = self.consents.order_by("-expires_on", "-pk").values_list("participant", "expires_on")
        return [
            Found(CONSENT, (until, person), _in_words, (until, self.day), person=person)
            for person, until in dict(facts).items()
        ]


def _needed(people: ParticipantQuerySet, soon: dt.date) -> Any:
    """The consents of some people that end until a day, and that are needed longer."""
    longer = Consent.objects.filter(withdrawal=None, expires_on__gt=soon)
    same_person = {"consent__in": longer, "consent__participant": OuterRef("consent__participant")}
    going_on = Introduction.objects.going_on().filter(participant=OuterRef("consent__participant"))
    mine = {"consent": OuterRef("pk")}
    places = ConsentedHost.objects.filter(Exists(going_on.filter(resource=OuterRef("resource"))), **mine)
    places = places.exclude(Exists(ConsentedHost.objects.filter(resource=OuterRef("resource"), **same_person)))
    agencies = ConsentedAgency.objects.filter(**mine)
    agencies = agencies.exclude(Exists(ConsentedAgency.objects.filter(agency=OuterRef("agency"), **same_person)))
    meeting = Q(allows_meeting=True) & ~Exists(longer.filter(participant=OuterRef("participant"), allows_meeting=True))
    ending = Consent.objects.filter(participant__in=people, withdrawal=None, expires_on__lte=soon)
    return ending.filter(Exists(places) | Exists(agencies) | meeting)


def _in_words(until: dt.date, day: dt.date, row: Participant) -> str:
    if until < day:
        return f"同意の期限が {until.month}月{until.day}日で 切れました。"
    return f"同意の期限は {until.month}月{until.day}日までです。"
