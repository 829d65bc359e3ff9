"""Telephone numbers in what people write: found, compared, and made such that they can be dialled. Pure.

Which digits are a number is the knowledge of `phonenumbers` (libphonenumber, with the numbering plan of 総務省). What it does
not do is done here: full-width text, a label right before the number (TEL042…), the leading 0 that a spreadsheet took away,
and numbers that are written as one but are not given out (yet).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from phonenumbers import (
    Leniency,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatch,
    PhoneNumberMatcher,
    PhoneNumberType,
    format_number,
    is_valid_number,
    national_significant_number,
    number_type,
)

from directory.japanese.widths import digits_of, narrow

_REGION, _COUNTRY_CODE = "JP", 81
_TEN_DIGITS = re.compile(r"[-() ]*0(?:[-() ]*[0-9]){9}[-() ]*")
_WITHOUT_ZERO = re.compile(r"[1-9][-() 0-9]+")
_LABEL = re.compile(r"(?<![0-9A-Za-z])(?:TEL|FAX|PHONE|T|F|P)(?=[(+]?[0-9])", re.IGNORECASE)
_WITH_HYPHENS = re.compile(r"\(?0[0-9]{1,4}[-)][0-9]{1,4}-[0-9]{4}")
_CALLER_ID = re.compile(r"(?<![-+0-9])18[46][-() ]*(?=\(?0[1-9](?:[-() ]*[0-9]){8})")
"""184 and 186 before a number hide or show who calls. The second digit tells it from a postcode: 184-0012, 186-0003."""
_BRANCH = re.compile(r"(?<![-+0-9])(\(?0(?:[2-9]0(?:[-() ]*[0-9]){8}|[1-9](?:[-() ]*[0-9]){8}))-[0-9]{1,4}(?![-0-9])")
"""A number with an extension behind a hyphen: 042-378-1111-12. Mobile and IP numbers have 11 digits, other numbers 10."""
_DIALLED = re.compile(r"\+?[-0-9() ]+")
_SHORTEST_WITHOUT_ZERO, _LONGEST_AT_HOME = 9, 11
"""Digits of a number within Japan; only abroad, and behind a carrier's 00, there are more. A postcode before it makes 17."""


class Telephone(NamedTuple):
    """A number in a text. `first` and `last` are the bounds of its characters in the text as `narrow` returns it."""

    digits: str
    """To compare and to dial: 「0423781111」, or 「+8221234567」 abroad."""
    written: str
    """To show: as it was written, with hyphens for brackets and blanks: 「042-378-1111」."""
    first: int
    last: int
    is_mended: bool = False
    """Whether a leading 0 was put back."""


def find_telephones(text: str) -> list[Telephone]:
    """The telephone numbers that stand in a text, in order. A lost leading 0 is put back only where the number is then valid.

    >>> [found.written for found in find_telephones("（福祉課）０８７(839)2860 （保健課）87-839-2870")]
    ['087-839-2860', '087-839-2870']
    """
    # The library looks for no number directly behind a Latin letter: 「TEL042-378-1111」, and ℡, which is three letters.
    text, found, end = _LABEL.sub(lambda label: " " * len(label[0]), narrow(text)), [], 0
    for match in PhoneNumberMatcher(text, _REGION, Leniency.VALID):
        found += [*_not_in_the_plan(text[end : match.start], end), _telephone(match)]
        end = match.end
    return [*found, *_not_in_the_plan(text[end:], end)]


@lru_cache(maxsize=16_384)
def telephones_in(text: str) -> tuple[str, ...]:
    """The numbers of a text as digits, to compare them; all its digits where the library finds no number.

    A prefix for the caller's number (184, 186) and an extension behind a hyphen are no part of a number.

    >>> telephones_in("042-378-1111（内線12）／＋81 90 1234 5678"), telephones_in("423781111"), telephones_in("119")
    (('0423781111', '09012345678'), ('0423781111',), ('119',))
    """
    digits = digits_of(text)
    if not digits:
        return ()
    # Ten digits that begin with 0 are the answer whatever the library says, and it takes ten times as long to say so.
    found = [] if _TEN_DIGITS.fullmatch(text) else find_telephones(_without_additions(text))
    return tuple(number.digits for number in found) or (digits,)


def _without_additions(text: str) -> str:
    return _BRANCH.sub(r"\1", _CALLER_ID.sub("", narrow(text)))


def one_telephone(text: str) -> str | None:
    """The text as one number that can be dialled, in half-width characters and with its leading 0; None for any other text.

    New numbers come before the library knows them, so this asks only whether a number can have as many digits.

    >>> one_telephone("０４２ー３７８−１１１１"), one_telephone("9012345678"), one_telephone("042-378-1111 昼")
    ('042-378-1111', '09012345678', None)
    """
    text = narrow(text)
    is_at_home = not text.startswith(("+", "00"))
    if not _DIALLED.fullmatch(text) or (is_at_home and len(digits_of(text)) > _LONGEST_AT_HOME):
        return None
    possible = list(PhoneNumberMatcher(text, _REGION, Leniency.POSSIBLE))
    if len(possible) != 1 or possible[0].raw_string != text:
        return None
    return "0" + text if _lost_its_zero(possible[0]) else text


def _not_in_the_plan(text: str, offset: int) -> Iterator[Telephone]:
    """The numbers of a part of a text, from `offset` on, that lack their 0, or are written as one but not given out (yet)."""
    # What stands around a number is mostly a label; the library takes 0.1 ms to find that it holds nothing.
    could_hold_one = len(digits_of(text)) >= _SHORTEST_WITHOUT_ZERO
    for match in PhoneNumberMatcher(text, _REGION, Leniency.POSSIBLE) if could_hold_one else ():
        if _lost_its_zero(match):
            yield _telephone(match, offset, is_mended=True)
        elif _WITH_HYPHENS.fullmatch(match.raw_string) and len(digits_of(match.raw_string)) in (10, 11):
            yield _telephone(match, offset)


def _lost_its_zero(match: PhoneNumberMatch) -> bool:
    # 020 is for pagers and machines, and with it 2026-04-0001 would be a number.
    return (
        bool(_WITHOUT_ZERO.fullmatch(match.raw_string))
        and is_valid_number(match.number)
        and number_type(match.number) != PhoneNumberType.PAGER
    )


def _telephone(match: PhoneNumberMatch, offset: int = 0, is_mended: bool = False) -> Telephone:
    number, raw = match.number, match.raw_string
    first, last = offset + match.start, offset + match.end
    plain = PhoneNumber(country_code=number.country_code, national_number=number.national_number)
    if number.country_code != _COUNTRY_CODE:
        return Telephone(format_number(plain, PhoneNumberFormat.E164), raw, first, last)
    if raw.startswith("+") or number.extension:
        written = format_number(plain, PhoneNumberFormat.NATIONAL)
    else:
        written = "0" * is_mended + re.sub("[^0-9]+", "-", raw).strip("-")
    digits = national_significant_number(number)
    # 0037, 0077 and 0078 are dialled as they are.
    return Telephone(digits if digits.startswith("00") else "0" + digits, written, first, last, is_mended)
