"""A text cut into phrases, longest first, so that no word is torn: 「しょうがい」 holds no 「ようが」, 「協力」 no 「きょう」.

Pure. Of all ways to cut a text the one with the best score is taken: what a phrase covers counts for it, a torn word and
letters that belong to nothing count against it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from directory.japanese.folding import sound_of_folded
from directory.japanese.words import ASKED, NOT, Word
from directory.search.wishes.book import PhraseBook
from directory.search.wishes.clauses.adjuncts import adjuncts
from directory.search.wishes.clauses.letters import Letters, doubled
from directory.search.wishes.phrases import SHORTEST_SOUND, Phrase, is_refused
from directory.search.wishes.sentences.foreign import is_chinese

_WRITTEN, _BASES, _SOUND, _RESPELT = 10, 9, 7, 5
"""What a letter counts that a phrase covers, by how it was found; one of words that say nothing never more than by sound."""
_A_PIECE, _TORN, _JUNK = 4, 8, 12
"""What counts against: each piece, each torn word, a letter that belongs to nothing or a single kanji that is written together with
others, which is most likely a wrong one: 「会護」."""
_LATIN = re.compile("[A-Za-zÀ-ỹ]")
_LONGEST_ALIKE = 3
"""Latin letters up to which words of several languages look alike once their accents are folded."""
_MOST_WORDS = 6
_SHORTEST_TORN, _SHORTEST_KATAKANA = 3, 2
"""Letters of the shortest phrase within a word that no dictionary has, and of one in katakana: シニアヨガ."""
_KATAKANA = re.compile("[ァ-ヶー]+")
_SHORTEST_LATIN = 5
_WITHIN = ("て", "で", "と")
"""Particles that join verbs within a clause: 「酒を 飲んで 怒鳴る」."""
_DO, _THING = "為る", "事"
_LETTING = ("せる", "させる")
_SHORTEST_JOINED = 4
"""Letters of the shortest respelt phrase with a particle in it: 「家の」 is no 「夜の」."""


class Piece(NamedTuple):
    """Letters of a text from `start` to `end`, and the phrase that they are; None for a word that is none.

    is_respelt: whether one kanji of it was wrong or in kana: 「保いく園」.
    """

    start: int
    end: int
    phrase: Phrase | None
    is_junk: bool = False
    is_respelt: bool = False


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
    twice = doubled(words, letters, starts)
    for score, piece in _ways(words, letters, starts, book):
        if piece.phrase is None or not any(
            begin <= piece.start < piece.end <= end and (begin, end) != piece[:2] for begin, end in twice
        ):
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
    passing = adjuncts(words, lambda word: _is_wish(book.written(word.written), book))
    for first in range(len(words)):
        if not (words[first].is_silent or _is_thing_done(words, first)):
            yield from _by_bases(words, starts, first, book, passing)
        yield from _by_sound(words, starts, first, book)


def _is_thing_done(words: Sequence[Word], number: int) -> bool:
    """Whether a こと belongs to the verb before it: 「書けることがない」 is no 「することがない」."""
    verb = words[number - 1]
    return number > 0 and words[number].base == _THING and verb.kind == "動詞" and not verb.is_silent


def _is_lone_kanji(words: Sequence[Word], number: int) -> bool:
    word = words[number]
    return len(word.written) == 1 and not word.is_kana and not word.after_gap


def _worth(a_letter: int, piece: Piece, length: int) -> float:
    assert piece.phrase is not None
    return (a_letter if piece.phrase.concepts else min(a_letter, _SOUND)) * length - _A_PIECE


def _as_written(
    words: Sequence[Word], letters: str, starts: list[int], book: PhraseBook
) -> Iterator[tuple[float, Piece]]:
    text = Letters.of(words, letters, starts)
    if is_chinese("".join(word.surface for word in words)):  # which the analyser cuts anywhere
        text = text._replace(whole=set(range(len(letters) + 1)))
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
                text.is_other(start, end, phrase) or (is_foreign and _is_other_latin(phrase, words))
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


def _may_tear(text: str) -> bool:
    return not text.isascii()


def _is_wish(phrase: Phrase | None, book: PhraseBook) -> bool:
    """Whether a word says by itself what is looked for or when; people do not: 「子どもの前で 怒鳴る」."""
    return phrase is not None and phrase.text not in book.grammar.weak and any(map(_is_looked_for, phrase.concepts))


def _is_looked_for(concept: str) -> bool:
    return not concept.startswith(("target:", "worry:"))


def _by_bases(
    words: Sequence[Word], starts: list[int], first: int, book: PhraseBook, passing: Sequence[int]
) -> Iterator[tuple[float, Piece]]:
    """Phrases whose words stand there in any form, with particles, たい and もう between them, and within a clause also with what only
    says how or when: 「夫が 大声で 怒鳴る」. That is no letter of the phrase."""
    ways: dict[int, list[tuple[dict[str, Any], int]]] = {first: [(book.bases, 0)]}
    is_one_clause = True
    for at in range(first, min(len(words), first + 2 * _MOST_WORDS)):
        word = words[at]
        if at > first and word.after_gap and not word.is_kana:
            return
        is_one_clause = is_one_clause and not (word.sub == "接続助詞" and word.surface not in _WITHIN)
        for node, lost in ways.pop(at, ()):
            for base in book.grammar.likes(word.base):
                if (then := node.get(base)) is not None:
                    # Where a particle is a word of the phrase it says more than one without: 「母を怒鳴る」.
                    ways.setdefault(at + 1, []).append((then, lost - word.is_silent))
                    phrase = book.ending(then) if at > first or base == word.base else None
                    if phrase is not None:
                        piece = Piece(starts[first], starts[at + 1], phrase)
                        yield _worth(_BASES, piece, starts[at + 1] - starts[first] - lost), piece
            if _may_stand_between(words, at, first):
                ways.setdefault(at + 1, []).append((node, lost))
            elif at > first and is_one_clause and (end := _passed(words, at, passing, book)):
                ways.setdefault(end, []).append((node, lost + starts[end] - starts[at]))
        if not ways:
            return


def _passed(words: Sequence[Word], at: int, passing: Sequence[int], book: PhraseBook) -> int:
    """Up to where what begins at a word only says how or when, and refuses nothing; 0 for none."""
    end = passing[at]
    return 0 if any(not book.grammar.refusals.isdisjoint((w.base, w.surface)) for w in words[at:end]) else end


def _may_stand_between(words: Sequence[Word], at: int, first: int) -> bool:
    """Whether a word may be passed over within a phrase: no negation, and no 「てもらえ」 before one."""
    word = words[at]
    if at == first:
        return word.is_polite
    if word.base in _LETTING and any(w.base == ASKED for w in words[at + 1 : at + 3]):
        return False  # 「休みを取らせてもらえない」 is no 「取ってきてほしい」
    if word.base == "たい" and words[at - 1].base == _DO and any(w.base == NOT for w in words[at + 1 : at + 2]):
        return False  # 「幼稚なことはしたくない」 is no 「することがない」
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


def _ends_compound(words: Sequence[Word], number: int) -> bool:
    """Whether a word is a single letter that belongs to the word before: 「頼み先がない」 is no 「銭がない」."""
    word = words[number]
    return number > 0 and len(word.surface) == 1 and not word.after_gap and not words[number - 1].is_silent


def _by_sound(words: Sequence[Word], starts: list[int], first: int, book: PhraseBook) -> Iterator[tuple[float, Piece]]:
    """Phrases of the same sound, and such with one wrong kanji; a single word that the dictionary knows is what it is."""
    sound, doubtful, is_joined = "", False, False
    is_ending = words[first].kind in ("助詞", "助動詞") or words[first].sub == "形容詞的" or words[first].base == NOT
    if is_ending and not words[first].after_gap:
        return  # 「がつきた」 is no 楽器, 「もらいたいの」 no 滞納, 「寂しくないか」 no 内科, 「行きやすい」 no 安い
    for last in range(first, min(len(words), first + _MOST_WORDS)):
        word = words[last]
        if last > first and word.after_gap and not word.is_kana:
            return
        is_joined = is_joined or (word.is_silent and not all(w.is_kana for w in words[first : last + 1]))
        if _is_sure(word):
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
            is_half = len({w.is_kana for w in words[first : last + 1]}) > 1 and not is_joined
            piece = Piece(start, end, phrase, is_respelt=is_half)
            yield _worth(_SOUND, piece, end - start), piece
        elif (last > first or not word.is_known) and not (is_joined and _ends_compound(words, first)):
            letters = "".join(w.written for w in words[first : last + 1])
            is_long = not is_joined or end - start >= _SHORTEST_JOINED
            is_compound = last + 1 < len(words) and not (words[last + 1].is_kana or words[last + 1].after_gap)
            phrase = book.respelt(letters) if is_long else book.half_in_kana(letters, is_compound)
            if phrase is not None and not (is_joined and _is_of_other_word(words[first : last + 1], phrase, book)):
                piece = Piece(start, end, phrase, is_respelt=True)
                yield _worth(_RESPELT, piece, end - start), piece


def _is_of_other_word(words: Sequence[Word], phrase: Phrase, book: PhraseBook) -> bool:
    """Whether the kanji that would be wrong is a noun by itself before a particle: 「嫁に来て」 is no 「家に来て」."""
    noun, then = words[:2]
    is_noun = noun.kind == "名詞" and len(noun.surface) == 1 and not noun.is_kana and then.kind == "助詞"
    return is_noun and noun.surface not in phrase.text and book.written(noun.written) is not None
