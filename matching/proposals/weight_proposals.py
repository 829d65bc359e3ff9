"""Soft weights as the outcomes in the database suggest them. They are proposals: a person decides about each."""

import datetime as dt

import numpy as np

from matching.casework.outcomes import Outcome
from matching.engine.needs import Needs
from matching.evaluation.learning import LearningResult, learn, observations
from matching.proposals.ranked_lists import directory_on
from matching.proposals.weight_rows import weights_on


def weight_proposals_on(day: dt.date) -> LearningResult:
    """Learn from every outcome that says whether the place suited the person, for the weights of a day.

    The needs are those known when the person started, or else the first ones written down afterwards; the places are as the
    directory has them now. Outcomes of people without a sheet and of places that are no longer listed are left out.
    """
    directory_day, weights = directory_on(day), weights_on(day)
    listed = Outcome.objects.exclude(resource=None)
    outcomes = listed.select_related("participant__town").prefetch_related("participant__sheets").order_by("pk")
    clear = [one for one in outcomes if one.suited is not None and one.participant.sheets.all()]
    rows = directory_day.columns.positions([outcome.resource_id for outcome in clear])
    cases = [
        ((_needs_of(outcome), [row]), outcome.suited)
        for outcome, row in zip(clear, rows.tolist(), strict=True)
        if row >= 0
    ]
    suited = np.array([suited for _, suited in cases], bool)
    return learn(observations(directory_day, [case for case, _ in cases], weights), suited, weights)


def _needs_of(outcome: Outcome) -> Needs:
    first = outcome.participant.sheets.all()[0]
    return outcome.participant.needs_on(max(outcome.started_on, first.recorded_on))
