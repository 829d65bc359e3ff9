"""The steps of participation: the next one, not a leap."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from matching.engine.candidates import Candidate, Candidates, Case
from matching.engine.criteria.criterion import UNKNOWN, Criterion, Judgement, answer, graded
from matching.engine.wording import ASK


class Stage(Criterion):
    """The next step, not a leap: the best place carries the present or next step on the way to the goal."""

    name = "stage"

    def applies(self, case: Case) -> bool:
        return case.needs.stage is not None

    def judge(self, sight: Candidates) -> Judgement:
        stages = sight.of("stages")
        return graded(sight, _step_scores(*self._way(sight.case))[stages], stages != 0)

    @staticmethod
    def _way(case: Case) -> "tuple[int, int, Steps]":
        slugs, weights = case.ground.columns.vocabulary["stages"], case.weights
        now = slugs.index(case.needs.stage)
        goal = slugs.index(case.needs.goal) if case.needs.goal else min(now + 1, len(slugs) - 1)
        return now, goal, Steps(*(weights[f"stage.{name}"] for name in Steps._fields))

    def explain(self, place: Candidate) -> tuple[int, str]:
        if not place.stages:
            return UNKNOWN, f"どの段階の人に合うかが{ASK}"
        now, goal, steps = self._way(place.case)
        verdict = answer(step_score(place.stages, now, goal, steps))
        label = place.listed
        if place.stages >> now & 1:
            if ahead := place.stages & _between(now, goal):
                return (
                    verdict,
                    f"いまの{label('stages', 1 << now)}から、次の{label('stages', ahead & -ahead)}へ進めます。",
                )
            return verdict, f"いまの{label('stages', 1 << now)}に合う場です。"
        if place.stages >> _next(now, goal) & 1:
            return verdict, f"次の一歩{label('stages', 1 << _next(now, goal))}に合う場です。"
        if place.stages >> now:
            first = place.stages >> now << now
            return verdict, f"{label('stages', first & -first)}の場で、いまの段階からは少し先です。"
        return verdict, f"{label('stages', 1 << place.stages.bit_length() - 1)}の場で、いまの段階より前に戻ります。"


class Steps(NamedTuple):
    """The weight rows `stage.*`: what a place is worth that does not carry the present step together with a further one."""

    alone: float
    first: float
    goal: float
    leap: float
    back: float


def _next(now: int, goal: int) -> int:
    """The next step on the way to the goal; a goal that lies before the present step is one step back."""
    return now + (goal > now) - (goal < now)


def _between(now: int, goal: int) -> int:
    """Mask of the steps after the present one up to the goal."""
    return sum(1 << step for step in range(now + 1, goal + 1))


def step_score(stages: int, now: int, goal: int, steps: Steps) -> float:
    """How well the steps that a place carries (a mask, not empty) suit a person at `now` on the way to `goal`.

    1: the present step with one further on, or the very first step, which nobody skips.
    `alone`: only the present step, or only the next; `first` instead, when the present step is the very first.
    `goal`: the goal itself for somebody past the first step. Otherwise `alone` times `leap` for each step that is missing
    forward, `back` for each step back; the best of a place's steps counts.
    """
    following = _next(now, goal)
    if stages >> now & 1:
        return 1.0 if now == 0 or goal <= now or stages & _between(now, goal) else steps.alone
    if stages >> following & 1:
        return steps.first if now == 0 else steps.alone
    carried = [step for step in range(stages.bit_length()) if stages >> step & 1]
    scores = [
        steps.alone * (steps.leap ** (s - max(now, following)) if s > now else steps.back ** (now - s)) for s in carried
    ]
    return max(*scores, steps.goal if now > 0 and goal in carried else 0.0)


@lru_cache(maxsize=512)
def _step_scores(now: int, goal: int, steps: Steps) -> np.ndarray:
    """`step_score` of every mask of seven steps."""
    return np.array([0.0] + [step_score(mask, now, goal, steps) for mask in range(1, 1 << 7)])
