"""All phrases, made ready to be found in a text.

Pure. A phrase is found as it is written, by the base forms of its words (「払えなくて」 is 「払えない」), by its sound, and with one
kanji that is wrong but sounds alike (「困究」).
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from typing import Any

from directory.japanese.folding import fold
from directory.search.wishes.phrases import Grammar, Phrase
from directory.search.wishes.tables import HERE, HOLE, Tables, laid_over, like_key

_NUMERALS = frozenset("〇一二三四五六七八九十百千")
_KANA_FOR_KANJI = re.compile("(?<![ぁ-ん])[ぁ-ん]{2,3}(?![ぁ-ん])")
_ANY_KANA_FOR_KANJI = re.compile("(?<![ぁ-ん])(?:[ぁ-ん]{2,3}|[ぁ-ん](?<![のとにがはもをへやでかば]))(?![ぁ-ん])")
"""One kana that is a particle stands for itself: 「茶と菓子」 holds no 茶道."""
_ONLY_NUMERALS = re.compile("[0-9〇一二三四五六七八九十百千何数半]+")


class PhraseBook:
    """The phrases of some tables. `bases`: where a text begins to be looked up by base forms; `longest`: letters of a phrase."""

    def __init__(self, tables: Tables, grammar: Grammar):
        self.grammar = grammar
        self.dangers = frozenset(text for text, _, is_danger in tables.phrases if is_danger)
        self.longest = max(map(len, tables.written), default=0)
        self.bases = tables.bases
        self._tables = tables
        self._in_order = list(tables.written)

    def with_own(self, own: Tables) -> "PhraseBook":
        """A book with more phrases, which go before those of this one."""
        return PhraseBook(laid_over(own, self._tables), self.grammar)

    def written(self, text: str) -> Phrase | None:
        """The phrase that is written so, folded, or read so in kana."""
        return self._phrase(self._tables.written.get(text))

    def heard(self, sound: str) -> Phrase | None:
        """The phrase that sounds so."""
        return self._phrase(self._tables.sounds.get(sound))

    def ending(self, node: dict[str, Any]) -> Phrase | None:
        """The phrase that ends at a node of `bases`."""
        return self._phrase(node.get(HERE))

    def like(self, letter: str, length: int) -> Sequence[str]:
        """What is written with so many letters of which this is the first, and means something."""
        return self._tables.like.get(like_key(letter, length), ())

    def _phrase(self, number: int | None) -> Phrase | None:
        if number is None:
            return None
        text, concepts, is_danger = self._tables.phrases[number]
        return Phrase(text, tuple(concepts.split()), is_danger)

    def is_beginning(self, text: str) -> bool:
        """Whether a phrase or a reading begins with this folded text."""
        place = bisect_left(self._in_order, text)
        return place < len(self._in_order) and self._in_order[place].startswith(text)

    def respelt(self, text: str) -> Phrase | None:
        """The phrase that a folded text is, but for one kanji which sounds alike; None for none.

        「駐車上」 is 駐車場; 「女池」 is nothing, since 池 and 性 share no reading. A kanji in kana is as good: 「午ご」 is 午後, 「しゅ話」 手話.
        """
        for place, letter in enumerate(text):
            before, after = text[:place], text[place + 1 :]
            if letter in _NUMERALS or _ONLY_NUMERALS.fullmatch(before + after):
                continue  # 「第一四谷」 is no 「第一子」, 「1年」 no 「1歳」
            for right in self._tables.holes.get(f"{before}{HOLE}{after}", ""):
                if self._alike(letter, right):
                    return self.written(f"{before}{right}{after}")
        return self.half_in_kana(text)

    def half_in_kana(self, text: str, is_compound: bool = False) -> Phrase | None:
        """The phrase that a folded text is with one kanji as two or three kana: 「しゅ話」, 「こう齢者」.

        is_compound  whether a word with kanji follows at once; then one kana may be a kanji, too: the 「料り」 of 「料り教室」
        """
        for run in (_ANY_KANA_FOR_KANJI if is_compound else _KANA_FOR_KANJI).finditer(text):
            before, after = text[: run.start()], text[run.end() :]
            for right in self._tables.holes.get(f"{before}{HOLE}{after}", ""):
                if any(fold(sound) == run[0] for sound in self.grammar.sounds[right]):
                    return self.written(f"{before}{right}{after}")
        return None

    def _alike(self, letter: str, right: str) -> bool:
        sounds: Collection[str] = self.grammar.sounds.get(letter, ())
        wanted = self.grammar.sounds[right]
        return (
            letter in wanted
            or any(sound in wanted for sound in sounds)
            or right in self.grammar.look_alikes.get(letter, ())
        )
