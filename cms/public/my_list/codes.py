"""The code of a list on paper: the keys of its places, short enough to be typed. Pure.

The keys in rising order are written as steps from one to the next: a Rice code, whose parameter stands before it and is the one
that makes the whole shortest. Five places of five thousand are 14 characters, and nothing has to be stored. Where they stood in
another order, IN_ORDER stands first and the number of that order last (Lehmer code): two or three characters more.
"""

import unicodedata
from collections.abc import Collection, Iterator
from functools import reduce
from math import factorial

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, 1, I, L and O, which look alike. A prime number of signs: the check sign finds each wrong sign and each two in wrong order."""
BASE = len(ALPHABET)
BITS_OF_PARAMETER = 5
IN_ORDER = "1" * BITS_OF_PARAMETER
"""A parameter that never makes a code shortest: what follows ends with the number of an order."""
MOST = 20
"""Places of a list: what fits on a sheet of paper."""
HIGHEST = 2**31 - 1
_LONGEST = 200


class NotACode(ValueError):
    """Nobody has written this code so."""


def code_of(keys: Collection[int]) -> str:
    """「K7QM-3F9X-2B」 of the keys of some places (1 to HIGHEST) in their order; "" of none."""
    if not keys:
        return ""
    ordered = list(dict.fromkeys(keys))
    steps = _steps(ordered)
    bits = min((_written(steps, parameter) for parameter in range(2**BITS_OF_PARAMETER)), key=len)
    if order := _number_of_order(ordered):
        bits = f"{IN_ORDER}{bits}{order:0{_bits_of_order(len(ordered))}b}"
    signs = _signs(int(f"1{bits}", 2))
    told = "".join([*signs, ALPHABET[_check(signs)]])
    return "-".join(told[at : at + 4] for at in range(0, len(told), 4))


def keys_of(code: str) -> list[int]:
    """The keys in their order. Small letters, wide letters and signs between them do not count. Raises NotACode."""
    signs = [sign for sign in unicodedata.normalize("NFKC", code).upper() if sign.isalnum()]
    if not 2 <= len(signs) <= _LONGEST or not set(signs) <= set(ALPHABET):
        raise NotACode(code)
    *signs, check = signs
    if ALPHABET[_check(signs)] != check:
        raise NotACode(code)
    number = reduce(lambda value, sign: value * BASE + ALPHABET.index(sign), signs, 0)
    keys = _read(f"{number:b}"[1:])
    if code_of(keys).replace("-", "") != "".join([*signs, check]):
        raise NotACode(code)
    return keys


def _steps(keys: Collection[int]) -> list[int]:
    rising = sorted(set(keys))
    if len(rising) > MOST or rising[0] < 1 or rising[-1] > HIGHEST:
        raise ValueError(keys)
    return [key - before - 1 for before, key in zip([0, *rising], rising, strict=False)]


def _written(steps: list[int], parameter: int) -> str:
    """The parameter, and each step: how often 2**parameter goes into it as ones and a zero, then the rest."""
    parts = (f"{'1' * (step >> parameter)}0{_rest(step, parameter)}" for step in steps if step >> parameter <= _LONGEST)
    told = f"{parameter:0{BITS_OF_PARAMETER}b}{''.join(parts)}"
    # What would be longer than any code is never the shortest.
    return told if all(step >> parameter <= _LONGEST for step in steps) else "0" * 10_000


def _rest(step: int, parameter: int) -> str:
    return f"{step & (1 << parameter) - 1:0{parameter}b}" if parameter else ""


def _number_of_order(keys: list[int]) -> int:
    """Which of all orders these keys stand in; 0 where they rise."""
    number, left = 0, sorted(keys)
    for key in keys:
        number = number * len(left) + left.index(key)
        left.remove(key)
    return number


def _in_order(rising: list[int], number: int) -> list[int]:
    """The keys in the order of a number. Raises NotACode for a number that no order has."""
    places: list[int] = []
    for choices in range(1, len(rising) + 1):
        number, place = divmod(number, choices)
        places.append(place)
    if number:
        raise NotACode(number)
    left = list(rising)
    return [left.pop(place) for place in reversed(places)]


def _bits_of_order(count: int) -> int:
    return (factorial(count) - 1).bit_length()


def _read(bits: str) -> list[int]:
    if not bits.startswith(IN_ORDER):
        return _rising(bits)
    told = bits[BITS_OF_PARAMETER:]
    # Each key adds bits to both parts, so that at most one number of keys fits.
    for count in range(2, MOST + 1):
        end = len(told) - _bits_of_order(count)
        try:
            keys = _rising(told[: max(end, 0)])
        except NotACode:
            continue
        if len(keys) == count:
            return _in_order(keys, int(told[end:], 2))
    raise NotACode(bits)


def _rising(bits: str) -> list[int]:
    parameter, keys, key, at = int(bits[:BITS_OF_PARAMETER] or "0", 2), [], 0, BITS_OF_PARAMETER
    while at < len(bits):
        ones = bits.find("0", at) - at
        rest = bits[at + ones + 1 : at + ones + 1 + parameter]
        if ones < 0 or len(rest) != parameter:
            raise NotACode(bits)
        key += (ones << parameter) + int(rest or "0", 2) + 1
        keys.append(key)
        at += ones + 1 + parameter
    if not keys or len(keys) > MOST or keys[-1] > HIGHEST:
        raise NotACode(bits)
    return keys


def _signs(number: int) -> list[str]:
    return [ALPHABET[digit] for digit in reversed(list(_digits(number)))]


def _digits(number: int) -> Iterator[int]:
    while number:
        number, digit = divmod(number, BASE)
        yield digit


def _check(signs: list[str]) -> int:
    """A sum in which neighbours have different weights, never 0, and never -1, with which it could change places with its neighbour."""
    return sum(ALPHABET.index(sign) * (1 + at % (BASE - 2)) for at, sign in enumerate(signs)) % BASE
