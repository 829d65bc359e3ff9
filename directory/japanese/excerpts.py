"""A few words of a text around what was looked for in it, as people read them. Pure."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable

from directory.japanese.apart import fold_apart, where

LENGTH = 40
"""Letters of an excerpt at most, without the marks of what was cut."""
_SENTENCE = re.compile(r"[^\n。！？]+[。！？]?")


def excerpt(texts: Iterable[str], forms: Iterable[str], length: int = LENGTH) -> str:
    """The sentence that holds any of some folded forms of a word, cut to so many letters around it; "" where none does.

    >>> excerpt(["段差は ありません。補聴器の 電池が あります。"], ["補聴器"])
    '補聴器の 電池が あります。'
    """
    texts, forms = list(texts), list(forms)

    def holds(*texts: str) -> bool:
        folded, _ = fold_apart(texts)
        return any(len(where(form, folded)) for form in forms)

    if not holds(*texts):  # as most do not; sentence by sentence it costs more
        return ""
    sentences = (sentence.strip() for text in texts for sentence in _SENTENCE.findall(text))
    return next((_cut(sentence, holds, length) for sentence in sentences if holds(sentence)), "")


def _cut(sentence: str, holds: Callable[[str], bool], length: int) -> str:
    if len(sentence) <= length:
        return sentence
    # The shortest beginning that holds the word ends with it; of that the shortest end begins with it.
    end = bisect_left(range(len(sentence)), True, key=lambda at: holds(sentence[:at]))
    begin = end - bisect_left(range(end), True, key=lambda letters: holds(sentence[end - letters : end]))
    first = max(0, min(begin - (length - (end - begin)) // 2, len(sentence) - length))
    last = first + length
    return ("…" if first else "") + sentence[first:last].strip() + ("…" if last < len(sentence) else "")
