"""The directory on a day, as the criteria look at it."""

import datetime as dt
from functools import lru_cache

import numpy as np

from directory.snapshot.arrays import Columns
from directory.snapshot.codes import day_number
from matching.engine.wording import Vocabulary


class DirectoryDay:
    """The directory on one day: everything that would otherwise cost each person a pass over all places."""

    def __init__(self, columns: Columns, day: dt.date, words: Vocabulary):
        self.columns, self.day, self.words = columns, day, words
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

        self.some_ended = bool((columns.times.until < self.today).any())
        self.some_by_monthday = bool((columns.times.weekdays == 0).any())
        self.special = (
            columns.bits("targets", ("everyone",)),
            *(columns.bits("features", (feature,)) for feature in ("pick_up", "online")),
            *(columns.bits("kinds", kinds) for kinds in (("consultation",), ("consultation", "life_support"))),
        )
        """Bits of the words that have a meaning of their own: for everyone, pick-up, online, a desk, a desk or help."""
        self.listed = lru_cache(maxsize=4096)(self._listed)
        """The labels of some bits of a scheme as 「A」「B」."""

    def _listed(self, scheme: str, bits: int) -> str:
        return self.words.listed(scheme, self.columns.words(scheme, bits))

    def of_municipality(self, municipality: int | None) -> np.ndarray:
        """Rows of the places of a municipality."""
        start, end = self._spans.get(municipality, (0, 0)) if municipality is not None else (0, 0)
        return self.order[start:end]

    def catchments_of(self, town: int | None) -> list[int]:
        """Numbers of the catchments that hold a town."""
        return self._catchments.get(town, []) if town is not None else []
