"""Where a text is hard to read: its longest sentence and its hardest word, by length and by the school year of its kanji.

The limits are ours, after 「在留支援のためのやさしい日本語ガイドライン」 (文化庁・出入国在留管理庁, 2020): short sentences, one thing
in each, no 漢語 that has a plain word. They are counted, not understood: what is pointed out is a question to the writer.
"""

import re

from directory.japanese.easy_to_read.kanji_grades import BEYOND, year_of

MOST_LETTERS = 40
"""Letters of a sentence; a longer one is better made two."""
HARD_YEAR = 5
"""From this school year on a kanji makes a word hard."""
LONG_WORD = 4
"""Kanji in a row that are hard together, whatever they are."""
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*")
_WORD = re.compile(r"[㐀-䶿一-鿿豈-﫿々]+")


def longest_sentence(text: str) -> str:
    """The longest sentence of a text, if it has more than MOST_LETTERS letters; else ""."""
    sentences = (found.strip() for found in _SENTENCE.findall(text))
    longest = max(sentences, key=len, default="")
    return longest if len(longest) > MOST_LETTERS else ""


def hardest_word(text: str) -> str:
    """The run of kanji that is the hardest to read: by kanji that primary school does not teach, then by its latest year and its
    length; "" where none is hard."""
    words = [
        word for word in dict.fromkeys(_WORD.findall(text)) if _latest(word) >= HARD_YEAR or len(word) >= LONG_WORD
    ]
    return max(words, key=_hardness, default="")


def _latest(word: str) -> int:
    return max((year_of(letter) for letter in word if letter != "々"), default=0)


def _hardness(word: str) -> tuple[int, int, int]:
    return sum(year_of(letter) == BEYOND for letter in word), _latest(word), len(word)
