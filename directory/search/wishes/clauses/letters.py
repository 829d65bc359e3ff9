"""What is known of each letter of a text, so that no phrase of other words is found in it.

Pure. A short phrase in kana is often a piece of something else: 「年だし」 holds no だし, 「閉まったまま」 no ママ.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from directory.japanese.words import ADVERBIAL, NOT, Word
from directory.search.wishes.phrases import Phrase

_HIRAGANA = re.compile("[ぁ-んー ]+")
_KATAKANA = re.compile("[ァ-ヶー]+")
_KANJI = re.compile("[一-鿿]")
_DOUBLED = re.compile("([ぁ-ん]{2})\\1")
_SHORT = 3
"""Letters up to which a phrase may be another word of the same letters, and from which a noun is not torn."""


class Letters(NamedTuple):
    """What is known of each letter of a text.

    whole     places where a word begins or ends
    kana      whether its word is written in kana
    katakana  whether all of its word is written in katakana, where no particle stands
    tearable  whether a phrase may begin or end within its word
    long      whether its word has a lengthened vowel, which the letters have lost: ハート is no 鳩
    gaps      places before which a blank stands
    particles places where a particle or an ending begins that belongs to the word before it
    negations places where a negation begins that belongs to the word before it
    verbs     where a verb in kana begins and ends, and its base form
    nouns     where a noun in hiragana begins and ends that tells when or how and has kanji elsewhere: まま (儘)
    silent    whether it is of such a particle or ending
    clipped   where a word begins and ends that has a small っ, which the letters have lost: 「さっき」 is no さつき
    """

    whole: set[int]
    kana: list[bool]
    katakana: list[bool]
    tearable: list[bool]
    long: list[bool]
    gaps: list[int]
    particles: set[int]
    negations: set[int]
    verbs: dict[tuple[int, int], str]
    nouns: set[tuple[int, int]]
    silent: list[bool]
    clipped: set[tuple[int, int]]

    @classmethod
    def of(cls, words: Sequence[Word], letters: str, starts: list[int]) -> "Letters":
        pairs = list(zip(words, starts, strict=False))
        return cls(
            {place for word, start in pairs for place in (start, *(start + c for c in word.cuts))} | {len(letters)},
            [word.is_kana for word in words for _ in word.written],
            [_KATAKANA.fullmatch(word.surface) is not None for word in words for _ in word.written],
            [word.is_kana and not _is_whole(word) for word in words for _ in word.written],
            ["ー" in word.surface for word in words for _ in word.written],
            [start for word, start in pairs if word.after_gap],
            {start for word, start in pairs if word.is_silent and not word.after_gap},
            {start for word, start in pairs if word.base == NOT and not word.after_gap},
            {
                (start, start + len(word.written)): word.base
                for word, start in pairs
                if word.kind == "動詞" and word.is_known and word.is_kana
            },
            {
                (start, start + len(word.written))
                for word, start in pairs
                if word.sub == ADVERBIAL
                and word.is_known
                and _HIRAGANA.fullmatch(word.surface)
                and _KANJI.search(word.base)
            },
            [word.is_silent and not word.after_gap for word in words for _ in word.written],
            {
                (start, start + len(word.written))
                for word, start in pairs
                if word.is_known and _HIRAGANA.fullmatch(word.surface) and "っ" in word.surface
            },
        )

    def is_other(self, start: int, end: int, phrase: Phrase) -> bool:
        """Whether the words that stand there are others than those of a phrase of the same letters."""
        return (
            (bool(phrase.concepts) and all(self.silent[start:end]))  # 「年だし」
            or self._says_otherwise(start, end, phrase.text)
            or self._is_other_verb(start, end, phrase.text)
            or ((start, end) in self.nouns and _KATAKANA.fullmatch(phrase.text) is not None)
            or ((start, end) in self.clipped and "っ" not in phrase.text)
        )

    def _says_otherwise(self, start: int, end: int, phrase: str) -> bool:
        """Whether a phrase of the same letters is another one: 「無料 駐車場」 are two wishes, 「ハート」 is no 「ハト」."""
        is_kana = self.kana[start] and self.kana[end - 1]
        if start in self.negations and not _HIRAGANA.fullmatch(phrase):
            return True  # 「動けなくなった」 is no 「亡くなった」
        is_short_kanji = end - start <= _SHORT and is_kana and not _HIRAGANA.fullmatch(phrase)
        if is_short_kanji and any(start < place < end for place in self.particles):
            return True  # 「いいんだろう」 holds no 医院
        if start in self.particles and not _HIRAGANA.fullmatch(phrase):
            return True  # 「貯金がつきた」 holds no 楽器, 「住んでいる」 no デイ
        if not is_kana and " " not in phrase and any(start < gap < end for gap in self.gaps):
            return True
        return end - start <= _SHORT and is_kana and ("ー" in phrase) != any(self.long[start:end])

    def _is_other_verb(self, start: int, end: int, phrase: str) -> bool:
        """Whether a verb of the same sound stands there: 「おしえて」 is no 押し絵, 「つけて」 no ツケ."""
        base = self.verbs.get((start, end))
        return base is not None and not _HIRAGANA.fullmatch(phrase) and not set(base) & set(phrase)


def doubled(words: Sequence[Word], letters: str, starts: Sequence[int]) -> list[tuple[int, int]]:
    """Where among the letters two kana are said twice: 「ぎくぎく」 holds no 菊. Nothing is found within it but the whole."""
    begins = {start: word for word, start in zip(words, starts, strict=False)}
    return [
        found.span()
        for found in _DOUBLED.finditer(letters)
        if (word := begins.get(found.start())) is not None and word.is_kana and not word.surface.isascii()
    ]


def _is_whole(word: Word) -> bool:
    """Whether no part of it is a word: a negation, or a noun of some length that the dictionary has, 「きょうりょく」「あしたば」."""
    return word.base == NOT or (word.is_known and word.kind == "名詞" and len(word.written) >= _SHORT)
