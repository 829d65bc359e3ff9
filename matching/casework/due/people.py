"""Lines about people alone: calls, plans, the time after the end, and of whom nothing is written."""

import datetime as dt

from django.db.models import Exists, F, Max, OuterRef, Q, Subquery

from matching.cases.participants import NeedsSheet, Participant, ParticipantQuerySet
from matching.casework.due.kinds import AFTER_END, CALL, QUIET, REVIEW, UNHEARD, Found, late_in_words
from matching.casework.introductions import Introduction
from matching.casework.outreach import OutreachContact
from matching.casework.plans import SupportPlan
from matching.casework.promised_calls import PromisedCall

_SHEETS = NeedsSheet.objects.filter(participant=OuterRef("pk"))
_MOVES = Introduction.objects.filter(participant=OuterRef("pk"))


class Unheard:
    """Those of whom there is neither a sheet nor an introduction; not who is reached out to, until they are ready."""

    def __init__(self, people: ParticipantQuerySet):
        reached = OutreachContact.objects.newest().filter(participant=OuterRef("pk"), is_ready=False)
        self.people = people.filter(~Exists(_SHEETS), ~Exists(_MOVES), ~Exists(reached))

    def found(self) -> list[Found]:
        """All lines, the oldest case first."""
        keys = self.people.order_by().values_list("pk", flat=True)
        return [Found(UNHEARD, (key,), _unheard_in_words, (), person=key) for key in keys]


class Quiet:
    """Those who wait and of whom neither needs nor introductions were touched for some weeks; not who has a day to come, or is reached out to."""

    def __init__(self, people: ParticipantQuerySet, day: dt.date, weeks: int):
        self.day, before = day, day - dt.timedelta(weeks=weeks)
        agreed = Introduction.objects.going_on().filter(participant=OuterRef("pk"))
        agreed = agreed.filter(Q(ask_again_on__gt=day) | Q(visit_on__gt=day))
        promised = PromisedCall.objects.filter(participant=OuterRef("pk"))
        promised = promised.filter(Q(done_at=None, day__gt=day) | Q(done_at__date__gt=before))
        reached = OutreachContact.objects.newest().filter(participant=OuterRef("pk"), is_ready=False)
        lately = ~Exists(_SHEETS.filter(recorded_on__gt=before)), ~Exists(_MOVES.filter(moved_on__gt=before))
        self.people = people.waiting().filter(*lately, ~Exists(agreed), ~Exists(promised), ~Exists(reached))

    def found(self) -> list[Found]:
        """All lines, of whom nothing was written for longest first; not those of whom nothing is written at all."""
        # The largest of a few is found without sorting them, as the first of an order is not.
        sheet_on = _SHEETS.order_by().values("participant").annotate(on=Max("recorded_on")).values("on")
        move_on = _MOVES.order_by().values("participant").annotate(on=Max("moved_on")).values("on")
        facts = self.people.order_by().values_list("pk", Subquery(sheet_on), Subquery(move_on))
        found = ((key, max(sheet, move) if sheet and move else sheet or move) for key, sheet, move in facts)
        return [Found(QUIET, (last, key), _quiet_in_words, (last, self.day), person=key) for key, last in found if last]


class PromisedCalls:
    """Calls that were promised for today or before; one line for each person."""

    def __init__(self, people: ParticipantQuerySet, day: dt.date):
        self.calls, self.day = PromisedCall.objects.due(people, day), day

    def found(self) -> list[Found]:
        """All lines, the oldest promise first."""
        facts = self.calls.order_by("-day", "-pk").values_list("participant", "day", "at")
        by_person = {
            person: Found(
                CALL, (day, at or dt.time.min, person), _call_in_words, (day, at, self.day), person=person, today=True
            )
            for person, day, at in facts
        }
        return list(by_person.values())


class Reviews:
    """Plans whose day of review has come."""

    def __init__(self, people: ParticipantQuerySet, day: dt.date):
        self.plans, self.day = SupportPlan.objects.to_review(people, day), day

    def found(self) -> list[Found]:
        """All lines, the oldest day first."""
        facts = self.plans.order_by().values_list("participant", "review_on", "number")
        return [
            Found(REVIEW, (day, person), _review_in_words, (day, number, self.day), person=person, today=True)
            for person, day, number in facts
        ]


class AfterTheEnd:
    """Those whose support ended some weeks ago, and whom nobody has asked since how it goes."""

    def __init__(self, people: ParticipantQuerySet, day: dt.date, weeks: int):
        ended = people.filter(state=Participant.State.ENDED, ended_on__lte=day - dt.timedelta(weeks=weeks))
        unasked = Q(checked_on=None) | Q(checked_on__lt=F("ended_on"))
        self.people = ended.filter(unasked, ended_on__gt=day - dt.timedelta(days=365))

    def found(self) -> list[Found]:
        """All lines, the oldest end first."""
        facts = self.people.order_by().values_list("pk", "ended_on")
        return [Found(AFTER_END, (day, key), _ended_in_words, (day,), person=key) for key, day in facts]


def _call_in_words(on: dt.date, at: dt.time | None, day: dt.date, person: Participant) -> str:
    clock = f" {at:%-H:%M}に" if at else ""
    return (
        f"今日{clock} 電話の約束が あります。"
        if on == day
        else f"{on.month}月{on.day}日の 約束でした。{late_in_words(on, day)}"
    )


def _review_in_words(due: dt.date, number: int, day: dt.date, person: Participant) -> str:
    late = late_in_words(due, day)
    return f"第{number}回のプランを {due.month}月{due.day}日に 見なおすことに なって{'いました' if late else 'います'}。{late}"


def _ended_in_words(day: dt.date, person: Participant) -> str:
    return f"{day.month}月{day.day}日に 支援を終えました。"


def _unheard_in_words(person: Participant) -> str:
    return "ニーズの記録も 紹介も、まだ ありません。"


def _quiet_in_words(last: dt.date, day: dt.date, person: Participant) -> str:
    return f"{(day - last).days // 7}週間、記録が ふえていません。"
