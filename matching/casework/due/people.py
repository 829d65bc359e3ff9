"""Lines about people alone: nobody has heard them yet, or nothing was written of them for long."""

import datetime as dt
from functools import partial

from django.db.models import Exists, OuterRef, Q, Subquery

from matching.cases.participants import NeedsSheet, Participant, ParticipantQuerySet
from matching.casework.due.kinds import QUIET, UNHEARD, Found
from matching.casework.introductions import Introduction

_SHEETS = NeedsSheet.objects.filter(participant=OuterRef("pk"))
_MOVES = Introduction.objects.filter(participant=OuterRef("pk"))


class Unheard:
    """Those of whom there is neither a sheet nor an introduction."""

    def __init__(self, people: ParticipantQuerySet):
        self.people = people.filter(~Exists(_SHEETS), ~Exists(_MOVES))

    def found(self) -> list[Found]:
        """All lines, the oldest case first."""
        keys = self.people.order_by().values_list("pk", flat=True)
        return [Found(UNHEARD, (key,), _unheard_in_words, person=key) for key in keys]


class Quiet:
    """Those who wait and of whom neither needs nor introductions were touched for some weeks; not who has a day to come."""

    def __init__(self, people: ParticipantQuerySet, day: dt.date, weeks: int):
        self.day, before = day, day - dt.timedelta(weeks=weeks)
        agreed = Introduction.objects.going_on().filter(participant=OuterRef("pk"))
        agreed = agreed.filter(Q(ask_again_on__gt=day) | Q(visit_on__gt=day))
        lately = ~Exists(_SHEETS.filter(recorded_on__gt=before)), ~Exists(_MOVES.filter(moved_on__gt=before))
        self.people = people.waiting().filter(*lately, ~Exists(agreed))

    def found(self) -> list[Found]:
        """All lines, of whom nothing was written for longest first; not those of whom nothing is written at all."""
        sheet_on = Subquery(_SHEETS.order_by("-recorded_on").values("recorded_on")[:1])
        move_on = Subquery(_MOVES.order_by("-moved_on").values("moved_on")[:1])
        facts = self.people.order_by().values_list("pk", sheet_on, move_on)
        found = ((key, max(filter(None, days), default=None)) for key, *days in facts)
        return [
            Found(QUIET, (last, key), partial(_quiet_in_words, last, self.day), person=key)
            for key, last in found
            if last
        ]


def _unheard_in_words(person: Participant) -> str:
    return "ニーズの記録も 紹介も、まだ ありません。"


def _quiet_in_words(last: dt.date, day: dt.date, person: Participant) -> str:
    return f"{(day - last).days // 7}週間、記録が ふえていません。"
