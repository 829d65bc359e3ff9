"""Many waiting people, places with few seats: the assignment that suits them best together.

Pure: no database. Nobody is assigned to a place that a hard criterion excludes, no place gets more people than it has
seats, and the sum of all scores is the greatest possible; among equal sums more people get a place. Each person gets one
seat at the most (weighted bipartite matching: R. Jonker and A. Volgenant, Computing 38, 1987, as SciPy has it).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from directory.geo.points import ranges
from directory.snapshot.codes import UNKNOWN_AMOUNT
from matching.engine.directory_day import DirectoryDay
from matching.engine.scoring import POINTS, Matching, ScoredPlace
from matching.engine.weights import Weights

OTHERS = 2
"""Second choices that are shown beside a placement."""
LEFT_OUT = -1
"""Stands for a rank where a person gets no seat."""


class RankedList(Protocol):
    """The places that are possible for a person, best first: rows of the columns, and scores in thousandths."""

    @property
    def rows(self) -> np.ndarray: ...
    @property
    def points(self) -> np.ndarray: ...


class Placement(NamedTuple):
    """A person (position in the list of people) and the place proposed for them; `rank` counts from 1, the best.

    others   the best places besides, of those that still have a seat when everybody is placed
    """

    person: int
    rank: int
    place: ScoredPlace
    others: Sequence[ScoredPlace] = ()


class LeftOut(NamedTuple):
    """A person for whom no seat is left.

    person      position in the list of people
    possible    number of places that would have been possible; `best` is the key of the best of them
    criterion   where none was possible: the hard criterion that excludes most places, None where no place is near
    """

    person: int
    possible: int
    best: int | None
    criterion: str | None


@dataclass(frozen=True)
class Proposal:
    """An assignment about which a coordinator decides.

    total              sum of the scores (0 to 1) of all placements
    first_come_total   the same if each person in turn took the best place that still has a seat
    """

    placed: list[Placement]
    left_out: list[LeftOut]
    total: float
    first_come_total: float


def propose(
    directory_day: DirectoryDay, matchings: Sequence[Matching], weights: Weights, held: Mapping[int, int] | None = None
) -> Proposal:
    """The best assignment of some people, whose matchings are given in the order in which they came.

    held   seats that are promised to others already, by the key of the place
    """
    seats = _without_held(directory_day, seats_of(directory_day, weights), held or {})
    chosen, served = assign(matchings, seats), first_come(matchings, seats)
    free = _still_free(matchings, chosen, seats)
    placed = [
        Placement(
            person,
            rank + 1,
            matchings[person].scored_places(rank, rank + 1)[0],
            _others(matchings[person], rank, free),
        )
        for person, rank in enumerate(chosen.tolist())
        if rank != LEFT_OUT
    ]
    left_out = [_left_out(person, matchings[person]) for person in np.flatnonzero(chosen == LEFT_OUT).tolist()]
    return Proposal(placed, left_out, total(matchings, chosen), total(matchings, served))


def _without_held(directory_day: DirectoryDay, seats: np.ndarray, held: Mapping[int, int]) -> np.ndarray:
    left, rows = seats.copy(), directory_day.columns.positions(np.array(list(held), np.int64))
    for row, count in zip(rows.tolist(), held.values(), strict=True):
        if row >= 0:
            left[row] = max(int(left[row]) - count, 0)
    return left


def _still_free(matchings: Sequence[Matching], chosen: np.ndarray, seats: np.ndarray) -> np.ndarray:
    """Seats that are left when everybody is placed."""
    free = seats.copy()
    for person, rank in enumerate(chosen.tolist()):
        if rank != LEFT_OUT:
            free[matchings[person].rows[rank]] -= 1
    return free


def _others(matching: Matching, rank: int, free: np.ndarray) -> list[ScoredPlace]:
    ranks = [one for one in np.flatnonzero(free[matching.rows] > 0).tolist() if one != rank][:OTHERS]
    return [matching.scored_places(one, one + 1)[0] for one in ranks]


def _left_out(person: int, matching: Matching) -> LeftOut:
    if len(matching):
        return LeftOut(person, len(matching), int(matching.directory_day.columns.rows.key[matching.rows[0]]), None)
    counts = matching.counts()
    return LeftOut(person, 0, None, max(counts, key=lambda name: counts[name], default=None))


def seats_of(directory_day: DirectoryDay, weights: Weights) -> np.ndarray:
    """Seats of every place, one element a row of the columns.

    Where nobody knows, the weight row `caseload.unknown_seats`: such a place may be asked, but not for many people at once.
    """
    left = directory_day.columns.rows.capacity_left.astype(np.int32)
    return np.where(left == UNKNOWN_AMOUNT, int(weights["caseload.unknown_seats"]), left)


def total(lists: Sequence[RankedList], chosen: np.ndarray) -> float:
    """Sum of the scores (0 to 1) of an assignment; `chosen` as `assign` returns it."""
    got = (places.points[rank] for places, rank in zip(lists, chosen.tolist(), strict=True) if rank != LEFT_OUT)
    return int(sum(got)) / POINTS


def first_come(lists: Sequence[RankedList], seats: np.ndarray) -> np.ndarray:
    """First come, first served: each in turn takes the best place that still has a seat. Returns the same as `assign`."""
    free, chosen = seats.copy(), np.full(len(lists), LEFT_OUT)
    for person, places in enumerate(lists):
        open_ranks = np.flatnonzero(free[places.rows] > 0)
        if len(open_ranks):
            chosen[person] = open_ranks[0]
            free[places.rows[open_ranks[0]]] -= 1
    return chosen


def assign(lists: Sequence[RankedList], seats: np.ndarray) -> np.ndarray:
    """The assignment with the greatest total: for each person the rank (from 0) in their list, or LEFT_OUT.

    `seats` has one element a row of the columns.
    """
    people = len(lists)
    ranks = [_enough(places, seats, people) for places in lists]
    person, rank = np.repeat(np.arange(people), list(map(len, ranks))), _joined(ranks)
    rows = _joined([places.rows[enough] for places, enough in zip(lists, ranks, strict=True)])
    points = _joined([places.points[enough] for places, enough in zip(lists, ranks, strict=True)])
    place, at = np.unique(rows, return_inverse=True)
    last = np.cumsum(np.minimum(seats[place], np.bincount(at, minlength=len(place))))
    first = last - np.diff(last, prepend=0)
    # From here on one element for every pair of a listed place and one of its seats.
    seat, pair = ranges(first[at], last[at]), np.repeat(np.arange(len(at)), (last - first)[at])
    taken = _matched(people, person[pair], seat, points[pair])
    chosen_pairs = pair[taken[person[pair]] == seat]
    chosen = np.full(people, LEFT_OUT)
    chosen[person[chosen_pairs]] = rank[chosen_pairs]
    return chosen


def _joined(arrays: list[np.ndarray]) -> np.ndarray:
    """The arrays one after the other; for none an empty one."""
    return np.concatenate([*arrays, np.empty(0, np.int64)])


def _enough(places: RankedList, seats: np.ndarray, people: int) -> np.ndarray:
    """Ranks of the places with seats, up to where these have a seat for each of `people`.

    Nobody ever needs to go further down their list, since one of those seats is free for them.
    """
    offered = seats[places.rows]
    before = np.cumsum(offered) - offered
    return np.flatnonzero((offered > 0) & (before < people))


def _matched(people: int, person: np.ndarray, seat: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The seat of each person; a number behind the last seat means none.

    `person`, `seat` and `points` are the possible pairs. The solver needs a seat for everyone, so each person gets one more
    that only they can take and that stands for none.
    """
    seats, everyone = int(seat.max(initial=-1)) + 1, np.arange(people)
    # Scaled so that placing more people decides only between equal sums of points; having no seat is worth the least.
    worth = np.concatenate([points * (people + 1) + 2, np.ones(people)]).astype(np.float64)
    columns = np.concatenate([seat, seats + everyone])
    graph = csr_array((worth, (np.concatenate([person, everyone]), columns)), shape=(people, seats + people))
    taken: np.ndarray = min_weight_full_bipartite_matching(graph, maximize=True)[1]
    return taken
