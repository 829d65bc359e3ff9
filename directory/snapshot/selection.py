"""The places that are asked for: the public directory on a day, narrowed step by step.

Pure. The list, the map, their counts and the feeds of the public site all ask one Selection, so that they never differ.
Only what residents may see is ever in it; what is paused or ended on the day is left out.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

import numpy as np

from directory.geo.points import MICRO, NOWHERE, box_around, metres_from, micro, rows_within
from directory.snapshot.arrays import Columns
from directory.snapshot.day import SnapshotDay, snapshot_on
from directory.snapshot.map_clusters import Box, View

WHOLE_DAY = -1
"""Minute of a selection that asks for no time of the day."""
_FARTHEST = 2e9  # decimetres; stands for "no point" too


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list.

    keys     resource keys in order
    first    number of the first one in the whole list, from 1
    total    length of the whole list
    metres   distance of each from the point that was asked for, None without one
    stale    whether the last check of each holds no longer
    """

    keys: list[int]
    first: int
    total: int
    metres: list[float] | None
    stale: list[bool]

    @property
    def last(self) -> int:
        """Number of the last row of the page."""
        return self.first + len(self.keys) - 1

    @property
    def next_after(self) -> int | None:
        """The key after which the next page begins, None on the last page."""
        return self.keys[-1] if self.keys and self.last < self.total else None

    @property
    def previous_before(self) -> int | None:
        """The key before which the previous page ends, None on the first page."""
        return self.keys[0] if self.first > 1 else None


