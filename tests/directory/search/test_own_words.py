"""What listings say of themselves is held word for word, or not at all."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.japanese.apart import fold_apart, where
from directory.search.own_words import OwnWords
from directory.search.similarity import Query

TEXTS = ["補聴器の 電池を かえます。\n火曜会", "電池を あつめて います", "", "ヨガと お茶", "介護（かいご）の 相談"]


def found(texts, query: str) -> list[int]:
    return OwnWords.of(texts).holding(Query.of(query)).tolist()


@pytest.mark.parametrize(
    ("query", "positions"),
    [
        ("補聴器", [0]),
        ("電池", [0, 1]),
        ("電池 補聴器", [0]),
        ("補聴器 会", [0]),
        ("補聴", [0]),
        ("補聴機", []),
        ("ヨガ", [3]),
        ("yoga", [3]),
        ("いご", []),
        ("かいご", [4]),
        ("茶", []),
        ("", []),
        ("★", []),
        ("電池 ヨガ", []),
    ],
)
@pytest.mark.parametrize("others", [0, 100])
def test_a_text_is_found_by_all_the_words_that_it_holds(query, positions, others):
    assert found(TEXTS + ["お知らせ"] * others, query) == positions


@pytest.mark.parametrize("texts", [[], [""], ["", "★"]])
def test_where_nothing_is_said_nothing_is_found(texts):
    assert found(texts, "補聴器") == []


texts = st.lists(st.text(alphabet="体操会ヨガよが a\n、", max_size=12), max_size=8)


@settings(deadline=None)
@given(texts, st.text(alphabet="体操会ヨガよがa ", max_size=6), st.sampled_from([0, 100]))
def test_it_finds_what_reading_every_text_would_find(texts, query, others):
    terms = Query.of(query).terms
    meant = terms and max(len(term.written) for term in terms) > 1
    read = [fold_apart([text])[0] for text in texts]
    by_reading = [
        at
        for at, text in enumerate(read)
        if meant and all(any(len(where(form, text)) for form in term.forms(by_ear=False)) for term in terms)
    ]
    assert found(texts + ["お知らせ"] * others, query) == by_reading


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 9), st.text("体操ヨガ\n、", max_size=6)), st.data())
def test_merging_is_building_anew(before, data):
    """Some texts go, some come in their place or beside them."""
    changed = data.draw(st.dictionaries(st.integers(0, 9), st.text("体操ヨガ\n、", max_size=6)))
    gone = data.draw(st.sets(st.integers(0, 9))) | set(changed)
    after = {key: text for key, text in before.items() if key not in gone} | changed
    now = {key: at for at, key in enumerate(sorted(after))}
    mine = np.array([-1 if key in gone else now[key] for key in sorted(before)], np.int64)
    theirs = np.array([now[key] for key in sorted(changed)], np.int64)
    merged = OwnWords.of([before[key] for key in sorted(before)]).merged(
        OwnWords.of([changed[key] for key in sorted(changed)]), mine, theirs
    )
    anew = OwnWords.of([after[key] for key in sorted(after)])
    assert merged.hold(np.arange(len(anew)), anew)
    for query in ("体操", "ヨガ", "操 体", "体操ヨガ"):
        assert merged.holding(Query.of(query)).tolist() == anew.holding(Query.of(query)).tolist()


@pytest.mark.parametrize(
    ("others", "same"),
    [
        (["電池を あつめて います", ""], True),
        (["電池を あつめて います", "電"], False),
        (["電池を あつめていま す", ""], False),
    ],
)
def test_the_same_texts_are_known(others, same):
    assert OwnWords.of(TEXTS).hold(np.array([1, 2]), OwnWords.of(others)) is same


@pytest.mark.parametrize("lines", [["お茶", "ヨガ", "会"], ["お茶\nヨガ", "・", ""], ["お茶\x85", "", "ヨガ\x1e会"]])
@pytest.mark.parametrize("counts", [[3], [1, 0, 2], [0, 2, 1]])
def test_lines_are_folded_as_the_texts_that_they_make(lines, counts):
    ends = np.cumsum([0, *counts])
    texts = ["\n".join(lines[first:end]) for first, end in pairwise(ends)]
    one, other = OwnWords.of_lines(lines, counts), OwnWords.of(texts)
    assert (one.at.tolist(), one.letters.tolist(), one.begins.tolist()) == (
        other.at.tolist(),
        other.letters.tolist(),
        other.begins.tolist(),
    )
