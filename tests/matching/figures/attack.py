"""Somebody with every table, total and period of a year's figures tries to work out what is hidden."""

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.figures.gaps.board import Gap
from matching.figures.gaps.wording import NEW
from matching.figures.masking import MONTHS, SMALL, AtLeast, Released


def questions(shape: tuple[int, ...]):
    """Each kind, each tail of kinds, all; each area, all; each run of months."""
    kinds = {*((one,) for one in range(shape[0])), *(tuple(range(one, shape[0])) for one in range(shape[0]))}
    areas = {*((one,) for one in range(shape[1])), tuple(range(shape[1]))}
    times = [tuple(range(first, last)) for last in range(1, shape[2] + 1) for first in range(last)]
    return list(product(sorted(kinds), sorted(areas), times))


def revealed(released: Released, tried: int = 40, seed: int = 0) -> list[tuple]:
    """The small numbers that are said, or that have one possible value alone beside all that is said; of `tried` hidden ones."""
    counts, asked = released.counts, questions(released.counts.shape)
    said = {question: released.people(*question) for question in asked}
    truth = dict(zip(asked, _truth(counts, asked), strict=True))
    wrong = [question for question in asked if said[question] not in (None, truth[question])]
    wrong += [question for question in asked if said[question] is not None and 0 < truth[question] < SMALL]
    rows, values = independent([(_cells(counts.shape, one), value) for one, value in said.items() if value is not None])
    hidden = [question for question in asked if said[question] is None and 0 < truth[question] < SMALL]
    np.random.default_rng(seed).shuffle(hidden)
    for question in hidden[:tried]:
        least, most = (_bound(sign, _cells(counts.shape, question), rows, values, values) for sign in (1, -1))
        if least == most:
            wrong.append(question)
    return wrong


def revealed_by_months(counts: np.ndarray, tried: int, seed: int = 0, kind: type[Released] = Released) -> list[tuple]:
    """The hidden small numbers of a 年度, of `tried`, that have one possible value alone for who kept the board of each of its months
    and has the one of the year after: all runs of months that each of them could be asked.
    """
    known, asked = _of_all_months(counts, kind), questions(counts.shape)
    truth = dict(zip(asked, _truth(counts, asked), strict=True))
    hidden = [one for one in asked if kind(counts).people(*one) is None and 0 < truth[one] < SMALL]
    np.random.default_rng(seed).shuffle(hidden)
    rows = np.array([_cells(counts.shape, question) for question in known])
    least, most = np.array(list(known.values())).T
    bounds = [
        (one, *(_bound(sign, _cells(counts.shape, one), rows, least, most) for sign in (1, -1)))
        for one in hidden[:tried]
    ]
    return [one for one, low, high in bounds if low == high]


def _of_all_months(counts: np.ndarray, kind: type[Released]) -> dict[tuple, tuple[int, int]]:
    """What is said of a year month after month: a question -> the least and the greatest number that it can be."""
    known: dict[tuple, tuple[int, int]] = {}
    for over in range(1, MONTHS + 1):
        until = counts.copy()
        until[:, :, over:] = 0
        board = kind(until, is_over=over == MONTHS)
        for kinds, areas, times in questions(counts.shape):
            if times == board.whole[2] or times[-1] < over:
                number = board.people(kinds, areas, times)
                question = kinds, areas, tuple(month for month in times if month < over)
                low, high = known.get(question, (0, 1000))
                if number is not None:
                    most = number + SMALL - 1 if isinstance(number, AtLeast) else number
                    known[question] = max(low, number), min(high, most)
    return known


def _truth(counts: np.ndarray, asked: list[tuple]) -> Iterator[int]:
    """What each question would be answered; its months are one run."""
    until: dict[tuple, list[int]] = {}
    for kinds, areas, times in asked:
        if (kinds, areas) not in until:
            until[kinds, areas] = [0, *counts[np.ix_(kinds, areas)].sum(axis=(0, 1)).cumsum().tolist()]
        yield until[kinds, areas][times[-1] + 1] - until[kinds, areas][times[0]]


