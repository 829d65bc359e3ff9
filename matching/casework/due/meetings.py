"""Lines about meetings in which a user is named: an invitation, a day that comes, minutes that are missing, and what was decided."""

import datetime as dt

from django.db.models import Q

from matching.cases.access import Access
from matching.cases.programme import Law
from matching.cases.support_meetings import MeetingMember, SupportMeeting
from matching.casework.due.kinds import MEETING, STEP, Found, late_in_words
from matching.casework.meetings.seats import seated
from matching.casework.meetings.sittings import MeetingStep, Sitting

AHEAD = dt.timedelta(days=7)
"""How long before its day something that was decided stands in Today."""


class Meetings:
    """The lines of one user. Of a meeting that is closed there are none, and of one that ended neither.

    What an expert without an account does next is a line of the coordinators who opened the meeting and are in it.
    """

    def __init__(self, access: Access, day: dt.date):
        self.access, self.day = access, day
        rows = seated(access.user, day).going_on().order_by()
        self.meetings = {pk: (agency, law) for pk, agency, law in rows.values_list("pk", "agency", "law")}
        mine = MeetingMember.objects.filter(user=access.user.pk, left_on=None, meeting__in=self.meetings)
        facts = list(mine.values_list("meeting", "acknowledged_at")) if self.meetings else []
        self.invited = [meeting for meeting, promised in facts if promised is None]
        self.read = [meeting for meeting, promised in facts if promised]
        self.opened = [pk for pk in self.read if self.meetings[pk][0] in access.coordinated]

    def found(self) -> list[Found]:
        """All lines, the earliest day first; one of each meeting beside its steps."""
        sits = set(Sitting.objects.filter(meeting__in=self.invited, held_on=self.day).values_list("meeting", flat=True))
        by_meeting = {
            key: Found(MEETING, (self.day, key), _invited_in_words, (key in sits,), meeting=key, today=key in sits)
            for key in self.invited
        }
        return [*(by_meeting | self._days()).values(), *self._steps()]

    def _days(self) -> dict[int, Found]:
        if not self.read:
            return {}
        soon = Q(held_on__range=(self.day, self.day + dt.timedelta(days=1)), meeting__in=self.read)
        missing = Q(held_on__lt=self.day, meeting__in=self.opened)
        rows = Sitting.objects.unwritten().filter(soon | missing).order_by("-held_on", "-pk")
        return {
            meeting: Found(
                MEETING,
                (held_on, meeting),
                _day_in_words,
                (held_on, at, self.day),
                meeting=meeting,
                today=held_on <= self.day,
            )
            for meeting, held_on, at in rows.values_list("meeting", "held_on", "at")
        }

    def _steps(self) -> list[Found]:
        if not self.read:
            return []
        own = Q(member__user=self.access.user.pk) | Q(member__user=None, sitting__meeting__in=self.opened)
        rows = MeetingStep.objects.open().filter(own, sitting__meeting__in=self.read, until__lte=self.day + AHEAD)
        return [
            Found(
                STEP,
                (until, key),
                _step_in_words,
                (until, self.day, law == Law.WITHOUT),
                meeting=meeting,
                step=key,
                today=until <= self.day,
            )
            for key, until, meeting, law in rows.order_by("-until").values_list(
                "pk", "until", "sitting__meeting", "sitting__meeting__law"
            )
        ]


def _invited_in_words(is_today: bool, meeting: SupportMeeting) -> str:
    what = "今日の会議に 入っています" if is_today else "この会議に 入っています"
    return f"{what}。はじめに、秘密を守ることを たしかめてください。"


def _day_in_words(held_on: dt.date, at: dt.time | None, day: dt.date, meeting: SupportMeeting) -> str:
    if held_on < day:
        return f"{held_on.month}月{held_on.day}日の 記録が、まだ ありません。"
    clock = f" {at:%-H:%M}から" if at else ""
    return f"{'今日' if held_on == day else '明日'}{clock}、会議が あります。"


def _step_in_words(until: dt.date, day: dt.date, is_compartment: bool, step: MeetingStep) -> str:
    """Of a 支援会議 not what it is: nothing of it stands on any other page."""
    when = "今日まで" if until == day else f"{until.month}月{until.day}日まで"
    whose = "" if step.member.user_id else f"{step.member.name}さん："
    late = "に する つもりでした" if until < day else ""
    return f"{when}{late}。{late_in_words(until, day)}{whose}{'次にすることが あります。' if is_compartment else step.what}"
