"""Many waiting people and places with few seats: who should go where, so that together it suits them best.

Pure: no database. Nobody gets a place that a hard criterion keeps from them, no place gets more people than it has seats,
and the sum of all scores is the greatest possible; among equal sums more people get a place. Each person is matched with
one seat at the most (weighted bipartite matching: R. Jonker and A. Volgenant, Computing 38, 1987, as SciPy has it).
"""

from collections.abc import Sequence
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

LEFT_OUT = -1
"""In place of a rank: no seat for this person."""
NOTHING = np.empty(0, np.int64)


class Wishes(Protocol):
    """The places that are possible for a person, best first: rows of the columns and their points."""

    rows: np.ndarray
    points: np.ndarray


class Placed(NamedTuple):
    """A person (position in the list of people) and the proposed place; `rank` is its rank among theirs, from 1."""

    person: int
    rank: int
    entry: ScoredPlace


class LeftOut(NamedTuple):
    """A person for whom no seat is left.

    possible    places that would have been possible; the best of them is `best` (a key)
    criterion   where there was none: what keeps most places from them, None where there is no place near at all
    """

    person: int
    possible: int
    best: int | None
    criterion: str | None


@dataclass(frozen=True)
class Proposal:
    """An assignment that a person decides about. Totals are sums of scores: of this one, and of first come, first served."""

    placed: list[Placed]
    left_out: list[LeftOut]
    total: float
    first_come_total: float


def propose(ground: DirectoryDay, matchings: Sequence[Matching], weights: Weights) -> Proposal:
    """The best assignment of people whose matchings were made on one ground, in the order in which they came."""
    seats = seats_of(ground, weights)
    chosen, served = assign(matchings, seats), first_come(matchings, seats)
    placed = [
        Placed(person, rank + 1, matchings[person].entries(rank, rank + 1)[0])
        for person, rank in enumerate(chosen.tolist())
        if rank != LEFT_OUT
    ]
    left_out = [_left_out(int(person), matchings[person]) for person in np.flatnonzero(chosen == LEFT_OUT)]
    return Proposal(placed, left_out, total(matchings, chosen), total(matchings, served))


def _left_out(person: int, matching: Matching) -> LeftOut:
    if len(matching):
        return LeftOut(person, len(matching), int(matching.ground.columns.rows.key[matching.rows[0]]), None)
    counts = matching.counts()
    return LeftOut(person, 0, None, max(counts, key=lambda name: counts[name], default=None))


def seats_of(ground: DirectoryDay, weights: Weights) -> np.ndarray:
    """Seats of every place. One that has not told counts as the row `caseload.unknown_seats`: it may be asked, but not
    for many people at once."""
    left = ground.columns.rows.capacity_left.astype(np.int32)
    return np.where(left == UNKNOWN_AMOUNT, int(weights["caseload.unknown_seats"]), left)


def total(wishes: Sequence[Wishes], chosen: np.ndarray) -> float:
    """Sum of the scores (0 to 1) of an assignment."""
    got = (wish.points[rank] for wish, rank in zip(wishes, chosen.tolist(), strict=True) if rank != LEFT_OUT)
    return int(sum(got)) / POINTS


def first_come(wishes: Sequence[Wishes], seats: np.ndarray) -> np.ndarray:
    """What happens without a plan: each in turn takes the best place that still has a seat. Ranks as of `assign`."""
    free, chosen = seats.copy(), np.full(len(wishes), LEFT_OUT)
    for person, wish in enumerate(wishes):
        open_ranks = np.flatnonzero(free[wish.rows] > 0)
        if len(open_ranks):
            chosen[person] = open_ranks[0]
            free[wish.rows[open_ranks[0]]] -= 1
    return chosen


def assign(wishes: Sequence[Wishes], seats: np.ndarray) -> np.ndarray:
    """The assignment with the greatest total: for each person the rank (from 0) among their wishes, or LEFT_OUT.

    `seats` has one number a row of the columns.
    """
    people = len(wishes)
    ranks = [_enough(wish, seats, people) for wish in wishes]
    person, rank = np.repeat(np.arange(people), list(map(len, ranks))), np.concatenate([*ranks, NOTHING])
    rows = np.concatenate([*(wish.rows[mine] for wish, mine in zip(wishes, ranks, strict=True)), NOTHING])
    points = np.concatenate([*(wish.points[mine] for wish, mine in zip(wishes, ranks, strict=True)), NOTHING])
    place, at = np.unique(rows, return_inverse=True)
    last = np.cumsum(np.minimum(seats[place], np.bincount(at, minlength=len(place))))
    first = last - np.diff(last, prepend=0)
    # From here on one element for every pair of a wish and a seat.
    seat, pair = ranges(first[at], last[at]), np.repeat(np.arange(len(at)), (last - first)[at])
    taken = _matched(people, person[pair], seat, points[pair])
    mine = pair[taken[person[pair]] == seat]
    chosen = np.full(people, LEFT_OUT)
    chosen[person[mine]] = rank[mine]
    return chosen


def _enough(wish: Wishes, seats: np.ndarray, people: int) -> np.ndarray:
    """Ranks of the places with seats, up to where they have one for everybody: nobody ever needs to go further down,
    as one of those seats is free for them."""
    offered = seats[wish.rows]
    before = np.cumsum(offered) - offered
    return np.flatnonzero((offered > 0) & (before < people))


def _matched(people: int, person: np.ndarray, seat: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The seat of each person; numbers behind the last seat mean none. One such empty seat a person makes it full."""
    seats, everyone = int(seat.max(initial=-1)) + 1, np.arange(people)
    # Scaled so that no number of people more with a place ever outweighs a point; an empty seat is worth the least.
    worth = np.concatenate([points * (people + 1) + 2, np.ones(people)]).astype(np.float64)
    columns = np.concatenate([seat, seats + everyone])
    graph = csr_array((worth, (np.concatenate([person, everyone]), columns)), shape=(people, seats + people))
    return min_weight_full_bipartite_matching(graph, maximize=True)[1]
