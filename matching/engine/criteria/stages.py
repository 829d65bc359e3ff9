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
        stages = candidates.of("stages")
        return soft_judgement(candidates, _step_scores(*self._goal_of(candidates.prepared))[stages], stages != 0)

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
        label = place.listed
        if place.stages >> now & 1:
            if ahead := place.stages & _between(now, goal):
                here, further = label("stages", 1 << now), label("stages", ahead & -ahead)
                return verdict, f"いまの{here}から、次の{further}へ進めます。"
            return verdict, f"いまの{label('stages', 1 << now)}に合う場です。"
        if place.stages >> _next(now, goal) & 1:
            return verdict, f"次の一歩{label('stages', 1 << _next(now, goal))}に合う場です。"
        if place.stages >> now:
            first = place.stages >> now << now
            return verdict, f"{label('stages', first & -first)}の場で、いまの段階からは少し先です。"
        return verdict, f"{label('stages', 1 << place.stages.bit_length() - 1)}の場で、いまの段階より前に戻ります。"


class StageWeights(NamedTuple):
    """The weight rows `stage.*`: scores of places that do not have the present step together with a further one."""

    alone: float
    first: float
    goal: float
    leap: float
    back: float


def _next(now: int, goal: int) -> int:
    """The next step on the way to the goal: one forward, one back where the goal lies before `now`, or `now` itself."""
    return now + (goal > now) - (goal < now)


def _between(now: int, goal: int) -> int:
    """Mask of the steps after the present one up to the goal."""
    return sum(1 << step for step in range(now + 1, goal + 1))


def step_score(stages: int, now: int, goal: int, worth: StageWeights) -> float:
    """Score, 0 to 1: how well the steps of a place (a mask, not empty) suit a person at `now` on the way to `goal`.

    1: the present step with one further on, or the very first step, which nobody skips.
    `alone`: only the present step, or only the next; `first` instead, when the present step is the very first.
    `goal`: the goal itself for somebody past the first step. Otherwise `alone` times `leap` for each step that is missing
    forward, `back` for each step back; the best of a place's steps counts.
    """
    following = _next(now, goal)
    if stages >> now & 1:
        return 1.0 if now == 0 or goal <= now or stages & _between(now, goal) else worth.alone
    if stages >> following & 1:
        return worth.first if now == 0 else worth.alone
    carried = [step for step in range(stages.bit_length()) if stages >> step & 1]
    scores = [
        worth.alone * (worth.leap ** (s - max(now, following)) if s > now else worth.back ** (now - s)) for s in carried
    ]
    return max(*scores, worth.goal if now > 0 and goal in carried else 0.0)


@lru_cache(maxsize=512)
def _step_scores(now: int, goal: int, worth: StageWeights) -> np.ndarray:
    """`step_score` of every mask of seven steps (float, 128 elements); 0 for the empty mask."""
    return np.array([0.0] + [step_score(mask, now, goal, worth) for mask in range(1, 1 << 7)])
