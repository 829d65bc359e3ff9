"""The phrases by which people say what they look for, made ready to be found in a text.

Pure. A phrase is found as it is written, by the base forms of its words (「払えなくて」 is 「払えない」), by its sound, and with one
kanji that is wrong but sounds alike (「困究」).
"""

import gc
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from directory.japanese.folding import is_kana as _is_kana
from directory.japanese.folding import sound_of_folded
from directory.japanese.words import ABLE, ASKED, NOT, Word, words_in

SHORTEST_SOUND = 3
"""Kana of the shortest phrase that is found by ear alone: 「ほし」 may be 奉仕, 星 or 欲しい."""
_ANY = "〓"
_NUMERALS = frozenset("〇一二三四五六七八九十百千")
_JAPANESE = re.compile("[ぁ-ヶ一-鿿]")
_SHORTEST_KANA = 3
_KATAKANA = re.compile("[ァ-ヶー]+")
_SHORTEST_KEY = 2
"""Kana of the shortest phrase that is found by its letters: 「バー」 folds to 「ば」, which is everywhere."""
_SAYS_MORE_BEFORE = {ABLE: (NOT,), ASKED: (NOT, "たい")}
_ABOUT_PEOPLE = ("worry:", "kind:", "target:carer", "target:dementia")
_CONDITIONS = ("も", "ても", "でも", "と", "なら", "ば")
_GENERAL = frozenset(
    [
        "居る",
        "有る",
        "行く",
        "来る",
        "見る",
        "言う",
        "成る",
        "思う",
        "出る",
        "入る",
        "ない",
        "たい",
        "所",
        "人",
        "事",
        "物",
        "時",
        "だけ",
        "何",
        "誰",
    ]
)
"""Bases that alone make no phrase."""


class Phrase(NamedTuple):
    """Words and what they mean; no concepts: they go with a wish and say nothing. `is_danger`: somebody may be in danger."""

    text: str
    concepts: tuple[str, ...] = ()
    is_danger: bool = False


@dataclass
class Way:
    """Where a phrase is on the way through its base forms."""

    phrase: Phrase | None = None
    after: dict[str, "Way"] = field(default_factory=dict)


class Grammar(NamedTuple):
    """fixtures/wish_grammar.yaml: what the reader knows beside the phrases.

    sounds: the readings of each kanji within words. look_alikes: for each kanji those of nearly the same shape.
    weak: phrases that count only where nothing else is said: つらい, 困った. same: base forms that stand for each other in longer phrases;
    people: such of persons, in phrases of worries alone: 「息子が働かない」 is also 「孫が働かない」, but 「パパも行ける」 no 「母も行ける」.
    gives: within a phrase: somebody gives a thing away, and what it is says nothing of a place.
    name_words: what clubs like to be called; club_tails: how a word ends that says that it is a club.
    """

    says_nothing: tuple[str, ...]
    particles: frozenset[str]
    name_tails: frozenset[str]
    refusals: frozenset[str]
    no_danger_before: frozenset[str]
    figures_after: frozenset[str]
    covers: Mapping[str, frozenset[str]]
    sounds: Mapping[str, frozenset[str]]
    look_alikes: Mapping[str, frozenset[str]]
    weak: frozenset[str]
    same: Mapping[str, str]
    people: Mapping[str, str]
    gives: frozenset[str]
    name_words: frozenset[str]
    club_tails: frozenset[str]

    def likes(self, base: str) -> set[str]:
        """A base form and the words that stand for it within a longer phrase: for 旦那 also 夫."""
        return {base, self.same.get(base, base), self.people.get(base, base)}


def is_refused(words: Sequence[Word], number: int) -> bool:
    """Whether a silent word says something with what follows: 「相談できない」 is no 「相談じゃない」, 「手伝ってもらいたい」 no 「手伝いたい」."""
    after = words[number + 1].base if number + 1 < len(words) else ""
    return after in _SAYS_MORE_BEFORE.get(words[number].base, ())


