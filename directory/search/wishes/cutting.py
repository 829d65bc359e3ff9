"""A text cut into phrases, longest first, so that no word is torn: 「しょうがい」 holds no 「ようが」, 「協力」 no 「きょう」.

Pure. Of all ways to cut a text the one with the best score is taken: what a phrase covers counts for it, a torn word and
letters that belong to nothing count against it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from directory.japanese.folding import sound_of
from directory.japanese.words import NOT, Word
from directory.search.wishes.phrases import SHORTEST_SOUND, Phrase, PhraseBook, Way

_WRITTEN, _BASES, _SOUND, _RESPELT, _NOTHING = 10, 9, 7, 5, 6
"""What a letter counts that a phrase covers, by how it was found; the last for words that say nothing."""
_A_PIECE, _TORN, _JUNK, _UNKNOWN, _PARTICLE = 4, 8, 12, 3, 2
"""What counts against: each piece, each torn word, a letter that belongs to nothing, a word or particle by itself."""
_MOST_WORDS = 6
_SHORTEST_TORN = 3


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
    while at > 0 and (piece := came[at]) is not None:
        pieces.append(piece)
        at = piece.start
    return pieces[::-1]


def _ways(words: Sequence[Word], letters: str, starts: list[int], book: PhraseBook) -> Iterator[tuple[float, Piece]]:
    for word, start in zip(words, starts, strict=False):
        yield (0 if word.is_silent else -_UNKNOWN), Piece(start, start + len(word.written), None)
    yield from _as_written(words, letters, starts, book)
    for first in range(len(words)):
        if not words[first].is_silent:
            yield from _by_bases(words, starts, first, first, book.bases)
        yield from _by_sound(words, starts, first, book)


def _worth(a_letter: int, piece: Piece, length: int) -> float:
    assert piece.phrase is not None
    return (a_letter if piece.phrase.concepts else min(a_letter, _NOTHING)) * length - _A_PIECE


def _as_written(
    words: Sequence[Word], letters: str, starts: list[int], book: PhraseBook
) -> Iterator[tuple[float, Piece]]:
    whole = {
        place for word, start in zip(words, starts, strict=False) for place in (start, *(start + c for c in word.cuts))
    }
    whole.add(len(letters))
    words_kana = [word.is_kana for word in words for _ in word.written]
    gaps = [start for word, start in zip(words, starts, strict=False) if word.after_gap]
    kana = [word.is_kana and not _is_sound_noun(word) for word in words for _ in word.written] + [True]
    for start in range(len(letters)):
        if start not in whole and not kana[start]:
            continue
        for end in range(start + 1, min(len(letters), start + book.longest) + 1):
            text = letters[start:end]
            if text not in book.beginnings:
                break
            torn = (start not in whole) + (end not in whole)
            phrase = book.written.get(text)
            if (
                phrase
                and not (words_kana[start] and words_kana[end - 1])
                and " " not in phrase.text
                and any(start < gap < end for gap in gaps)
            ):
                continue  # 「無料 駐車場」 are two wishes
            if phrase and (not torn or (end - start >= _SHORTEST_TORN and kana[end - 1] and _may_tear(text))):
                piece = Piece(start, end, phrase)
                yield _worth(_WRITTEN, piece, end - start) - torn * _TORN, piece
            elif start not in whole and text in book.grammar.particles:
                yield -_PARTICLE, Piece(start, end, Phrase(text))
        if start not in whole and letters[start] in book.grammar.particles:
            yield -_PARTICLE, Piece(start, start + 1, Phrase(letters[start]))


def _is_sound_noun(word: Word) -> bool:
    """Whether the dictionary has it as a noun of some length, so that no part of it is a word: 「きょうりょく」「あしたば」."""
    return word.is_known and word.kind == "名詞" and len(word.written) >= _SHORTEST_TORN


def _may_tear(text: str) -> bool:
    return not text.isascii()


def _by_bases(
    words: Sequence[Word], starts: list[int], first: int, at: int, node: Way
) -> Iterator[tuple[float, Piece]]:
    """Phrases whose words stand there in any form, with particles, たい and もう between them."""
    if at - first >= 2 * _MOST_WORDS or at == len(words):
        return
    word = words[at]
    if at > first and word.after_gap and not word.is_kana:
        return
    if (further := node.after.get(word.base)) is not None:
        end = starts[at + 1]
        if further.phrase is not None:
            piece = Piece(starts[first], end, further.phrase)
            yield _worth(_BASES, piece, end - starts[first]), piece
        yield from _by_bases(words, starts, first, at + 1, further)
    if at > first and (word.is_silent or word.may_pass) and word.base != NOT:
        yield from _by_bases(words, starts, first, at + 1, node)


def _by_sound(words: Sequence[Word], starts: list[int], first: int, book: PhraseBook) -> Iterator[tuple[float, Piece]]:
    """Phrases of the same sound, and such with one wrong kanji; a single word that the dictionary knows is what it is."""
    sound, doubtful = "", False
    for last in range(first, min(len(words), first + _MOST_WORDS)):
        word = words[last]
        if last > first and word.after_gap and not word.is_kana:
            return
        if word.is_silent and not all(w.is_kana for w in words[first : last + 1]):
            return
        sound += word.sound
        doubtful = doubtful or word.is_kana or len(word.surface) == 1 or not word.is_known
        if not doubtful or (last == first and word.is_known and not word.is_kana):
            continue
        start, end = starts[first], starts[last + 1]
        phrase = book.sounds.get(sound_of(sound)) if len(sound) >= SHORTEST_SOUND else None
        if phrase is not None and not (last == first and word.is_known and len(sound) < SHORTEST_SOUND + 1):
            piece = Piece(start, end, phrase)
            yield _worth(_SOUND, piece, end - start), piece
        elif last > first and 1 < end - start < 9:
            phrase = book.respelt("".join(w.written for w in words[first : last + 1]))
            if phrase is not None:
                piece = Piece(start, end, phrase)
                yield _worth(_RESPELT, piece, end - start), piece
