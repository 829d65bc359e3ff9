"""Postings against a plain Python oracle."""

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

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
    bigrams = built(rows)
    for pair, expected in holders(rows).items():
        (found,) = bigrams.rows_of(pairs(pair, 1))
        assert found.tolist() == expected
    assert [len(of) for of in bigrams.rows_of(pairs("無い", 1))] == [0]


@given(texts)
def test_a_letter_is_found_anywhere(rows):
    assert set(built(rows).rows_with("操", 1).tolist()) == {row for row, text in enumerate(rows) if "操" in text}


def test_faces_do_not_mix():
    bigrams = Bigrams.of(["体操", "体操"], np.array([0, 2]), np.array([0, 1]))
    assert [rows.tolist() for rows in bigrams.rows_of(pairs("体操", 0))] == [[0]]
    assert [rows.tolist() for rows in bigrams.rows_of(pairs("体操", 2))] == [[1]]
    assert bigrams.rows_with("体", 1).tolist() == []


@given(texts, texts, st.data())
def test_joining_is_building_what_is_left(mine, theirs, data):
    gone = data.draw(st.sets(st.integers(0, max(len(mine) - 1, 0))))
    stay = [row for row in range(len(mine)) if row not in gone]
    moved = np.full(len(mine), -1)
    moved[stay] = np.arange(len(stay))
    joined = Bigrams.joined([(built(mine), moved), (built(theirs), np.arange(len(theirs)) + len(stay))])
    expected = built([mine[row] for row in stay] + theirs)
    for name in ("codes", "starts", "rows"):
        assert getattr(joined, name).tolist() == getattr(expected, name).tolist()
