"""What whoever telephones a place needs to see on its card: number, hours, opening, seats, who answered last, and marks.

Of other people whom somebody asked this place about, nothing is told but the day of an answer.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from cms.public.cards import PlaceCard
from directory.accounts.users import Agency
from directory.catalogue.contacts import Contact
from directory.catalogue.resources import Resource
from matching.cases.access import Access
from matching.cases.participants import Participant
from matching.casework.calls import CallAnswer, phoned_on
from matching.casework.host_requests import HostRequest
from matching.casework.introductions import Ended, Introduction

_DECLINED = {
    Ended.FULL: "空きがないと ことわられた",
    Ended.REFUSED: "合わないと ことわられた",
    Ended.WRONG: "情報が ちがっていた",
    Ended.PERSON: "ご本人が やめておくと言った",
}


@dataclass(frozen=True)
class LastAnswer:
    """Who answered last at a place, and when; `who` is "" where nobody wrote it down."""

    day: dt.date
    who: str = ""


@dataclass(frozen=True)
class CallFacts:
    """Of one place.

    telephones    those that this user may see, each with its hours in `note`
    marks         what happened with this person there, and that somebody telephoned today
    introduction  the one that goes on; None without
    outcome       key of the outcome of who goes there now
    """

    resource: Resource
    now: dt.datetime
    telephones: list[Contact]
    last: LastAnswer | None = None
    marks: list[str] = field(default_factory=list)
    introduction: Introduction | None = None
    outcome: int | None = None

    @property
    def next_date(self):
        """The next date that is not over; None where none is known."""
        return PlaceCard(self.resource, self.now).next_date

    @property
    def seats(self) -> str:
        """「空き3」, 「空きなし」, or "" where nobody knows."""
        left = self.resource.places_left
        return "" if left is None else f"空き{left}人" if left else "空きなし"


def call_facts(
    person: Participant, places: Iterable[Resource], access: Access, introductions: Iterable[Introduction]
) -> dict[int, CallFacts]:
    """Key of a place -> what a call needs, for some places with contacts and vacancies prefetched. Five queries.

    introductions   all of the person
    """
    rows, now = {place.pk: place for place in places}, timezone.localtime()
    last, today = _last_answers(rows, access.agencies), phoned_on(rows, access.agencies, now.date())
    outcomes = person.outcomes.order_by("started_on").values_list("resource", "ended_on", "pk")
    tried = {key: (ended_on, pk) for key, ended_on, pk in outcomes}
    going_on, marks = _of_introductions(introductions, now.date())
    # In the cities of their agencies coordinators see what residents do not.
    own = set(Agency.objects.filter(pk__in=access.agencies).values_list("municipality", flat=True))
    found = {}
    for key, place in rows.items():
        shown = [one for one in place.contacts.all() if one.is_public or place.municipality_id in own]
        said = list(marks.get(key, []))
        ended_on, outcome = tried.get(key, (None, None))
        if outcome:
            said.append("前に行った" if ended_on else "もう行っている")
        if key in today:
            said.append("きょう電話ずみ")
        telephones = [one for one in shown if one.kind == Contact.Kind.TELEPHONE]
        found[key] = CallFacts(
            place, now, telephones, last.get(key), said, going_on.get(key), None if ended_on else outcome
        )
    return found


def _of_introductions(
    introductions: Iterable[Introduction], today: dt.date
) -> tuple[dict[int, Introduction], dict[int, list[str]]]:
    going_on: dict[int, Introduction] = {}
    marks: dict[int, list[str]] = {}
    for one in introductions:
        if one.resource_id is None:
            continue
        if one.is_open:
            going_on[one.resource_id] = one
            said = f"紹介中（{one.get_stage_display()}）"
            if one.ask_again_on and one.ask_again_on > today:
                said = f"{one.ask_again_on.month}月{one.ask_again_on.day}日に もう一度たずねる"
            marks.setdefault(one.resource_id, []).append(said)
        elif one.outcome_id is None and one.ended_because in _DECLINED:
            marks.setdefault(one.resource_id, []).append(_DECLINED[Ended(one.ended_because)])
    return going_on, marks


def _last_answers(places: Mapping[int, Resource], agencies: Iterable[int]) -> dict[int, LastAnswer]:
    """Key of a place -> who answered last, to whoever works for these agencies."""
    keys, agencies = list(places), list(agencies)
    asked = HostRequest.objects.filter(introduction__resource__in=keys, introduction__participant__agency__in=agencies)
    answered = (
        asked.exclude(answered_at=None).order_by("answered_at").values_list("introduction__resource", "answered_at")
    )
    found = {key: LastAnswer(timezone.localdate(at)) for key, at in answered}
    calls = CallAnswer.objects.filter(resource__in=keys, participant__agency__in=agencies).exclude(answer="absent")
    for call in calls.order_by("made_at").only("resource", "made_at", "spoke_to"):
        day = timezone.localdate(call.made_at)
        if call.resource_id not in found or found[call.resource_id].day <= day:
            before = found.get(call.resource_id)
            who = call.spoke_to or (before.who if before and before.day == day else "")
            found[call.resource_id] = LastAnswer(day, who)
    return found
