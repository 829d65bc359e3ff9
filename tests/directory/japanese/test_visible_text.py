"""What nobody sees is found; what makes one picture of two, or one letter of two, stays."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.japanese.visible_text import unseen_in, without_unseen

FAMILY = "👨‍👩‍👧"
SEEN = [
    "ひまわりサロン", "葛󠄀城の会", FAMILY, "👩🏽‍🦰", "❤️‍🔥", "🏳️‍🌈", "🙂‍↔️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "क्‍ष", "Zoë 会", "ㇰアイヌ", "（２階）",
    "1️⃣ 月", "‼️", "辻󠄁さん", "ᠠ᠋", "⠓⠊⠀⠓⠊", "ばら組🌹︎",
]  # fmt: skip
UNSEEN = [
    "a\x00b", "a\nb", "a\tb", "a\rb", "a\x85b", "a\u2028b", "a\u200bb", "a\u200db", "会\u200d会", "a\u200cb", "\u200d👩",
    "👩\u200d", "a\u202eb", "a\u2066b", "a\u200fb", "a\u061cb", "a\ufeffb", "a\u00adb", "a\u2060b", "a\u3164b",
    "a\U000e0041b", "㈱\u200d㈱", "a\ud800b", "a\u180eb",
    "\u2800", "会\u2800会", "a\ufffcb", "a\ufffeb", "a\ufdd0b", "a\U000e0080b", "a\ufff0b", "\ufe0f", "会 \U000e0100", "会\ufe00\ufe01\ufe02",
    "a\ue000b", "a\U000f0000b", "a\U0001d159b", "a\U00013430b", "a\U00016fe4b", "a\U0001ffffb", "❤\ufe0f\ufe0f",
]  # fmt: skip


@pytest.mark.parametrize("text", SEEN)
def test_what_is_seen_stays(text):
    assert (unseen_in(text), without_unseen(text)) == ([], text)


@pytest.mark.parametrize("text", UNSEEN)
def test_what_nobody_sees_goes(text):
    assert unseen_in(text)
    assert not unseen_in(without_unseen(text))
    assert not unseen_in(without_unseen(text, lines=True), lines=True)


def test_every_mark_of_direction_and_every_control_character_is_known():
    """By the properties of Unicode, and not by our own list."""
    letters = map(chr, range(sys.maxunicode + 1))
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    wanted = [x for x in letters if unicodedata.category(x) == "Cc" or unicodedata.bidirectional(x) in turning]
    assert len(wanted) == 74
    assert all(unseen_in(f"a{letter}b") for letter in wanted)


def test_lines_and_tabs_may_stand_in_several_lines():
    assert without_unseen("1行め\r\n\t2行め\u200b", lines=True) == "1行め\r\n\t2行め"
    assert without_unseen(" 1行め\r\n2行め ") == "1行め 2行め"


@given(st.text(), st.booleans())
def test_what_was_taken_out_is_clean_and_stays_as_it_is(text, lines):
    cleaned = without_unseen(text, lines)
    assert not unseen_in(cleaned, lines)
    assert without_unseen(cleaned, lines) == cleaned


def test_a_long_text_of_blanks_or_flags_is_read_too():
    """Whoever may send a form may send a long one, and the fields look before they count: two minutes if each looked at all."""
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e007f"
    assert len(unseen_in("\u2800" * 100_000)) == 100_000
    assert unseen_in("\u2801" + "\u2800" * 100_000 + flag * 20_000) == []
