"""The code of a list on paper: whatever is written comes back, and a slip of the hand is found."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.public.my_list.codes import ALPHABET, HIGHEST, MOST, NotACode, code_of, keys_of

OLD_CODE = "8SUZ-4JGE-H2"
KEYS = st.sets(st.integers(1, HIGHEST) | st.integers(1, 5_000), min_size=1, max_size=MOST)


@given(KEYS)
def test_what_is_written_comes_back(keys):
    rising = sorted(keys)
    assert keys_of(code_of(rising)) == rising


@given(st.lists(st.integers(1, HIGHEST) | st.integers(1, 5_000), min_size=1, max_size=MOST, unique=True))
def test_the_order_comes_back(keys):
    assert keys_of(code_of(keys)) == keys


def test_a_code_from_before_the_order_was_kept_still_reads():
    assert code_of([12, 345, 4711]) == OLD_CODE
    assert keys_of(OLD_CODE) == [12, 345, 4711]


@given(KEYS, st.data())
def test_one_wrong_sign_or_two_in_wrong_order_are_found(keys, data):
    signs = list(code_of(data.draw(st.permutations(sorted(keys)))).replace("-", ""))
    at = data.draw(st.integers(0, len(signs) - 1))
    wrong = [*signs]
    wrong[at] = data.draw(st.sampled_from(sorted(set(ALPHABET) - {signs[at]})))
    swapped = [*signs]
    swapped[at - 1 : at + 1] = reversed(swapped[at - 1 : at + 1])
    for told in [wrong, *([swapped] if at and swapped != signs else [])]:
        with pytest.raises(NotACode):
            keys_of("".join(told))


@given(st.text(max_size=40) | st.text(ALPHABET, max_size=250))
def test_any_text_is_a_code_or_refused(text):
    with contextlib.suppress(NotACode):
        assert code_of(keys_of(text))


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}", "「{0}」"])
def test_how_it_is_typed_does_not_count(typed):
    code = code_of([12, 345, 4711])
    assert keys_of(typed.format(code.lower(), code.replace("-", " "))) == [12, 345, 4711]
    assert keys_of(code.translate({ord(sign): ord(sign) + 0xFEE0 for sign in ALPHABET})) == [12, 345, 4711]


def test_five_places_of_five_thousand_are_short():
    assert len(code_of([812, 1701, 2900, 4100, 4998]).replace("-", "")) <= 15
    assert len(code_of([4998, 812, 2900, 4100, 1701]).replace("-", "")) <= 18


@pytest.mark.parametrize("keys", [[0], [HIGHEST + 1], range(1, MOST + 2)])
def test_what_no_list_holds_has_no_code(keys):
    with pytest.raises(ValueError, match=r"^[\[r]"):
        code_of(keys)


def test_an_empty_list_has_none():
    assert code_of([]) == ""
