"""Writing minutes: a new version, never over somebody else's."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from directory.accounts.users import User
from matching.cases.participants import Participant
from matching.cases.programme import Law
from matching.cases.support_meetings import MeetingMember
from matching.casework.meetings.sittings import MeetingStep, Minutes, Presence, Sitting


class WrittenMeanwhile(Exception):
    """Somebody else wrote a version that the writer has not seen."""


@dataclass(frozen=True)
class NextStep:
    """What a member's agency is there for and does next, as it is typed."""

    role: str = ""
    what: str = ""
    until: dt.date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.role or self.what)


@dataclass(frozen=True)
class Written:
    """Minutes as they are typed.

    seen      number of the version that the writer had before them; 0 for none
    attended  members who were there
    steps     what each member does next; a member who is not in it has nothing
    """

    text: str
    decision: str
    develop: str
    seen: int
    attended: Sequence[MeetingMember]
    steps: Mapping[MeetingMember, NextStep]


def newest(sitting: Sitting) -> Minutes | None:
    """The version that holds."""
    return Minutes.objects.filter(sitting=sitting).select_related("made_by").order_by("-number").first()


def last_decision(person: Participant, day: dt.date) -> tuple[Sitting, str] | None:
    """The last day until a day on which a meeting with the person's consent sat and wrote minutes, and what it decided in words."""
    sat = Sitting.objects.filter(meeting__participant=person, meeting__law=Law.CONSENT, held_on__lte=day)
    last = sat.filter(Exists(Minutes.objects.filter(sitting=OuterRef("pk")))).select_related("meeting").first()
    minutes = newest(last) if last else None
    return (last, minutes.get_decision_display()) if last and minutes else None


@transaction.atomic
def write(sitting: Sitting, written: Written, by: User) -> Minutes:
    """Add a version, with who was there and what everybody does next. Of a button pressed twice the first version stays.

    Raises WrittenMeanwhile where the newest version is not the one that the writer has seen; then nothing is stored.
    """
    # Of two at once the second one meets the version of the first.
    Sitting.objects.select_for_update(no_key=True).filter(pk=sitting.pk).values("pk").first()
    last = newest(sitting)
    if last and last.made_by_id == by.pk and _says(last, written):
        return last
    if (last.number if last else 0) != written.seen:
        raise WrittenMeanwhile
    made = Minutes.objects.create(
        sitting=sitting,
        number=written.seen + 1,
        text=written.text,
        decision=written.decision,
        develop=written.develop,
        made_by=by,
    )
    _note_attended(sitting, written.attended)
    for member, step in written.steps.items():
        _note_step(sitting, member, step)
    return made


def _says(last: Minutes, written: Written) -> bool:
    """Whether a version says the same, with the same people and steps."""
    words = ("text", "decision", "develop")
    there = set(Presence.objects.filter(sitting=last.sitting_id, attended=True).values_list("member", flat=True))
    steps = {
        one.member_id: NextStep(one.role, one.what, one.until)
        for one in MeetingStep.objects.filter(sitting=last.sitting_id)
    }
    typed = {member.pk: step for member, step in written.steps.items() if not step.is_empty}
    return (
        all(getattr(last, name) == getattr(written, name) for name in words)
        and there == {member.pk for member in written.attended}
        and steps == typed
    )


def _note_attended(sitting: Sitting, attended: Sequence[MeetingMember]) -> None:
    Presence.objects.filter(sitting=sitting, attended=True).update(attended=False)
    for member in attended:
        Presence.objects.update_or_create(sitting=sitting, member=member, defaults={"attended": True})


def _note_step(sitting: Sitting, member: MeetingMember, step: NextStep) -> None:
    """What is done stays done as long as it is the same thing."""
    known = MeetingStep.objects.filter(sitting=sitting, member=member).first()
    if step.is_empty:
        if known:
            known.delete()
        return
    row = known or MeetingStep(sitting=sitting, member=member)
    if row.what != step.what:
        row.done_at = row.done_by = None
    row.role, row.what, row.until = step.role, step.what, step.until
    row.save()
