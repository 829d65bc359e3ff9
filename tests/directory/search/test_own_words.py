"""What listings say of themselves is held word for word, or not at all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.japanese.apart import fold_apart, holder
from directory.search.entries import SAID, Field, IndexEntry
from directory.search.own_words import OwnWords
from directory.search.similarity import Query

TEXTS = {
    1: "補聴器の 電池を かえます。\n火曜会",
    2: "電池を あつめて います",
    4: "ヨガと お茶",
    5: "介護（かいご）の 相談",
    9: "",
}


def own(texts) -> OwnWords:
    return OwnWords.of(IndexEntry(key, [Field(SAID, text)]) for key, text in texts.items())


def found(texts, query: str) -> list[int]:
    words = own(texts)
    return words.entries.keys[words.holding(Query.of(query))].tolist()


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("補聴器", [1]),
        ("電池", [1, 2]),
        ("電池 補聴器", [1]),
        ("補聴器 会", [1]),
        ("補聴", [1]),
        ("補聴機", []),
        ("ヨガ", [4]),
        ("yoga", [4]),
        ("いご", []),
        ("かいご", [5]),
        ("茶", []),
        ("", []),
        ("★", []),
        ("電池 ヨガ", []),
    ],
)
def test_a_text_is_found_by_all_the_words_that_it_holds(query, keys):
    assert found(TEXTS, query) == keys


def test_where_nothing_is_said_nothing_is_found():
    assert found({}, "補聴器") == found({1: "", 2: "★"}, "補聴器") == []


texts = st.dictionaries(st.integers(1, 9), st.text(alphabet="体操会ヨガよが a\n、", max_size=12))


@settings(deadline=None)
@given(texts, st.text(alphabet="体操会ヨガよがa ", max_size=6))
def test_it_finds_what_reading_every_text_would_find(texts, query):
    terms = Query.of(query).terms
    meant = terms and max(len(term.written) for term in terms) > 1
    read = {key: fold_apart(text).encode() for key, text in sorted(texts.items())}
    by_reading = [
        key
        for key, text in read.items()
        if meant and all(any(holder(form)(text) for form in term.forms(by_ear=False)) for term in terms)
    ]
    assert found(texts, query) == by_reading


@settings(deadline=None)
@given(texts, texts, st.sets(st.integers(1, 9)))
def test_replacing_is_building_anew(before, changed, gone):
    words, others = own(before), own(changed)
    kept = [at for at, key in enumerate(words.entries.keys) if key not in gone and key not in changed]
    left = {key: text for key, text in before.items() if key not in gone}
    replaced, anew = words.replacing(np.array(kept, np.int64), others), own(left | changed)
    for query in ("体操", "ヨガ", "よが a", "体操会"):
        assert replaced.holding(Query.of(query)).tolist() == anew.holding(Query.of(query)).tolist()
    assert replaced.entries.keys.tolist() == anew.entries.keys.tolist()
