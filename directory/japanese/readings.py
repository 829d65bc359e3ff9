"""A reading for a name that has none: proposed by an analyser, used by search at once, confirmed by a person before it is shown.

SudachiPy 0.7 with sudachidict-small was taken over Janome 0.5, both Apache-2.0. Measured on ../shared/search, the 70 queries in
kana or romaji or between kana and kanji: recall@5 1.000 and MRR 0.983 against 0.971 and 0.949 (all 266: 0.985 and 0.969 against
0.977 and 0.963); 115 MB installed against 203; 0.02 ms a name against ten times as much. The queries' own readings look as
if Sudachi had made them, which favours it; size and speed would decide the same.
"""

import re
import threading
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import normalize

import jaconv

from directory.japanese.folding import is_kana, modern_kanji, numbers_in_words, romaji_to_kana
from directory.japanese.normal_form import translated
from directory.japanese.radicals import true_letters
from directory.japanese.widths import narrow

if TYPE_CHECKING:
    from sudachipy import Dictionary, Tokenizer
    from sudachipy.sudachipy import PosMatcher

_NUMBER = re.compile("[0-9]+")
_NO_WORDS = ("補助記号", "空白")
_PLAIN = re.compile("[ぁ-ゖァ-ヺー 「」()・、。]*")
_SPOKEN_AS_IT_IS = re.compile("[0-9A-Za-z]")
_BETWEEN = "\x1e"
_HIRAGANA = {ord(one): ord(jaconv.kata2hira(one)) for one in map(chr, range(ord("゠"), ord("ヿ") + 1))}
"""What `jaconv.kata2hira` makes of each letter: all names at once are changed by a table."""
_of_thread = threading.local()  # a Tokenizer refuses a second thread; the dictionary below is shared


@cache
def _dictionary() -> "Dictionary":
    from sudachipy import Dictionary  # 0.1 s and 110 MB mapped, paid by the first name that needs it

    return Dictionary(dict="small")


def tokenizer() -> "Tokenizer":
    """The analyser of this thread."""
    if not hasattr(_of_thread, "tokenizer"):
        _of_thread.tokenizer = _dictionary().tokenizer()
    return _of_thread.tokenizer


def usual_reading(text: str) -> str:
    """A reading as it is stored: in hiragana, half-width digits and letters, one blank between words.

    >>> usual_reading("ｻｸﾗ　サロン２")
    'さくら さろん2'
    """
    return jaconv.kata2hira(narrow(" ".join(text.split())))


def can_be_spoken(reading: str) -> bool:
    """Whether a reading says how something sounds: kana, beside digits and Latin letters, which everybody reads."""
    return is_kana(_SPOKEN_AS_IT_IS.sub("", reading))


def propose_reading(name: str) -> str:
    """The reading of a name in hiragana, marks left as they stand; kana is its own reading, Latin is read as romaji or English.

    A guess: no analyser knows that 百村 is もむら, so a stored reading always goes first. A kanji that is in no dictionary
    stays a kanji. `name` is at most 16,000 characters (the analyser raises SudachiError above that).

    >>> propose_reading("第2五反田コーラスの会"), propose_reading("シニアeスポーツ部")
    ('だいにごたんだこーらすのかい', 'しにあいーすぽーつぶ')
    """
    if is_kana(name):
        return jaconv.kata2hira(name)
    if name.isascii():
        return _NUMBER.sub(lambda found: _read(found[0]), romaji_to_kana(name))
    return _read(name)


def propose_readings(names: Iterable[str]) -> dict[str, str]:
    """`propose_reading` of each of many names, by name; but for the analyser itself in a fifth of the time."""
    names = dict.fromkeys(names)
    alone = {name for name in names if name.isascii() or _BETWEEN in name or is_kana(name)}
    others = [name for name in names if name not in alone]
    spoken = [_spoken(name) for name in _as_analysed(_BETWEEN.join(others)).split(_BETWEEN)]
    in_kana = _BETWEEN.join([one if _PLAIN.fullmatch(one) else romaji_to_kana(one) for one in spoken])
    found = {name: propose_reading(name) for name in alone}
    return found | dict(zip(others, translated(in_kana, _HIRAGANA).split(_BETWEEN), strict=False))


def nouns_in(text: str) -> list[str]:
    """The nouns of two letters and more that stand in a text, written together or not, each once.

    >>> nouns_in("囲碁将棋の教室")
    ['囲碁', '将棋', '教室']
    """
    words = tokenizer().tokenize(normalize("NFKC", text))
    nouns = (word.surface() for word in words if word.part_of_speech()[0] == "名詞")
    return list(dict.fromkeys(noun for noun in nouns if len(noun) > 1))


def _read(name: str) -> str:
    return _in_hiragana(_spoken(_as_analysed(name)))


def _as_analysed(text: str) -> str:
    """A text as the dictionary knows words; none of it across _BETWEEN."""
    return modern_kanji(numbers_in_words(normalize("NFKC", true_letters(text))))


def _spoken(text: str) -> str:
    """The readings of the words of a text, in katakana, and what is no word as it stands."""
    if not hasattr(_of_thread, "reader"):
        _of_thread.reader = _dictionary().tokenizer(fields={"pos", "reading_form"})
        _of_thread.words = _of_thread.reader.tokenize("")
    words, is_no_word = _of_thread.reader.tokenize(text, out=_of_thread.words), _is_no_word()
    return "".join([word.surface() if is_no_word(word) else word.reading_form() for word in words])


@cache
def _is_no_word() -> "PosMatcher":
    """Tells marks and blanks by a number, without the six names of what a word is."""
    return _dictionary().pos_matcher([(kind,) for kind in _NO_WORDS])


def _in_hiragana(reading: str) -> str:
    if _PLAIN.fullmatch(reading):
        return jaconv.kata2hira(reading)  # as below, since there is nothing in Latin letters
    return jaconv.kata2hira(romaji_to_kana(reading))
