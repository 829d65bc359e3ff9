"""What a 重層的支援会議 is to speak of: plans that are made, revised, ended or broken off (重層的支援体制整備事業実施要綱)."""

import datetime as dt
from collections import defaultdict

from django.db.models import Exists, OuterRef

from matching.cases.consents import Consent
from matching.cases.participants import Participant, ParticipantQuerySet
from matching.cases.programme import Law
from matching.casework.meetings.sittings import Sitting
from matching.casework.plans import PlanEvaluation, SupportPlan

SOON = dt.timedelta(days=14)
"""Before the day of a review, so that a day can be found."""
_GOES_ON = PlanEvaluation.Result.GOES_ON.value
_AFTER_EVALUATION = {
    _GOES_ON: "次のプランを 作ること",
    PlanEvaluation.Result.ENDS.value: "第{}回のプランの 終結",
    PlanEvaluation.Result.BREAKS_OFF.value: "第{}回のプランの 中断",
}


def to_discuss(people: ParticipantQuerySet, day: dt.date) -> list[tuple[Participant, list[str]]]:
    """Those of some people who agree that a meeting speaks of them and of whom something is due, with what. Four queries."""
    agreed = Consent.objects.for_meetings(day).filter(participant=OuterRef("pk"))
    planned = Sitting.objects.filter(meeting__participant=OuterRef("pk"), meeting__law=Law.CONSENT, held_on__gte=day)
    rows = people.supported().filter(Exists(agreed), ~Exists(planned)).with_names().defer("note", "held_because")
    found = list(rows)
    due = _due([person.pk for person in found], day)
    return [(person, due[person.pk]) for person in found if due[person.pk]]


def agenda_for(person: Participant, day: dt.date) -> list[str]:
    """What is due of one person, as lines of an agenda. Three queries."""
    return _due([person.pk], day)[person.pk]


def _due(keys: list[int], day: dt.date) -> dict[int, list[str]]:
    newest = SupportPlan.objects.newest().filter(participant__in=keys)
    facts = newest.values_list(
        "participant", "number", "made_on", "review_on", "meeting_on", "evaluation__result", "evaluation__day"
    )
    plans = {person: rest for person, *rest in facts}
    sat: dict[int, dt.date] = {}
    days = Sitting.objects.filter(meeting__participant__in=keys, meeting__law=Law.CONSENT, held_on__lte=day)
    for person, held_on in days.order_by("held_on").values_list("meeting__participant", "held_on"):
        sat[person] = held_on
    found: dict[int, list[str]] = defaultdict(list)
    for key in keys:
        plan = plans.get(key)
        line = _line(*plan, sat.get(key), day) if plan else ("" if key in sat else "プランを 作ること")
        if line:
            found[key].append(line)
    return found


def _line(
    number: int,
    made_on: dt.date,
    review_on: dt.date,
    meeting_on: dt.date | None,
    result: str | None,
    evaluated_on: dt.date | None,
    sat: dt.date | None,
    day: dt.date,
) -> str:
    """What is due of the newest plan; "" for nothing."""
    if result and evaluated_on:
        spoken_of = sat is not None and sat >= evaluated_on
        return "" if spoken_of and result != _GOES_ON else _AFTER_EVALUATION[result].format(number)
    if review_on <= day + SOON:
        return f"第{number}回のプランの 見なおし（{review_on.month}月{review_on.day}日）"
    if meeting_on is None and (sat is None or sat < made_on):
        return f"第{number}回のプランを たしかめること"
    return ""
