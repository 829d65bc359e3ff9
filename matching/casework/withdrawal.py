"""A person takes a consent back: what stops at once, and which papers are still out."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from directory.accounts.links import Link
from directory.accounts.users import User
from matching.cases.consents import Consent, ConsentedHost, PaperCopy, Withdrawal, papers_out
from matching.cases.legal_basis import Kind, LegalBasis, Recipient, why_not_told
from matching.cases.participants import Participant
from matching.cases.programme import Law
from matching.cases.support_meetings import SupportMeeting
from matching.casework.follow_ups import FollowUp
from matching.casework.introductions import Ended, Introduction, Stage, move
from matching.casework.referrals.passing import close_to_senders


@dataclass(frozen=True)
class Stopped:
    """What a withdrawal did.

    introductions   that were open and are broken off
    links           of hosts that are dead now
    sheets          つなぐシート of which the sender sees no more what became of them
    papers          that are out, each with the telephone of who has it
    meetings        of 重層的支援会議 that go on and that nobody reads any more
    """

    introductions: list[Introduction]
    links: int
    sheets: int
    papers: list[PaperCopy]
    meetings: int


@transaction.atomic
def withdraw(person: Participant, consents: Iterable[Consent], day: dt.date, by: User) -> Stopped:
    """Take back some consents of a person. Whatever no other consent of theirs covers stops in this moment.

    Where somebody takes part already, they stay there: that is theirs to end. But the host is asked nothing of them any more, also
    by a mail that waits. Consents that are withdrawn already stay so.
    """
    person.lock()
    keys = [one.pk for one in consents]
    left = list(Consent.objects.filter(participant=person, pk__in=keys, withdrawal=None))
    for one in left:
        Withdrawal.objects.create(consent=one, withdrawn_on=max(day, one.given_on), recorded_by=by)
    basis = LegalBasis.of(person, day)
    rows = Introduction.objects.filter(participant=person).still_open()
    uncovered = [one for one in rows if why_not_told(basis, Recipient(Kind.HOST, one.resource_id))]
    asked = Link.objects.filter(pk__in=[*_links_of(uncovered), *_links_of_follow_ups(person, basis)])
    links = asked.alive().count()
    # Nobody who was neither asked nor agreed to loses what was only noted down inside the agency.
    named = set(
        ConsentedHost.objects.filter(consent__in=left).exclude(resource=None).values_list("resource", flat=True)
    )
    stopped = [one for one in uncovered if one.resource_id in named or one.requests.exists()]  # type: ignore[attr-defined]
    for one in stopped:
        move(one, Stage.BROKEN_OFF, max(day, one.begun_on), Ended.WITHDRAWN)
    asked.end(Link.Ended.WITHDRAWN)
    meetings = SupportMeeting.objects.going_on().filter(participant=person, law=Law.CONSENT)
    closed = meetings.count() if why_not_told(basis, Recipient(Kind.MEETING)) else 0
    return Stopped(stopped, links, close_to_senders(person, by) if left else 0, papers_out(person), closed)


def _links_of(introductions: list[Introduction]) -> list[int]:
    """Keys of the links by which hosts were asked about some introductions."""
    found = Introduction.objects.filter(pk__in=[one.pk for one in introductions], requests__link__isnull=False)
    return list(found.values_list("requests__link", flat=True))


def _links_of_follow_ups(person: Participant, basis: LegalBasis) -> list[int]:
    """Keys of the links by which hosts are asked how it goes, and may not be asked any more."""
    asked = FollowUp.objects.filter(outcome__participant=person, link__isnull=False)
    places = asked.values_list("link", "outcome__resource")
    return [link for link, place in places if link and why_not_told(basis, Recipient(Kind.HOST, place))]