@dataclass(frozen=True, eq=False)
class Selection:
    """Public places on a day. Every narrowing gives a new selection; facets are remembered by name, so that a facet's
    own counts can leave it out.

    masks    name of the facet -> mask of the rows that it lets through
    ranked   rows in an order that somebody asked for (by likeness, by distance); None for the order of the day
    point    latitude and longitude in micro-degrees from which distances count
    minute   of the day: what is over by then is open today no more; -1 for the whole day
    """

    snapshot: SnapshotDay
    masks: Mapping[str, np.ndarray] = field(default_factory=lambda: MappingProxyType({}))
    ranked: np.ndarray | None = None
    point: tuple[int, int] | None = None
    minute: int = WHOLE_DAY

    @classmethod
    def of(cls, columns: Columns, day: dt.date, time: dt.time | None = None) -> Self:
        """Everything that residents find on a day; `open_today` means what is not over at a time of the day."""
        return cls(snapshot_on(columns, day), minute=WHOLE_DAY if time is None else time.hour * 60 + time.minute)

    def narrowed_to(self, facet: str, mask: np.ndarray, **changes: Any) -> Self:
        """Those of these rows that a mask lets through, as a facet of a name that can be taken back."""
        before = self.masks.get(facet)
        return replace(self, masks={**self.masks, facet: mask if before is None else before & mask}, **changes)

    def at(self, minute: int) -> Self:
        """The same rows for another minute of the day: what was narrowed stays, what is asked later goes by it."""
        return replace(self, minute=minute)

    def in_municipality(self, code: str) -> Self:
        """In a municipality, by its six-digit code."""
        return self.narrowed_to("municipality", self.snapshot.columns.rows.municipality == int(code))

    def of_kinds(self, words: Iterable[str]) -> Self:
        """Of any of these kinds. Raises UnknownWord."""
        return self.narrowed_to("kinds", self._has_any("kinds", words))

    def with_activities(self, words: Iterable[str]) -> Self:
        """With any of these activities. Raises UnknownWord."""
        return self.narrowed_to("activities", self._has_any("activities", words))

    def for_targets(self, words: Iterable[str]) -> Self:
        """For any of these people, and what is open to everyone, which choosing an audience never hides."""
        everyone = self._has_any("targets", ["everyone"]) | (self.snapshot.columns.rows.targets == 0)
        return self.narrowed_to("targets", everyone | self._has_any("targets", words))

    def with_features(self, words: Iterable[str]) -> Self:
        """Known to have all of these. What nobody has told us is left out; `perhaps_with` counts it."""
        columns = self.snapshot.columns
        bits = columns.bits("features", words)
        return self.narrowed_to("features", columns.rows.features("yes", bits) == bits)

    def perhaps_with(self, words: Iterable[str]) -> int:
        """Rows of this selection, but for its features, that may have all of these: none is a no, some are unknown."""
        columns = self.snapshot.columns
        bits, rows = columns.bits("features", words), columns.rows
        perhaps = (rows.features("no", bits) == 0) & (rows.features("yes", bits) != bits)
        return int(np.count_nonzero(self.without("features").mask & perhaps))

    def in_towns(self, towns: Collection[int]) -> Self:
        """In one of these towns, or with a catchment of its own that holds one of them (a desk outside its area)."""
        number = self.snapshot.whereabouts[-1]
        return self.narrowed_to("area", self.snapshot.reached(frozenset(towns))[number])

    def on_weekdays(self, days: Iterable[int], parts: Collection[str] = ()) -> Self:
        """Meeting on any of these weekdays, 0 for Monday, in any of some parts of the day (all day without any)."""
        bits = np.uint8(sum(1 << day for day in set(days)))
        return self.narrowed_to("weekday", self.snapshot.weekdays_in(parts) & bits != 0)

    def in_parts_of_day(self, parts: Collection[str]) -> Self:
        """Meeting in any of some parts of the day, morning, afternoon or evening."""
        return self.narrowed_to("time", np.logical_or.reduce([self.snapshot.in_parts[part] for part in parts]))

    def costing_at_most(self, yen: int) -> Self:
        """Known to cost no more than this a visit."""
        return self.narrowed_to("fee", self.snapshot.costs_at_most(yen))

    def open_today(self, parts: Collection[str] = ()) -> Self:
        """Meeting on the day, or since the evening before, and not over yet; in any of some parts of the day."""
        return self.narrowed_to("open", self.meets("today", parts))

    def open_tomorrow(self, parts: Collection[str] = ()) -> Self:
        """Meeting on the next day, in any of some parts of it."""
        return self.narrowed_to("open", self.meets("tomorrow", parts))

    def open_this_week(self, parts: Collection[str] = ()) -> Self:
        """Meeting on the day and not over yet, or on one of the six days that follow."""
        return self.narrowed_to("open", self.meets("week", parts))

    def meets(self, opening: str, parts: Collection[str] = ()) -> np.ndarray:
        """Mask of all rows that meet today and are not over, tomorrow, or this week, in any of some parts of the day."""
        snapshot = self.snapshot
        if opening == "tomorrow":
            return snapshot.open_on(snapshot.tomorrow, parts) if parts else snapshot.open_tomorrow
        today = (
            snapshot.open_today_at(self.minute, parts) if self.minute >= 0 else snapshot.open_on(snapshot.day, parts)
        )
        if opening == "today":
            return today
        later = snapshot.open_later_this_week_in(parts) if parts else snapshot.open_later_this_week
        mask: np.ndarray = today | later
        return mask

    def over_today(self, parts: Collection[str] = ()) -> Self:
        """Met on the day, in some parts of it, and over by now, with every other facet as it is."""
        minute = self.minute
        over = self.snapshot.over_today_at(minute, parts) if minute >= 0 else np.zeros(len(self.snapshot.columns), bool)
        return self.without("open").narrowed_to("open", over)

    def nearest_to(self, lat: float, lng: float) -> Self:
        """In order of distance from a point in degrees; what has no point comes last."""
        point, rows = (micro(lat), micro(lng)), self.snapshot.columns.rows
        order = np.argsort(_distance_then_key(metres_from(*point, rows.lat, rows.lng), rows.key))
        return replace(self, ranked=order, point=point)

    def within(self, metres: float, lat: float, lng: float) -> Self:
        """Not farther than this from a point in degrees, in order of distance."""
        point, rows = (micro(lat), micro(lng)), self.snapshot.columns.rows
        close = rows_within(rows.cell, box_around(*point, metres))
        distance = metres_from(*point, rows.lat[close], rows.lng[close])
        close, distance = close[distance <= metres], distance[distance <= metres]
        order = close[np.argsort(_distance_then_key(distance, rows.key[close]))]
        return self.narrowed_to("near", self._mask_of(close), ranked=order, point=point)

    def matching(self, keys: np.ndarray) -> Self:
        """What a search found: these resource keys, in this order."""
        rows = self.snapshot.rows_of(keys)
        return self.narrowed_to("text", self._mask_of(rows), ranked=rows)

    def without(self, facet: str) -> Self:
        """The same with one facet taken back."""
        return replace(self, masks={name: mask for name, mask in self.masks.items() if name != facet})

    @cached_property
    def mask(self) -> np.ndarray:
        """Mask of the chosen rows."""
        mask: np.ndarray = np.logical_and.reduce([self.snapshot.shown, *self.masks.values()])
        return mask

    @cached_property
    def keys(self) -> np.ndarray:
        """Resource keys in the order of the list (int32)."""
        order = self.snapshot.order if self.ranked is None else self.ranked
        keys: np.ndarray = self.snapshot.columns.rows.key[order[self.mask[order]]]
        return keys

    def __len__(self) -> int:
        return self._length

    @cached_property
    def _length(self) -> int:
        return int(np.count_nonzero(self.mask))

    @cached_property
    def without_point(self) -> int:
        """How many cannot be drawn on a map."""
        return int(np.count_nonzero(self.mask & (self.snapshot.columns.rows.lat == NOWHERE)))

    def view(self, box: Box, zoom: int) -> View:
        """What a map shows of this selection in a box (south, west, north, east in degrees)."""
        return self.snapshot.map_points.view(self._sums, box, zoom)

    @cached_property
    def _sums(self) -> np.ndarray:
        return self.snapshot.map_points.sums(self.mask)

    @cached_property
    def extent(self) -> Box | None:
        """The box (south, west, north, east in degrees) that holds all its points; None without any."""
        rows = self.snapshot.columns.rows
        drawn = self.mask & (rows.lat != NOWHERE)
        if not drawn.any():
            return None
        lats, lngs = rows.lat[drawn], rows.lng[drawn]
        south, west, north, east = (int(edge) / MICRO for edge in (lats.min(), lngs.min(), lats.max(), lngs.max()))
        return south, west, north, east

    def page(self, size: int, *, after: int | None = None, before: int | None = None) -> Page:
        """`size` rows after (or before) a key: what is added or taken away elsewhere shows nothing twice.

        A key that is no longer here starts the list anew.
        """
        keys, start = self.keys, 0
        anchor = np.flatnonzero(keys == (after if after is not None else before))
        if len(anchor):
            start = int(anchor[0]) + 1 if after is not None else max(int(anchor[0]) - size, 0)
        shown = keys[start : start + size]
        return Page([int(key) for key in shown], start + 1, len(keys), self._metres_of(shown), self._stale(shown))

    def _stale(self, keys: np.ndarray) -> list[bool]:
        stale: list[bool] = self.snapshot.stale[self.snapshot.rows_of(keys)].tolist()
        return stale

    def _metres_of(self, keys: np.ndarray) -> list[float] | None:
        if self.point is None:
            return None
        rows, found = self.snapshot.columns.rows, self.snapshot.rows_of(keys)
        return [float(metres) for metres in metres_from(*self.point, rows.lat[found], rows.lng[found])]

    def _bits(self, scheme: str, words: Iterable[str]) -> np.uint32:
        return np.uint32(self.snapshot.columns.bits(scheme, words))

    def _has_any(self, scheme: str, words: Iterable[str]) -> np.ndarray:
        mask: np.ndarray = getattr(self.snapshot.columns.rows, scheme) & self._bits(scheme, words) != 0
        return mask

    def _mask_of(self, rows: np.ndarray) -> np.ndarray:
        mask = np.zeros(len(self.snapshot.columns), bool)
        mask[rows] = True
        return mask


def _distance_then_key(metres: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """One number (int64) a row that sorts by decimetre, then by key: three times as quick as sorting by two columns."""
    numbers: np.ndarray = np.minimum(metres * 10, _FARTHEST).astype(np.int64) << 32 | keys
    return numbers
