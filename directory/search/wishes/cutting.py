"""A text cut into phrases, longest first, so that no word is torn: 「しょうがい」 holds no 「ようが」, 「協力」 no 「きょう」.

Pure. Of all ways to cut a text the one with the best score is taken: what a phrase covers counts for it, a torn word and
letters that belong to nothing count against it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from directory.japanese.folding import sound_of_folded
from directory.japanese.words import NOT, Word
from directory.search.wishes.book import PhraseBook
from directory.search.wishes.phrases import SHORTEST_SOUND, Phrase, is_refused

_WRITTEN, _BASES, _SOUND, _RESPELT = 10, 9, 7, 5
"""What a letter counts that a phrase covers, by how it was found; one of words that say nothing never more than by sound."""
_A_PIECE, _TORN, _JUNK = 4, 8, 12
"""What counts against: each piece, each torn word, a letter that belongs to nothing or a single kanji that is written together with
others, which is most likely a wrong one: 「会護」."""
_HIRAGANA = re.compile("[ぁ-んー ]+")
_LATIN = re.compile("[A-Za-zÀ-ỹ]")
_LONGEST_ALIKE = 3
"""Latin letters up to which words of several languages look alike once their accents are folded."""
_MOST_WORDS = 6
_SHORTEST_TORN, _SHORTEST_KATAKANA = 3, 2
"""Letters of the shortest phrase within a word that no dictionary has, and of one in katakana: シニアヨガ."""
_KATAKANA = re.compile("[ァ-ヶー]+")
_SHORTEST_LATIN = 5
_SHORTEST_JOINED = 4
"""Letters of the shortest respelt phrase with a particle in it: 「家の」 is no 「夜の」."""


class Piece(NamedTuple):
    """Letters of a text from `start` to `end`, and the phrase that they are; None for a word that is none."""

    start: int
    end: int
    phrase: Phrase | None
    is_junk: bool = False


class Cut(NamedTuple):
    """A text as pieces. `starts` says where each word begins among the letters; one more for the end."""

    words: Sequence[Word]
    letters: str
    starts: Sequence[int]
    pieces: Sequence[Piece]


def cut(words: Sequence[Word], book: PhraseBook) -> Cut:
    """The best way to cut a text into pieces that follow each other without a hole."""
    letters = "".join(word.written for word in words)
    starts = list(accumulate((len(word.written) for word in words), initial=0))
    best: list[float] = [0.0] + [float("-inf")] * len(letters)
    came: list[Piece | None] = [None] * (len(letters) + 1)
    ways = defaultdict(list)
    for score, piece in _ways(words, letters, starts, book):
        ways[piece.start].append((score, piece))
    for start in range(len(letters)):
        for score, piece in ways[start]:
            if best[start] + score > best[piece.end]:
                best[piece.end], came[piece.end] = best[start] + score, piece
        if best[start] - _JUNK > best[start + 1]:
            best[start + 1], came[start + 1] = best[start] - _JUNK, Piece(start, start + 1, None, True)
    return Cut(words, letters, starts, _back(came))


def _back(came: list[Piece | None]) -> list[Piece]:
    pieces, at = [], len(came) - 1
    while (piece := came[at]) is not None:
        pieces.append(piece)
        at = piece.start
    return pieces[::-1]


def _ways(words: Sequence[Word], letters: str, starts: list[int], book: PhraseBook) -> Iterator[tuple[float, Piece]]:
    for number, (word, start) in enumerate(zip(words, starts, strict=False)):
        cost = 0 if word.is_silent else _JUNK if _is_lone_kanji(words, number) else _A_PIECE
        yield -cost, Piece(start, start + len(word.written), None)
    yield from _as_written(words, letters, starts, book)
    for first in range(len(words)):
        if not words[first].is_silent:
            yield from _by_bases(words, starts, first, book)
        yield from _by_sound(words, starts, first, book)


def _is_lone_kanji(words: Sequence[Word], number: int) -> bool:
    word = words[number]
    return len(word.written) == 1 and not word.is_kana and not word.after_gap


def _worth(a_letter: int, piece: Piece, length: int) -> float:
    assert piece.phrase is not None
    return (a_letter if piece.phrase.concepts else min(a_letter, _SOUND)) * length - _A_PIECE


def _as_written(
    words: Sequence[Word], letters: str, starts: list[int], book: PhraseBook
) -> Iterator[tuple[float, Piece]]:
    text = _Letters.of(words, letters, starts)
    is_foreign = sum(_LATIN.match(word.surface) is not None for word in words) > 1
    for start in range(len(letters)):
        is_torn_open = start not in text.whole
        if is_torn_open and not text.tearable[start]:
            continue
        for end in range(start + 1, min(len(letters), start + book.longest) + 1):
            written = letters[start:end]
            if not book.is_beginning(written):
                break
            torn = is_torn_open + (end not in text.whole)
            phrase = book.written(written)
            if phrase is not None and (
                text.says_otherwise(start, end, phrase.text)
                or text.is_other_verb(start, end, phrase.text)
                or (is_foreign and _is_other_latin(phrase, words))
            ):
                continue
            shortest = _SHORTEST_KATAKANA if text.katakana[start] else _SHORTEST_TORN
            if phrase and (not torn or (end - start >= shortest and text.tearable[end - 1] and _may_tear(written))):
                piece = Piece(start, end, phrase)
                yield _worth(_WRITTEN, piece, end - start) - torn * _TORN, piece
            elif is_torn_open and written in book.grammar.particles and not text.katakana[start]:
                yield -_A_PIECE, Piece(start, end, Phrase(written))


def _is_other_latin(phrase: Phrase, words: Sequence[Word]) -> bool:
    """Whether short Latin letters in a text of another language are another word: 「na」 is no NA, 「cho」 no 「chó」."""
    if phrase.is_danger or not _LATIN.match(phrase.text) or len(phrase.text) > _LONGEST_ALIKE:
        return False
    if phrase.text.isascii():
        return phrase.text.isupper() and len(phrase.text) < _LONGEST_ALIKE
    return all(word.surface != phrase.text.casefold() for word in words)


class _Letters(NamedTuple):
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

    @classmethod
    def of(cls, words: Sequence[Word], letters: str, starts: list[int]) -> "_Letters":
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
        )

    def says_otherwise(self, start: int, end: int, phrase: str) -> bool:
        """Whether a phrase of the same letters is another one: 「無料 駐車場」 are two wishes, 「ハート」 is no 「ハト」."""
        is_kana = self.kana[start] and self.kana[end - 1]
        if start in self.negations and not _HIRAGANA.fullmatch(phrase):
            return True  # 「動けなくなった」 is no 「亡くなった」
        is_short_kanji = end - start <= _SHORTEST_TORN and is_kana and not _HIRAGANA.fullmatch(phrase)
        if is_short_kanji and any(start < place < end for place in self.particles):
            return True  # 「いいんだろう」 holds no 医院
        if start in self.particles and not _HIRAGANA.fullmatch(phrase):
            return True  # 「貯金がつきた」 holds no 楽器, 「住んでいる」 no デイ
        if not is_kana and " " not in phrase and any(start < gap < end for gap in self.gaps):
            return True
        return end - start <= _SHORTEST_TORN and is_kana and ("ー" in phrase) != any(self.long[start:end])

    def is_other_verb(self, start: int, end: int, phrase: str) -> bool:
        """Whether a verb of the same sound stands there: 「おしえて」 is no 押し絵, 「つけて」 no ツケ."""
        base = self.verbs.get((start, end))
        return base is not None and not _HIRAGANA.fullmatch(phrase) and not set(base) & set(phrase)


def _is_whole(word: Word) -> bool:
    """Whether no part of it is a word: a negation, or a noun of some length that the dictionary has, 「きょうりょく」「あしたば」."""
    return word.base == NOT or (word.is_known and word.kind == "名詞" and len(word.written) >= _SHORTEST_TORN)


def _may_tear(text: str) -> bool:
    return not text.isascii()


def _by_bases(words: Sequence[Word], starts: list[int], first: int, book: PhraseBook) -> Iterator[tuple[float, Piece]]:
    """Phrases whose words stand there in any form, with particles, たい and もう between them."""
    ways = [(first, book.bases)]
    for at in range(first, min(len(words), first + 2 * _MOST_WORDS)):
        word, further = words[at], []
        if at > first and word.after_gap and not word.is_kana:
            return
        for _, node in ways:
            for base in book.grammar.likes(word.base):
                if (then := node.get(base)) is not None:
                    further.append((at, then))
                    phrase = book.ending(then) if at > first or base == word.base else None
                    if phrase is not None:
                        piece = Piece(starts[first], starts[at + 1], phrase)
                        yield _worth(_BASES, piece, starts[at + 1] - starts[first]), piece
            if _may_stand_between(words, at, first):
                further.append((at, node))
        ways = further
        if not ways:
            return


def _may_stand_between(words: Sequence[Word], at: int, first: int) -> bool:
    """Whether a word may be passed over within a phrase: no negation, and no 「てもらえ」 before one."""
    word = words[at]
    if at == first:
        return word.is_polite
    return (word.is_silent or word.may_pass) and word.base != NOT and not is_refused(words, at)


def _is_known_latin(words: Sequence[Word], book: PhraseBook) -> bool:
    """Whether words are in Latin letters and too few to be heard as Japanese, or known: 「for」 is no フォー, 「where」 no 植える."""
    letters = "".join(word.written for word in words)
    return letters.isascii() and (len(letters) < _SHORTEST_LATIN or book.written(letters) is not None)


def _shares_a_kanji(words: Sequence[Word], phrase: Phrase) -> bool:
    """Whether kana alone are heard, or one kanji is the phrase's own: 「元町」 is no 幻聴."""
    return all(word.is_kana for word in words) or any(
        letter in phrase.text for word in words for letter in word.surface
    )


