"""An excerpt is the sentence that holds the word, and short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.japanese.excerpts import LENGTH, excerpt
from directory.japanese.folding import fold

LONG = "毎月の 集まりでは、お茶を 飲みながら 近況を 話し、希望する人には 補聴器の 電池の かえ方や 手入れの しかたを、くわしい人が いっしょに 見ながら 教えます。"


@pytest.mark.parametrize(
    ("texts", "word", "expected"),
    [
        (["お茶。補聴器の 相談。"], "補聴器", "補聴器の 相談。"),
        (["お茶", "体操\nホチョウキ"], "ほちょうき", "ホチョウキ"),
        (["お茶"], "補聴器", ""),
        ([], "補聴器", ""),
        (["朝のヨガ"], "ヨガ", "朝のヨガ"),
        (["しょうがい"], "ようが", ""),
    ],
)
def test_the_sentence_that_holds_a_word(texts, word, expected):
    assert excerpt(texts, [fold(word)]) == expected


@pytest.mark.parametrize("word", ["毎月", "補聴器", "電池", "教えます", "近況"])
def test_a_long_sentence_is_cut_around_the_word(word):
    told = excerpt([LONG], [fold(word)])
    assert word in told
    assert len(told.strip("…")) <= LENGTH
    assert told.strip("…") in LONG
    assert told.startswith("…") == (not LONG.startswith(told.strip("…")))


@given(st.text(alphabet="補聴器電池の、 。ー\nヨガ", max_size=200), st.sampled_from(["補聴器", "ヨガ", "電池の"]))
def test_whatever_the_text_it_stays_short(text, word):
    assert len(excerpt([text], [fold(word)]).strip("…")) <= LENGTH