@lru_cache(60_000)
def _words_of(text: str) -> list[Word]:
    """The words of a phrase, cut once: the books of all cities share most phrases, and a changed word makes a new book."""
    return words_in(text, with_cuts=False)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the garbage collector, which takes half of the time of a book."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class PhraseBook:
    """All phrases by what they are found by; a second for 10,000 of them, so it is made once for a version of the words."""

    def __init__(self, phrases: Iterable[Phrase], grammar: Grammar):
        self.grammar = grammar
        self.written: dict[str, Phrase] = {}
        self.sounds: dict[str, Phrase] = {}
        self.bases = Way()
        self._blanked: dict[str, list[tuple[str, Phrase]]] = defaultdict(list)
        every = [*phrases, *(Phrase(text) for text in grammar.says_nothing)]
        self.dangers = frozenset(phrase.text for phrase in every if phrase.is_danger)
        with _no_collection():  # the hundred thousand objects that are made here all stay
            self._add(every)

    def _add(self, every: list[Phrase]) -> None:
        cut = [(phrase, _words_of(phrase.text)) for phrase in every]
        for phrase, words in cut:
            self._add_written("".join(word.written for word in words), phrase)
        for phrase, words in cut:
            self._add_heard(phrase, words)
        self.like: dict[tuple[str, int], list[str]] = defaultdict(list)
        for key in (key for key, phrase in self.written.items() if len(key) > _SHORTEST_KANA and phrase.concepts):
            self.like[key[0], len(key)].append(key)
        self.longest = max(map(len, self.written), default=0)
        self.beginnings = frozenset(key[:length] for key in self.written for length in range(1, len(key) + 1))

    def _add_written(self, key: str, phrase: Phrase) -> None:
        if not key or key in self.written or (len(key) < _SHORTEST_KEY and _is_kana(key)):
            return
        self.written[key] = phrase
        if 1 < len(key) < 9:
            for place, letter in enumerate(key):
                if letter in self.grammar.sounds:
                    self._blanked[key[:place] + _ANY + key[place + 1 :]].append((letter, phrase))

    def _add_heard(self, phrase: Phrase, words: list[Word]) -> None:
        if not _JAPANESE.search(phrase.text):
            return
        reading = "".join(word.kana for word in words)
        if len(reading) >= _SHORTEST_KANA:
            self.written.setdefault(reading, phrase)
        sound = sound_of_folded("".join(word.sound for word in words))
        if len(sound) >= SHORTEST_SOUND:
            self.sounds.setdefault(sound, phrase)
        bases = self._bases_of(phrase, words)
        node = self.bases
        for base in bases:
            node = node.after.setdefault(base, Way())
        if node is not self.bases:
            node.phrase = node.phrase or phrase

    def _bases_of(self, phrase: Phrase, words: list[Word]) -> list[str]:
        """The base forms by which a phrase is found; none for one that would be found everywhere.

        「夫と」 is not 夫, 「乗せて」 not every 乗せる, 「居るだけじゃなく」 no いない, 「キレる」 not 切れる, 「死のう」 not 死んだ.
        """
        bases = [
            word.base
            for number, word in enumerate(words)
            if (not word.is_silent or word.base == ASKED or is_refused(words, number)) and not word.is_polite
        ]
        if len(bases) > 1:
            if words[-1].surface in _CONDITIONS and words[-1].kind == "助詞":
                return []  # 「子どもがいても」 is not 「子どもがいない」
            people, same = self.grammar.people, self.grammar.same
            if _GENERAL.union(people, people.values()).issuperset(bases):
                return []  # 「母と行ける」 is said of everything
            is_worry = phrase.concepts and phrase.concepts[0].startswith(_ABOUT_PEOPLE)
            return [(people.get(base) if is_worry else None) or same.get(base, base) for base in bases]
        if len(words) > 1 or _GENERAL.issuperset(bases):
            return []
        is_verb = words[0].kind == "動詞"
        respelt = bases[0] != words[0].surface and (
            _KATAKANA.fullmatch(words[0].surface) is not None or (is_verb and words[0].is_kana)
        )
        return [] if respelt or (is_verb and phrase.is_danger) else bases

    def respelt(self, text: str) -> Phrase | None:
        """The phrase that a folded text is, but for one kanji which sounds alike; None for none.

        「駐車上」 is 駐車場; 「女池」 is nothing, since 池 and 性 share no reading. A kanji in kana is as good: 「午ご」 is 午後.
        """
        for place, letter in enumerate(text):
            if letter in _NUMERALS:
                continue  # 「第一四谷」 is no 「第一子」
            for right, phrase in self._blanked.get(text[:place] + _ANY + text[place + 1 :], ()):
                if self._alike(letter, right):
                    return phrase
        return None

    def _alike(self, letter: str, right: str) -> bool:
        sounds: Collection[str] = self.grammar.sounds.get(letter, ())
        wanted = self.grammar.sounds[right]
        return (
            letter in wanted
            or any(sound in wanted for sound in sounds)
            or right in self.grammar.look_alikes.get(letter, ())
        )
