"""Who may do what in a meeting: one object, `Seat`, is asked by every screen and paper; lists ask `seated`, by the same rule.

- Who is named now, and nobody else: not the head of an agency, not a superuser, not a colleague, not who is in another meeting.
- Nobody reads before they have promised secrecy; of a 支援会議, a day's minutes before they have promised it for that day.
- A 重層的支援会議 is closed to all, its members too, from the moment in which no consent of the person names it.
- Who is named and who sits when is settled by the agency that opened it; minutes are written by any member. Where nobody of that
  agency is left in it, another coordinator of it takes it up (`succeed`).
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from directory.accounts.users import Membership, User
from matching.cases.access import Access, at_work
from matching.cases.consents import Consent
from matching.cases.legal_basis import Kind, LegalBasis, Recipient, why_not_told
from matching.cases.support_meetings import MeetingMember, SupportMeeting, SupportMeetingQuerySet, name_member
from matching.casework.meetings.sittings import Presence, Sitting

NOT_A_MEMBER = "この会議の人では ありません。"
NOT_PROMISED = "先に、秘密を守ることを たしかめてください。"
CLOSED = "ご本人の同意が いまは ないので、この会議は とじています。だれも 読めません。"
NOT_THE_OPENER = "会議の人と 日にちは、会議を開いた支援機関の コーディネーターが きめます。"
OVER = "この会議は おわりました。読むことだけが できます。"


@dataclass(frozen=True)
class Seat:
    """One user at one meeting on a day.

    member     their row as a member; None for who is not named
    is_closed  whether nobody reads the meeting now
    """

    meeting: SupportMeeting
    access: Access
    member: MeetingMember | None
    is_closed: bool

    @classmethod
    def of(cls, meeting: SupportMeeting, access: Access, day: dt.date) -> "Seat":
        """As it is in the database."""
        member = MeetingMember.objects.filter(meeting=meeting, user=access.user.pk, left_on=None).first()
        closed = not meeting.is_compartment and bool(
            why_not_told(LegalBasis.of(meeting.participant, day), Recipient(Kind.MEETING))
        )
        return cls(meeting, access, member, closed)

    @property
    def why_not_in(self) -> str | None:
        """Why the user may not even see that there is a meeting; None where they may."""
        if self.member is None or not self.access.is_caseworker:
            return NOT_A_MEMBER
        return CLOSED if self.is_closed else None

    @property
    def why_not_read(self) -> str | None:
        """Why the user may not read a word of it; None where they may."""
        if refusal := self.why_not_in:
            return refusal
        return None if self.member and self.member.acknowledged_at else NOT_PROMISED

    def why_not_read_day(self, sitting: Sitting) -> str | None:
        """Why the user may not read what a day left; None where they may."""
        if refusal := self.why_not_read:
            return refusal
        if not self.meeting.is_compartment:
            return None
        promised = Presence.objects.filter(sitting=sitting, member=self.member, acknowledged_at__isnull=False)
        return None if promised.exists() else NOT_PROMISED

    @property
    def why_not_write(self) -> str | None:
        """Why the user may not write minutes; None where they may."""
        return self.why_not_read or (OVER if self.meeting.ended_on else None)

    @property
    def is_opener(self) -> bool:
        """Whether the user coordinates for the agency that opened it."""
        return self.meeting.agency_id in self.access.coordinated

    @property
    def why_not_settle(self) -> str | None:
        """Why the user may not say who is named and when it sits; None where they may."""
        return self.why_not_write or (None if self.is_opener else NOT_THE_OPENER)


def seated(user: User, day: dt.date) -> SupportMeetingQuerySet:
    """The meetings in which a user is named and that are not closed, whether or not they have promised already."""
    agreed = Consent.objects.for_meetings(day).filter(participant=OuterRef("participant"))
    rows = SupportMeeting.objects.naming(user)
    return rows.filter(Q(pk__in=rows.without_consent().values("pk")) | Exists(agreed))


def openers(meeting: SupportMeeting) -> QuerySet[MeetingMember]:
    """The members who settle a meeting: they coordinate for the agency that opened it."""
    return MeetingMember.objects.filter(meeting=meeting, left_on=None, user__in=_coordinating(meeting).values("user"))


def _coordinating(meeting: SupportMeeting) -> QuerySet[Membership]:
    """Those of whom `Seat.is_opener` says yes."""
    return at_work(Membership.Role.COORDINATOR).filter(agency=meeting.agency_id)


def openers_left(meeting: SupportMeeting, without: MeetingMember) -> bool:
    """Whether somebody of the agency that opened a meeting stays named when a member is taken out."""
    return openers(meeting).exclude(pk=without.pk).exists()


@transaction.atomic
def succeed(meeting: SupportMeeting, by: User) -> None:
    """A coordinator of the agency that opened a meeting is named where nobody of it is any more; they promise before they read.

    Else nobody could name a member or end it, and as long as a 支援会議 goes on no place is told anything.
    """
    meeting.participant.lock()
    if not openers(meeting).exists() and _coordinating(meeting).filter(user=by).exists():
        name_member(meeting, by)


def today_seat(meeting: SupportMeeting, access: Access) -> Seat:
    """The seat of a user as things are today."""
    return Seat.of(meeting, access, timezone.localdate())
