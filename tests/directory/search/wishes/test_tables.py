"""The tables of phrases: those of a city laid over those for all."""

from hypothesis import given
from hypothesis import strategies as st

from directory.search.wishes.book import PhraseBook
from directory.search.wishes.keys import keys_of
from directory.search.wishes.phrases import Phrase
from directory.search.wishes.reading import read_wish
from directory.search.wishes.shipped import grammar
from directory.search.wishes.tables import tables_of

TEXTS = [
    "体操",
    "たいそう",
    "大層",
    "話し相手",
    "話し相手がいない",
    "家賃が払えない",
    "金がない",
    "カラオケ",
    "唐桶",
    "駐車場",
]
QUERIES = [
    *TEXTS,
    "駐者場",
    "家賃が払えなくて",
    "はなしあいて",
    "体操 カラオケ",
    "体そう",
    "からおけ",
    "カラオゲ",
    "お金がない",
]
phrases = st.lists(
    st.builds(Phrase, st.sampled_from(TEXTS), st.sampled_from([("activity:music",), ("kind:cafe",)]), st.booleans()),
    unique_by=lambda phrase: phrase.text,
    max_size=6,
)


def _tables(of):
    return tables_of([(phrase, keys_of(phrase, grammar())) for phrase in of], grammar().sounds)


@given(phrases, phrases)
def test_own_words_over_others_are_read_as_one_list_with_the_own_ones_first(own, others):
    base = PhraseBook(_tables(others), grammar())
    laid, made = base.with_own(_tables(own)), PhraseBook(_tables([*own, *others]), grammar())
    for query in QUERIES:
        assert read_wish(query, laid) == read_wish(query, made)
        assert read_wish(query, base) == read_wish(query, PhraseBook(_tables(others), grammar()))
