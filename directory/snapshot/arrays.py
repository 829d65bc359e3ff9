"""The directory as arrays: what search facets, the map and matching all read.

Pure: no database, no personal data, and no "today". Whether a place is open, paused or fresh on a day is asked of the
dates in here. Rows are ordered by grid cell, so that what is near in town is near in memory, and then by key.
Under 100 bytes a place.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self, TypeVar

import numpy as np

from directory.geo.points import NOWHERE, cell_of
from directory.publishing.version import Version
from directory.snapshot.codes import (
    ACTIVE,
    EVERYWHERE,
    FOREVER,
    MOST_WORDS,
    NEVER,
    NO_MAX_AGE,
    NO_TOWN,
    PUBLIC,
    REFERRAL_UNKNOWN,
    SCHEMES,
    UNKNOWN_AMOUNT,
    UnknownWord,
    day_number,
)

ALL_BITS, _LOW_BITS = (1 << 64) - 1, (1 << 32) - 1


def feature_columns(yes: Any, no: Any) -> dict[str, np.ndarray]:
    """The four columns of `Rows` for the masks of the features that rows have, and have not.

    The 33rd word and those after it stand in columns of their own: masks of 64 bits would cost six bytes a place more.
    """
    columns = {}
    for answer, masks in (("yes", np.asarray(yes, np.uint64)), ("no", np.asarray(no, np.uint64))):
        columns[f"features_{answer}"] = (masks & np.uint64(_LOW_BITS)).astype(np.uint32)
        columns[f"more_{answer}"] = (masks >> np.uint64(32)).astype(np.uint8)
    return columns


def _column(dtype: type, default: int = 0) -> Any:
    return field(metadata={"dtype": dtype, "default": default})


@dataclass(frozen=True, slots=True)
class _Table:
    """Arrays of one length, one element a row."""

    @classmethod
    def of(cls, length: int, **columns: Any) -> Self:
        """A table from sequences; a column that is not given holds its default."""
        return cls(
            **{
                f.name: np.asarray(columns[f.name]).astype(f.metadata["dtype"])
                if f.name in columns
                else np.full(length, f.metadata["default"], f.metadata["dtype"])
                for f in fields(cls)
            }
        )

    def take(self, index: np.ndarray) -> Self:
        """The rows at `index` (positions or a mask), in its order."""
        return type(self)(*(getattr(self, f.name)[index] for f in fields(self)))

    @classmethod
    def join(cls, tables: Iterable[Self]) -> Self:
        """The rows of several tables, one after the other."""
        tables = list(tables)
        return cls(*(np.concatenate([getattr(t, f.name) for t in tables]) for f in fields(cls)))

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays."""
        return sum(getattr(self, f.name).nbytes for f in fields(self))

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))


@dataclass(frozen=True, slots=True)
class Rows(_Table):
    """One row a resource that is live: its approved version, whether public or for supporters only."""

    key: np.ndarray = _column(np.int32)
    place: np.ndarray = _column(np.int32)
    municipality: np.ndarray = _column(np.int32)
    town: np.ndarray = _column(np.int32, NO_TOWN)
    catchment: np.ndarray = _column(np.uint16, EVERYWHERE)
    lat: np.ndarray = _column(np.int32, NOWHERE)
    lng: np.ndarray = _column(np.int32, NOWHERE)
    cell: np.ndarray = _column(np.int32)
    precision: np.ndarray = _column(np.uint8)
    flags: np.ndarray = _column(np.uint8)
    kinds: np.ndarray = _column(np.uint32)
    targets: np.ndarray = _column(np.uint32)
    activities: np.ndarray = _column(np.uint32)
    stages: np.ndarray = _column(np.uint8)
    worries: np.ndarray = _column(np.uint16)
    features_yes: np.ndarray = _column(np.uint32)
    features_no: np.ndarray = _column(np.uint32)
    more_yes: np.ndarray = _column(np.uint8)
    more_no: np.ndarray = _column(np.uint8)
    min_age: np.ndarray = _column(np.uint8)
    max_age: np.ndarray = _column(np.uint8, NO_MAX_AGE)
    fee: np.ndarray = _column(np.uint16, UNKNOWN_AMOUNT)
    group_size: np.ndarray = _column(np.uint16, UNKNOWN_AMOUNT)
    capacity_left: np.ndarray = _column(np.uint16, UNKNOWN_AMOUNT)
    referral: np.ndarray = _column(np.uint8, REFERRAL_UNKNOWN)
    verified: np.ndarray = _column(np.uint16, NEVER)
    good_for: np.ndarray = _column(np.uint8, 12)

    def features(self, answer: str, bits: int = ALL_BITS, at: Any = slice(None)) -> np.ndarray:
        """Of some features (a mask, by default all) those to which rows answer `yes` or `no`: masks of 64 bits, or of 32 where
        none of the features asked for is beyond them."""
        low: np.ndarray = getattr(self, f"features_{answer}")[at]
        if bits <= _LOW_BITS:
            return low & np.uint32(bits)
        high = getattr(self, f"more_{answer}")[at].astype(np.uint64) << np.uint64(32)
        answered: np.ndarray = (high | low) & np.uint64(bits)
        return answered


