"""Places that did not suit a person: in their list they stand last and say so, and for a seat they are not considered."""

from collections.abc import Mapping

import numpy as np

from matching.engine.scoring import Matching


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
    def of(cls, matching: Matching, unsuited: Mapping[int, str]) -> "PersonalMatching":
        """The matching with these places behind all others, otherwise in the same order. Scores stay as they are."""
        return cls(matching, unsuited, np.argsort(_is_unsuited(matching, unsuited), kind="stable"))

    def without_unsuited(self) -> "PersonalMatching":
        """The same without these places, as seats are given out."""
        return type(self)(self, self.unsuited, np.flatnonzero(~_is_unsuited(self, self.unsuited)))


def _is_unsuited(matching: Matching, unsuited: Mapping[int, str]) -> np.ndarray:
    """Mask over the proposed places."""
    keys = matching.directory_day.columns.rows.key[matching.rows]
    mask: np.ndarray = np.isin(keys, list(unsuited))
    return mask
