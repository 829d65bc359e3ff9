"""What a criterion is, and the three answers.

To add one: a class here in the package with `judge` and `explain`, its place in `criteria/__init__.py`, a row
`weight.<name>` in fixtures/weights.yaml, its name in fixtures/vocabulary.yaml, and a story that would fail without it.
"""

from typing import ClassVar, NamedTuple

import numpy as np

from matching.engine.candidates import Candidate, Candidates, Case

NO, YES, UNKNOWN = 0, 1, 2
ANSWERS = ("no", "yes", "unknown")
"""The three answers by their number."""


class Judgement(NamedTuple):
    """The answers about some places.

    verdict   uint8 array of NO, YES, UNKNOWN; a NO of a hard criterion excludes
    score     float array 0..1 of how well what is known fits; what is not known stands in as the weight row `unknown`
    known     float array 0..1: the share of the criterion that rests on known facts
    """

    verdict: np.ndarray
    score: np.ndarray
    known: np.ndarray


class Criterion:
    """One question to a place about a person, answered for all places at once and in one sentence for a single one."""

    name: ClassVar[str]
    asks: ClassVar[str] = ""
    """What stands in the list to ask by telephone when the answer is unknown; empty: nothing."""

    changeable: ClassVar[bool] = False
    """Whether a no rests on something that could change; `change` then says what."""

    graded: ClassVar[bool] = False
    """Whether a yes has degrees; otherwise `verdict` says all."""

    def __init_subclass__(cls):
        cls.graded = "judge" in cls.__dict__

    def applies(self, case: Case) -> bool:
        """Whether the person's needs make this a question at all."""
        return True

    def weight(self, case: Case) -> float:
        """How much the criterion counts for this person."""
        return case.weights.of(self.name)

    def verdict(self, sight: Candidates) -> np.ndarray:
        """The bare answers about all places of a sight (uint8); a hard criterion has to say them by themselves."""
        return self.judge(sight).verdict

    def judge(self, sight: Candidates) -> Judgement:
        """The answers about all places of a sight with their scores."""
        return judged(sight, self.verdict(sight))

    def explain(self, place: Candidate) -> tuple[int, str]:
        """The answer about one place and one plain Japanese sentence that can be read out to the person."""
        raise NotImplementedError

    def ask(self, place: Candidate, verdict: int) -> list[str]:
        """What to ask by telephone about a place with this answer: words of features, or the name of a criterion."""
        return [self.asks] if self.asks and verdict == UNKNOWN else []

    def change(self, place: Candidate) -> str | None:
        """For a place that answers no: what would have to change, as 「…なら」; None where it is too much to ask."""
        raise NotImplementedError


def judged(sight: Candidates, verdict: np.ndarray, score: np.ndarray | float = 1.0) -> Judgement:
    """A judgement in which a place is either known or not."""
    known = verdict != UNKNOWN
    if known.all():
        return Judgement(
            verdict, np.full(len(verdict), score) if isinstance(score, float) else score, np.ones(len(known))
        )
    return Judgement(verdict, np.where(known, score, sight.case.weights["unknown"]), known.astype(np.float64))


def graded(sight: Candidates, score: np.ndarray, known: np.ndarray) -> Judgement:
    """A judgement of a soft criterion: yes from one half on."""
    return judged(sight, np.where(known, score >= HALF, UNKNOWN).astype(np.uint8), score)


HALF = 0.5
"""From this score on a soft criterion says yes."""


def answer(score: float) -> int:
    """The answer of a soft criterion about one place whose facts are known."""
    return YES if score >= HALF else NO


def verdicts(sight: Candidates, no: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    """The answers of a mask of no and one of unknown, the first winning; the rest is yes."""
    verdict = np.full(len(sight), YES, np.uint8)
    verdict[unknown] = UNKNOWN
    verdict[no] = NO
    return verdict
