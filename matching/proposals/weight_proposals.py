"""Soft weights as the outcomes in the database suggest them. They are proposals: a person decides about each."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

import numpy as np
from django.db.models import Prefetch

from matching.cases.participants import Participant
from matching.casework.outcomes import Outcome
from matching.engine.candidates import Candidates
from matching.engine.criteria import HARD, NO
from matching.engine.directory_day import DirectoryDay
from matching.engine.needs import Needs
from matching.engine.prepared_needs import PreparedNeeds
from matching.engine.weights import Weights
from matching.evaluation.learning import LearningResult, learn, observations
from matching.proposals.ranked_lists import directory_on
from matching.proposals.weight_rows import weights_on

KNOWN_ONLY_NOW = ("capacity", "referral")
"""Criteria whose facts the arrays know only as they are now: a place that is full today may have had a seat on that day."""


class _Choice(NamedTuple):
    """An outcome that says whether the place suited, with the needs at its start and the row of the place."""

    outcome: Outcome
    needs: Needs
    row: int


def weight_proposals_on(day: dt.date) -> LearningResult:
    """Learn from the outcomes that say whether the place suited the person, for the weights of a day.

    Only a place among those that were possible for the person was a choice: with the needs known when they started (or else
    the first ones written down afterwards), on the day of the start, with the listings as they are now. Another place says
    nothing about the weights and is left out and counted. So are outcomes of people without a sheet and of places that are
    no longer listed, which are not counted.
    """
    directory_day, weights = directory_on(day), weights_on(day)
    choices = list(_choices(directory_day))
    possible = list(_possible(choices, directory_day, weights))
    suited = np.array([one.outcome.suited for one in possible], bool)
    observed = observations(directory_day, [(one.needs, [one.row]) for one in possible], weights)
    return replace(learn(observed, suited, weights), not_proposed=len(choices) - len(possible))


def people_learned_from() -> list[Participant]:
    """Everyone whose outcomes are read: a look at each of them is recorded."""
    return list(Participant.objects.known().filter(pk__in=Outcome.objects.values("participant")))


def _choices(directory_day: DirectoryDay) -> Iterator[_Choice]:
    listed = Outcome.objects.exclude(resource=None)
    # By day, so that the directory of a day is prepared once.
    outcomes = listed.prefetch_related(Prefetch("participant", Participant.objects.with_needs()))
    clear = [
        one for one in outcomes.order_by("started_on", "pk") if one.suited is not None and one.participant.sheets.all()
    ]
    rows = directory_day.columns.positions([outcome.resource_id for outcome in clear])
    for outcome, row in zip(clear, rows.tolist(), strict=True):
        if row >= 0:
            yield _Choice(outcome, _needs_of(outcome), row)


def _needs_of(outcome: Outcome) -> Needs:
    first = outcome.participant.sheets.all()[0]
    needs = outcome.participant.needs_on(max(outcome.started_on, first.recorded_on))
    if first.recorded_on <= outcome.started_on:
        return needs
    # Written down afterwards: that the person avoids the place now is what became of it.
    return replace(needs, avoid_resources=tuple(key for key in needs.avoid_resources if key != outcome.resource_id))


def _possible(choices: list[_Choice], now: DirectoryDay, weights: Weights) -> Iterator[_Choice]:
    """Those of some choices, ordered by day, whose place was possible on the day of the start."""
    for day, of_day in groupby(choices, key=lambda choice: choice.outcome.started_on):
        then = DirectoryDay(now.columns, day, now.vocabulary)
        yield from (choice for choice in of_day if _was_possible(choice, then, weights))


def _was_possible(choice: _Choice, then: DirectoryDay, weights: Weights) -> bool:
    prepared = PreparedNeeds(then, choice.needs, weights)
    place = Candidates(prepared, np.array([choice.row], np.int32))
    asked = (criterion for criterion in HARD if criterion.name not in KNOWN_ONLY_NOW and criterion.applies(prepared))
    return choice.row in Candidates.near(prepared).rows and all(one.verdict(place)[0] != NO for one in asked)
