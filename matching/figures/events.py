"""What the figures count: each event with its day, the town of the person, and its kind. One or two queries for each count.

Everybody counts, also who did not agree to anything: nothing here leads to a person but the key, which no figure shows.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.db.models import F, Min, Q

from directory.accounts.users import Agency
from directory.associations.attendance import fiscal_year
from matching.cases.participants import NeedsSheet, Participant
from matching.casework.follow_ups import STAYED_AFTER, Coming, FollowUp, Side
from matching.casework.introductions import Introduction, Stage
from matching.casework.outreach import OutreachContact
from matching.casework.plans import PlanEvaluation, SupportPlan

SIX_MONTHS = 180
"""Days."""
COURSE = ("asked", "visit", "trial", "joined", "three", "six")
"""How far an introduction came, each step behind the one before."""
REACHED = ("tried", "met", "ready")
"""How near outreach came to a person, each step behind the one before."""
FOUND, NONE = "found", "none"
"""Whether there is a place for what a person needs."""
ENDS_BEFORE = "ends_before"
"""A plan that ends before its aim is reached, or with a part of it."""
ALL = "all"
"""The kind of a count that has one kind alone."""


class Event(NamedTuple):
    """Something that is counted.

    person   key of the person; None for what is about a place, and for a つなぐシート of nobody's case
    sheet    key of the つなぐシート
    days     how long it took, in working days; None where it goes on, or is not asked
    """

    day: dt.date
    town: int | None
    kind: str
    person: int | None
    many: int = 1
    sheet: int | None = None
    days: int | None = None


Source = Callable[[Agency, dt.date], Iterable[Event]]
"""All events of an agency up to a day, which is not over itself."""


def received(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each person on the first day of which anything is written: the case, its first needs sheet, or its first introduction."""
    people = Participant.objects.filter(agency=agency)
    first = dict(people.values_list("pk").annotate(Min("introductions__begun_on")))
    sheets = NeedsSheet.objects.filter(participant__agency=agency).order_by().values_list("participant")
    sheet_on = dict(sheets.annotate(Min("recorded_on")))
    for person, town, day in people.order_by().values_list("pk", "town", "received_on"):
        days = [one for one in (day, first[person], sheet_on.get(person)) if one]
        if days and min(days) < until:
            yield Event(min(days), town, ALL, person)


