"""Running text folded so that whole words can be told from letters that only stand in a row.

Pure. `japanese.fold` joins what spaces, marks and the change from hiragana to katakana had kept apart; here the places where
it did stay known, so that ヨガ is found in 「朝のヨガ」 and not in 「さよがわ」.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, count
from typing import NamedTuple

import numpy as np

from directory.japanese.folding import fold_joined
from directory.japanese.normal_form import codes_of, letters_of, mask_of, text_of

LINE = "\x1e"
"""What ends every line, so that no word is found across two."""
_APART, _TEXT = "\x1f", "\x1d"
_MARK = re.compile(r"[^\w\x1d\x1e]|_")
_HIRAGANA, _KATAKANA = ("ぁ", "ゖ"), ("ァ", "ヴ")
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


def fold_apart(texts: Iterable[str]) -> tuple[Apart, np.ndarray]:
    """Texts folded, one after the other, and where each begins (int64, one longer than there are texts)."""
    texts_lines = [text.splitlines() for text in texts]
    # Most lines are those of many texts: kinds, towns, things to do.
    flat = list(chain.from_iterable(texts_lines))
    numbers = dict(zip(dict.fromkeys(flat), count(), strict=False))
    lines, at = _lines_folded(list(numbers))
    each = np.fromiter(map(numbers.__getitem__, flat), np.int64, len(flat))
    lengths = at[each + 1] - at[each]
    ends = np.append(0, np.cumsum(lengths))
    which = np.repeat(at[each] - ends[:-1], lengths) + np.arange(ends[-1])
    return Apart(*(array[which] for array in lines)), ends[np.cumsum([0, *map(len, texts_lines)])]


def _lines_folded(lines: Sequence[str]) -> tuple[Apart, np.ndarray]:
    """Lines folded, and where each begins; one that folds to nothing has no end either."""
    marked = fold_joined(_with_borders((LINE + _TEXT).join([*lines, ""])))
    return _without_marks(codes_of(marked).astype(np.uint16))


def _with_borders(text: str) -> str:
    """A text with _APART for its marks, and where hiragana and katakana meet."""
    codes = codes_of(text)
    mark = mask_of(codes, filter(_MARK.match, letters_of(codes)))
    hiragana, katakana = ((codes >= ord(first)) & (codes <= ord(last)) for first, last in (_HIRAGANA, _KATAKANA))
    is_long, first = codes == ord("ー"), mark.copy()
    first[1:] &= ~mark[:-1]
    meet = hiragana[:-1] & katakana[1:] | katakana[:-1] & hiragana[1:]
    meet[1:] |= katakana[:-2] & is_long[1:-1] & hiragana[2:]
    kept, at = first | ~mark, np.flatnonzero(meet) + 1
    now = np.where(mark, np.uint32(ord(_APART)), codes)[kept]
    return text_of(np.insert(now, (np.cumsum(kept) - kept)[at], ord(_APART)))


def _without_marks(codes: np.ndarray) -> tuple[Apart, np.ndarray]:
    """The letters and the ends of lines that hold any, and where the texts begin."""
    is_text, is_line = codes == ord(_TEXT), codes == ord(LINE)
    is_letter = ~(is_text | is_line | (codes == ord(_APART)))
    line_of = np.cumsum(is_line) - is_line
    holds = np.bincount(line_of[is_letter], minlength=int(is_line.sum()))
    begins = np.ones(len(codes), bool)
    begins[1:] = ~is_letter[:-1]
    begins &= is_letter
    kept = is_letter.copy()
    kept[is_line] = holds[: int(is_line.sum())] > 0
    at = np.append(0, np.cumsum(kept)[is_text]).astype(np.int64)
    return Apart(codes[kept], begins[kept]), at


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
