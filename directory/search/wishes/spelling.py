"""Words in kana that somebody misspelt: 「バリヤフリー」「脳トレーニグ」.

Pure. Only what no dictionary knows is doubted, so that 「ひまわり」 stays what it is.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from directory.search.wishes.book import PhraseBook
from directory.search.wishes.cutting import Piece
from directory.search.wishes.names import Part

_JAPANESE = re.compile("[ぁ-ヶ一-鿿]")
SHORTEST, LONG = 4, 8
"""Letters from which one may be wrong, and two."""
_SHORTEST_LATIN, _SHORTEST_IN_SENTENCE = 6, 8
"""Of Latin letters, by themselves and in a sentence, where short words of many languages are alike: 「wala」 is no walk, 「porque」 no parque."""


def corrected(parts: Sequence[Part], book: PhraseBook) -> list[Part]:
    """The parts with misspelt words as the phrases that were meant."""
    done: list[Part] = []
    at = 0
    is_sentence = sum(part.text.isascii() for part in parts) > 1
    shortest = _SHORTEST_IN_SENTENCE if is_sentence else _SHORTEST_LATIN
    while at < len(parts):
        end, meant = at + 1, None
        if _is_doubtful(parts[at]):
            while end < len(parts) and not parts[end].after_gap and _is_scrap(parts[end]):
                end += 1
            begin = _begin(done, parts[at])
            if (meant := _meant([*done[begin:], *parts[at:end]], book, shortest)) is not None:
                del done[begin:]
            else:
                meant = _meant(parts[at:end], book, shortest)
        done.append(meant or parts[at])
        at = end if meant else at + 1
    return done


def _begin(done: Sequence[Part], part: Part) -> int:
    """From which part on all is written together with the next one, without a particle."""
    begin = len(done)
    for before, after in reversed(list(pairwise([*done, part]))):
        if after.after_gap or not (before.is_unknown or before.is_phrase):
            break
        begin -= 1
    return begin


def _is_doubtful(part: Part) -> bool:
    return _is_scrap(part) and (part.piece.is_junk or not part.word.is_known)


def _is_scrap(part: Part) -> bool:
    return part.is_unknown and part.word.is_kana


def _meant(run: Sequence[Part], book: PhraseBook, shortest: int) -> Part | None:
    """The phrase that misspelt parts are together, if there is one. `shortest`: Latin letters of which one may be wrong."""
    text = "".join(part.text for part in run)
    if len(text) < (SHORTEST if _JAPANESE.search(text) else shortest):
        return None
    most = 2 if len(text) >= LONG else 1
    keys = [key for length in range(len(text) - most, len(text) + most + 1) for key in book.like(text[0], length)]
    found = extractOne(text, keys, scorer=OSA.distance, score_cutoff=most)
    if found is None:
        return None
    piece = Piece(run[0].piece.start, run[-1].piece.end, book.written(found[0]))
    typed = "".join(part.typed for part in run)
    return Part(piece, run[0].word, text, run[0].after_gap, any(part.is_clause for part in run), typed)