@dataclass(frozen=True, slots=True)
class Times(_Table):
    """One row a rule of opening: which weekdays of which weeks, from when to when (minutes of the day), in which season.

    `weeks`, `months` and `monthdays` of 0 mean every one; `every` above 1 means every so many weeks counted from `since`.
    A rule with `weekdays` 0 goes by `monthdays` alone (bit 0 is the first of the month, bit 31 its last day). An `end` above
    A_DAY minutes is on the following day. A rhythm (「月2回」) says no day and is in no row. `untold` has the bits NO_START and
    NO_END where nobody knows one: then it is that of the day, 0 and A_DAY.
    """

    row: np.ndarray = _column(np.int32)
    weekdays: np.ndarray = _column(np.uint8)
    weeks: np.ndarray = _column(np.uint8)
    months: np.ndarray = _column(np.uint16)
    monthdays: np.ndarray = _column(np.uint32)
    every: np.ndarray = _column(np.uint8, 1)
    start: np.ndarray = _column(np.uint16, 0)
    end: np.ndarray = _column(np.uint16, 24 * 60)
    since: np.ndarray = _column(np.uint16, NEVER)
    until: np.ndarray = _column(np.uint16, FOREVER)
    closed: np.ndarray = _column(np.uint8)
    untold: np.ndarray = _column(np.uint8)


@dataclass(frozen=True, slots=True)
class Exceptions(_Table):
    """One row a single date that is off (`meets` False) or extra (True); its time as in Times."""

    row: np.ndarray = _column(np.int32)
    day: np.ndarray = _column(np.uint16)
    meets: np.ndarray = _column(np.bool_)
    start: np.ndarray = _column(np.uint16, 0)
    end: np.ndarray = _column(np.uint16, 24 * 60)
    untold: np.ndarray = _column(np.uint8)


@dataclass(frozen=True, slots=True)
class Statements(_Table):
    """One row a statement of status over days, in the order they were made: the newest that speaks of a day wins."""

    row: np.ndarray = _column(np.int32)
    status: np.ndarray = _column(np.uint8)
    since: np.ndarray = _column(np.uint16, NEVER)
    until: np.ndarray = _column(np.uint16, FOREVER)


