"""Telephone numbers in what people write: found, compared, and made such that they can be called. Pure.

Which digits are a number is the knowledge of `phonenumbers` (libphonenumber, with the numbering plan of 総務省). What it does
not do is done here: full-width text, a label right before the number (TEL042…), the leading 0 that a spreadsheet took away, and
numbers that are written as one but are not given out (yet). What stands beside a number is read by `telephone_notes`.
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
_LABEL = re.compile(r"(?<![0-9A-Za-z])(?:TEL|FAX|PHONE|T|F|P)(?=[(+]?[0-9])", re.IGNORECASE)
_CALLER = re.compile(r"(?<![-+0-9])18[46](?=[-() ]*0[1-9](?:[-() ]*[0-9]){8})")
"""What is dialled before a number: 186 shows one's own number, which some desks ask for, 184 hides it. The second digit tells
it from a postcode: 184-0012, 186-0003."""
_BRANCH = re.compile(
    r"(?<![-+0-9])(?:18[46][-() ]*)?\(?0(?:[2-9]0(?:[-() ]*[0-9]){8}|[1-9](?:[-() ]*[0-9]){8})(-[0-9]{1,4})(?![-0-9])"
)
"""A number with an extension behind a hyphen: 042-378-1111-12. Mobile and IP numbers have 11 digits, other numbers 10."""
_JUST_BEFORE = re.compile(r"(?<![-+0-9])(18[46])[-() ]*$")
_OTHER_MARKS = re.compile(r"(?<![0-9])(0[0-9]{1,4})([・.~〜/,])([0-9]{1,4})\2([0-9]{3,4})(?![0-9])")
_DECIMAL = re.compile(r"(?<=[0-9]{9})\.0(?![0-9])")
_SHORT = re.compile(r"1[0-9]{2}|#[0-9]{4}")
"""Numbers of three digits (119, 189) and those that begin with # (#8000): they stand alone in their text."""
_WITHOUT_ZERO = re.compile(r"[1-9][-() 0-9]+")
_MADE_UP_WITHOUT_ZERO = re.compile(
    r"[1-9][0-9]{8}|[5-9]0[0-9]{8}|[36]-[0-9]{4}-[0-9]{4}|[1-9][0-9]-[0-9]{3}-[0-9]{4}|[1-9][0-9]{2}-[0-9]{2}-[0-9]{4}"
    r"|[5-9]0-[0-9]{4}-[0-9]{4}"
)
_CALLED_AT_HOME = re.compile(r"0(?![25-9]0)[1-9][0-9]{8}|0[25-9]0[0-9]{8}")
"""Ten digits with an area code, eleven of a mobile telephone and the like."""
_GROUPS_AT_HOME = re.compile(
    r"0[0-9]-[0-9]{4}-[0-9]{4}|0[0-9]{2}-[0-9]{3,4}-[0-9]{4}|0[0-9]{3}-[0-9]{2,3}-[0-9]{4}|0[0-9]{4}-[0-9]-[0-9]{4}"
    r"|0[0-9]{3}-[0-9]{3}-[0-9]{3}"
)
_WITH_MARKS = re.compile(r"\(?0[0-9]{1,4}[-)( ]+[0-9]{1,4}[-)( ]+[0-9]{3,4}")
_SHORTEST = 9
"""Digits of a number that lacks its 0."""


def lacks_zero(number: str) -> bool:
    """Whether a number as it is stored lacks the 0 with which it would begin: 42-378-1111, but neither 119 nor #8000.

    >>> lacks_zero("42-378-1111"), lacks_zero("042-378-1111"), lacks_zero("#8000"), lacks_zero("+81 42 378 1111")
    (True, False, False, False)
    """
    digits = digits_of(number)
    return len(digits) >= _SHORTEST - 2 and narrow(number)[:1] not in "#+0(" and digits[0] != "0"


