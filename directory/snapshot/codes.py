"""The numbers and bits that stand in the arrays for what people say."""

import datetime as dt

import numpy as np

from directory.hours.bits import EPOCH

NEVER, FOREVER = 0, np.iinfo(np.uint16).max
"""Day numbers of "no such day" (never verified, since ever) and of "without an end"."""


UNKNOWN_AMOUNT = np.iinfo(np.uint16).max
"""A fee in yen, a group size or places left that nobody has told us."""


NO_MAX_AGE = np.iinfo(np.uint8).max


EVERYWHERE = np.iinfo(np.uint16).max
"""Catchment of a place that serves the whole municipality."""


NO_TOWN = 0


PUBLIC, OUTSIDE_AREA_OK, BY_APPOINTMENT, AGES_OF_CHILD = 1, 2, 4, 8
"""Bits of `flags`."""


OPEN, REFERRAL, CLOSED, REFERRAL_UNKNOWN = 0, 1, 2, 3
"""Values of `referral`, in the order of the vocabulary: just go, through a coordinator, takes nobody now."""


ACTIVE, PAUSED, ENDED = 0, 1, 2
"""Values of `status`."""


SCHEMES = ("kinds", "targets", "activities", "features", "stages")
"""The word lists that stand in the arrays as bits."""
MOST_WORDS = {"kinds": 32, "targets": 32, "activities": 32, "features": 40, "stages": 8}
"""Words of each list that have a bit. A word beyond them stands on pages, but nothing is found by it."""


NO_START, NO_END = 1, 2
"""Bits of a time of opening of which nobody knows the start or the end."""


class UnknownWord(ValueError):
    """A word that the vocabulary does not have; `scheme` and `word` say which."""

    def __init__(self, scheme: str, word: str):
        super().__init__(f"{scheme}: {word}")
        self.scheme, self.word = scheme, word


def day_number(day: dt.date | None, missing: int = NEVER) -> int:
    """Days since EPOCH; days before it count as its first, None as `missing`."""
    return missing if day is None else min(max((day - EPOCH).days, 1), FOREVER)


def day_of(number: int) -> dt.date | None:
    """The date of a day number, None for NEVER and FOREVER."""
    return None if number in (NEVER, FOREVER) else EPOCH + dt.timedelta(days=int(number))
