"""Codes of municipalities (全国地方公共団体コード): five digits and a check digit. Pure."""

import re


def check_digit(five: str) -> str:
    """The sixth digit of a municipality code: 11 − Σ d·(6,5,4,3,2) mod 11, mod 10 (総務省 全国地方公共団体コード)."""
    total = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def is_municipality_code(text: str) -> bool:
    """Whether a text is six ASCII digits of which the last one is the check digit; such a municipality need not exist."""
    return bool(re.fullmatch(r"[0-9]{6}", text)) and check_digit(text[:5]) == text[5]
