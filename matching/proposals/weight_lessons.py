"""What the outcomes so far teach about the numbers of today. Only proposed; a person takes it over or does not."""

import datetime as dt

import numpy as np

from matching.casework.outcomes import Outcome
from matching.engine.needs import Needs
from matching.evaluation.learning import Learned, learn, lessons
from matching.proposals.ranked_lists import ground_on
from matching.proposals.weight_rows import weights_on


def learned_on(day: dt.date) -> Learned:
    """Learn from every outcome that says whether the place suited the person.

    People count as their needs were known when they started, or as they were first written down afterwards; places as the
    directory has them now. A person of whom nothing was written down, and a place that is no longer listed, teach nothing.
    """
    ground, weights = ground_on(day), weights_on(day)
    outcomes = (
        Outcome.objects.select_related("participant__town").prefetch_related("participant__sheets").order_by("pk")
    )
    told = [one for one in outcomes if one.suited is not None and one.participant.sheets.all()]
    rows = ground.columns.positions([outcome.resource_id for outcome in told])
    cases = [
        ((_needs_of(outcome), [row]), outcome.suited)
        for outcome, row in zip(told, rows.tolist(), strict=True)
        if row >= 0
    ]
    suited = np.array([suited for _, suited in cases], bool)
    return learn(lessons(ground, [case for case, _ in cases], weights), suited, weights)


def _needs_of(outcome: Outcome) -> Needs:
    first = outcome.participant.sheets.all()[0]
    return outcome.participant.needs_on(max(outcome.started_on, first.recorded_on))
