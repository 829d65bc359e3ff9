"""What is hidden cannot be worked out: from totals, other tables, and other periods."""

import numpy as np
import pytest

from matching.figures.masking import HIDDEN, Released, few, said
from tests.matching.figures.attack import revealed, revealed_by_months


def table(kinds, areas, mean, seed):
    return np.random.default_rng(seed).poisson(mean, (kinds, areas, 12))


@pytest.mark.parametrize(
    ("kinds", "areas", "mean"),
    [(1, 1, 0.5), (1, 3, 0.3), (1, 5, 1), (1, 4, 4), (1, 4, 15), (3, 1, 0.6), (3, 2, 0.2), (6, 3, 0.1), (2, 3, 8)],
)
def test_no_hidden_number_can_be_worked_out(kinds, areas, mean):
    for seed in range(4):
        assert revealed(Released(table(kinds, areas, mean, seed)), tried=12, seed=seed) == []


def test_the_attack_finds_what_a_plain_mask_leaves_open():
    """Each number of its own masked, as if nothing were to subtract: the attack must see through it."""

    class Plain(Released):
        def people(self, *question):
            count = int(self.counts[np.ix_(*question)].sum())
            return None if 0 < count < 5 else count

    assert revealed(Plain(table(1, 3, 3, 1)))


@pytest.mark.parametrize(("kinds", "areas", "mean"), [(1, 1, 0.5), (1, 5, 1), (1, 4, 4), (3, 2, 0.2), (6, 3, 0.1)])
def test_who_keeps_the_board_of_each_month_and_the_one_of_next_year_works_out_nothing(kinds, areas, mean):
    for seed in range(2):
        assert revealed_by_months(table(kinds, areas, mean, seed), tried=8, seed=seed) == []


def test_the_attack_subtracts_months_that_are_said_as_they_are():
    class Exact(Released):
        def __init__(self, counts, is_over=True):
            super().__init__(counts)

    assert revealed_by_months(table(1, 4, 4, 0), tried=4, kind=Exact)


COUNTED = [
    # areas of a year; what is said of each, and of all
    ([12, 8, 20], [12, 8, 20], 40),
    ([12, 3, 20], [None, None, 20], 35),
    ([12, 3, 4, 20], [12, None, None, 20], 39),
    ([12, 0, 3, 2], [12, 0, None, None], 17),
    ([1, 1, 1, 1, 1], [None] * 5, 5),
    ([1, 1, 1, 1, 1, 9], [None] * 6, 14),
    ([2, 1], [None, None], None),
    ([3, 0], [None, None], None),
    ([0, 0], [0, 0], 0),
    ([7, 4], [None, None], 11),
]


@pytest.mark.parametrize(("areas", "each", "all_"), COUNTED)
def test_areas_of_a_year(areas, each, all_):
    counts = np.zeros((1, len(areas), 12), int)
    counts[0, :, 3] = areas
    released = Released(counts)
    assert [released.people([0], [area], range(12)) for area in range(len(areas))] == each
    assert released.people([0], range(len(areas)), range(12)) == all_


def test_months_are_said_where_the_rest_of_the_year_allows_it():
    counts = np.full((1, 1, 12), 6)
    assert Released(counts).people([0], [0], [2]) == 6
    counts[0, 0, 2] = 2
    released = Released(counts)
    assert [released.people([0], [0], [month]) for month in range(4)] == [None, 6, None, 6]
    assert released.people([0], [0], range(3)) == 14


def test_the_small_number_alone_and_in_a_table():
    assert [few(count) for count in (0, 1, 4, 5)] == ["0人", "5人未満", "5人未満", "5人"]
    assert [said(count) for count in (None, 0, 1234)] == [HIDDEN, "0人", "1,234人"]
