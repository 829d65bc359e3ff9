"""How the stages of a place suit the stage of the person: the next step, not a leap."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from matching.engine.candidates import Candidate, Candidates
from matching.engine.criteria.criterion import UNKNOWN, Criterion, Judgement, soft_judgement, soft_verdict
from matching.engine.prepared_needs import PreparedNeeds, stated
from matching.engine.wording import ASK


class StageCriterion(Criterion):
    """The next step, not a leap: the best place carries the present or next step on the way to the goal."""

    name = "stage"

    def applies(self, prepared: PreparedNeeds) -> bool:
        return prepared.needs.stage is not None

    def judge(self, candidates: Candidates) -> Judgement:
        stages, prepared = candidates.of("stages"), candidates.prepared
        now, goal, worth = self._goal_of(prepared)
        score = _step_scores(now, goal, worth)[stages]
        # Help with daily life is taken at every step; it is no step back.
        helps = (candidates.of("kinds") & np.uint32(prepared.special.life_support) != 0) & (stages >> now == 0)
        score = np.where(helps, np.maximum(score, worth.alone), score)
        return soft_judgement(candidates, score, stages != 0)

    @staticmethod
    def _goal_of(prepared: PreparedNeeds) -> "tuple[int, int, StageWeights]":
        """The number of the present stage, that of the goal (by default the next one), and the weights of stages."""
        slugs, weights = prepared.directory_day.columns.vocabulary["stages"], prepared.weights
        now = slugs.index(stated(prepared.needs.stage))
        goal = slugs.index(prepared.needs.goal) if prepared.needs.goal else min(now + 1, len(slugs) - 1)
        return now, goal, StageWeights(*(weights[f"stage.{name}"] for name in StageWeights._fields))

    def explain(self, place: Candidate) -> tuple[int, str]:
        if not place.stages:
            return UNKNOWN, f"どの段階の人に合うかが{ASK}"
        now, goal, worth = self._goal_of(place.prepared)
        verdict = soft_verdict(step_score(place.stages, now, goal, worth))
        carries, label = place.stages, lambda step: place.listed("stages", 1 << step)
        if goal < now and (between := carries & ((1 << now) - (1 << goal))):
            step = _lowest(between)
            return (
                verdict,
                f"目標の{label(step)}に合う場です。" if step == goal else f"いまより少し軽い、{label(step)}の場です。",
            )
        if carries >> now & 1:
            if goal > now and (ahead := carries & _between(now, goal)):
                return verdict, f"いまの{label(now)}から、次の{label(_lowest(ahead))}へ進めます。"
            return verdict, f"いまの{label(now)}に合う場です。"
        if carries >> _next(now, goal) & 1:
            return verdict, f"次の一歩、{label(_next(now, goal))}に合う場です。"
        if later := carries >> now << now:
            return verdict, f"{label(_lowest(later))}の場なので、いまのご本人には少し早いかもしれません。"
        return verdict, f"{label(carries.bit_length() - 1)}の場なので、いまのご本人には物足りないかもしれません。"


class StageWeights(NamedTuple):
    """The weight rows `stage.*`: scores of places that do not have the present step together with a further one."""

    alone: float
    first: float
    goal: float
    leap: float
    back: float
    stay: float


def _next(now: int, goal: int) -> int:
    """The next step on the way to the goal: one forward, one back where the goal lies before `now`, or `now` itself."""
    return now + (goal > now) - (goal < now)


def _between(now: int, goal: int) -> int:
    """Mask of the steps after the present one up to the goal."""
    return sum(1 << step for step in range(now + 1, goal + 1))


def _lowest(steps: int) -> int:
    """The first of some steps (a mask, not empty)."""
    return (steps & -steps).bit_length() - 1


def step_score(stages: int, now: int, goal: int, worth: StageWeights) -> float:
    """Score, 0 to 1: how well the steps of a place (a mask, not empty) suit a person at `now` on the way to `goal`.

    Forward, 1: the present step with one further on, or the very first step, which nobody skips; `alone`: only the present
    step, or only the next; `first` instead, when the present step is the very first. Whoever wants to step back is best
    served at the goal (1), then between (`alone`), and last at the present step (`stay`). What is farther away: `_away`.
    """
    carried = [step for step in range(stages.bit_length()) if stages >> step & 1]
    if goal < now:
        return max(_stepping_back(step, now, goal, worth) for step in carried)
    if stages >> now & 1:
        return 1.0 if now == 0 or goal == now or stages & _between(now, goal) else worth.alone
    if stages >> (now + 1) & 1 and goal > now:
        return worth.first if now == 0 else worth.alone
    return max(_away(step, now, goal, worth) for step in carried)


def _stepping_back(step: int, now: int, goal: int, worth: StageWeights) -> float:
    if goal <= step <= now:
        return 1.0 if step == goal else worth.stay if step == now else worth.alone
    return worth.stay * (worth.leap ** (step - now) if step > now else worth.back ** (goal - step))


def _away(step: int, now: int, goal: int, worth: StageWeights) -> float:
    """`alone` times `back` for each step back; forward times `leap` for each step that is skipped, and times the milder
    `goal` where the step is the goal itself of somebody past the first step."""
    if step < now:
        return worth.alone * worth.back ** (now - step)
    skipped = step - now - 1 if goal > now else step - now
    return worth.alone * (worth.goal if step == goal and now > 0 else worth.leap) ** skipped


@lru_cache(maxsize=512)
def _step_scores(now: int, goal: int, worth: StageWeights) -> np.ndarray:
    """`step_score` of every mask of seven steps (float, 128 elements); 0 for the empty mask."""
    return np.array([0.0] + [step_score(mask, now, goal, worth) for mask in range(1, 1 << 7)])