def needs(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each person once in each 年度, on the day of their first needs sheet in it, by whether an introduction then went on, began later
    and goes on still, or led somewhere: a question to a host who said no is no place.
    """
    ways: dict[int, list[tuple[dt.date | None, bool]]] = defaultdict(list)
    for _, _, person, ended_on, outcome in _of_people(Introduction, agency, "begun_on", until, "ended_on", "outcome"):
        ways[person].append((ended_on if ended_on and ended_on < until else None, outcome is not None))
    seen: set[tuple[int, int]] = set()
    for day, town, person in _of_people(NeedsSheet, agency, "recorded_on", until):
        if (key := (person, fiscal_year(day))) not in seen:
            seen.add(key)
            found = any(end is None or (led_somewhere and end >= day) for end, led_somewhere in ways[person])
            yield Event(day, town, FOUND if found else NONE, person)


def introduced(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each person once in each 年度, on the day of their first introduction in it."""
    seen: set[tuple[int, int]] = set()
    for day, town, person in _of_people(Introduction, agency, "begun_on", until):
        if (key := (person, fiscal_year(day))) not in seen:
            seen.add(key)
            yield Event(day, town, ALL, person)


def course(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each introduction on its first day, by how far it has come until now."""
    heard = _last_step_heard(agency, until)
    rows = Introduction.objects.filter(participant__agency=agency, begun_on__lt=until).order_by("begun_on", "pk")
    columns = ("begun_on", "participant__town", "participant", "stage", "reached", "visit_on", "ended_on", "outcome")
    more = ("outcome__started_on", "outcome__stayed", "outcome__ended_on")
    for day, town, person, stage, reached, visit_on, ended_on, outcome, began, stayed, left in rows.values_list(
        *columns, *more
    ):
        if outcome is None:
            yield Event(day, town, _before_the_start(stage, reached, visit_on, min(until, ended_on or until)), person)
            continue
        days = max((left - began).days if left else 0, heard.get(outcome, 0), STAYED_AFTER if stayed else 0)
        kind = "six" if days >= SIX_MONTHS else "three" if days >= STAYED_AFTER and stayed is not False else "joined"
        yield Event(day, town, kind, person)


def _before_the_start(stage: str, reached: str, visit_on: dt.date | None, until: dt.date) -> str:
    """How far an introduction came that nobody took part by: also one that is over, as far as it is known."""
    if Stage.TRIAL in (stage, reached):
        return "trial"
    return "visit" if visit_on and visit_on <= until else "asked"


def _last_step_heard(agency: Agency, until: dt.date) -> dict[int, int]:
    """Key of an outcome -> the last step, in days after the start, at which the person said that they come."""
    comes = FollowUp.objects.filter(outcome__participant__agency=agency, side=Side.PERSON, done_at__date__lt=until)
    comes = comes.filter(coming__in=(Coming.YES, Coming.SOMETIMES)).order_by("step")
    return dict(comes.values_list("outcome", "step"))


def plans(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each plan, the first one of a person or a revision."""
    for day, town, person, number in _of_people(SupportPlan, agency, "made_on", until, "number"):
        yield Event(day, town, "first" if number == 1 else "revised", person)


def outreach(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each person once in each 年度, on the day of their first contact in it, by the nearest that it came to in that 年度."""
    near: dict[tuple[int, int], int] = {}
    first: dict[tuple[int, int], tuple[dt.date, int | None]] = {}
    for day, town, person, received, is_ready in _of_people(
        OutreachContact, agency, "day", until, "received", "is_ready"
    ):
        key = (person, fiscal_year(day))
        first.setdefault(key, (day, town))
        kind = "ready" if is_ready else "met" if received == OutreachContact.Received.MET else "tried"
        near[key] = max(near.get(key, 0), REACHED.index(kind))
    for key, (day, town) in first.items():
        yield Event(day, town, REACHED[near[key]], key[0])


def evaluations(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each evaluation of a plan, by what follows from it; an end also by whether the plan's aim was reached."""
    rows = PlanEvaluation.objects.filter(plan__participant__agency=agency, day__lt=until).order_by("day", "pk")
    columns = ("day", "plan__participant__town", "result", "achieved", "plan__participant")
    for day, town, result, achieved, person in rows.values_list(*columns):
        left = result == PlanEvaluation.Result.ENDS and achieved != PlanEvaluation.Achieved.YES
        yield Event(day, town, ENDS_BEFORE if left else result, person)


def feelings(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each time that a person said how it is."""
    return _follow_ups(agency, until, Side.PERSON, "feeling")


def again(agency: Agency, until: dt.date) -> Iterator[Event]:
    """Each time that a host said whether it takes somebody again."""
    return _follow_ups(agency, until, Side.HOST, "again")


def _follow_ups(agency: Agency, until: dt.date, side: str, answer: str) -> Iterator[Event]:
    rows = FollowUp.objects.filter(outcome__participant__agency=agency, side=side, done_at__date__lt=until)
    rows = rows.exclude(**{answer: ""}).order_by("done_at", "pk")
    for at, town, said, person in rows.values_list(
        "done_at__date", "outcome__participant__town", answer, "outcome__participant"
    ):
        yield Event(at, town, said, person)


def _of_people(
    model: type[Introduction] | type[NeedsSheet] | type[OutreachContact] | type[SupportPlan],
    agency: Agency,
    day: str,
    until: dt.date,
    *also: str,
) -> Iterable[tuple]:  # type: ignore[type-arg]
    """Day, town and person of each row up to a day, the earliest first."""
    rows = model._default_manager.filter(Q(participant__agency=agency), **{f"{day}__lt": until})
    rows = rows.annotate(town=F("participant__town")).order_by(day, "pk")
    return rows.values_list(day, "town", "participant", *also)