def got_zero(typed: str, number: str) -> bool:
    """Whether the 0 of a number was put before what somebody typed.

    >>> got_zero("423781111", "042-378-1111"), got_zero("+81-42-378-1111", "042-378-1111")
    (True, False)
    """
    digits = digits_of(typed)
    return not digits.startswith("0") and f"0{digits}".startswith(digits_of(number)) and bool(digits)


class Telephone(NamedTuple):
    """A number in a text. `first` and `last` are the bounds of its characters in the text as `narrow` returns it."""

    digits: str
    """To compare: 「0423781111」, or 「+8221234567」 abroad."""
    written: str
    """To store and to show, in the usual form: 「042-378-1111」, 「186-042-378-1111」, 「+82 2-123-4567」."""
    first: int
    last: int
    is_mended: bool = False
    """Whether a leading 0 was put back."""


def find_telephones(text: str) -> list[Telephone]:
    """The telephone numbers that stand in a text, in order, without their extensions.

    A lost leading 0 is put back where the number is then valid, or has the digits and marks of nothing else.

    >>> [found.written for found in find_telephones("（福祉課）０８７(839)2860 （保健課）87-839-2870 内線12")]
    ['087-839-2860', '087-839-2870']
    """
    text = narrow(text)
    if _SHORT.fullmatch(text):
        return [Telephone(text, text, 0, len(text))]
    plain, found, end = _in_plain_marks(text), [], 0
    for match in PhoneNumberMatcher(plain, _REGION, Leniency.VALID):
        found += [*_not_in_the_plan(plain[end : match.start], end), _telephone(match)]
        end = match.end
    found += _not_in_the_plan(plain[end:], end)
    return [_completed(text, number) for number in found]


@lru_cache(maxsize=16_384)
def telephones_in(text: str) -> tuple[str, ...]:
    """The numbers of a text as digits, to compare them; all its digits where no number is found.

    >>> telephones_in("042-378-1111（内線12）／＋81 90 1234 5678"), telephones_in("423781111"), telephones_in("119")
    (('0423781111', '09012345678'), ('0423781111',), ('119',))
    """
    digits = digits_of(text)
    if not digits:
        return ()
    # Ten digits that begin with 0 are the answer whatever the library says, and it takes ten times as long to say so.
    found = [] if _TEN_DIGITS.fullmatch(text) else find_telephones(text)
    return tuple(number.digits for number in found) or (digits,)


def one_telephone(text: str) -> str | None:
    """The number of a text in its usual form, where it holds one that can be called and nothing else; None for any other text.

    >>> one_telephone("０４２ー３７８−１１１１"), one_telephone("9012345678"), one_telephone("042-378-1111 昼")
    ('042-378-1111', '090-1234-5678', None)
    """
    found = find_telephones(text)
    if len(found) != 1 or re.search(r"[^-() +]", narrow(text)[: found[0].first] + narrow(text)[found[0].last :]):
        return None
    return found[0].written


def called(text: str) -> str:
    """What a `tel:` link calls of a text: its first number, with 186 or 184 before it; without one, all its digits.

    >>> called("186-042-378-1111（内線12）"), called("+82-2-123-4567"), called("119"), called("電話なし")
    ('1860423781111', '+8221234567', '119', '')
    """
    return next((re.sub("[^0-9+#]", "", number.written) for number in find_telephones(text)), digits_of(text))


def _in_plain_marks(text: str) -> str:
    """The text with the marks that the library knows, letter for letter: 042・378・1111, and TEL and 186 as blanks.

    The library looks for no number directly behind a Latin letter: 「TEL042-378-1111」, and ℡, which is three letters.
    """
    text = _OTHER_MARKS.sub(lambda found: f"{found[1]}-{found[3]}-{found[4]}", text)
    text = _BRANCH.sub(lambda found: found[0].removesuffix(found[1]) + " " * len(found[1]), text)
    for unseen in (_LABEL, _CALLER, _DECIMAL):
        text = unseen.sub(lambda found: " " * len(found[0]), text)
    return text


