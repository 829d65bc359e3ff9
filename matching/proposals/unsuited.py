"""Places that did not suit a person: in their list they stand last and say so, and for a seat they are not considered.

A place whose host said that it does not suit the person is not proposed to them again.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from matching.engine.candidates import Candidate
from matching.engine.criteria.criterion import NO, Criterion
from matching.engine.scoring import Matching


class RefusedCriterion(Criterion):
    """Whether the host has said that it does not suit this person. The engine never asks it: it knows nobody."""

    name = "refused"

    def __init__(self, said: str):
        self.said = said

    def explain(self, place: Candidate) -> tuple[int, str]:
        """The one sentence, for each of the places."""
        return NO, self.said


class PersonalMatching(Matching):
    """The answer for one person who is known: the engine's, with what became of the person at some places.

    unsuited   key of a place that did not suit the person -> what is said of it
    """

    def __init__(self, matching: Matching, unsuited: Mapping[int, str], ranks: np.ndarray):
        """`ranks`: those of the proposed places that are kept, in their new order."""
        rows, points, known = matching.rows[ranks], matching.points[ranks], matching.known[ranks]
        super().__init__(matching.prepared, rows, points, known, matching.excluded)
        self.unsuited = unsuited

    @classmethod
    def of(
        cls, matching: Matching, unsuited: Mapping[int, str], refused: Mapping[int, str] | None = None
    ) -> "PersonalMatching":
        """The matching with the unsuited places behind all others, otherwise in the same order. Scores stay as they are.

        The `refused` ones are excluded, each with its reason.
        """
        order = np.argsort(_is_unsuited(matching, unsuited), kind="stable")
        if not refused:
            return cls(matching, unsuited, order)
        is_refused = _is_unsuited(matching, refused)
        found = cls(matching, unsuited, order[~is_refused[order]])
        for said in dict.fromkeys(refused.values()):
            here = _is_unsuited(matching, [key for key, words in refused.items() if words == said])
            if here.any():
                found.excluded = [*found.excluded, (RefusedCriterion(said), matching.rows[here])]
        return found

    def without_unsuited(self) -> "PersonalMatching":
        """The same without these places, as seats are given out."""
        return type(self)(self, self.unsuited, np.flatnonzero(~_is_unsuited(self, self.unsuited)))


def _is_unsuited(matching: Matching, unsuited: Iterable[int]) -> np.ndarray:
    """Mask over the proposed places."""
    keys = matching.directory_day.columns.rows.key[matching.rows]
    mask: np.ndarray = np.isin(keys, list(unsuited))
    return mask
