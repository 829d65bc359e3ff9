"""Codes of printed booklets: eight digits that are read out on the telephone, of which the last one finds a slip. Pure."""

import re
import secrets
from unicodedata import normalize

DIGITS = 8
_BETWEEN = re.compile(r"[\s\-‐-―−ーｰ〜のノ]+")


def check_character(digits: str) -> str:
    """The digit that follows some digits (ISO/IEC 7064, MOD 11,10): it finds each wrong digit and nearly all swapped neighbours.

    >>> check_character("0794")
    '5'
    """
    rest = 10
    for digit in digits:
        rest = (rest + int(digit)) % 10 or 10
        rest = rest * 2 % 11
    return str((11 - rest) % 10)


def new_code() -> str:
    """A code that is drawn by lot, so that a slip is hardly ever another booklet's code."""
    digits = f"{secrets.randbelow(10 ** (DIGITS - 1)):0{DIGITS - 1}}"
    return digits + check_character(digits)


def typed_code(text: str) -> str | None:
    """A code as somebody types it, with or without what stands between its groups; None for one with a slip in it.

    >>> typed_code(" １２３４の５６７２ "), typed_code("1234-5673")
    ('12345672', None)
    """
    digits = _BETWEEN.sub("", normalize("NFKC", text))
    is_code = len(digits) == DIGITS and digits.isascii() and digits.isdigit()
    return digits if is_code and check_character(digits[:-1]) == digits[-1] else None


def code_in_words(code: str) -> str:
    """「1234-5672」, as it stands on paper."""
    return f"{code[:4]}-{code[4:]}"
