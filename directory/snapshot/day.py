"""The directory on one day: what every selection of that day needs again and again.

Pure. The arrays hold dates and never "today"; whoever asks brings the day.
"""

import datetime as dt
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

import numpy as np

from directory.caches import KeyedCache
from directory.hours.bits import CLOSED_ON_HOLIDAYS
from directory.hours.rules import A_DAY, closures
from directory.snapshot.arrays import Columns
from directory.snapshot.codes import ACTIVE, EVERYWHERE, UNKNOWN_AMOUNT, day_number
from directory.snapshot.day_parts import DAY_PARTS, in_part
from directory.snapshot.map_clusters import MapPoints
from directory.snapshot.open_on import open_until
from directory.snapshot.staleness import checked_long_ago_on, stale_on

T = TypeVar("T")

REMEMBERED = 16
"""Selections that are kept for a day: each costs up to 26 bytes a place."""
REMEMBERED_FINDINGS = 64
"""Texts whose findings are kept for a day."""
REMEMBERED_TEXTS = 200
"""Words, and texts as they were read, that are kept for a day."""
REMEMBERED_DAYS = 32
"""Days, each in some parts of it, whose meetings are kept: they cost two bytes a place each."""
SPARSE = 20
"""Keys a row from which a table of all of them costs more than looking each up."""
REMEMBERED_AREAS = 1_000
"""Areas, and areas that visitors combine, whose masks are kept for a day."""
SERVING = ("consultation", "welfare_service", "life_support")
"""Kinds that are gone to for something: a list that nobody sorted begins with the places to be."""
HOLIDAYS = 3
"""National holidays that are looked at for who looks for a place on holidays."""
A_WEEK = 7
"""Days of 「7日のうちに ひらく」: today and the six that follow."""


