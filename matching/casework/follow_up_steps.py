"""The steps of a follow-up: how many days after a start both sides are asked, and to which step an answer belongs."""

import datetime as dt
from collections.abc import Mapping

from matching.casework.outcomes import Outcome

NUMBERS = ("follow.first", "follow.second", "follow.third", "follow.fourth")
"""Days after the start on which both sides are asked; 0 for a step that the city leaves out."""
NEAR = 7
"""Days before a step in which an answer belongs to it already."""


def steps_of(numbers: Mapping[str, float]) -> list[int]:
    """The steps of the city in days, the first one first."""
    return sorted({int(numbers[name]) for name in NUMBERS} - {0})


def step_in_words(step: int) -> str:
    """How long somebody has come, as it is said of a step.

    >>> [step_in_words(step) for step in (0, 3, 14, 30, 90, 180, 400)]
    ['はじめた日', 'はじめて3日', 'はじめて2週間', 'はじめて1か月', 'はじめて3か月', 'はじめて6か月', 'はじめて13か月']
    """
    if step == 0:
        return "はじめた日"
    if step < 14:
        return f"はじめて{step}日"
    return f"はじめて{step // 7}週間" if step < 28 else f"はじめて{max(step // 30, 1)}か月"


def due_step(outcome: Outcome, side: str, steps: list[int], day: dt.date) -> int | None:
    """The last step that has come, where this side was not heard at it or later; None where nothing is due."""
    since = (day - outcome.started_on).days
    reached = max((step for step in steps if step <= since), default=None)
    done = [one.step for one in outcome.follow_ups.all() if one.side == side and one.done_at]
    return reached if reached is not None and not any(step >= reached for step in done) else None


def step_for(outcome: Outcome, side: str, steps: list[int], day: dt.date) -> int:
    """The step to which an answer of a day belongs: the one that is due, or the next one where it is near.

    Between the steps, an answer stands at its own day.
    """
    if (due := due_step(outcome, side, steps, day)) is not None:
        return due
    since = max((day - outcome.started_on).days, 0)
    return next((step for step in steps if since < step <= since + NEAR), since)
