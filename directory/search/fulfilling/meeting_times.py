"""Which places meet on the days and in the parts of the day that a wish names."""

from collections.abc import Collection, Iterable

import numpy as np

from directory.search.wish_parts import DAYS
from directory.search.wishes.calendar_days import day_meant
from directory.search.wishes.reading import Understood
from directory.snapshot.selection import Selection


def meeting_mask(
    selection: Selection, parts: Iterable[Understood], chosen: Collection[str], all_day: np.ndarray
) -> np.ndarray:
    """Mask of what meets on any of the days of some parts, in any of their parts of the day.

    `chosen` are parts of the day that were chosen beside the text, which a day means too; `all_day` is the answer where
    nothing says when.
    """
    concepts = [concept for part in parts for concept in part.concepts]
    times = [concept.removeprefix("time:") for concept in concepts if concept.startswith("time:")]
    days = [concept.removeprefix("day:") for concept in concepts if concept.startswith("day:")]
    if not days:
        mask: np.ndarray = selection.in_parts_of_day(times).masks["time"] if times else all_day
        return mask
    either: np.ndarray = np.logical_or.reduce([_meets_on(selection, day, [*times, *chosen]) for day in days])
    return either


def _meets_on(selection: Selection, day: str, times: Collection[str]) -> np.ndarray:
    snapshot = selection.snapshot
    if day in ("today", "tomorrow"):
        return selection.meets(day, times)
    if day == "holiday":
        return snapshot.on_holidays(times)
    if single := day_meant(day, snapshot.day):
        return snapshot.open_on(single, times)
    bits = sum(1 << number for number in DAYS[day])
    mask: np.ndarray = snapshot.weekdays_in(times) & np.uint8(bits) != 0
    return mask
