"""The legal basis of a case, one of three, and the gate: the one function that says whether somebody may be told of a person.

Inside the agency that received the case nothing is shared (社会福祉法 106条の4); with the person's consent, what it names; and while a
支援会議 under 106条の6 speaks of a person who has not agreed, its members alone, and no place to go to.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from django.db import models
from django.utils import timezone

from matching.cases.consents import Consent
from matching.cases.participants import Participant
from matching.cases.support_meetings import SupportMeeting


class Basis(models.TextChoices):
    """Why something of a case may be known, and by whom."""

    AGENCY = "agency", "受けた支援機関の中だけ"
    CONSENT = "consent", "ご本人の同意"
    MEETING = "meeting", "支援会議（社会福祉法106条の6）"


class Kind(Enum):
    """Who would be told."""

    HOST = "host"
    AGENCY = "agency"
    MEETING = "meeting"


@dataclass(frozen=True)
class Recipient:
    """Somebody outside who would be told something.

    key       of the place, or of the agency
    digest    of the text that a place would be told; None where nothing is told beyond what it was told before
    matching  whether an agency would look for places, too
    """

    kind: Kind
    key: int | None = None
    digest: str | None = None
    matching: bool = False


NO_CONSENT = "ご本人の同意が ありません。"
OTHER_TEXT = "ご本人が 同意した文と ちがいます。"
IN_A_MEETING = "この方のことは、支援会議（106条の6）で 話し合っています。会議の人のほかには、何も伝えられません。"
NO_MATCHING = "ご本人は、ほかの支援機関が 場所を さがすことまでは、同意していません。"


@dataclass(frozen=True)
class LegalBasis:
    """On what a case stands on a day: the consents that hold, and whether a 支援会議 has it."""

    consents: Sequence[Consent]
    in_meeting: bool = False

    @classmethod
    def of(cls, person: Participant, day: dt.date) -> "LegalBasis":
        """As it is in the database: four queries at most."""
        consents = list(Consent.objects.filter(participant=person).in_force(day).whole())
        in_meeting = SupportMeeting.objects.going_on().without_consent().filter(participant=person)
        return cls(consents, not consents and in_meeting.exists())

    @property
    def basis(self) -> Basis:
        """The one of three. Who agrees needs no meeting behind their back: a consent ends it."""
        if self.consents:
            return Basis.CONSENT
        return Basis.MEETING if self.in_meeting else Basis.AGENCY

    def consent_for(self, place: int | None) -> Consent | None:
        """The newest consent that names a place; None where none does."""
        return next((one for one in self.consents if place is not None and place in _places(one)), None)

    def text_for(self, place: int | None) -> str:
        """What a place may be told by the newest consent; "" for nothing."""
        consent = self.consent_for(place)
        return consent.text if consent else ""


def why_not_told(basis: LegalBasis, to: Recipient) -> str | None:
    """The gate: why somebody may not be told, in Japanese; None where they may."""
    if basis.basis == Basis.MEETING:
        return IN_A_MEETING
    if to.kind == Kind.HOST:
        named = [one for one in basis.consents if to.key in _places(one)]
        if named and to.digest is not None and to.digest not in {one.digest for one in named}:
            return OTHER_TEXT
        return None if named else NO_CONSENT
    if to.kind == Kind.MEETING:
        return None if any(one.allows_meeting for one in basis.consents) else NO_CONSENT
    known = [one for one in basis.consents if to.key in {two.agency_id for two in one.agencies.all()}]
    if known and to.matching and not any(one.allows_matching for one in known):
        return NO_MATCHING
    return None if known else NO_CONSENT


def why_host_not_told(person: Participant, place: int | None, digest: str | None = None) -> str | None:
    """What the gate says of telling a place of a person today: a text with this digest, or nothing beyond what it knows."""
    return why_not_told(LegalBasis.of(person, timezone.localdate()), Recipient(Kind.HOST, place, digest))


def _places(consent: Consent) -> set[int | None]:
    return {one.resource_id for one in consent.hosts.all()} - {None}
