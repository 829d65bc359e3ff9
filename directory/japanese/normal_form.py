"""The normal form in which texts are compared, and what can be said of each of their letters. Pure.

A long text is changed letter by letter through a table of the letters that it has: most texts together have some thousands,
while Unicode's own functions look at every place. What a letter becomes depends on no other letter but the marks after it.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from unicodedata import category, normalize

import numpy as np

from directory.japanese.radicals import true_letters

LONG_TEXT = 2_000
"""Letters from which on a table is quicker than looking at each place."""
_ACCENT = re.compile(r"[\u0300-\u036f]")
_JAMO = range(0x1100, 0x1200)


def normal(text: str) -> str:
    """NFKC in small letters, without accents (ō is o), with the voicing marks of kana kept, and with letters for radicals."""
    return _of_any(text) if len(text) < LONG_TEXT else _of_long(text)


def _of_any(text: str) -> str:
    text = normalize("NFD", normalize("NFKC", true_letters(text)).casefold())
    return normalize("NFKC", _ACCENT.sub("", text))


def _of_long(text: str) -> str:
    letters = letters_of(codes_of(text))
    if special := "".join(letter for letter in letters if _is_special(letter)):
        some = f"[{re.escape(special)}]"
        # What becomes normal here stays as it is in the second step.
        text = re.sub(f"[^{some[1:]}?{some}+", lambda found: _of_any(found[0]), text)
    return translated(text, {ord(letter): ord(_of_letter(letter)) for letter in letters if not _is_special(letter)})


@cache
def _of_letter(letter: str) -> str:
    return _of_any(letter)


@cache
def _is_special(letter: str) -> bool:
    """Whether it may join the letter before it, or becomes another number of letters."""
    first = normalize("NFKD", letter)[0]
    return category(first)[0] == "M" or ord(first) in _JAMO or len(_of_letter(letter)) != 1


def translated(text: str, table: Mapping[int, int]) -> str:
    """`str.translate`, letter for letter; that of Python takes ten times as long for a long text."""
    if len(text) < LONG_TEXT:
        return text.translate(table)
    codes = codes_of(text)
    now = np.arange(int(codes.max(initial=0)) + 1, dtype=np.uint32)
    which = [code for code in table if code < len(now)]
    now[which] = [table[code] for code in which]
    return text_of(now[codes])


def codes_of(text: str) -> np.ndarray:
    """The code of each letter (uint32)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def letters_of(codes: np.ndarray) -> list[str]:
    """The letters that occur, each once."""
    occur = np.zeros(int(codes.max(initial=0)) + 1, bool)
    occur[codes] = True
    return [chr(code) for code in np.flatnonzero(occur).tolist()]


def text_of(codes: np.ndarray) -> str:
    """The text of some codes (uint32)."""
    return str(np.ascontiguousarray(codes).data.cast("B"), "utf-32-le", "surrogatepass")


def mask_of(codes: np.ndarray, letters: Iterable[str]) -> np.ndarray:
    """Mask of the codes that are those of some letters."""
    which = np.zeros(int(codes.max(initial=0)) + 1, bool)
    which[[code for code in map(ord, letters) if code < len(which)]] = True
    mask: np.ndarray = which[codes]
    return mask
