"""Many people at once, on all cores: for commands and nightly reports, not for a web worker.

Pure: no database. A forked child reads the parent's arrays without copying them; only ranks travel back.
"""

import multiprocessing
import os
import threading
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from matching.engine.directory_day import DirectoryDay
from matching.engine.needs import Needs
from matching.engine.scoring import match
from matching.engine.weights import Weights

FEW = 64
"""People below which starting other processes costs more than it saves."""


class Ranks(NamedTuple):
    """The best places of one person: rows of the columns and their points, best first."""

    rows: np.ndarray
    points: np.ndarray


def match_many(
    ground: DirectoryDay, people: Sequence[Needs], weights: Weights, most: int = 20, processes: int | None = None
) -> list[Ranks]:
    """The `most` best places of every person, in the order of `people`.

    `processes` defaults to the cores of this machine. Open database connections must not be used by the children: they
    only compute.
    """
    processes = processes or os.cpu_count() or 1
    work = _Work(ground, weights, most, people)
    if processes == 1 or len(people) < FEW:
        return work(range(len(people)))
    parts = [range(start, len(people), processes) for start in range(processes)]
    # A forked child inherits the work as it is; it would be copied as an argument of the function.
    with multiprocessing.get_context("fork").Pool(processes, _keep, (work,)) as pool:
        found = pool.map(_run, parts, chunksize=1)
    return [found[i % processes][i // processes] for i in range(len(people))]


class _Work(NamedTuple):
    ground: DirectoryDay
    weights: Weights
    most: int
    people: Sequence[Needs]

    def __call__(self, part: range) -> list[Ranks]:
        matchings = (match(self.ground, self.people[i], self.weights) for i in part)
        return [Ranks(m.rows[: self.most], m.points[: self.most]) for m in matchings]


_KEPT = threading.local()


def _keep(work: _Work) -> None:
    """In a child: keep the work of its parent for all that `_run` is then asked."""
    _KEPT.work = work


def _run(part: range) -> list[Ranks]:
    found: list[Ranks] = _KEPT.work(part)
    return found
