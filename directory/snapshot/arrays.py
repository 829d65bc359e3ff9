"""The directory as arrays: what search facets, the map and matching all read.

Pure: no database, no personal data, and no "today". Whether a place is open, paused or fresh on a day is asked of the
dates in here. Rows are ordered by grid cell, so that what is near in town is near in memory, and then by key.
Under 100 bytes a place.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from directory.geo.points import cell_of
from directory.publishing.version import Version
from directory.snapshot.codes import (
    ACTIVE,
    EVERYWHERE,
    MOST_WORDS,
    PUBLIC,
    SCHEMES,
    UnknownWord,
    day_number,
)
from directory.snapshot.tables import Exceptions, Rows, Statements, Times

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
