"""Morning, afternoon and evening as people say them, and which times of opening fall into them.

Pure. Where nobody knows when a meeting begins or ends, only what is known counts: 「10時から」 says nothing of the evening.
"""

from collections.abc import Collection
from typing import Any

import numpy as np

from directory.hours.rules import A_DAY
from directory.snapshot.codes import NO_END, NO_START

DAY_PARTS = {"morning": (0, 12 * 60), "afternoon": (12 * 60, 17 * 60), "evening": (17 * 60, A_DAY)}
"""Each part of the day: from and to, in minutes. The evening is what somebody can reach after work or school."""
WORTH_COMING = 30
"""Minutes of a part that a meeting must fill, or half of itself: one from 10:00 to 12:10 is in the morning alone."""


def in_part(times: Any, part: str) -> np.ndarray:
    """Mask of the rows of `tables.Times` or `tables.Exceptions` that fall into a part of the day.

    Of a start or an end that nobody knows (`untold`) only the other end counts; open all day is in every part.
    """
    first, last = DAY_PARTS[part]
    start, end = times.start.astype(np.int32), times.end.astype(np.int32)
    no_start, no_end = times.untold & NO_START != 0, times.untold & NO_END != 0
    start = np.where(no_start & ~no_end, np.maximum(end - WORTH_COMING, 0), start)
    end = np.where(no_end & ~no_start, start + WORTH_COMING, end)
    inside = np.minimum(end, last) - np.maximum(start, first)
    enough = np.minimum(WORTH_COMING, np.maximum((end - start) // 2, 1))
    mask: np.ndarray = (inside >= enough) & ~(no_start & no_end)
    return mask


def in_parts(times: Any, parts: Collection[str]) -> np.ndarray:
    """Mask of the rows that fall into any of some parts of the day; all of them without any part."""
    mask: np.ndarray = np.logical_or.reduce(
        [in_part(times, part) for part in parts] or [np.ones(len(times.start), bool)]
    )
    return mask