ChildTable = TypeVar("ChildTable", Times, Exceptions, Statements)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The whole directory at one version. Equal only to itself, so that caches can be keyed by it.

    vocabulary   the words behind the bits: scheme -> slugs, bit i is the i-th
    catchments   the towns (ids) of each catchment number, a union of one or more areas
    worry_sets   the worries (slugs) of each number in `rows.worries`; number 0 has none. Few sets are shared by many places
    shared       from what words and areas they were made (`shared_facts.SharedFacts`); None for places without a database
    """

    version: Version
    vocabulary: Mapping[str, tuple[str, ...]]
    catchments: tuple[frozenset[int], ...]
    rows: Rows
    times: Times
    exceptions: Exceptions
    statements: Statements
    worry_sets: tuple[frozenset[str], ...]
    shared: Any = None

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def nbytes(self) -> int:
        """Bytes held by all arrays."""
        return sum(t.nbytes for t in (self.rows, self.times, self.exceptions, self.statements))

    @property
    def public(self) -> np.ndarray:
        """Mask of the rows that residents may see."""
        mask: np.ndarray = (self.rows.flags & PUBLIC) != 0
        return mask

    def bits(self, scheme: str, words: Iterable[str]) -> int:
        """The bit mask of some words of a scheme; raises UnknownWord."""
        slugs, mask = self.vocabulary[scheme], 0
        for word in words:
            if word not in slugs:
                raise UnknownWord(scheme, word)
            mask |= 1 << slugs.index(word)
        return mask

    def words(self, scheme: str, mask: int) -> list[str]:
        """The words of a bit mask, in the vocabulary's order."""
        return [slug for bit, slug in enumerate(self.vocabulary[scheme]) if int(mask) >> bit & 1]

    def with_worries(self, words: Iterable[str]) -> np.ndarray:
        """Mask of the rows that answer any of some worries (slugs)."""
        wanted = frozenset(words)
        answers = np.array([bool(wanted & worries) for worries in self.worry_sets], bool)
        mask: np.ndarray = answers[self.rows.worries]
        return mask

    def positions(self, keys: np.ndarray) -> np.ndarray:
        """Row of each resource key; -1 for a key that is not here."""
        order = np.argsort(self.rows.key, kind="stable")
        keys = np.asarray(keys, np.int64)
        if not len(order):
            return np.full(len(keys), -1, np.int64)
        at = np.minimum(np.searchsorted(self.rows.key, keys, sorter=order), len(order) - 1)
        found = order[at]
        return np.where(self.rows.key[found] == keys, found, -1)

    def serving(self, town: int) -> np.ndarray:
        """Mask of the rows whose catchment is the whole municipality or holds this town."""
        inside = np.zeros(EVERYWHERE + 1, bool)
        inside[EVERYWHERE] = True
        for number, towns in enumerate(self.catchments):
            inside[number] = town in towns
        mask: np.ndarray = inside[self.rows.catchment]
        return mask

    def status_on(self, day: dt.date) -> np.ndarray:
        """Status of every row on a day (uint8 of ACTIVE, PAUSED, ENDED)."""
        status = np.full(len(self), ACTIVE, np.uint8)
        number, said = day_number(day), self.statements
        speaks = (said.since <= number) & (number <= said.until)
        # Later statements come later in the array, and NumPy's assignment keeps the last one.
        status[said.row[speaks]] = said.status[speaks]
        return status

    def replacing(self, keys: np.ndarray, others: "Columns") -> "Columns":
        """These columns without the resources `keys`, and with the rows of `others`, at the version of `others`."""
        stay = ~np.isin(self.rows.key, keys)
        kept = self._only(np.flatnonzero(stay))
        built = build(
            *(others.version, others.vocabulary, others.catchments),
            Rows.join([kept.rows, others.rows]),
            Times.join([kept.times, _shifted(others.times, len(kept))]),
            Exceptions.join([kept.exceptions, _shifted(others.exceptions, len(kept))]),
            Statements.join([kept.statements, _shifted(others.statements, len(kept))]),
            others.worry_sets,
        )
        return replace(built, shared=others.shared)

    def _only(self, index: np.ndarray) -> "Columns":
        place = np.full(len(self), -1, np.int64)
        place[index] = np.arange(len(index))
        return replace(
            self,
            rows=self.rows.take(index),
            times=_moved(self.times, place),
            exceptions=_moved(self.exceptions, place),
            statements=_moved(self.statements, place),
        )


def _shifted(table: ChildTable, rows: int) -> ChildTable:
    """A child table whose owners stand so many rows further down."""
    return replace(table, row=(table.row + rows).astype(np.int32))


def _moved(table: ChildTable, place: np.ndarray) -> ChildTable:
    """A child table with its owners renumbered by `place` (-1: gone), ordered by owner, otherwise as before."""
    row = place[table.row]
    table = replace(table, row=row.astype(np.int32)).take(row >= 0)
    return table.take(np.argsort(table.row, kind="stable"))


def build(
    version: Version,
    vocabulary: Mapping[str, tuple[str, ...]],
    catchments: Iterable[frozenset[int]],
    rows: Rows,
    times: Times,
    exceptions: Exceptions,
    statements: Statements,
    worry_sets: Iterable[frozenset[str]] = (frozenset(),),
) -> Columns:
    """Columns from rows in any order; child tables point to positions in `rows` as given. Fills `cell` and sorts."""
    for scheme in SCHEMES:
        if len(vocabulary[scheme]) > MOST_WORDS[scheme]:
            raise ValueError(f"{scheme}: {len(vocabulary[scheme])} words, but the arrays hold {MOST_WORDS[scheme]}")
    rows = replace(rows, cell=cell_of(rows.lat, rows.lng))
    order = np.lexsort((rows.key, rows.cell))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return Columns(
        version,
        vocabulary,
        tuple(catchments),
        rows.take(order),
        _moved(times, place),
        _moved(exceptions, place),
        _moved(statements, place),
        tuple(worry_sets),
    )
