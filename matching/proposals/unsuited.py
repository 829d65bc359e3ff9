"""Places that did not suit a person: in their list they stand last and say so, and for a seat they are not considered."""

from collections.abc import Mapping

import numpy as np

from matching.engine.scoring import Matching


class PersonalMatching(Matching):
    """The answer for one person who is known: the engine's, with what became of the person at some places.

    unsuited   key of a place that did not suit the person -> what is said of it
    """

    unsuited: Mapping[int, str]

    @classmethod
    def of(cls, matching: Matching, unsuited: Mapping[int, str]) -> "PersonalMatching":
        """The matching with these places behind all others, otherwise in the same order. Scores stay as they are."""
        found = cls.__new__(cls)
        vars(found).update(vars(matching), unsuited=unsuited)
        order = np.argsort(_is_unsuited(matching, unsuited), kind="stable")
        found._take(order)
        return found

    def without_unsuited(self) -> "PersonalMatching":
        """The same without these places, as seats are given out."""
        found = type(self).__new__(type(self))
        vars(found).update(vars(self))
        found._take(np.flatnonzero(~_is_unsuited(self, self.unsuited)))
        return found

    def _take(self, ranks: np.ndarray) -> None:
        self.rows, self.points, self.known = self.rows[ranks], self.points[ranks], self.known[ranks]


def _is_unsuited(matching: Matching, unsuited: Mapping[int, str]) -> np.ndarray:
    """Mask over the proposed places."""
    keys = matching.directory_day.columns.rows.key[matching.rows]
    mask: np.ndarray = np.isin(keys, list(unsuited))
    return mask
