"""Which listings nobody has checked for too long: `catalogue.freshness` asked of all rows of the arrays at once. Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np

from directory.catalogue.freshness import fewest_months, fresh_from
from directory.snapshot.arrays import Columns
from directory.snapshot.codes import day_number


def months_of_masks(masks: np.ndarray, kinds: Sequence[str], own: Mapping[str, int]) -> np.ndarray:
    """The months for which a check of each row holds (uint8).

    masks   bits of the kinds of each row (uint32)
    kinds   slugs of the bits
    own     slug -> months of the kinds that differ from the default
    """
    distinct, number = np.unique(masks, return_inverse=True)
    slugs = ([slug for bit, slug in enumerate(kinds) if mask >> bit & 1] for mask in distinct.tolist())
    return np.array([fewest_months(of_mask, own) for of_mask in slugs], np.uint8)[number]


LONG_AGO = 6
"""Months after which a check is long ago, although it may still hold: people and rooms may have changed."""


def checked_long_ago_on(columns: Columns, day: dt.date) -> np.ndarray:
    """Mask of the rows whose last check is longer than LONG_AGO months before a day, or that never had one."""
    mask: np.ndarray = columns.rows.verified < day_number(fresh_from(day, LONG_AGO))
    return mask


def stale_on(columns: Columns, day: dt.date) -> np.ndarray:
    """Mask of the rows that are stale on a day: their check no longer holds, or there never was one."""
    rows, oldest = columns.rows, np.zeros(256, np.uint16)
    for months in np.unique(rows.good_for).tolist():
        oldest[months] = day_number(fresh_from(day, months))
    # codes.NEVER is below the number of every day.
    mask: np.ndarray = rows.verified < oldest[rows.good_for]
    return mask
