"""Running text folded so that whole words can be told from letters that only stand in a row.

Pure. `japanese.fold` joins what spaces, marks and the change from hiragana to katakana had kept apart; here the places where
it did stay known, so that ヨガ is found in 「朝のヨガ」 and not in 「さよがわ」.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from directory.japanese.folding import fold

LINE = "\x1e"
"""What ends every line, so that no word is found across two."""
_APART = "\x1f"
_BORDER = re.compile(r"[\W_]+|(?<=[ぁ-ゖ])(?=[ァ-ヴ])|(?:(?<=[ァ-ヴ])|(?<=[ァ-ヴ]ー))(?=[ぁ-ゖ])")
_KANA = re.compile("[ぁ-ゖ]+")
_WHOLE_WORD, _PART_OF_WORD = 2, 3
"""Kana that mean something only as a whole word, and those that must begin or end one; longer ones may stand anywhere."""
_SPELT_APART = 4
"""Latin letters from which a word is also found where it is spelt in parts: Wi-Fi."""
_PARTICLES = "をのがはにでともやへ"


class Apart(NamedTuple):
    """Folded texts, each of whose lines ends with LINE.

    letters  uint16: their codes; those outside the basic plane share 16 bits with others
    begins   bool: whether a word may begin there, because a mark or another kind of letter stood before it
    """

    letters: np.ndarray
    begins: np.ndarray


@lru_cache(50_000)
def _fold(piece: str) -> str:
    return fold(piece)


def fold_apart(texts: Iterable[str]) -> tuple[Apart, np.ndarray]:
    """Texts folded, one after the other, and where each begins (int64, one longer than there are texts)."""
    marked = ["".join(_marked(line) for line in text.splitlines()) for text in texts]
    letters = np.frombuffer("".join(marked).encode("utf-32-le"), np.uint32).astype(np.uint16)
    mark = letters == ord(_APART)
    begins = np.ones(len(letters), bool)
    begins[1:] = mark[:-1] | (letters[:-1] == ord(LINE))
    at = np.zeros(len(marked) + 1, np.int64)
    np.cumsum([len(text) - text.count(_APART) for text in marked], out=at[1:])
    return Apart(letters[~mark], begins[~mark]), at


def _marked(line: str) -> str:
    folded = _APART.join(filter(None, map(_fold, _BORDER.split(line))))
    return folded and folded + LINE


def is_word_only(word: str) -> bool:
    """Whether a folded word means something only where it is a word of its own, or a part of one: short kana, Latin letters."""
    return word.isascii() or (len(word) <= _PART_OF_WORD and _KANA.fullmatch(word) is not None)


def where(word: str, text: Apart) -> np.ndarray:
    """Where a folded word (not empty) stands in folded texts (int64, rising).

    Kana of up to three letters and Latin words must be words there, as far as marks and kinds of letters tell.
    """
    wanted, length = [ord(letter) & 0xFFFF for letter in word], len(word)
    # Kanji are many: the fewest places are left to look at.
    first = next((place for place, letter in enumerate(word) if not _KANA.match(letter)), 0)
    at: np.ndarray = np.flatnonzero(text.letters == wanted[first]) - first
    at = at[(at >= 0) & (at + length <= len(text.letters))]
    for place, code in enumerate(wanted):
        at = at[text.letters[at + place] == code]
    if not is_word_only(word) or not len(at):
        return at
    if length < _SPELT_APART:
        for place in range(1, length):
            at = at[~text.begins[at + place]]
    before, after = _may_end(text, at - 1, at), _may_end(text, at + length, at + length)
    standing: np.ndarray = at[before & after if word.isascii() or length <= _WHOLE_WORD else before | after]
    return standing


def _may_end(text: Apart, neighbours: np.ndarray, borders: np.ndarray) -> np.ndarray:
    """Mask of the borders of words at which the neighbouring letter says that the word ends there."""
    last = len(text.letters) - 1
    letters = np.where((neighbours < 0) | (neighbours > last), ord(LINE), text.letters[np.clip(neighbours, 0, last)])
    is_kana = (letters >= ord("ぁ")) & (letters <= ord("ゖ")) & ~np.isin(letters, [ord(one) for one in _PARTICLES])
    goes_on = is_kana | (letters >= ord("a")) & (letters <= ord("z"))
    mask: np.ndarray = ~goes_on | text.begins[np.minimum(borders, last)]
    return mask
