"""What outcomes say about the soft weights: an estimate that is proposed, never taken over by itself.

Pure: no database. That a place suited a person (still there after three months) is taken as a coin whose odds follow the
score: logit = level + strength × score(weights). Each soft weight is today's times exp(η), η normal around 0 with the row
`learning.spread` as deviation, so that few outcomes leave today's weights where they are (MAP, with the deviations of
Laplace's approximation). Weights of hard criteria, thresholds and speeds are not learned.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from matching.engine.candidates import Candidates, Case
from matching.engine.criteria import CRITERIA, SOFT
from matching.engine.directory_day import DirectoryDay
from matching.engine.needs import Needs
from matching.engine.weights import Weights

SOFT_AT = np.array([CRITERIA.index(criterion) for criterion in SOFT])
STRENGTH, STRENGTH_SPREAD = np.log(10), 1.0
"""Before any outcome: from the worst place to the best the odds rise by e¹⁰, give or take a factor in the exponent."""
LEVEL_SPREAD = 3.0
SURE = 1.645
"""Deviations on either side that hold nine tenths of a normal distribution."""
DIGITS = 3


class Lessons(NamedTuple):
    """People at places: one row a case, one column a criterion in the order of CRITERIA.

    scores    how well the place answered (0 to 1)
    weights   what the criterion counts for the person with today's numbers; 0 where it is no question
    """

    scores: np.ndarray
    weights: np.ndarray


class Proposed(NamedTuple):
    """A soft weight as the outcomes suggest it; `low` to `high` holds it with nine chances in ten.

    cases   outcomes of people for whom the criterion was a question
    """

    criterion: str
    now: float
    value: float
    low: float
    high: float
    cases: int

    @property
    def is_clear(self) -> bool:
        """Whether today's weight lies outside of what is likely."""
        return not self.low <= self.now <= self.high


@dataclass(frozen=True)
class Learned:
    """What some outcomes taught. Fewer than `least` teach nothing: there is no proposal then."""

    cases: int
    suited: int
    least: int
    proposals: list[Proposed]


def lessons(ground: DirectoryDay, cases: Iterable[tuple[Needs, Sequence[int]]], weights: Weights) -> Lessons:
    """How well places suited people: of (needs, rows of the columns) pairs, a row for each place of each person."""
    scores, counted = [np.empty((0, len(CRITERIA)))], [np.empty((0, len(CRITERIA)))]
    for needs, rows in cases:
        case = Case(ground, needs, weights)
        sight = Candidates(case, np.asarray(rows, np.int32))
        asked = [criterion.applies(case) for criterion in CRITERIA]
        said = [c.judge(sight).score if asks else np.zeros(len(sight)) for c, asks in zip(CRITERIA, asked, strict=True)]
        counts = [c.weight(case) if asks else 0.0 for c, asks in zip(CRITERIA, asked, strict=True)]
        scores.append(np.stack(said, axis=1))
        counted.append(np.tile(counts, (len(sight), 1)))
    return Lessons(np.concatenate(scores), np.concatenate(counted))


def learn(told: Lessons, suited: np.ndarray, weights: Weights) -> Learned:
    """Propose soft weights from lessons and whether the place suited the person in each (bool array)."""
    least = int(weights["learning.least_outcomes"])
    learned = Learned(len(suited), int(suited.sum()), least, [])
    if len(suited) < least:
        return learned
    found, deviations = _estimate(told, suited.astype(np.float64), weights["learning.spread"])
    asked = (told.weights[:, SOFT_AT] > 0).sum(axis=0)
    for criterion, shift, deviation, cases in zip(SOFT, found, deviations, asked, strict=True):
        now = weights.of(criterion.name)
        value, low, high = (round(now * float(np.exp(shift + k * deviation)), DIGITS) for k in (0, -SURE, SURE))
        learned.proposals.append(Proposed(criterion.name, now, value, low, high, int(cases)))
    return learned


def score(told: Lessons, shifts: np.ndarray) -> np.ndarray:
    """The scores of the lessons with every soft weight times exp(shift)."""
    return _scored(told, shifts)[0]


def _scored(told: Lessons, shifts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores (cases), and what they change by for each shift (cases × soft criteria)."""
    factors = np.ones(len(CRITERIA))
    factors[SOFT_AT] = np.exp(shifts)
    counted = told.weights * factors
    total = counted.sum(axis=1)
    scored = (counted * told.scores).sum(axis=1) / total
    return scored, (counted * (told.scores - scored[:, None]) / total[:, None])[:, SOFT_AT]


def _estimate(told: Lessons, suited: np.ndarray, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """Shifts of the soft weights and their deviations. Parameters: level, log strength, shifts."""
    middle = np.concatenate([[0.0, STRENGTH], np.zeros(len(SOFT))])
    trust = 1 / np.concatenate([[LEVEL_SPREAD, STRENGTH_SPREAD], np.full(len(SOFT), spread)]) ** 2
    centre = score(told, middle[2:]).mean()

    def slopes(at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        scored, change = _scored(told, at[2:])
        strength = np.exp(at[1])
        above = strength * (scored - centre)
        return at[0] + above, np.column_stack([np.ones(len(above)), above, strength * change])

    def cost(at: np.ndarray) -> tuple[float, np.ndarray]:
        logit, slope = slopes(at)
        chance, away = 1 / (1 + np.exp(-logit)), at - middle
        lost = np.logaddexp(0, logit).sum() - suited @ logit + (trust * away**2).sum() / 2
        return float(lost), slope.T @ (chance - suited) + trust * away

    found = minimize(cost, middle, jac=True, method="BFGS").x
    logit, slope = slopes(found)
    doubt = 1 / (2 + np.exp(logit) + np.exp(-logit))
    information = (slope * doubt[:, None]).T @ slope + np.diag(trust)
    return found[2:], np.sqrt(np.diag(np.linalg.inv(information)))[2:]
