"""A criterion with what single places said of this person by telephone: their answer stands where the listing says nothing."""

from collections.abc import Mapping

import numpy as np

from matching.engine.candidates import Candidate, Candidates
from matching.engine.criteria.criterion import NO, UNKNOWN, YES, Criterion, Judgement
from matching.engine.prepared_needs import PreparedNeeds

SAID_YES, SAID_NO = "電話で、だいじょうぶと聞きました。", "電話で、むずかしいと聞きました。"


class ToldCriterion(Criterion):
    """Another criterion (`of`), or the soft one that asks the same question; `said` is the key of a place -> whether it said yes."""

    name = ""

    def __init__(self, of: Criterion, said: Mapping[int, bool]):
        self.of, self.said = of, said
        self.name, self.asks = of.name, of.asks  # type: ignore[misc]
        self.changeable, self.has_degrees = of.changeable, of.has_degrees  # type: ignore[misc]

    def applies(self, prepared: PreparedNeeds) -> bool:
        return self.of.applies(prepared)

    def weight(self, prepared: PreparedNeeds) -> float:
        return self.of.weight(prepared)

    def verdict(self, candidates: Candidates) -> np.ndarray:
        return self._answered(candidates, self.of.verdict(candidates))[0]

    def judge(self, candidates: Candidates) -> Judgement:
        verdict, score, known = self.of.judge(candidates)
        verdict, answered = self._answered(candidates, verdict)
        if self.asks not in ("", self.name):
            # A yes says that the way, the fee or the time will do, and not how near, how dear or how often that is.
            return Judgement(verdict, score, known)
        return Judgement(verdict, np.where(answered, verdict == YES, score), np.where(answered, 1.0, known))

    def _answered(self, candidates: Candidates, verdict: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The verdicts with the answers in them, and the mask of the places that answered."""
        keys, verdict = candidates.of("key"), verdict.copy()
        open_ = verdict == UNKNOWN
        yes, no = (
            np.isin(keys, [key for key, said in self.said.items() if said is wanted]) for wanted in (True, False)
        )
        verdict[open_ & yes], verdict[open_ & no] = YES, NO
        return verdict, open_ & (yes | no)

    def explain(self, place: Candidate) -> tuple[int, str]:
        verdict, because = self.of.explain(place)
        if verdict != UNKNOWN or place.key not in self.said:
            return verdict, because
        return (YES, SAID_YES) if self.said[place.key] else (NO, SAID_NO)

    def ask(self, place: Candidate, verdict: int) -> list[str]:
        return [] if place.key in self.said and self.of.explain(place)[0] == UNKNOWN else self.of.ask(place, verdict)

    def speaks_for(self, place: Candidate, verdict: int) -> bool:
        return self.of.speaks_for(place, verdict)

    def caveat(self, place: Candidate) -> str:
        return self.of.caveat(place)

    def nearly(self, candidates: Candidates) -> np.ndarray:
        """What somebody said of this person does not change by itself."""
        return self.of.nearly(candidates) & ~np.isin(candidates.of("key"), list(self.said))

    def beside(self, place: Candidate) -> str:
        return self.of.beside(place)

    def change(self, place: Candidate) -> str:
        return self.of.change(place)


def plain(criterion: Criterion) -> Criterion:
    """The criterion itself, of one that may hold answers."""
    return criterion.of if isinstance(criterion, ToldCriterion) else criterion
