"""What a criterion is, and the three answers: no, yes, unknown.

To add one: a class `<Name>Criterion` in one of the modules of this package, with `name` and `explain`, and `verdict` for a
hard or `judge` for a soft criterion; `speaks_for` where a yes is no praise, and `caveat`; its place in `criteria/__init__.py`; a row `weight.<name>` in fixtures/weights.yaml;
its name in fixtures/vocabulary.yaml; its heading in `CRITERIA_IN_WORDS`; and a story that would fail without it.
"""

from typing import ClassVar, NamedTuple

import numpy as np

from matching.engine.candidates import Candidate, Candidates
from matching.engine.prepared_needs import PreparedNeeds

NO, YES, UNKNOWN = 0, 1, 2
ANSWERS = ("no", "yes", "unknown")
"""The names of the verdicts, by their number."""

YES_FROM = 0.5
"""From this score on a soft criterion says yes."""


class Judgement(NamedTuple):
    """The answers of one criterion about some places, one element a place.

    verdict   uint8: NO, YES or UNKNOWN; a NO of a hard criterion excludes the place
    score     float, 0 to 1: how well what is known fits; for what is not known the weight row `unknown`
    known     float, 0 to 1: the share of the criterion that rests on known facts
    """

    verdict: np.ndarray
    score: np.ndarray
    known: np.ndarray


class Criterion:
    """One question about a place and a person: answered for all places at once, and in one sentence for a single one.

    Criteria have no state. Each is the only object of its class, made in `criteria/__init__.py`.
    """

    name: ClassVar[str]
    asks: ClassVar[str] = ""
    """What stands in the list to ask by telephone when the answer is unknown; empty: nothing."""

    changeable: ClassVar[bool] = False
    """Whether a no rests on something that could change; `change` then says what."""

    has_degrees: ClassVar[bool] = False
    """Whether a yes may be worth less than 1, that is, whether the class has a `judge` of its own."""

    def __init_subclass__(cls) -> None:
        cls.has_degrees = "judge" in cls.__dict__

    def applies(self, prepared: PreparedNeeds) -> bool:
        """Whether the person's needs make this a question at all."""
        return True

    def weight(self, prepared: PreparedNeeds) -> float:
        """How much the criterion counts for this person."""
        return prepared.weights.of(self.name)

    def verdict(self, candidates: Candidates) -> np.ndarray:
        """NO, YES or UNKNOWN for every candidate (uint8). Every hard criterion has its own, which is all that excluding needs."""
        return self.judge(candidates).verdict

    def judge(self, candidates: Candidates) -> Judgement:
        """The answers about every candidate with their scores."""
        return judgement(candidates, self.verdict(candidates))

    def verdict_of(self, place: Candidate) -> int:
        """The verdict about one place by its judgement, which is made once for all candidates."""
        return int(self.judged(place.candidates).verdict[place.index])

    def judged(self, candidates: Candidates) -> Judgement:
        """`judge`, asked once of the same candidates."""
        return candidates.kept(self, lambda: self.judge(candidates))

    def explain(self, place: Candidate) -> tuple[int, str]:
        """The verdict about one place, the same as in `judge`, and one plain Japanese sentence to be read out to the person."""
        raise NotImplementedError

    def ask(self, place: Candidate, verdict: int) -> list[str]:
        """What to ask by telephone about a place with this verdict: slugs of features, or the name of a criterion."""
        return [self.asks] if self.asks and verdict == UNKNOWN else []

    def speaks_for(self, place: Candidate, verdict: int) -> bool:
        """Whether the sentence about a place with this verdict is a reason for it."""
        return verdict == YES

    def caveat(self, place: Candidate) -> str:
        """What a person should know beside the reason, of a place that does not answer no; empty: nothing."""
        return ""

    def nearly(self, candidates: Candidates) -> np.ndarray:
        """Of places that answer no: mask of those where what would have to change may be little enough to ask for."""
        return np.ones(len(candidates), bool)

    def beside(self, place: Candidate) -> str:
        """For a place with a `change`: the sentence that stands beside it, and says nothing of it again."""
        return self.explain(place)[1]

    def change(self, place: Candidate) -> str:
        """For a place that answers no and is in the mask of `nearly`: what would have to change, as 「…なら」."""
        raise NotImplementedError


def judgement(candidates: Candidates, verdict: np.ndarray, score: np.ndarray | float = 1.0) -> Judgement:
    """The judgement where the facts of a place are either all known or not at all; `score` counts where they are known."""
    known = verdict != UNKNOWN
    if known.all():
        return Judgement(
            verdict, np.full(len(verdict), score) if isinstance(score, float) else score, np.ones(len(known))
        )
    return Judgement(verdict, np.where(known, score, candidates.prepared.weights["unknown"]), known.astype(np.float64))


def soft_judgement(candidates: Candidates, score: np.ndarray, known: np.ndarray) -> Judgement:
    """The judgement of a soft criterion: yes from the score YES_FROM on, unknown outside the mask `known`."""
    return judgement(candidates, np.where(known, score >= YES_FROM, UNKNOWN).astype(np.uint8), score)


def soft_verdict(score: float) -> int:
    """YES or NO of a soft criterion about one place whose facts are known."""
    return YES if score >= YES_FROM else NO


def verdicts(candidates: Candidates, no: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    """Verdicts (uint8) of a mask of no and one of unknown; where both are set the answer is no, where none is, yes."""
    verdict = np.full(len(candidates), YES, np.uint8)
    verdict[unknown] = UNKNOWN
    verdict[no] = NO
    return verdict
