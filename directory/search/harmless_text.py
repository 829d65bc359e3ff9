"""Whether a text that somebody typed may be kept: nothing that may point to a person, and nothing long.

Pure. In doubt it is not kept: what is lost is one hint for the words of a city, and no person.
"""

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from directory.japanese.radicals import true_letters
from directory.japanese.readings import tokenizer

if TYPE_CHECKING:
    from sudachipy import Morpheme

LONGEST = 40
"""Letters; a longer text is somebody's story and no word that a vocabulary lacks."""
_ADDRESS = re.compile(r"@|://|www\.|[a-z0-9-]\.(?:com|net|org|jp|info)\b")
_DIGITS = re.compile(r"[0-9〇零一二三四五六七八九]")
_MOST_TOGETHER, _MOST_DIGITS = 3, 5
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9〇零一二三四五六七八九])[-‐‑–—―−ー・./_()\s]+(?=[0-9〇零一二三四五六七八九])")
_HOUSE = re.compile(r"[0-9一二三四五六七八九十]\s*(?:番地?|号|丁目\s*[0-9])|[0-9]\s*[-ー−]\s*[0-9]")
_KANJI = re.compile("[一-鿿]")
_HONORIFICS = frozenset(["さん", "様", "さま", "氏", "君", "くん", "ちゃん", "ちゃま", "殿"])
_TITLES = frozenset(["先生", "医師", "師匠"])
_COMMON, _PROPER, _OF_A_PERSON = "普通名詞", "固有名詞", "人名"


def harmless(text: str) -> str:
    """The text in one width, with single blanks, small letters; "" where it may point to a person or is long.

    What points to a person: mail and web addresses, four digits in a row or six in all (telephones, postcodes, birthdays),
    numbers of houses, words that the analyser knows as names of people, an unknown or proper name before さん, 様, 先生.

    >>> harmless("ﾊﾞﾝﾄﾞ　練習"), harmless("田中さん"), harmless("090-1234-5678"), harmless("お母さんの会")
    ('バンド 練習', '', '', 'お母さんの会')
    """
    plain = " ".join(normalize("NFKC", true_letters(text)).casefold().split())
    if not 0 < len(plain) <= LONGEST or not any(letter.isalpha() for letter in plain):
        return ""
    return "" if _ADDRESS.search(plain) or _has_numbers(plain) or _names_somebody(plain) else plain


def _has_numbers(plain: str) -> bool:
    joined = _BETWEEN_DIGITS.sub("", plain)
    runs = re.findall(f"{_DIGITS.pattern}+", joined)
    long = any(len(run) > _MOST_TOGETHER for run in runs) or sum(map(len, runs)) > _MOST_DIGITS
    return long or bool(_HOUSE.search(plain))


def _names_somebody(plain: str) -> bool:
    words = tokenizer().tokenize(plain)
    for number, word in enumerate(words):
        if _OF_A_PERSON in word.part_of_speech():
            return True
        if number and _is_said_of_a_name(words[number - 1], word.surface()):
            return True
    return False


def _is_said_of_a_name(before: "Morpheme", after: str) -> bool:
    """Whether a word that stands before さん or 先生 may be a name: the analyser tears those that it does not know."""
    kind, blank = before.part_of_speech(), not before.surface().strip()
    if blank or after not in _HONORIFICS | _TITLES:
        return False
    is_unknown = before.is_oov() or _PROPER in kind
    return is_unknown or (
        after in _HONORIFICS
        and (_COMMON not in kind or len(before.surface()) < 2)
        and not _KANJI.search(before.surface())
    )
