"""Full-width letters, digits and marks made half-width, as cells and form fields are read. Pure.

`directory.japanese.folding` goes further: what it returns is only for comparing, what `narrow` returns may be stored.
"""

import re
from unicodedata import normalize

from directory.japanese.radicals import true_letters

_DASH_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s*[‐‑‒–—―−ー－ｰ]\s*(?=\d)")


def narrow(text: str) -> str:
    """The text in half-width characters (Unicode NFKC), every dash between digits as "-", without blanks around it.

    Radicals that stand for letters become those.

    >>> narrow("　０４２ー３７８−１１１１ "), narrow("ｻﾛﾝ")
    ('042-378-1111', 'サロン')
    """
    # Twice: NFKC makes a hyphen of the wide 「－」, whose blanks only the first pass takes, and a dash of 「ｰ」.
    return _DASH_BETWEEN_DIGITS.sub("-", normalize("NFKC", _DASH_BETWEEN_DIGITS.sub("-", true_letters(text)))).strip()


def digits_of(text: str) -> str:
    """The digits of a code or a number, however it is written.

    >>> digits_of("（０４２）378-1111")
    '0423781111'
    """
    return re.sub("[^0-9]", "", normalize("NFKC", text))
