"""The four tables of arrays that a directory is made of, one element a row.

Pure NumPy. What their rows mean together, and on which day, `directory.snapshot.arrays` says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, Self

import numpy as np

from directory.geo.points import NOWHERE
from directory.snapshot.codes import (
    EVERYWHERE,
    FOREVER,
    NEVER,
    NO_MAX_AGE,
    NO_TOWN,
    REFERRAL_UNKNOWN,
    UNKNOWN_AMOUNT,
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
class Table:
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
class Rows(Table):
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
class Times(Table):
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
class Exceptions(Table):
    """One row a single date that is off (`meets` False) or extra (True); its time as in Times."""

    row: np.ndarray = _column(np.int32)
    day: np.ndarray = _column(np.uint16)
    meets: np.ndarray = _column(np.bool_)
    start: np.ndarray = _column(np.uint16, 0)
    end: np.ndarray = _column(np.uint16, 24 * 60)
    untold: np.ndarray = _column(np.uint8)


@dataclass(frozen=True, slots=True)
class Statements(Table):
    """One row a statement of status over days, in the order they were made: the newest that speaks of a day wins."""

    row: np.ndarray = _column(np.int32)
    status: np.ndarray = _column(np.uint8)
    since: np.ndarray = _column(np.uint16, NEVER)
    until: np.ndarray = _column(np.uint16, FOREVER)
