"""Running text folded so that whole words can be told from letters that only stand in a row.

Pure. `japanese.fold` joins what spaces, marks and the change from hiragana to katakana had kept apart; here the places where
it did stay known, so that ヨガ is found in 「朝のヨガ」 and not in 「さよがわ」.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, count, pairwise
from typing import NamedTuple

import numpy as np

from directory.japanese.folding import fold_joined
from directory.japanese.normal_form import codes_of, letters_of, text_of

LINE = "\x1e"
"""What ends every line, so that no word is found across two."""
_APART, _TEXT = "\x1f", "\x1d"
_MARK = re.compile(r"[^\w\x1d\x1e]|_")
_IS_MARK = 1
_LETTERS_OF_KIND = {2: ("ぁ", "ゖ"), 3: ("ァ", "ヴ"), 4: ("ー", "ー")}
"""Hiragana, katakana, and what lengthens both, from letter to letter."""
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
    return _of_lines(list(chain.from_iterable(texts_lines)), list(map(len, texts_lines)))


def fold_lines_apart(lines: Sequence[str], counts: Sequence[int]) -> tuple[Apart, np.ndarray]:
    """`fold_apart` of the texts that have so many of some lines each."""
    joined = "".join(lines)  # whether none holds an end of a line is seen at once
    if joined.splitlines() in ([joined], []):
        return _of_lines(lines, counts)
    ends = list(accumulate(counts, initial=0))  # hardly ever
    return fold_apart("\n".join(lines[begin:end]) for begin, end in pairwise(ends))


def _of_lines(flat: Sequence[str], counts: Sequence[int]) -> tuple[Apart, np.ndarray]:
    # Most lines are those of many texts: kinds, towns, things to do.
    numbers = dict(zip(dict.fromkeys(flat), count(), strict=False))
    lines, at = _lines_folded(list(numbers))
    each = np.fromiter(map(numbers.__getitem__, flat), np.int64, len(flat))
    lengths = at[each + 1] - at[each]
    ends = np.append(0, np.cumsum(lengths))
    which = np.repeat(at[each] - ends[:-1], lengths) + np.arange(ends[-1])
    return Apart(*(array[which] for array in lines)), ends[np.cumsum([0, *counts])]


def _lines_folded(lines: Sequence[str]) -> tuple[Apart, np.ndarray]:
    """Lines folded, and where each begins; one that folds to nothing has no end either."""
    marked = fold_joined(_with_borders((LINE + _TEXT).join([*lines, ""])))
    return _without_marks(codes_of(marked).astype(np.uint16))


def _with_borders(text: str) -> str:
    """A text with _APART for its marks, and where hiragana and katakana meet."""
    codes = codes_of(text)
    kinds = np.zeros(max(int(codes.max(initial=0)), ord("ー")) + 1, np.uint8)
    kinds[[ord(letter) for letter in letters_of(codes) if _MARK.match(letter)]] = _IS_MARK
    for kind, (first, last) in _LETTERS_OF_KIND.items():
        kinds[ord(first) : ord(last) + 1] = kind
    kind_of = kinds[codes]
    mark, hiragana, katakana, is_long = (kind_of == kind for kind in (_IS_MARK, *_LETTERS_OF_KIND))
    begins = mark.copy()
    begins[1:] &= ~mark[:-1]
    meet = hiragana[:-1] & katakana[1:] | katakana[:-1] & hiragana[1:]
    meet[1:] |= katakana[:-2] & is_long[1:-1] & hiragana[2:]
    kept, at = begins | ~mark, np.flatnonzero(meet) + 1
    now = np.where(mark, np.uint32(ord(_APART)), codes)[kept]
    return text_of(np.insert(now, (np.cumsum(kept) - kept)[at], ord(_APART)))


def _without_marks(codes: np.ndarray) -> tuple[Apart, np.ndarray]:
    """The letters and the ends of lines that hold any, and where the lines begin; each ends with LINE and _TEXT."""
    line_at, text_at = np.flatnonzero(codes == ord(LINE)), np.flatnonzero(codes == ord(_TEXT))
    kept = codes != ord(_APART)
    kept[line_at] = kept[text_at] = False
    begins = kept.copy()
    begins[1:] &= ~kept[:-1]
    letters_before = np.cumsum(kept)[text_at]
    holds = np.diff(letters_before, prepend=0) > 0
    kept[line_at] = holds
    return Apart(codes[kept], begins[kept]), np.append(0, letters_before + np.cumsum(holds))


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
