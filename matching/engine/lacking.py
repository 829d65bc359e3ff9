"""What one person's places lack: the single change at a place, or around it, with which one that they would like fits.

Near misses (`scoring`) ask what the person could change; this asks what a town could.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from matching.engine.candidates import Candidates
from matching.engine.criteria import HARD, NO, Criterion
from matching.engine.criteria.told import plain
from matching.engine.needs import DAY
from matching.engine.scoring import POINTS, Matching
from matching.engine.wording import WEEKDAYS

PICK_UP = "pick_up"
PARTS = (
    ("朝", 5 * 60, 9 * 60),
    ("午前", 9 * 60, 12 * 60),
    ("午後", 12 * 60, 16 * 60),
    ("夕方", 16 * 60, 19 * 60),
    ("夜", 19 * 60, DAY),
)
"""Parts of a day: name, first minute, end."""
STAY = 60
"""Minutes that the person can be out in a part of a day, for it to be worth opening then."""
LIFTED = ("referral", "capacity", "age", "target", "area", "needs", "schedule", "travel", "fee", "group")
"""Hard criteria whose no a place or a town could change."""


class Lack(NamedTuple):
    """One change.

    criterion   of LIFTED
    detail      slug of the feature that is missing, or of the time (「wed-夕方」); "" where the criterion says all
    """

    criterion: str
    detail: str = ""


def is_placed(matching: Matching) -> bool:
    """Whether a place is proposed that is more than 「条件つき」."""
    return bool(len(matching) and matching.points[0] >= matching.prepared.weights["fit.fair"] * POINTS)


def is_for_unnamed_troubles(matching: Matching) -> bool:
    """Whether places are proposed to a person whose troubles nobody has heard, and all of them are for certain troubles."""
    if matching.prepared.needs.worries is not None or not len(matching):
        return False
    return bool(Candidates(matching.prepared, matching.rows).troubles.all())


def lacks(matching: Matching) -> frozenset[Lack]:
    """The changes of which one alone would make a place fit that offers what the person would like to do."""
    found: set[Lack] = set()
    for criterion, rows in matching.excluded:
        if criterion.name in LIFTED:
            candidates = _but_for(criterion, _wished(Candidates(matching.prepared, rows)))
            if len(candidates):
                found |= set(_lacks_of(criterion, candidates))
    return frozenset(found)


def _wished(candidates: Candidates) -> Candidates:
    """Those that offer something the person would like to do; all where nobody knows what that is."""
    wished = np.uint32(candidates.prepared.want or candidates.prepared.curious)
    return candidates.keep(candidates.of("activities") & wished != 0) if wished else candidates


def _but_for(criterion: Criterion, candidates: Candidates) -> Candidates:
    """Those to which no later hard criterion says no, either."""
    for later in HARD[HARD.index(plain(criterion)) + 1 :]:
        if len(candidates) and later.applies(candidates.prepared):
            candidates = candidates.keep(later.verdict(candidates) != NO)
    return candidates


def _lacks_of(criterion: Criterion, candidates: Candidates) -> Iterator[Lack]:
    if criterion.name == "travel":
        yield Lack("needs", PICK_UP)
    elif criterion.name == "schedule":
        yield from (Lack("schedule", time) for time in free_times(candidates))
    elif criterion.name == "needs":
        yield from _features(candidates)
    else:
        yield Lack(criterion.name)


def _features(candidates: Candidates) -> Iterator[Lack]:
    """The feature that a place lacks, of those that lack one alone."""
    missing = candidates.features_no & np.uint64(candidates.prepared.needs_bits) & ~candidates.settled
    slugs = candidates.columns.vocabulary["features"]
    for mask in np.unique(missing[np.bitwise_count(missing) == 1]).tolist():
        yield Lack("needs", slugs[mask.bit_length() - 1])


def free_times(candidates: Candidates) -> list[str]:
    """The weekdays and parts of a day in which the person can be out for a while: 「wed-夕方」."""
    hours = candidates.prepared.hours
    return [
        f"{weekday}-{name}"
        for bit, weekday in enumerate(WEEKDAYS)
        for name, first, end in PARTS
        if any(
            mask >> bit & 1 and min(until, end) - max(since, first) >= STAY for (since, until), mask in hours.items()
        )
    ]