def _is_sure(word: Word) -> bool:
    """Whether a word is written as the dictionary has it, with kanji and more than one letter, so that it is not another by its sound."""
    return word.is_known and not word.is_kana and len(word.surface) > 1 and word.kind in ("動詞", "形容詞")


def _by_sound(words: Sequence[Word], starts: list[int], first: int, book: PhraseBook) -> Iterator[tuple[float, Piece]]:
    """Phrases of the same sound, and such with one wrong kanji; a single word that the dictionary knows is what it is."""
    sound, doubtful, is_joined = "", False, False
    if words[first].kind in ("助詞", "助動詞") and not words[first].after_gap:
        return  # 「がつきた」 is no 楽器, 「もらいたいの」 no 滞納
    for last in range(first, min(len(words), first + _MOST_WORDS)):
        word = words[last]
        if last > first and word.after_gap and not word.is_kana:
            return
        is_joined = is_joined or (word.is_silent and not all(w.is_kana for w in words[first : last + 1]))
        if last > first and any(_is_sure(w) for w in words[first : last + 1]):
            return
        sound += word.sound
        doubtful = doubtful or word.is_kana or len(word.surface) == 1 or not word.is_known
        if not doubtful:
            continue
        start, end = starts[first], starts[last + 1]
        is_latin = _is_known_latin(words[first : last + 1], book)
        is_long = len(sound) >= SHORTEST_SOUND and not is_joined and not is_latin
        phrase = book.heard(sound_of_folded(sound)) if is_long else None
        if phrase is not None and not _shares_a_kanji(words[first : last + 1], phrase):
            phrase = None
        if phrase is not None and not (last == first and word.is_known and len(sound) < SHORTEST_SOUND + 1):
            piece = Piece(start, end, phrase)
            yield _worth(_SOUND, piece, end - start), piece
        elif last > first and (not is_joined or end - start >= _SHORTEST_JOINED):
            phrase = book.respelt("".join(w.written for w in words[first : last + 1]))
            if phrase is not None:
                piece = Piece(start, end, phrase)
                yield _worth(_RESPELT, piece, end - start), piece
