"""Postings against a plain Python oracle."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.search import bigrams
from directory.search.bigrams import END, START, Bigrams, pairs

texts = st.lists(st.text(st.sampled_from("あいう体操𠮷"), max_size=6), max_size=12)


def built(rows: list[str], face: int = 1) -> Bigrams:
    return Bigrams.of(rows, np.full(len(rows), face), np.arange(len(rows)))


def holders(rows: list[str]) -> dict[str, list[int]]:
    found = defaultdict(list)
    for row, text in enumerate(rows):
        marked = START + text + END
        for pair in {marked[i : i + 2] for i in range(len(marked) - 1)}:
            found[pair].append(row)
    return found


@given(texts)
def test_every_pair_knows_its_rows(rows):
    postings = built(rows)
    for pair, expected in holders(rows).items():
        (found,) = postings.rows_of(pairs(pair, 1))
        assert found.tolist() == expected
    assert [len(of) for of in postings.rows_of(pairs("無い", 1))] == [0]


@given(texts)
def test_a_letter_is_found_anywhere(rows):
    assert set(built(rows).rows_with("操", 1).tolist()) == {row for row, text in enumerate(rows) if "操" in text}


def test_faces_do_not_mix():
    postings = Bigrams.of(["体操", "体操"], np.array([0, 2]), np.array([0, 1]))
    assert [rows.tolist() for rows in postings.rows_of(pairs("体操", 0))] == [[0]]
    assert [rows.tolist() for rows in postings.rows_of(pairs("体操", 2))] == [[1]]
    assert postings.rows_with("体", 1).tolist() == []


@given(texts, texts, st.data(), st.sampled_from([0, 20]))
def test_joining_is_building_what_is_left(mine, theirs, data, few):
    gone = data.draw(st.sets(st.integers(0, max(len(mine) - 1, 0))))
    stay = [row for row in range(len(mine)) if row not in gone]
    order = data.draw(st.permutations([True] * len(stay) + [False] * len(theirs)))
    moved, came = np.full(len(mine), -1), np.flatnonzero(np.logical_not(order))
    moved[stay] = np.flatnonzero(order)
    kept, added = iter([mine[row] for row in stay]), iter(theirs)
    expected = built([next(kept if is_mine else added) for is_mine in order])
    joined = Bigrams.joined([(built(mine), moved), (built(theirs), came)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bigrams, "_FEW", few)  # 0: also many others are merged by inserting
        merged = built(mine).merged(moved, built(theirs), came)
    for name in ("codes", "starts", "rows"):
        assert getattr(joined, name).tolist() == getattr(expected, name).tolist()
        assert getattr(merged, name).tolist() == getattr(expected, name).tolist()


@given(texts)
def test_counting_gives_what_sorting_does(rows):
    found = []
    for counted_from in (1, len("".join(rows)) + 2 * len(rows) + 1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bigrams, "_COUNTED_FROM", counted_from)
            patch.setattr(bigrams, "_MOST_CELLS", 10**6)
            found.append(built(rows))
    counted, sorted_ones = found
    for name in ("codes", "starts", "rows"):
        one, other = getattr(counted, name), getattr(sorted_ones, name)
        assert (one.dtype, one.tolist()) == (other.dtype, other.tolist())
