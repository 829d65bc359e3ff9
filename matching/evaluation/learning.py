"""Estimates soft weights from outcomes. The estimates are proposed to a person, never taken over automatically.

Pure: no database. A logistic model: whether a place suited a person (still there after three months) depends on the score,
logit = level + strength × score(weights). Each soft weight is today's times exp(shift). The prior of a shift is normal
around 0 with the weight row `learning.spread` as deviation, so that few outcomes leave today's weights as they are. The
estimate is the mode of the posterior (MAP), its deviations are those of Laplace's approximation. Weights of hard criteria,
thresholds and speeds are not learned.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from matching.engine.candidates import Candidates
from matching.engine.criteria import CRITERIA, SOFT
from matching.engine.directory_day import DirectoryDay
from matching.engine.needs import Needs
from matching.engine.prepared_needs import PreparedNeeds
from matching.engine.weights import Weights

SOFT_AT = np.array([CRITERIA.index(criterion) for criterion in SOFT])
"""Positions of the soft criteria among CRITERIA."""
LOG_STRENGTH, LOG_STRENGTH_SPREAD = np.log(10), 1.0
"""Prior of the logarithm of the strength, mean and deviation: from score 0 to score 1 the logit rises by about 10."""
LEVEL_SPREAD = 3.0
"""Prior deviation of the level, a logit; its mean is 0."""
NINE_TENTHS = 1.645
"""Deviations on either side that hold nine tenths of a normal distribution."""
DIGITS = 3
"""Decimals of a proposed weight."""


class Observations(NamedTuple):
    """People at places: arrays of observations × criteria, in the order of CRITERIA.

    scores    score of the place by the criterion (0 to 1)
    weights   weight of the criterion for the person with today's numbers; 0 where it does not apply
    """

    scores: np.ndarray
    weights: np.ndarray


class ProposedWeight(NamedTuple):
    """A soft weight as the outcomes suggest it.

    now, value   today's weight and the proposed one; `low` to `high` is the interval of nine tenths
    cases        outcomes of people to whom the criterion applies
    """

    criterion: str
    now: float
    value: float
    low: float
    high: float
    cases: int

    @property
    def is_clear(self) -> bool:
        """Whether today's weight lies outside of the interval."""
        return not self.low <= self.now <= self.high


@dataclass(frozen=True)
class LearningResult:
    """Proposals from some outcomes; there are none where the outcomes are fewer than `least`.

    cases, suited   number of outcomes, and of those where the place suited the person
    not_proposed    outcomes that were left out, because the place was none of those that were possible for the person
    """

    cases: int
    suited: int
    least: int
    proposals: list[ProposedWeight]
    not_proposed: int = 0


def observations(
    directory_day: DirectoryDay, cases: Iterable[tuple[Needs, Sequence[int]]], weights: Weights
) -> Observations:
    """One observation for each place of each person; `cases` are pairs (needs, rows of the columns)."""
    scores, counted = [np.empty((0, len(CRITERIA)))], [np.empty((0, len(CRITERIA)))]
    for needs, rows in cases:
        prepared = PreparedNeeds(directory_day, needs, weights)
        candidates = Candidates(prepared, np.asarray(rows, np.int32))
        nothing = np.zeros(len(candidates))
        applied = [(c, c.applies(prepared)) for c in CRITERIA]
        of_person = [c.weight(prepared) if applies else 0.0 for c, applies in applied]
        scores.append(np.stack([c.judge(candidates).score if applies else nothing for c, applies in applied], axis=1))
        counted.append(np.tile(of_person, (len(candidates), 1)))
    return Observations(np.concatenate(scores), np.concatenate(counted))


def learn(observed: Observations, suited: np.ndarray, weights: Weights) -> LearningResult:
    """Propose soft weights from observations, and whether the place suited the person in each of them (bool array)."""
    least = int(weights["learning.least_outcomes"])
    result = LearningResult(len(suited), int(suited.sum()), least, [])
    if len(suited) < least:
        return result
    shifts, deviations = _estimate(observed, suited.astype(np.float64), weights["learning.spread"])
    applied = (observed.weights[:, SOFT_AT] > 0).sum(axis=0)
    for criterion, shift, deviation, cases in zip(SOFT, shifts, deviations, applied, strict=True):
        now = weights.of(criterion.name)
        value, low, high = (
            round(now * float(np.exp(shift + k * deviation)), DIGITS) for k in (0, -NINE_TENTHS, NINE_TENTHS)
        )
        result.proposals.append(ProposedWeight(criterion.name, now, value, low, high, int(cases)))
    return result


def score(observed: Observations, shifts: np.ndarray) -> np.ndarray:
    """The scores of the observations with every soft weight times exp(shift); `shifts` in the order of SOFT."""
    return _scored(observed, shifts)[0]


def _scored(observed: Observations, shifts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The scores, and their derivatives by each shift (observations × soft criteria)."""
    factors = np.ones(len(CRITERIA))
    factors[SOFT_AT] = np.exp(shifts)
    counted = observed.weights * factors
    total = counted.sum(axis=1)
    scored = (counted * observed.scores).sum(axis=1) / total
    return scored, (counted * (observed.scores - scored[:, None]) / total[:, None])[:, SOFT_AT]


def _estimate(observed: Observations, suited: np.ndarray, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """Shifts of the soft weights and their deviations. The parameters are the level, the log of the strength, the shifts."""
    prior = np.concatenate([[0.0, LOG_STRENGTH], np.zeros(len(SOFT))])
    precision = 1 / np.concatenate([[LEVEL_SPREAD, LOG_STRENGTH_SPREAD], np.full(len(SOFT), spread)]) ** 2
    centre = score(observed, prior[2:]).mean()

    def logit_of(at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        scored, change = _scored(observed, at[2:])
        strength = np.exp(at[1])
        rise = strength * (scored - centre)
        return at[0] + rise, np.column_stack([np.ones(len(rise)), rise, strength * change])

    def cost(at: np.ndarray) -> tuple[float, np.ndarray]:
        logit, slopes = logit_of(at)
        chance, off = 1 / (1 + np.exp(-logit)), at - prior
        loss = np.logaddexp(0, logit).sum() - suited @ logit + (precision * off**2).sum() / 2
        return float(loss), slopes.T @ (chance - suited) + precision * off

    best = minimize(cost, prior, jac=True, method="BFGS").x
    logit, slopes = logit_of(best)
    variance = 1 / (2 + np.exp(logit) + np.exp(-logit))
    information = (slopes * variance[:, None]).T @ slopes + np.diag(precision)
    return best[2:], np.sqrt(np.diag(np.linalg.inv(information)))[2:]
