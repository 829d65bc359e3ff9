"""Full width becomes half width, and the many dashes between digits become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.japanese.widths import digits_of, narrow


@pytest.mark.parametrize("dash", "‐‑‒–—―−ー－ｰ-")
def test_every_dash_between_digits_is_a_hyphen(dash):
    assert narrow(f"０４２{dash}３７８") == "042-378"


@pytest.mark.parametrize(
    ("text", "narrowed"), [(" ｻｰｸﾙ　", "サークル"), ("サーカス1", "サーカス1"), ("12 － 3", "12-3")]
)
def test_other_dashes_stay(text, narrowed):
    assert narrow(text) == narrowed


@given(st.text(st.sampled_from("１2－ー− 　あｱ（)"), max_size=20))
def test_narrowing_twice_changes_nothing(text):
    assert narrow(narrow(text)) == narrow(text)


def test_the_digits_of_a_code():
    assert digits_of("１２３-456 ７８９０") == "1234567890"
