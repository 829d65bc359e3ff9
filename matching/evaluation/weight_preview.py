"""What a changed number would move, before anybody decides: the lists of those who wait, with and without it.

Pure: no database, no codes of people; only how many lists change and which places rise or fall.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from matching.engine.directory_day import DirectoryDay
from matching.engine.needs import Needs
from matching.engine.scoring import LOOKED_AT, match
from matching.engine.weights import Weights


@dataclass(frozen=True)
class Moves:
    """The effect of a change on the first places of every list.

    people          lists compared
    first, top      lists whose first place, whose first five places change
    rising, falling (key of a place, lists that it enters or leaves), the most first
    """

    people: int
    first: int
    top: int
    rising: list[tuple[int, int]]
    falling: list[tuple[int, int]]


def moves(ground: DirectoryDay, people: Iterable[Needs], now: Weights, then: Weights) -> Moves:
    """Compare the lists of some people by the numbers of now and by those tried."""
    count = first = top = 0
    entered: Counter[int] = Counter()
    for needs in people:
        before, after = (_top(ground, needs, weights) for weights in (now, then))
        count += 1
        first += before[:1] != after[:1]
        top += set(before) != set(after)
        entered.update(set(after) - set(before))
        entered.subtract(set(before) - set(after))
    moved = sorted(entered.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    rising, falling = ([(key, n) for key, n in moved if sign * n > 0] for sign in (1, -1))
    return Moves(count, first, top, rising, falling)


def _top(ground: DirectoryDay, needs: Needs, weights: Weights) -> list[int]:
    rows = match(ground, needs, weights).rows[:LOOKED_AT]
    return [int(key) for key in ground.columns.rows.key[rows]]
