"""Which words of a sentence are only told: ordinary nouns for which nobody looks, 「幼稚」 in 「幼稚なことはしたくない」.

Pure. They are known by their part of speech and by what is said of them, so that no list of them grows.
"""

import re
from unicodedata import normalize

from directory.japanese.words import Word, words_in
from directory.search.wishes.names import PROPER

_PREDICATES = ("動詞", "形容詞", "助動詞")
_THINGS = ("名詞", "形状詞", "接尾辞", "接頭辞", "助詞", "助動詞")
_NUMERAL = "数詞"
_KATAKANA_OR_LATIN = re.compile("[ァ-ヶーa-z0-9]+")
_ASKED_FOR = re.compile(
    "^(?:を|が|も|は|の|に|と)?\\s?[^、。,.\\s]{0,5}?"
    "(?:たい(?!へん)|ほしい|欲しい|でき(?:る|ます)|出来る|習|教え|探|さが|あり?ます|あれば|ある(?:所|ところ|場所|と[いこ]|\\?|か))"
)
"""What follows what somebody looks for: 「乗馬がしたい」「百人一首が できる所」."""


def is_only_told(words: str, text: str) -> bool:
    """Whether some words of a text are ordinary nouns of a sentence, and not what it asks for.

    >>> is_only_told("幼稚", "幼稚なことはしたくない"), is_only_told("乗馬", "乗馬がしたい"), is_only_told("乗馬", "乗馬 体操")
    (True, False, False)
    """
    told = normalize("NFKC", text).casefold()
    after = told.partition(normalize("NFKC", words).casefold())[2]
    is_like_a_name = _KATAKANA_OR_LATIN.fullmatch(words.casefold()) is not None
    is_ordinary = not is_like_a_name and all(map(_is_ordinary, words_in(words)))
    return is_ordinary and _is_sentence(told) and not _ASKED_FOR.search(after)


def _is_sentence(text: str) -> bool:
    return any(word.kind in _PREDICATES for word in words_in(text))


def _is_ordinary(word: Word) -> bool:
    """Whether the dictionary has it as the name of nothing and nobody."""
    return word.sub == _NUMERAL or (word.is_known and word.kind in _THINGS and word.sub != PROPER)
