"""The directory on one day: what every selection of that day needs again and again.

Pure. The arrays hold dates and never "today"; whoever asks brings the day.
"""

import datetime as dt
from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from directory.caches import KeyedCache
from directory.snapshot.arrays import Columns
from directory.snapshot.codes import ACTIVE, EVERYWHERE, day_number
from directory.snapshot.map_clusters import MapPoints
from directory.snapshot.open_on import open_on, open_past_midnight
from directory.snapshot.staleness import stale_on

T = TypeVar("T")

REMEMBERED = 16
"""Selections and what texts find that are kept for a day: each costs up to 26 bytes a place."""
REMEMBERED_AREAS = 1_000
"""Areas, and areas that visitors combine, whose masks are kept for a day."""
SERVING = ("consultation", "welfare_service", "life_support")
"""Kinds that are gone to for something: a list that nobody sorted begins with the places to be."""
A_WEEK = 7
"""Days of 「今週ひらく」: today and the six that follow."""


class SnapshotDay:
    """The directory on one day; each part is made when first asked for."""

    def __init__(self, columns: Columns, day: dt.date):
        self.columns, self.day = columns, day
        self._results: KeyedCache[Hashable, Any] = KeyedCache(REMEMBERED)
        self._reached: KeyedCache[frozenset[int], np.ndarray] = KeyedCache(REMEMBERED_AREAS)

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives for a key, kept for the last REMEMBERED keys: whoever moves the map asks for the same selection again."""
        found: T = self._results.get(key, make)
        return found

    @cached_property
    def shown(self) -> np.ndarray:
        """Mask of the rows that residents find: public, and neither paused nor ended."""
        mask: np.ndarray = self.columns.public & (self.columns.status_on(self.day) == ACTIVE)
        return mask

    @cached_property
    def open_today(self) -> np.ndarray:
        """Mask of the rows that meet on the day."""
        return self._open_on(self.day)

    @cached_property
    def open_this_week(self) -> np.ndarray:
        """Mask of the rows that meet on the day or one of the six that follow."""
        later = (self._open_on(self.day + dt.timedelta(days=days)) for days in range(1, A_WEEK))
        mask: np.ndarray = np.logical_or.reduce([self.open_today, *later])
        return mask

    @cached_property
    def open_since_yesterday(self) -> np.ndarray:
        """Until when each row's meetings of the evening before go on (minutes of the day, uint16); 0 where they are over."""
        yesterday = self.day - dt.timedelta(days=1)
        active = self.columns.status_on(yesterday) == ACTIVE
        until: np.ndarray = open_past_midnight(self.columns, yesterday) * active
        return until

    def open_today_at(self, minute: int) -> np.ndarray:
        """Mask of the rows that meet on the day, or whose meeting of the evening before still goes on at a minute of the day."""
        mask: np.ndarray = self.open_today | (self.open_since_yesterday > minute)
        return mask

    def is_night(self, minute: int) -> bool:
        """Whether any meeting of the evening before still goes on, so that what is open today depends on the minute."""
        return minute < self._night_ends

    @cached_property
    def _night_ends(self) -> int:
        return int(self.open_since_yesterday.max(initial=0))

    def _open_on(self, day: dt.date) -> np.ndarray:
        mask: np.ndarray = open_on(self.columns, day) & (self.columns.status_on(day) == ACTIVE)
        return mask

    @cached_property
    def weekdays(self) -> np.ndarray:
        """The weekdays on which each row meets by a rule that has not run out (uint8, bit 0 is Monday; ON_HOLIDAYS)."""
        times, masks = self.columns.times, np.zeros(len(self.columns), np.uint8)
        now = times.until >= day_number(self.day)
        np.bitwise_or.at(masks, times.row[now], times.weekdays[now])
        return masks

    @cached_property
    def order(self) -> np.ndarray:
        """All rows in the order of a list that nobody sorted.

        Places to be first, desks and services last; among them what meets this week, then what was checked not too long
        ago; equal ones rotate by a seed of the day.
        """
        rows = self.columns.rows
        drawn = tie_breakers(rows.key, day_number(self.day))
        return np.lexsort((rows.key, drawn, self.stale, ~self.open_this_week, self._only_serving))

    @property
    def _only_serving(self) -> np.ndarray:
        """Mask of the rows that are of no other kind than SERVING."""
        kinds = self.columns.rows.kinds
        serving = np.uint32(self.columns.bits("kinds", (k for k in SERVING if k in self.columns.vocabulary["kinds"])))
        mask: np.ndarray = (kinds != 0) & (kinds & ~serving == 0)
        return mask

    @cached_property
    def stale(self) -> np.ndarray:
        """Mask of the rows whose last check holds no longer: they fade in the list, on the map and in print."""
        return stale_on(self.columns, self.day)

    @cached_property
    def by_key(self) -> np.ndarray:
        """All rows in order of their keys."""
        return np.argsort(self.columns.rows.key, kind="stable")

    def rows_of(self, keys: np.ndarray) -> np.ndarray:
        """Rows of resource keys, in the order given; keys that are not here are left out."""
        keys = np.asarray(keys, np.int64)
        if not len(self.columns):
            return np.empty(0, np.int64)
        at = np.minimum(np.searchsorted(self._sorted_keys, keys), len(self.columns) - 1)
        rows: np.ndarray = self.by_key[at[self._sorted_keys[at] == keys]]
        return rows

    @cached_property
    def _sorted_keys(self) -> np.ndarray:
        keys: np.ndarray = self.columns.rows.key[self.by_key].astype(np.int64)
        return keys

    @cached_property
    def map_points(self) -> MapPoints:
        """The points of all rows, for the map."""
        return MapPoints.of(self.columns.rows.lat, self.columns.rows.lng)

    @cached_property
    def whereabouts(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The distinct pairs of town and catchment, and the number of each row's pair."""
        rows = self.columns.rows
        pairs, number = np.unique(rows.town.astype(np.int64) << 16 | rows.catchment, return_inverse=True)
        return pairs >> 16, pairs & 0xFFFF, number

    def reached(self, towns: frozenset[int]) -> np.ndarray:
        """Mask of the pairs of `whereabouts` that lie in some towns or serve one of them; kept, since areas are few."""
        return self._reached.get(towns, lambda: self._made_reached(towns))

    def _made_reached(self, towns: frozenset[int]) -> np.ndarray:
        pair_towns, pair_catchments, _ = self.whereabouts
        serving = np.zeros(EVERYWHERE + 1, bool)
        serving[: len(self.columns.catchments)] = [bool(towns & served) for served in self.columns.catchments]
        mask: np.ndarray = np.isin(pair_towns, list(towns)) | serving[pair_catchments]
        return mask


def tie_breakers(keys: np.ndarray, seed: int) -> np.ndarray:
    """A number (uint32) for each key that orders equal places: the same for the same seed, otherwise as good as random."""
    mixed = keys.astype(np.uint64) * np.uint64(0x9E3779B1) + np.uint64(seed % 2**32) * np.uint64(0x85EBCA77)
    mixed &= np.uint64(0xFFFFFFFF)
    mixed = (mixed ^ (mixed >> np.uint64(15))) * np.uint64(0x2C1B3C6D) & np.uint64(0xFFFFFFFF)
    return (mixed ^ (mixed >> np.uint64(12))).astype(np.uint32)


_day_cache: KeyedCache[tuple[Columns, dt.date], SnapshotDay] = KeyedCache()


def snapshot_on(columns: Columns, day: dt.date) -> SnapshotDay:
    """The directory on a day; the last one asked for is kept, since a whole day's requests ask for the same."""
    return _day_cache.get((columns, day), lambda: SnapshotDay(columns, day))
