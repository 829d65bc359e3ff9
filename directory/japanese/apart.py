"""Running text folded so that whole words can be told from letters that only stand in a row.

Pure. `japanese.fold` joins what spaces, marks and the change from hiragana to katakana had kept apart; here the places where
it did stay marked, so that ヨガ is found in 「朝のヨガ」 and not in 「さよがわ」.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from directory.japanese.folding import fold

APART, LINE = "\x1f", "\x1e"
"""What stands in folded text where a word may begin or end, and between texts that have nothing to do with each other."""
_BORDER = re.compile(r"[\W_]+|(?<=[ぁ-ゖ])(?=[ァ-ヴ])|(?:(?<=[ァ-ヴ])|(?<=[ァ-ヴ]ー))(?=[ぁ-ゖ])")
_KANA = re.compile("[ぁ-ゖ]+")
_WHOLE_WORD, _PART_OF_WORD = 2, 3
"""Kana that mean something only as a whole word, and those that must begin or end one; longer ones may stand anywhere."""
_SPELT_APART = 4
"""Latin letters from which a word is also found where it is spelt in parts: Wi-Fi."""
_PARTICLES = "をのがはにでともやへ"


@lru_cache(50_000)
def _fold(piece: str) -> str:
    return fold(piece)


def fold_apart(text: str) -> str:
    """Lines of text folded, with APART where words may begin or end and LINE between the lines.

    >>> fold_apart("朝のヨガ、お茶\\n2階").split(LINE)
    ['朝の\\x1fよが\\x1fお茶', '二階']
    """
    lines = (APART.join(filter(None, map(_fold, _BORDER.split(line)))) for line in text.splitlines())
    return LINE.join(line for line in lines if line)


def joined(apart: str) -> list[str]:
    """The lines of what `fold_apart` gave, as `fold` would have left them."""
    return apart.replace(APART, "").split(LINE)


@lru_cache(200)
def holder(word: str) -> Callable[[bytes], bool]:
    """Whether what `fold_apart` gave, in UTF-8, holds a folded word (not empty), exactly.

    Kana of up to three letters and Latin words must be words there, as far as marks and kinds of letters tell.
    """
    wanted, apart = word.encode(), APART.encode()
    if _KANA.fullmatch(word) and len(word) <= _PART_OF_WORD:
        before = rb"(?:(?<!\xe3[\x81\x82][\x80-\xbf])|(?<=%b))" % _any_of(_PARTICLES)
        after = rb"(?:(?!\xe3[\x81\x82][\x80-\xbf])|(?=%b))" % _any_of(_PARTICLES)
        both = before + wanted + after
        either = both if len(word) <= _WHOLE_WORD else before + wanted + b"|" + wanted + after
        word_in = re.compile(either).search
        return lambda text: word_in(text) is not None
    if word.isascii():
        whole = re.compile(rb"(?<![a-z])%b(?![a-z])" % re.escape(wanted)).search
        parted = len(word) >= _SPELT_APART
        return lambda text: bool(whole(text) or (parted and whole(text.replace(apart, b""))))
    return lambda text: wanted in text or wanted in text.replace(apart, b"")


def _any_of(letters: str) -> bytes:
    return b"|".join(re.escape(letter.encode()) for letter in letters)