def independent(known: list[tuple[np.ndarray, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Of many equations those that say something that the ones before do not: the fewest cells first."""
    if not known:
        return np.array([]), np.array([])
    ordered = sorted(known, key=lambda one: one[0].sum())
    # Cells that stand in the same equations are one unknown, of which there are some tens.
    left = np.unique(np.array([row for row, _ in ordered], bool), axis=1).astype(float)
    chosen = []
    for at in range(len(left)):
        pivot = int(np.abs(left[at]).argmax())
        if abs(left[at, pivot]) > 1e-9:
            chosen.append(at)
            left[at + 1 :] -= np.outer(left[at + 1 :, pivot], left[at] / left[at, pivot])
            if len(chosen) == left.shape[1]:
                break
    rows, values = zip(*(ordered[at] for at in chosen), strict=True)
    return np.array(rows), np.array(values)


def _cells(shape: tuple[int, ...], question: tuple) -> np.ndarray:
    mask = np.zeros(shape)
    mask[np.ix_(*question)] = 1
    return mask.ravel()


def _bound(sign: int, wanted: np.ndarray, rows: np.ndarray, low: np.ndarray, high: np.ndarray) -> int:
    # Cells that stand in the same sums are one number: a table has some tens of these, and hundreds of cells.
    columns, many = np.unique(np.vstack([wanted, rows]) if len(rows) else wanted[None], axis=1, return_counts=True)
    wanted, rows, most = columns[0], columns[1:], 1000 * many
    rules = LinearConstraint(rows, low, high) if len(rows) else ()
    found = milp(sign * wanted, constraints=rules, integrality=np.ones(len(wanted)), bounds=Bounds(0, most))
    assert found.success, found.message
    return sign * round(found.fun)


def revealed_by_gaps(board, helped: Gap) -> list[tuple[str, int | None]]:
    """Slug and area (None for all) of the small numbers of gaps that have one possible value alone, by what is said of all of them."""
    return _revealed_of_gaps([(board, helped)], None)


def revealed_by_next_year(before, after, suits: int | None) -> list[tuple[str, int | None]]:
    """The same for who has the board from before a place opened and from after, and reads of how many that wait it suits (None where that
    is hidden), and thinks that nothing else has changed: whom it suits has a place now, and everybody else waits for what they did.
    """
    return _revealed_of_gaps([(before, before.helped), (after, after.helped)], suits)


def _revealed_of_gaps(boards: list[tuple], suits: int | None) -> list[tuple[str, int | None]]:
    """Who wants to know them knows that everybody whom any change helps is in one of these gaps at least."""
    board = boards[0][0]
    gaps, areas = [gap.slug for gap in board.gaps if gap.slug != NEW], range(len(board.areas.names))
    sets = [chosen for many in range(1, len(gaps) + 1) for chosen in combinations(gaps, many)]
    # Whom the new place suits: nobody where there is one board. Who had a place already is in no gap.
    cells = list(product([*sets, ()], areas, (False, True)))

    def of(slug: str | None, area: int | None, later: bool) -> np.ndarray:
        """Who waits for something, for any change (None), or whom the new place suits ("suits")."""
        wanted = [
            suited if slug == "suits" else bool(chosen) and slug in (None, *chosen) and not (later and suited)
            for chosen, _, suited in cells
        ]
        return np.array([one and area in (None, at) for one, (_, at, _) in zip(wanted, cells, strict=True)], float)

    rules = [LinearConstraint(of("suits", None, False), 0, 0)] if len(boards) == 1 else []
    rules += [LinearConstraint(of("suits", None, False), suits, suits)] if suits is not None else []
    for later, (one, helped) in enumerate(boards):
        rules += _rules_of(one, helped, gaps, lambda slug, area, later=bool(later): of(slug, area, later))
    found = []
    for (later, (one, _)), slug, area in product(enumerate(boards), gaps, (None, *areas)):
        gap = one.gap(slug)
        many = len(one.people_of(slug, area=area))
        if (gap.people if area is None else gap.areas[area]) is None and 0 < many < SMALL:
            wanted = of(slug, area, bool(later))
            least, most = (_least(sign * wanted, rules) * sign for sign in (1, -1))
            found += [(slug, area)] if least == most else []
    return found


def _rules_of(board, helped: Gap, gaps: list[str], of) -> list[LinearConstraint]:
    """What one board says: its numbers, and that a gap that is named without one has 1 to 4."""
    told = [(None, helped), *((slug, board.gap(slug)) for slug in gaps)]
    known = [(of(slug, area), gap.areas[area]) for slug, gap in told for area in range(len(board.areas.names))]
    known += [(of(slug, None), gap.people) for slug, gap in told]
    rules = [LinearConstraint(row, value, value) for row, value in known if value is not None]
    return rules + [LinearConstraint(of(slug, None), 1, SMALL - 1) for slug, gap in told[1:] if gap.people is None]


def _least(wanted: np.ndarray, rules: list[LinearConstraint]) -> int:
    found = milp(wanted, constraints=rules, integrality=np.ones(len(wanted)), bounds=Bounds(0, 1000))
    assert found.success, found.message
    return round(found.fun)
