"""Which listings nobody has checked for too long, worked out on the arrays."""

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np

from directory.catalogue.freshness import DEFAULT_MONTHS, fresh_from
from directory.snapshot.arrays import Columns
from directory.snapshot.codes import NEVER, day_number


def months_of_masks(masks: np.ndarray, kinds: Sequence[str], own: Mapping[str, int]) -> np.ndarray:
    """The months for which a check of each row holds (uint8): the fewest of its kinds'.

    masks   bits of the kinds of each row (uint32)
    kinds   slugs of the bits
    own     slug -> months of the kinds that differ from DEFAULT_MONTHS
    """
    months = np.where(masks == 0, DEFAULT_MONTHS, np.iinfo(np.uint8).max).astype(np.uint8)
    for bit, slug in enumerate(kinds):
        has = masks & np.uint32(1 << bit) != 0
        months[has] = np.minimum(months[has], own.get(slug, DEFAULT_MONTHS))
    return months


def stale_on(columns: Columns, day: dt.date) -> np.ndarray:
    """Mask of the rows that are stale on a day: their check no longer holds, or there never was one."""
    rows, oldest = columns.rows, np.zeros(256, np.uint16)
    for months in np.unique(rows.good_for).tolist():
        oldest[months] = day_number(fresh_from(day, months))
    return (rows.verified == NEVER) | (rows.verified < oldest[rows.good_for])
