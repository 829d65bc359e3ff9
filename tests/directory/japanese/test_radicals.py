"""Radicals as PDFs give them are the letters that they look like."""

import unicodedata

import pytest

from directory.japanese.folding import fold, fold_name
from directory.japanese.radicals import radicals_in, true_letters
from directory.japanese.widths import narrow


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("⻄⼤丸", "西大丸"),
        ("⻑寿会", "長寿会"),
        ("⺠⽣委員", "民生委員"),
        ("⻘年の家", "青年の家"),
        ("⻲⼾", "亀戸"),
        ("⽕曜⽇ ⼗時", "火曜日 十時"),
        ("部首の話⺀", "部首の話⺀"),  # U+2E80 has no letter of its own
        ("サロン", "サロン"),
    ],
)
def test_a_radical_becomes_its_letter_and_folds_as_that(given, meant):
    assert true_letters(given) == meant
    assert fold(given) == fold(meant)
    assert fold_name(f"{given}会") == fold_name(f"{meant}会")
    assert narrow(given) == narrow(meant)


def test_every_radical_but_one_has_a_letter():
    radicals = [chr(code) for code in range(0x2E80, 0x2FE0) if unicodedata.category(chr(code)) == "So"]
    assert [one for one in radicals if true_letters(one) == one] == ["⺀"]
    assert all(unicodedata.name(true_letters(one)).startswith("CJK UNIFIED") for one in radicals if one != "⺀")


def test_the_radicals_of_a_text_are_named_once_each():
    assert radicals_in("⼤⼯と⼤⺀") == ["⼤", "⼯"]
