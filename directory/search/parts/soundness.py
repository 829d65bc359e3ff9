"""Whether the arrays of a stored index fit together, so that no search reads beside them. Pure."""

import numpy as np

from directory.search.bigrams import Bigrams
from directory.search.entries import IndexEntries
from directory.search.own_words import OwnWords


def is_sound(entries: IndexEntries, bigrams: Bigrams, own: OwnWords) -> bool:
    """Whether all that points into an array ends where that array does."""
    size, texts = len(entries), len(entries.label_of)
    return (
        _points_into(entries.texts_at, size, texts)
        and _points_into(entries.letters_at, texts, len(entries.letters))
        and _points_into(own.at, size, len(own.letters))
        and len(entries.weight_of) == texts
        and len(own.begins) == len(own.letters)
        and int(entries.label_of.max(initial=0)) < max(len(entries.labels), 1)
        and _are_rows(bigrams, size)
        and _are_rows(own.bigrams, size)
    )


def _are_rows(pairs: Bigrams, size: int) -> bool:
    inside = int(pairs.rows.max(initial=0)) < max(size, 1) and int(pairs.rows.min(initial=0)) >= 0
    return inside and _points_into(pairs.starts, len(pairs.codes), len(pairs.rows))


def _points_into(starts: np.ndarray, amount: int, length: int) -> bool:
    """Whether `amount` runs that begin at `starts` fill an array of a length."""
    if len(starts) != amount + 1 or starts[0] != 0 or starts[-1] != length:
        return False
    return bool((starts[1:] >= starts[:-1]).all())
