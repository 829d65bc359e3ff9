"""The phrases by which people say what they look for, and what the reader knows beside them.

Pure. A phrase is found as it is written, by the base forms of its words (「払えなくて」 is 「払えない」), by its sound, and with one
kanji that is wrong but sounds alike (「困究」).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from directory.japanese.words import ABLE, ASKED, NOT, Word

SHORTEST_SOUND = 3
"""Kana of the shortest phrase that is found by ear alone: 「ほし」 may be 奉仕, 星 or 欲しい."""
TIMES = ("time:", "day:")
"""Heads of the concepts that say when."""
_SAYS_MORE_BEFORE = {ABLE: (NOT,), ASKED: (NOT, "たい")}


class Phrase(NamedTuple):
    """Words and what they mean; no concepts: they go with a wish and say nothing. `is_danger`: somebody may be in danger."""

    text: str
    concepts: tuple[str, ...] = ()
    is_danger: bool = False


class Scene(NamedTuple):
    """Words that follow each other within a clause: 「中学生の 娘が 母の おむつを 替える」.

    sign     the words in their order, as they are found in a text (NFKC, small letters)
    means    what they say together
    instead  heads of the concepts that are then no wish
    within   the same, of the parts that stand within those words
    letters  for each of them the letters with which it may begin: a text without one of each is none
    unless   words anywhere in the text by which it is something else: 「将棋で 殴られる」; None for no such
    is_danger  whether somebody is in danger then
    is_alone   whether it counts only where nothing but names was understood
    """

    sign: re.Pattern[str]
    means: str
    instead: tuple[str, ...]
    within: tuple[str, ...]
    letters: tuple[frozenset[str], ...]
    unless: re.Pattern[str] | None = None
    is_danger: bool = False
    is_alone: bool = False


class Grammar(NamedTuple):
    """fixtures/wish_grammar.yaml: what the reader knows beside the phrases.

    sounds: the readings of each kanji within words. look_alikes: for each kanji those of nearly the same shape.
    weak: phrases that count only where nothing else is said: つらい, 困った. same: base forms that stand for each other in longer phrases;
    people: such of persons, in phrases of worries alone: 「息子が働かない」 is also 「孫が働かない」, but 「パパも行ける」 no 「母も行ける」.
    turned: what a concept that is refused means instead: 「家から出ない」.
    play: games and sports in which somebody flies down or is beaten.
    gives: within a phrase: somebody gives a thing away, and what it is says nothing of a place.
    no_names: nouns that nobody looks for within a sentence: 以上, 次, 一人.
    endings: what a noun means that no table has, by how it ends: 膵炎.
    foods: what people give away where they have too much of it. clause_words: what makes a clause one that only tells.
    scenes: who does what for whom, where it means more than its words.
    name_words: what clubs like to be called; club_tails: how a word ends that says that it is a club.
    """

    says_nothing: tuple[str, ...]
    particles: frozenset[str]
    name_tails: frozenset[str]
    refusals: frozenset[str]
    before_refusals: frozenset[str]
    no_danger_before: frozenset[str]
    figures_after: frozenset[str]
    figures_before: frozenset[str]
    play: frozenset[str]
    covers: Mapping[str, frozenset[str]]
    turned: Mapping[str, str]
    sounds: Mapping[str, frozenset[str]]
    look_alikes: Mapping[str, frozenset[str]]
    weak: frozenset[str]
    same: Mapping[str, str]
    people: Mapping[str, str]
    gives: frozenset[str]
    name_words: frozenset[str]
    club_tails: frozenset[str]
    no_names: frozenset[str]
    endings: Mapping[str, str]
    foods: re.Pattern[str]
    clause_words: Mapping[str, re.Pattern[str]]
    scenes: tuple[Scene, ...]

    def likes(self, base: str) -> Iterable[str]:
        """A base form, then the words that stand for it within a longer phrase: for 旦那 also 夫. Of equal phrases its own counts."""
        return dict.fromkeys((base, self.same.get(base, base), self.people.get(base, base)))


def is_refused(words: Sequence[Word], number: int) -> bool:
    """Whether a silent word says something with what follows: 「相談できない」 is no 「相談じゃない」, 「手伝ってもらいたい」 no 「手伝いたい」."""
    after = words[number + 1].base if number + 1 < len(words) else ""
    return after in _SAYS_MORE_BEFORE.get(words[number].base, ())


class PhraseKeys(NamedTuple):
    """By what a phrase is found, "" or () for what it is not found by.

    written  its letters, folded
    read     its reading in kana, folded
    sound    its reading as it is heard
    bases    the base forms of its words
    """

    written: str
    read: str = ""
    sound: str = ""
    bases: Sequence[str] = ()
