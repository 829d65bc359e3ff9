"""A reading stands above the part of a name that it reads, where that is certain."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from directory.japanese.easy_to_read.ruby import ruby_parts
from directory.japanese.readings import usual_reading


@pytest.mark.parametrize(
    ("name", "reading", "parts"),
    [
        ("北山ふれあい会", "きたやまふれあいかい", "北山[きたやま]ふれあい会[かい]"),
        ("北の丘の会", "きたのおかのかい", "北[きた]の丘[おか]の会[かい]"),
        (
            "本町こども食堂 ただいま",
            "ほんちょうこどもしょくどう ただいま",
            "本町[ほんちょう]こども食堂[しょくどう] ただいま",
        ),
        ("緑が丘一丁目", "みどりがおか", "緑[みどり]が丘[おか]一丁目"),
        ("緑が丘一丁目", "みどりがおかいっちょうめ", "緑[みどり]が丘一丁目[おかいっちょうめ]"),
        ("鷹ヶ谷", "たかがや", "鷹ヶ谷[たかがや]"),
        ("市ケ谷", "いちがや", "市ケ谷[いちがや]"),
        ("母の日の会", "ははののひのかい", "母の日の会[ははののひのかい]"),
        ("さくらサロン", "さくらさろん", "さくらサロン"),
        ("会館", "", "会館"),
        ("会館", "かいかん?", "会館"),
        ("会館", "<b>かい</b>", "会館"),
        ("会館", "Kaikan", "会館"),
        ("会館", "カイカン", "会館[かいかん]"),
    ],
)
def test_a_reading_stands_above_what_it_reads(name, reading, parts):
    assert (
        "".join(f"{part.text}[{part.reading}]" if part.reading else part.text for part in ruby_parts(name, reading))
        == parts
    )


MARKS = str.maketrans("", "", "・（ ")


@example(name="1の々", reading="1の1")
@given(
    name=st.text(alphabet="会館のふ々ヶ・（ 1Aー", max_size=130),
    reading=st.text(alphabet="かいんのふー<1 ", max_size=240),
)
def test_no_letter_of_a_name_is_lost_and_no_reading_is_cut(name, reading):
    parts = ruby_parts(name, reading)
    assert "".join(part.text for part in parts) == name
    if any(part.reading for part in parts):
        # Kana between two readings are read as they stand, marks are not read.
        heard = (part.reading or usual_reading(part.text.translate(MARKS)) for part in parts)
        assert "".join(heard) == usual_reading(reading).replace(" ", "")


def test_a_name_with_a_thousand_ways_is_read_at_once():
    name, reading = "漢あ" * 60, "あ" * 239 + "い"
    assert [part.text for part in ruby_parts(name, reading)] == [name]
