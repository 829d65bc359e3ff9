"""Which hosts are asked by mail how it goes, by themselves, on the day of a step: nobody at the desk has to think of it.

Silent where somebody said 「電話ですんだ」, heard the host at this step, or sent a link already; where the person has not agreed that the
host is told, is supported no more, or is invented (見本); and everywhere where the city says so (`follow.mail` 0).
"""

import datetime as dt
from collections.abc import Iterator, Mapping

from django.db.models import Q

from matching.cases.participants import Participant
from matching.casework.follow_up_steps import due_step, steps_of
from matching.casework.follow_ups import Side, why_not_asked
from matching.casework.outcomes import Outcome


def hosts_to_ask(day: dt.date, numbers: Mapping[str, float]) -> Iterator[tuple[Outcome, int]]:
    """The outcomes whose host is to be asked on a day, and at which step.

    A step is taken up for as many days as a link is waited for (`follow.wait`): who came to the desk long ago is not written to
    at once when a city begins with this, nor after the server stood still for months.
    """
    steps, wait = steps_of(numbers), dt.timedelta(days=int(numbers["follow.wait"]))
    if not numbers["follow.mail"] or not steps:
        return
    for outcome in _reached(steps, day, wait):
        step = due_step(outcome, Side.HOST, steps, day)
        if step is None or day - outcome.started_on - dt.timedelta(days=step) > wait:
            continue
        asked = any(one.side == Side.HOST and one.step == step and one.asked_at for one in outcome.follow_ups.all())
        if not asked and why_not_asked(outcome) is None:
            yield outcome, step


def _reached(steps: list[int], day: dt.date, wait: dt.timedelta) -> list[Outcome]:
    """Those who go somewhere and came to a step lately."""
    lately = Q(pk=None)
    for step in steps:
        reached = day - dt.timedelta(days=step)
        lately |= Q(started_on__range=(reached - wait, reached))
    supported = Participant.objects.known().supported().filter(is_sample=False)
    rows = Outcome.objects.going_on().filter(lately, participant__in=supported, resource__live=True)
    rows = rows.select_related("participant__agency", "resource__organization").prefetch_related("follow_ups")
    return list(rows.order_by("pk"))
