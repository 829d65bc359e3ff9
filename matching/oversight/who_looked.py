"""Who has seen one person's data, in plain words: for the person, who may ask for it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import TruncDate

from directory.accounts.users import User
from matching.cases.participants import Participant
from matching.oversight.audit_log import Look

MACHINE = "市の係（しらべものを、まとめて動かした）"
"""Who it was where a command was run on the server: nobody's account is known there."""
IN_A_MEETING, CONSULTED = "支援会議", "相談の記録"
OF_MANY = {
    "一覧": "支援している方の一覧",
    "今日": "その日にすることの一覧",
    "数字": "人数を かぞえる表",
    "指標の一覧": "人数を かぞえる表",
    "足りないもの": "足りない場所を しらべる表",
    "わりあて": "空いている場所を だれに すすめるか 考える表",
    "かたより": "場所が かたよらないか しらべる表",
    "引きつぎ": "担当を引きつぐ一覧",
}
"""What a screen about many people is called at the desk -> what it is to somebody who stood on it among others."""
DID = {
    Look.Action.SEEN: "見た",
    Look.Action.SEARCHED: "さがした",
    Look.Action.EXPORTED: "書き出した",
    Look.Action.PRINTED: "紙に印刷した",
    Look.Action.CHANGED: "書きかえた",
    Look.Action.REFUSED: "見ようとしたが、見られなかった",
}


@dataclass(frozen=True)
class DayOfLooks:
    """What one user did with one part of the data on a day, and how often."""

    day: dt.date
    who: str
    what: str
    did: str
    times: int


def who_looked(participant: Participant) -> list[DayOfLooks]:
    """Every look at a person, the newest day first; looks of one kind at one day are one line. Two queries."""
    looks = Look.objects.filter(participant=participant).annotate(day=TruncDate("at"))
    counted = looks.order_by("-day", "user", "what", "action").values_list("day", "user", "what", "action")
    rows = list(counted.annotate(times=Count("pk")))
    names = _names({user for _, user, *_ in rows if user})
    return [
        DayOfLooks(day, names.get(user, MACHINE), _plain(what), DID[Look.Action(action)], times)
        for day, user, what, action, times in rows
    ]


def _names(keys: set[int]) -> dict[int, str]:
    """Name and agency of each user, as they work today."""
    users = User.objects.filter(pk__in=keys).prefetch_related("memberships__agency")
    agencies = {user: sorted({str(one.agency) for one in user.memberships.all()}) for user in users}
    return {user.pk: "・".join([*where, str(user)]) for user, where in agencies.items()}


def _plain(what: str) -> str:
    """The screen, without the command's name or the letters of a search; and of a 支援会議 not that there is one.

    Who looked and when is told all the same. That one is held may put somebody in danger, as the paper may be read at home.
    """
    if what.startswith(IN_A_MEETING):
        return CONSULTED
    screen = "まとめて しらべた表" if what.startswith("manage.py") else what.partition("（")[0]
    return OF_MANY.get(screen, screen)
