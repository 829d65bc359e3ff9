"""A heading is broken between its phrases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.japanese.easy_to_read.phrases import LONGEST, phrases


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("行ってみたい場所が、きっとあります。", "行ってみたい|場所が、|きっと|あります。"),
        ("ひまわりサロン", "ひまわりサロン"),
        ("", ""),
        ("NPO法人はたらく応援団つむぎ野", "NPO法人はたらく応援団つむぎ野"),
        ("介護予防教室のごあんない", "介護予防教室の|ごあんない"),
        ("あ" * (LONGEST + 1), "あ" * (LONGEST + 1)),
    ],
)
def test_a_long_heading_is_parted_and_a_short_one_is_not(text, parted):
    assert "|".join(phrases(text)) == parted


@given(st.text(max_size=250))
def test_the_phrases_are_the_text(text):
    assert "".join(phrases(text)) == text
