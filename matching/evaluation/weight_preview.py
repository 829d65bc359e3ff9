"""Compares the lists of people by two sets of weights, so that the effect of a change is seen before it is made.

Pure: no database, no codes of people; only how many lists change and which places rise or fall.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from matching.engine.directory_day import DirectoryDay
from matching.engine.needs import Needs
from matching.engine.scoring import TOP_PLACES, match
from matching.engine.weights import Weights


@dataclass(frozen=True)
class ListChanges:
    """The effect of changed weights on the TOP_PLACES of some lists.

    people            lists compared
    first, top        lists of which the first place changes, of which any of the TOP_PLACES changes
    rising, falling   pairs (key of a place, lists that it enters minus lists that it leaves), the greatest change first
    """

    people: int
    first: int
    top: int
    rising: list[tuple[int, int]]
    falling: list[tuple[int, int]]


def list_changes(directory_day: DirectoryDay, people: Iterable[Needs], now: Weights, then: Weights) -> ListChanges:
    """Compare the lists of some people by today's weights and by those that are tried."""
    count = first = top = 0
    entered: Counter[int] = Counter()
    for needs in people:
        before, after = (_top(directory_day, needs, weights) for weights in (now, then))
        count += 1
        first += before[:1] != after[:1]
        top += set(before) != set(after)
        entered.update(set(after) - set(before))
        entered.subtract(set(before) - set(after))
    moved = sorted(entered.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    rising, falling = ([(key, n) for key, n in moved if sign * n > 0] for sign in (1, -1))
    return ListChanges(count, first, top, rising, falling)


def _top(directory_day: DirectoryDay, needs: Needs, weights: Weights) -> list[int]:
    rows = match(directory_day, needs, weights).rows[:TOP_PLACES]
    return [int(key) for key in directory_day.columns.rows.key[rows]]
