"""Codes that are read out on the telephone: a slip is found."""

import pytest

from directory.changes.check_codes import code_in_words, new_code, typed_code

WRITTEN = ["12345672", "1234-5672", " １２３４ー５６７２ ", "1234の5672", "1234 5672", "１２３４－５６７２"]
NO_CODES = ["", "1234567", "123456722", "1234-567x", "一二三四五六七二", "12345673", "-", "٣" * 8]


@pytest.mark.parametrize("text", WRITTEN)
def test_however_it_is_written(text):
    assert typed_code(text) == "12345672"


@pytest.mark.parametrize("text", NO_CODES)
def test_what_is_no_code(text):
    assert typed_code(text) is None


def test_each_wrong_digit_and_each_swap_of_neighbours_is_found_of_many_codes():
    missed = swaps = 0
    for code in {new_code() for _ in range(50)}:
        assert typed_code(code_in_words(code)) == code
        for at, digit in enumerate(code):
            for other in "0123456789":
                if other != digit:
                    assert typed_code(code[:at] + other + code[at + 1 :]) is None
            swapped = code[:at] + code[at : at + 2][::-1] + code[at + 2 :]
            swaps += swapped != code
            missed += swapped != code and typed_code(swapped) is not None
    assert missed <= swaps / 20, "ISO 7064 MOD 11,10 misses few"
