"""Two bars and a mark for one indicator: this year full, the year before hatched, the goal a line. All of it can be read in grey."""

from dataclasses import dataclass

from matching.figures.masking import NOTHING

WIDTH = 200
"""Units of the drawing: the longest bar, or the goal where it is farther."""


@dataclass(frozen=True)
class Bars:
    """Lengths in units; None for what is not said, or not there."""

    now: int | None
    before: int | None
    goal: int | None


def bars(now: int | None, before: int | None, goal: int | None) -> Bars | None:
    """The drawing of three numbers; None where there is nothing to draw.

    >>> bars(10, None, 20), bars(None, None, 3), bars(0, 0, None)
    (Bars(now=100, before=None, goal=200), None, None)
    """
    now, before = (None if one == NOTHING else one for one in (now, before))
    longest = max(filter(None, (now, before, goal)), default=0)
    if not longest or not (now or before):
        return None
    now_, before_, goal_ = (None if one is None else round(one / longest * WIDTH) for one in (now, before, goal))
    return Bars(now_, before_, goal_)
