"""How the stages of a place suit the stage of the person: the next step, not a leap."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from directory.snapshot.codes import MOST_WORDS
from matching.engine.candidates import Candidate, Candidates
from matching.engine.criteria.criterion import NO, UNKNOWN, YES, Criterion, Judgement, soft_judgement
from matching.engine.prepared_needs import PreparedNeeds
from matching.engine.wording import ASK


class StageCriterion(Criterion):
    """The next step, not a leap: the best place carries the present or next step on the way to the goal."""

    name = "stage"

    def applies(self, prepared: PreparedNeeds) -> bool:
        return prepared.needs.stage is not None

    def judge(self, candidates: Candidates) -> Judgement:
        stages, prepared = candidates.of("stages"), candidates.prepared
        (now, goal), weights = prepared.steps, prepared.weights
        worth = StageWeights(*(weights[f"stage.{name}"] for name in StageWeights._fields))
        score = _step_scores(now, goal, worth)[stages]
        # Help with daily life is taken at every step; it is no step back.
        helps = (candidates.of("kinds") & np.uint32(prepared.special.life_support) != 0) & (stages >> now == 0)
        score = np.where(helps, np.maximum(score, worth.alone), score)
        return soft_judgement(candidates, score, stages != 0)

    def explain(self, place: Candidate) -> tuple[int, str]:
        if not place.stages:
            return UNKNOWN, f"どの段階に合うかは、{ASK}"
        verdict = self.verdict_of(place)
        now, goal = place.prepared.steps
        if verdict == NO:
            return NO, self._too_far(place, now, goal)
        if place.stages >> now & 1 and not (goal < now and place.stages & _span(goal, now - 1)):
            ahead = place.stages & _span(now + 1, max(now, goal))
            return YES, f"いまの{_label(place, now)}" + (_and_then(place, ahead, now) if ahead else "ができる所です。")
        return YES, self._elsewhere(place, now, goal)

    @staticmethod
    def _elsewhere(place: Candidate, now: int, goal: int) -> str:
        """The sentence of a place that suits, without the present step."""
        if place.stages >> goal & 1 and (goal < now or goal != _next(now, goal)):
            return f"目標の{_label(place, goal)}ができる所です。"
        if place.stages >> _next(now, goal) & 1:
            what = "いまより少し軽い" if goal < now else "次の一歩の"
            return f"{what}{_label(place, _next(now, goal))}ができる所です。"
        if place.kinds & place.prepared.special.life_support and not place.stages >> now:
            return "くらしの手助けは、いまも、この先も使えます。"
        steps = place.stages & _span(min(now, goal), max(now, goal) - 1)
        return f"{'目標の手前の' if steps else ''}{_label(place, _lowest(steps or place.stages))}ができる所です。"

    @staticmethod
    def _too_far(place: Candidate, now: int, goal: int) -> str:
        """The sentence of a place that does not suit, or not well."""
        if later := place.stages >> (now + 1) << (now + 1):
            early = "いまは少し早いかもしれません" if goal >= now else "いまは負担が大きいかもしれません"
            return f"{_label(place, _lowest(later))}の所なので、{early}。"
        if place.kinds & place.prepared.special.service:
            return "話を聞いたり手を貸したりする所で、通う場ではありません。"
        return f"{_label(place, place.stages.bit_length() - 1)}の所なので、いまは物足りないかもしれません。"

    def speaks_for(self, place: Candidate, verdict: int) -> bool:
        return verdict == YES and not self._stays(place)

    def caveat(self, place: Candidate) -> str:
        if not place.stages:
            return ""
        now, goal = place.prepared.steps
        if self._stays(place):
            return f"いまと同じ{_label(place, now)}の所なので、軽くしたいときには合わないかもしれません。"
        skips = goal - now > 1 and place.stages & _span(now, goal) == 1 << goal
        return f"いまの{_label(place, now)}から、{goal - now}つ先に進む所です。" if skips else ""

    def _stays(self, place: Candidate) -> bool:
        """Whether a person who wishes to step back would stay where they are."""
        now, goal = place.prepared.steps
        return goal < now and place.stages & _span(goal, now) == 1 << now


def _label(place: Candidate, step: int) -> str:
    """「居場所で過ごす」."""
    return place.listed("stages", 1 << step)


def _and_then(place: Candidate, ahead: int, now: int) -> str:
    """The further step of a place that carries the present one, and leads on."""
    step = _lowest(ahead)
    return f"も、{'次の' if step == now + 1 else 'この先の'}{_label(place, step)}もできる所です。"


def _span(first: int, last: int) -> int:
    """Mask of the steps from the first to the last, both included."""
    return (1 << last + 1) - (1 << first)


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
        return 1.0 if now == 0 or goal == now or stages & _span(now + 1, max(now, goal)) else worth.alone
    if stages >> (now + 1) & 1 and goal > now:
        return worth.first if now == 0 else worth.alone
    return max(_away(step, now, goal, worth) for step in carried)


def _stepping_back(step: int, now: int, goal: int, worth: StageWeights) -> float:
    if goal <= step <= now:
        return 1.0 if step == goal else worth.stay if step == now else worth.alone
    return worth.stay * (worth.leap ** (step - now) if step > now else worth.back ** (goal - step))


def _away(step: int, now: int, goal: int, worth: StageWeights) -> float:
    """`alone` times `back` for each step back; forward times `leap` for each step that is skipped, and times the milder
    `goal` on the way to the goal of somebody past the first step."""
    if step < now:
        return worth.alone * worth.back ** (now - step)
    skipped = step - now - 1 if goal > now else step - now
    return worth.alone * (worth.goal if step <= goal and now > 0 else worth.leap) ** skipped


@lru_cache(maxsize=512)
def _step_scores(now: int, goal: int, worth: StageWeights) -> np.ndarray:
    """`step_score` of every mask of the steps that the arrays hold (float, 256 elements); 0 for the empty mask."""
    return np.array([0.0] + [step_score(mask, now, goal, worth) for mask in range(1, 1 << MOST_WORDS["stages"])])
