"""Somebody with every table, total and period of a year's figures tries to work out what is hidden."""

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.figures.gaps.board import Gap
from matching.figures.gaps.wording import NEW
from matching.figures.masking import SMALL, Released


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
        least, most = (_bound(sign, _cells(counts.shape, question), rows, values) for sign in (1, -1))
        if least == most:
            wrong.append(question)
    return wrong


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


def _bound(sign: int, wanted: np.ndarray, rows: np.ndarray, values: np.ndarray) -> int:
    # Cells that stand in the same sums are one number: a table has some tens of these, and hundreds of cells.
    columns, many = np.unique(np.vstack([wanted, rows]) if len(rows) else wanted[None], axis=1, return_counts=True)
    wanted, rows, most = columns[0], columns[1:], 1000 * many
    rules = LinearConstraint(rows, values, values) if len(rows) else ()
    found = milp(sign * wanted, constraints=rules, integrality=np.ones(len(wanted)), bounds=Bounds(0, most))
    assert found.success, found.message
    return sign * round(found.fun)


def revealed_by_gaps(board, helped: Gap) -> list[tuple[str, int | None]]:
    """Slug and area (None for all) of the small numbers of gaps that have one possible value alone, by what is said of all of them.

    Who wants to know them knows that everybody whom any change helps is in one of these gaps at least.
    """
    gaps, areas = [gap for gap in board.gaps if gap.slug != NEW], range(len(board.areas.names))
    sets = [chosen for many in range(1, len(gaps) + 1) for chosen in combinations(range(len(gaps)), many)]
    cells = list(product(sets, areas))

    def of(gap: int | None, area: int | None) -> np.ndarray:
        wanted = [gap in (None, *chosen) and area in (None, at) for chosen, at in cells]
        return np.array(wanted, float)

    told = [(None, helped), *enumerate(gaps)]
    known = [(of(at, area), gap.areas[area]) for at, gap in told for area in areas]
    known += [(of(at, None), gap.people) for at, gap in told]
    rules = [LinearConstraint(row, value, value) for row, value in known if value is not None]
    # A gap that is named without its number has 1 to 4.
    rules += [LinearConstraint(of(at, None), 1, SMALL - 1) for at, gap in enumerate(gaps) if gap.people is None]
    found = []
    for (at, gap), area in product(enumerate(gaps), (None, *areas)):
        rows = [one for one in board.waiting if gap.slug in one.changes and area in (None, one.area)]
        hidden = gap.people is None if area is None else gap.areas[area] is None
        if hidden and 0 < len(rows) < SMALL:
            least, most = (_least(sign * of(at, area), rules) * sign for sign in (1, -1))
            found += [(gap.slug, area)] if least == most else []
    return found


def _least(wanted: np.ndarray, rules: list[LinearConstraint]) -> int:
    found = milp(wanted, constraints=rules, integrality=np.ones(len(wanted)), bounds=Bounds(0, 1000))
    assert found.success, found.message
    return round(found.fun)