def _completed(text: str, number: Telephone) -> Telephone:
    """The number with the 186 or 184 that is dialled before it, and the 「.0」 that a spreadsheet put behind it."""
    before, behind = _JUST_BEFORE.search(text[: number.first]), _DECIMAL.match(text, number.last)
    if before:
        number = number._replace(written=f"{before[1]}-{number.written}", first=before.start())
    return number._replace(last=behind.end()) if behind else number


def _not_in_the_plan(text: str, offset: int) -> Iterator[Telephone]:
    """The numbers of a part of a text, from `offset` on, that lack their 0, or are written as one but not given out (yet)."""
    # What stands around a number is mostly a label; the library takes 0.1 ms to find that it holds nothing.
    could_hold_one = len(digits_of(text)) >= _SHORTEST
    for match in PhoneNumberMatcher(text, _REGION, Leniency.POSSIBLE) if could_hold_one else ():
        if _lost_its_zero(match):
            yield _telephone(match, offset, is_mended=True)
        elif _CALLED_AT_HOME.fullmatch(_own_digits(match)) and _is_written_as_one(match.raw_string):
            yield _telephone(match, offset)


def _is_written_as_one(raw: str) -> bool:
    return bool(_WITH_MARKS.match(raw)) or digits_of(raw) == raw


def _lost_its_zero(match: PhoneNumberMatch) -> bool:
    raw = _without_extension(match)
    # 020 is for pagers and machines, and with it 2026-04-0001 would be a number.
    is_one = is_valid_number(match.number) and number_type(match.number) != PhoneNumberType.PAGER
    return bool(_WITHOUT_ZERO.fullmatch(raw)) and (is_one or bool(_MADE_UP_WITHOUT_ZERO.fullmatch(raw)))


def _without_extension(match: PhoneNumberMatch) -> str:
    """The letters of the number itself: the library takes 「~1115」 for an extension."""
    raw, inside = match.raw_string, len(match.number.extension or "")
    at = [place for place, letter in enumerate(raw) if letter.isdigit()]
    return raw[: at[len(at) - inside - 1] + 1] if inside else raw


def _own_digits(match: PhoneNumberMatch) -> str:
    return digits_of(_without_extension(match))


def _telephone(match: PhoneNumberMatch, offset: int = 0, is_mended: bool = False) -> Telephone:
    number, raw = match.number, _without_extension(match)
    first, last = offset + match.start, offset + match.start + len(raw)
    plain = PhoneNumber()
    plain.merge_from(number)
    plain.extension = None
    if number.country_code != _COUNTRY_CODE:
        shown = format_number(plain, PhoneNumberFormat.INTERNATIONAL)
        return Telephone(format_number(plain, PhoneNumberFormat.E164), shown, first, last)
    digits = national_significant_number(number)
    # 0037, 0077 and 0078 are dialled as they are.
    digits = digits if digits.startswith("00") else "0" + digits
    return Telephone(digits, _usual_form(digits, plain, raw), first, last, is_mended)


def _usual_form(digits: str, number: PhoneNumber, raw: str) -> str:
    """Digits in the groups in which they are written; without groups of ours, in those of the numbering plan."""
    groups = "-".join(re.findall("[0-9]+", raw)).removeprefix("81-")
    groups = groups if groups.startswith("0") else "0" + groups
    if groups.replace("-", "") == digits and _GROUPS_AT_HOME.fullmatch(groups):
        return groups
    # 042-000-1234 is nobody's: an exchange begins with 2 to 9. The library makes 04-2000-1234 of it.
    if made_up := re.fullmatch("(0[0-9])(0000)([0-9]{4})|(0[0-9]{2})(000)([0-9]{4})", digits):
        return "-".join(filter(None, made_up.groups()))
    return format_number(number, PhoneNumberFormat.NATIONAL)
