"""The directory on one day, prepared for matching."""

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from directory.snapshot.arrays import Columns
from directory.snapshot.codes import day_number
from matching.engine.needs import DAY
from matching.engine.vocabulary import Vocabulary


class SpecialBits(NamedTuple):
    """Masks of the slugs that have a meaning of their own in a criterion.

    everyone          target: open to all
    pick_up, online   features: the place fetches people; nobody has to travel
    consultation      kind: a desk
    service           kinds that are gone to for help: a desk, or help with daily life
    """

    everyone: int
    pick_up: int
    online: int
    consultation: int
    service: int


class DirectoryDay:
    """The directory on one day: what would otherwise cost each person a pass over all places. Shared by threads.

    columns      the arrays of one version of the directory
    vocabulary   the labels for the sentences
    today        the day as a number, as in the arrays
    status       of every row on that day (uint8, `directory.snapshot.codes`)
    order        all rows, those of one municipality together
    latest       the minute at which the last place closes; above a day on the day after
    """

    def __init__(self, columns: Columns, day: dt.date, vocabulary: Vocabulary):
        self.columns, self.day, self.vocabulary = columns, day, vocabulary
        self.today = day_number(day)
        self.status = columns.status_on(day)
        municipality = columns.rows.municipality
        self.order = np.argsort(municipality, kind="stable").astype(np.int32)
        ids, starts, counts = np.unique(municipality[self.order], return_index=True, return_counts=True)
        self._spans = {int(i): (int(a), int(a + n)) for i, a, n in zip(ids, starts, counts, strict=True)}
        self._catchments: dict[int, list[int]] = {}
        for number, towns in enumerate(columns.catchments):
            for town in towns:
                self._catchments.setdefault(town, []).append(number)

        # Most directories have neither; then a person is spared the pass over the rules of opening.
        self.some_ended = bool((columns.times.until < self.today).any())
        self.latest = int(columns.times.end.max(initial=DAY))
        self.some_by_monthday = bool((columns.times.weekdays == 0).any())
        self.special = SpecialBits(
            everyone=columns.bits("targets", ("everyone",)),
            pick_up=columns.bits("features", ("pick_up",)),
            online=columns.bits("features", ("online",)),
            consultation=columns.bits("kinds", ("consultation",)),
            service=columns.bits("kinds", ("consultation", "life_support")),
        )
        self.listed = lru_cache(maxsize=4096)(self._listed)
        """The labels of some bits of a scheme as 「A」「B」, from a cache."""

    def _listed(self, scheme: str, bits: int) -> str:
        return self.vocabulary.listed(scheme, self.columns.words(scheme, bits))

    def of_municipality(self, municipality: int | None) -> np.ndarray:
        """Rows of the places of a municipality (int32); none for None or one that has no place."""
        start, end = self._spans.get(municipality, (0, 0)) if municipality is not None else (0, 0)
        rows: np.ndarray = self.order[start:end]
        return rows

    def catchments_of(self, town: int | None) -> list[int]:
        """Numbers of the catchments that hold a town."""
        return self._catchments.get(town, []) if town is not None else []
