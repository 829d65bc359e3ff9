"""The list of people: what is due next for each, since when they wait, and how far they are; sorted and narrowed in SQL."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Case, Exists, F, Min, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from matching.cases.participants import NeedsSheet, Participant, ParticipantQuerySet
from matching.casework.introductions import Introduction, Stage
from matching.casework.outcomes import Outcome

STAGES_TO_THE_START = (Stage.ASKED, Stage.VISIT, Stage.TRIAL)
STAGES = {
    Participant.State.WAITING.value: "さがしている",
    **{stage.value: stage.label for stage in STAGES_TO_THE_START},
    Participant.State.SETTLED.value: "通っている",
    Participant.State.ENDED.value: "支援を終えた",
}
"""How far people are, as they can be chosen."""
SORTS = {"next": "場所との 次の予定が早い順", "waiting": "待っている日が長い順", "code": "番号順"}


def with_next_and_waiting(people: ParticipantQuerySet) -> ParticipantQuerySet:
    """With `state_now`, `next_on`, the first day on which something is agreed with a host, and `waits_since`.

    Somebody waits since their first needs sheet, or since the last place that they left.
    """
    coming = Introduction.objects.going_on().filter(participant=OuterRef("pk"), stage__in=(Stage.ASKED, Stage.VISIT))
    due = Coalesce("ask_again_on", "visit_on")
    first = coming.order_by().values("participant").annotate(on=Min(due)).values("on")
    sheets = NeedsSheet.objects.filter(participant=OuterRef("pk")).order_by("recorded_on").values("recorded_on")
    left = Outcome.objects.filter(participant=OuterRef("pk"), ended_on__isnull=False).order_by("-ended_on")
    rows = people.with_state_now().annotate(next_on=Subquery(first))
    rows = rows.alias(known_since=Subquery(sheets[:1]), left_on=Subquery(left.values("ended_on")[:1]))
    since = Coalesce(Greatest("known_since", "left_on"), "known_since", "left_on")
    return rows.annotate(waits_since=Case(When(state_now=Participant.State.WAITING, then=since)))


def note_days_waiting(people: Iterable[Participant], today: dt.date) -> None:
    """Write on each of some people (`with_next_and_waiting`) the `days_waiting` for a place; None for who waits for none."""
    for person in people:
        since: dt.date | None = person.waits_since  # type: ignore[attr-defined]
        person.days_waiting = (today - since).days if since else None  # type: ignore[attr-defined]


def note_stages(people: Sequence[Participant]) -> None:
    """Write on each of some people `stage_on_the_way`, how far their furthest introduction is before the start; "" without one. One query."""
    going_on: QuerySet[Introduction] = Introduction.objects.going_on()
    rows = going_on.filter(participant__in=people, stage__in=STAGES_TO_THE_START).order_by()
    furthest: dict[int, int] = {}
    for key, stage in rows.values_list("participant", "stage"):
        furthest[key] = max(furthest.get(key, 0), STAGES_TO_THE_START.index(Stage(stage)))
    for person in people:
        at = furthest.get(person.pk)
        person.stage_on_the_way = "" if at is None else STAGES_TO_THE_START[at].label  # type: ignore[attr-defined]


def sorted_by(people: ParticipantQuerySet, sort: str) -> ParticipantQuerySet:
    """In the order of one of SORTS, `next` for anything else; those without its day after the others."""
    days = {"waiting": [F("waits_since").asc(nulls_last=True)], "code": []}
    first = days.get(sort, [F("next_on").asc(nulls_last=True), "-state_now"])
    return people.order_by(*first, "code", "pk")


def at_stage(people: ParticipantQuerySet, stage: str) -> ParticipantQuerySet:
    """Those who are so far, by a key of STAGES; all for anything else."""
    if stage in STAGES_TO_THE_START:
        going_on: QuerySet[Introduction] = Introduction.objects.going_on()
        return people.filter(Exists(going_on.filter(participant=OuterRef("pk"), stage=stage)))
    return people.filter(state_now=stage) if stage in STAGES else people