class SnapshotDay:
    """The directory on one day; each part is made when first asked for."""

    def __init__(self, columns: Columns, day: dt.date):
        self.columns, self.day = columns, day
        self._results: KeyedCache[Hashable, Any] = KeyedCache(REMEMBERED)
        self._findings: KeyedCache[Hashable, Any] = KeyedCache(REMEMBERED_FINDINGS)
        self._texts: KeyedCache[Hashable, Any] = KeyedCache(REMEMBERED_TEXTS)
        self._ends_on: KeyedCache[tuple[dt.date, frozenset[str]], np.ndarray] = KeyedCache(REMEMBERED_DAYS)
        self._reached: KeyedCache[frozenset[int], np.ndarray] = KeyedCache(REMEMBERED_AREAS)

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives for a key, kept for the last REMEMBERED keys: whoever moves the map asks for the same selection again."""
        found: T = self._results.get(key, make)
        return found

    def remembered_finding(self, key: Hashable, make: Callable[[], T]) -> T:
        """The same for the keys that a whole text finds: eight bytes for each place that it finds."""
        found: T = self._findings.get(key, make)
        return found

    def remembered_text(self, key: Hashable, make: Callable[[], T]) -> T:
        """The same for what single words find: it is small, and one question asks for many."""
        found: T = self._texts.get(key, make)
        return found

    @cached_property
    def shown(self) -> np.ndarray:
        """Mask of the rows that residents find: public, and neither paused nor ended."""
        mask: np.ndarray = self.columns.public & (self.columns.status_on(self.day) == ACTIVE)
        return mask

    @cached_property
    def open_today(self) -> np.ndarray:
        """Mask of the rows that meet on the day."""
        return self.open_on(self.day)

    def _until(self, day: dt.date, parts: Collection[str] = ()) -> np.ndarray:
        """`open_until` of a day, 0 for what is paused or ended on it; kept, since few days are asked for."""
        return self._ends_on.get((day, frozenset(parts)), lambda: self._made_until(day, parts))

    def _made_until(self, day: dt.date, parts: Collection[str]) -> np.ndarray:
        until: np.ndarray = open_until(self.columns, day, parts) * (self.columns.status_on(day) == ACTIVE)
        return until

    @cached_property
    def open_this_week(self) -> np.ndarray:
        """Mask of the rows that meet on the day or one of the six that follow."""
        mask: np.ndarray = self.open_today | self.open_later_this_week
        return mask

    @cached_property
    def open_later_this_week(self) -> np.ndarray:
        """Mask of the rows that meet on one of the six days that follow."""
        return self.open_later_this_week_in(())

    @cached_property
    def open_since_yesterday(self) -> np.ndarray:
        """Until when each row's meetings of the evening before go on (minutes of the day, int32); 0 where they are over."""
        yesterday = self._until(self.day - dt.timedelta(days=1))
        until: np.ndarray = np.maximum(yesterday.astype(np.int32) - A_DAY, 0)
        return until

    def open_today_at(self, minute: int, parts: Collection[str] = ()) -> np.ndarray:
        """Mask of the rows whose meeting on the day, or of the evening before, is not over at a minute of the day.

        Of meetings in some parts of the day, of all without any; the evening before goes on at night.
        """
        mask: np.ndarray = self._until(self.day, parts) > minute
        return mask if parts and "evening" not in parts else mask | (self.open_since_yesterday > minute)

    def over_today_at(self, minute: int, parts: Collection[str] = ()) -> np.ndarray:
        """Mask of the rows that met on the day, in some parts of it, and are over at a minute of it."""
        mask: np.ndarray = self.open_on(self.day, parts) & ~self.open_today_at(minute, parts)
        return mask

    def open_on(self, day: dt.date, parts: Collection[str] = ()) -> np.ndarray:
        """Mask of the rows that meet on another day, in any of some parts of it (`day_parts`; all day without any)."""
        mask: np.ndarray = self._until(day, parts) > 0
        return mask

    def open_later_this_week_in(self, parts: Collection[str]) -> np.ndarray:
        """Mask of the rows that meet on one of the six days that follow, in any of some parts of it."""
        days = (self.day + dt.timedelta(days=days) for days in range(1, A_WEEK))
        mask: np.ndarray = np.logical_or.reduce([self.open_on(day, parts) for day in days])
        return mask

    @property
    def tomorrow(self) -> dt.date:
        """The day that follows."""
        return self.day + dt.timedelta(days=1)

    @cached_property
    def open_tomorrow(self) -> np.ndarray:
        """Mask of the rows that meet on the day that follows."""
        return self.open_on(self.tomorrow)

    def costs_at_most(self, yen: int) -> np.ndarray:
        """Mask of the rows that are known to cost no more than this a visit."""
        fee = self.columns.rows.fee
        mask: np.ndarray = (fee <= yen) & (fee != UNKNOWN_AMOUNT)
        return mask

    def weekdays_in(self, parts: Collection[str]) -> np.ndarray:
        """The weekdays on which each row meets in any of some parts of the day, as in `weekdays`; all day without any."""
        if not parts:
            return self.weekdays
        masks: np.ndarray = np.bitwise_or.reduce([self._weekdays_by_part[part] for part in parts])
        return masks

    @cached_property
    def _weekdays_by_part(self) -> Mapping[str, np.ndarray]:
        return {part: self._weekdays(in_part(self.columns.times, part)) for part in DAY_PARTS}

    @cached_property
    def in_parts(self) -> Mapping[str, np.ndarray]:
        """For each part of the day the mask of the rows that meet in it, by a rule or an extra date that is still to come."""
        return {part: self._meets_in(part) for part in DAY_PARTS}

    def _meets_in(self, part: str) -> np.ndarray:
        mask, number = np.zeros(len(self.columns), bool), day_number(self.day)
        times, extra = self.columns.times, self.columns.exceptions
        mask[times.row[in_part(times, part) & (times.until >= number)]] = True
        mask[extra.row[in_part(extra, part) & extra.meets & (extra.day >= number)]] = True
        return mask

    def on_holidays(self, parts: Collection[str] = ()) -> np.ndarray:
        """Mask of the rows that meet on one of the next national holidays."""
        mask: np.ndarray = np.logical_or.reduce([self.open_on(day, parts) for day in self._next_holidays])
        return mask

    @cached_property
    def _next_holidays(self) -> list[dt.date]:
        days = (self.day + dt.timedelta(days=number) for number in range(366))
        return list(islice((day for day in days if closures(day) & CLOSED_ON_HOLIDAYS), HOLIDAYS))

    @cached_property
    def weekdays(self) -> np.ndarray:
        """The weekdays on which each row meets by a rule that has not run out (uint8, bit 0 is Monday; ON_HOLIDAYS)."""
        return self._weekdays(np.ones(len(self.columns.times), bool))

    def _weekdays(self, these: np.ndarray) -> np.ndarray:
        times, masks = self.columns.times, np.zeros(len(self.columns), np.uint8)
        now = these & (times.until >= day_number(self.day))
        np.bitwise_or.at(masks, times.row[now], times.weekdays[now])
        return masks

    @cached_property
    def order(self) -> np.ndarray:
        """All rows in the order of a list that nobody sorted.

        Places to be first, desks and services last; among them what meets this week, then what was checked not too long
        ago, then within LONG_AGO months; equal ones rotate by a seed of the day.
        """
        rows, drawn = self.columns.rows, tie_breakers(self.columns.rows.key, day_number(self.day))
        old = checked_long_ago_on(self.columns, self.day)
        return np.lexsort((rows.key, drawn, old, self.stale, ~self.open_this_week, self._only_serving))

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

    def rows_of(self, keys: np.ndarray) -> np.ndarray:
        """Rows of resource keys, in the order given; keys that are not here are left out."""
        keys = np.asarray(keys, np.int64)
        if len(self._row_by_key):
            rows = self._row_by_key[keys[(keys >= 0) & (keys < len(self._row_by_key))]]
        else:
            rows = self.columns.positions(keys)
        found: np.ndarray = rows[rows >= 0].astype(np.int64)
        return found

    @cached_property
    def _row_by_key(self) -> np.ndarray:
        """The row of every key up to the highest (int32), -1 for a key that is not here; empty where keys are too sparse."""
        keys = self.columns.rows.key
        highest = int(keys.max(initial=-1))
        if highest >= SPARSE * (len(keys) + 1_000):
            return np.empty(0, np.int32)
        rows = np.full(highest + 1, -1, np.int32)
        rows[keys] = np.arange(len(keys), dtype=np.int32)
        return rows

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

    def reached_by_each(self, areas: tuple[frozenset[int], ...]) -> np.ndarray:
        """The masks of `reached` of several areas, one line each; kept, since all lists count the same areas."""
        return self.remembered_text(("reached", areas), lambda: self._lines_of(areas))

    def _lines_of(self, areas: Iterable[frozenset[int]]) -> np.ndarray:
        lines = np.empty((0, len(self.whereabouts[0])), bool)
        return np.vstack([lines, *map(self.reached, areas)])

    def _made_reached(self, towns: frozenset[int]) -> np.ndarray:
        pair_towns, pair_catchments, _ = self.whereabouts
        serving = np.zeros(EVERYWHERE + 1, bool)
        serving[: len(self.columns.catchments)] = [bool(towns & served) for served in self.columns.catchments]
        mask: np.ndarray = np.isin(pair_towns, list(towns)) | serving[pair_catchments]
        return mask


class FollowedDay(SnapshotDay):
    """A day on which paused and ended places are found like all others: whoever follows a list wants to hear of both."""

    @cached_property
    def shown(self) -> np.ndarray:
        """Mask of all public rows."""
        return self.columns.public


def tie_breakers(keys: np.ndarray, seed: int) -> np.ndarray:
    """A number (uint32) for each key that orders equal places: the same for the same seed, otherwise as good as random."""
    mixed = keys.astype(np.uint64) * np.uint64(0x9E3779B1) + np.uint64(seed % 2**32) * np.uint64(0x85EBCA77)
    mixed &= np.uint64(0xFFFFFFFF)
    mixed = (mixed ^ (mixed >> np.uint64(15))) * np.uint64(0x2C1B3C6D) & np.uint64(0xFFFFFFFF)
    return (mixed ^ (mixed >> np.uint64(12))).astype(np.uint32)


_day_cache: KeyedCache[tuple[Columns, dt.date], SnapshotDay] = KeyedCache()


_followed_cache: KeyedCache[tuple[Columns, dt.date], FollowedDay] = KeyedCache()


def snapshot_on(columns: Columns, day: dt.date) -> SnapshotDay:
    """The directory on a day; the last one asked for is kept, since a whole day's requests ask for the same."""
    return _day_cache.get((columns, day), lambda: SnapshotDay(columns, day))


def followed_on(columns: Columns, day: dt.date) -> FollowedDay:
    """The same with what is paused or ended."""
    return _followed_cache.get((columns, day), lambda: FollowedDay(columns, day))
