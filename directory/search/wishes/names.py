"""Which pieces of a text belong to a proper name, in which words of a wish mean nothing: 「土曜会」「無料寺サロン」「平和町」.

Pure. A name is known by its shape: what is written together with an ending of names or with a word that the dictionary calls
a name. 「体操の会」 is no name, since what it is about stands before the 会; 「土曜会」 is one.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from directory.japanese.words import NOT, Word
from directory.search.wishes.cutting import Cut, Piece
from directory.search.wishes.phrases import Grammar

PROPER = "固有名詞"
_CLUB = {"会", "の会", "組", "団", "隊", "部", "くらぶ", "倶楽部", "さろん"}
_CLUB_TAIL = "の会"
_PEOPLE = {"さん", "ちやん", "君", "くん"}
_SUBJECTS = ("activity:", "worry:", "kind:", "target:", "stage:", "feature:meal_served")
_NO = "の"
_NUMBER = re.compile("第?[〇一二三四五六七八九十百千]+")
"""A number that is a phrase by itself (8050, 第九) is a house number or a branch beside a name."""
_KATAKANA = re.compile("[ァ-ヶー]+")
_SHORT_KANA = 3
_GA = ("ヶ", "ケ", "ノ", "ツ", "乃", "之")
_NAMED_KINDS = ("kind:facility", "kind:salon", "kind:cafe", "kind:childcare_hub", "kind:youth_space", "kind:meal")


class Part(NamedTuple):
    """A piece with the first word in it, whether something separates it from the one before, and what it is.

    typed: its words as they stand in the text.
    is_clause: whether words are joined in it by particles or endings, as in no name: 「知り合いがいない」.
    """

    piece: Piece
    word: Word
    text: str
    after_gap: bool
    is_clause: bool
    typed: str = ""

    @property
    def is_phrase(self) -> bool:
        return self.piece.phrase is not None and bool(self.piece.phrase.concepts)

    @property
    def is_silent(self) -> bool:
        return self.piece.phrase is None and self.word.is_silent and not self.piece.is_junk

    @property
    def is_unknown(self) -> bool:
        return not self.is_silent and self.piece.phrase is None

    @property
    def is_about(self) -> bool:
        """Whether it says what a place is about, unlike a day, a fee or a car park."""
        return self.piece.phrase is not None and any(c.startswith(_SUBJECTS) for c in self.piece.phrase.concepts)


def parts_of(done: Cut) -> list[Part]:
    """The pieces of a text with their words."""
    parts, number = [], 0
    for piece in done.pieces:
        while done.starts[number + 1] <= piece.start:
            number += 1
        word, last = done.words[number], number
        while done.starts[last + 1] < piece.end:
            last += 1
        inside = done.words[number + 1 : last + 1]
        parts.append(
            Part(
                piece,
                word,
                done.letters[piece.start : piece.end],
                word.after_gap and piece.start == done.starts[number],
                any(w.base == NOT or w.kind in ("動詞", "助動詞", "形容詞") for w in inside),
                "".join(_typed(done, piece, at) for at in range(number, last + 1)).strip(),
            )
        )
    return parts


def _typed(done: Cut, piece: Piece, at: int) -> str:
    """What of a word belongs to a piece, as it stands in the text and with the blank before it."""
    word, begin = done.words[at], done.starts[at]
    gap = " " if word.after_gap else ""
    if piece.start <= begin and done.starts[at + 1] <= piece.end:
        return gap + word.surface
    text = word.surface if len(word.surface) == len(word.written) else word.written
    return gap + text[max(0, piece.start - begin) : piece.end - begin]


def name_spans(parts: Sequence[Part], grammar: Grammar) -> list[tuple[int, int]]:
    """From and to (exclusive) of the parts that are a proper name together."""
    spans: list[tuple[int, int]] = []
    for start, end in _compounds(parts, grammar):
        if not (_is_name(parts[start:end], grammar) or _is_called_after(parts, start, end, grammar)):
            continue
        while (
            start >= 2
            and parts[start - 1].text == _NO
            and not parts[start - 1].after_gap
            and not parts[start].after_gap
            and _short(parts, start)
        ):
            start -= 2
        spans.append((start, end))
    spans = sorted(spans + [span for span in _pet_names(parts, grammar) if span not in spans])
    if spans or not parts:
        return spans
    return [(0, len(parts))] if _is_club_with_name(parts) or _is_one_kana_word(parts, grammar) else []


def _pet_names(parts: Sequence[Part], grammar: Grammar) -> list[tuple[int, int]]:
    """Words that clubs are called by, beside what the club is and without a particle: 「卓球クラブ ほたる」, 「社交ダンス同好会 花」."""
    named = [part for part in parts if part.text in grammar.name_words]
    if not named or any(part.is_silent for part in parts):
        return []
    tails = tuple(grammar.club_tails)
    is_club = any(part.text.endswith(tails) and part not in named for part in parts)
    return [(at, at + 1) for at, part in enumerate(parts) if part in named] if is_club else []


def _short(parts: Sequence[Part], start: int) -> bool:
    before = parts[start - 2]
    return before.is_phrase or before.is_unknown


def _compounds(parts: Sequence[Part], grammar: Grammar) -> list[tuple[int, int]]:
    """What is written together without a particle or a blank."""
    found, start = [], 0
    for at in range(len(parts) + 1):
        if at == len(parts) or _is_between(parts, at, grammar) or parts[at].after_gap:
            if at > start:
                found.append((start, at))
            start = at + 1 if at < len(parts) and _is_between(parts, at, grammar) else at
    return found


def _is_between(parts: Sequence[Part], at: int, grammar: Grammar) -> bool:
    """Whether no name goes on over a part: a particle, 「ない」, 「以外」 after what is not wanted."""
    part = parts[at]
    if part.word.surface in _GA and not part.after_gap:
        return False  # 杖ヶ池
    refused = part.text in grammar.refusals and any(before.is_phrase for before in parts[at - 1 : at])
    return (
        part.is_silent or refused or part.word.kind == "助詞" or (part.piece.phrase is None and part.word.base == NOT)
    )


def _is_called_after(parts: Sequence[Part], start: int, end: int, grammar: Grammar) -> bool:
    """「手話の里」「りんごの木」: something, の, and an ending of names by itself."""
    tail = parts[start]
    return (
        end - start == 1 < start
        and not tail.is_phrase
        and tail.text in grammar.name_tails - _CLUB
        and parts[start - 1].text == _NO
        and not parts[start].after_gap
    )


def _is_name(parts: Sequence[Part], grammar: Grammar) -> bool:
    unknown = [part for part in parts if part.is_unknown]
    last = parts[-1]
    if (
        len(parts) < 2
        or _is_for_doing(parts)
        or any((part.is_clause and part.is_phrase) or _is_of_sentence(part.word) for part in parts)
    ):
        return False
    if last.text in _PEOPLE and not any(part.is_about for part in parts):
        return True  # 昼間さん
    if unknown and any(_is_too_short(part, parts) for part in parts):
        return True
    if any(a.is_phrase and _is_a_kind(a) and b.is_unknown and b.word.kind == "名詞" for a, b in pairwise(parts)):
        return True
    if len(parts) == 2 and _is_a_kind(parts[0]) and _is_a_day(last):
        return True  # カフェ月曜日
    if last.text.endswith(_CLUB_TAIL) and _is_a_day(parts[0]) and not any(part.is_about for part in parts):
        return True  # 土曜おやじの会
    if last.text in _CLUB and not last.is_phrase:
        before = parts[:-1]
        return not any(part.is_about for part in before) and (bool(unknown) or any(part.is_phrase for part in before))
    if any(part.text in grammar.name_tails and len(part.text) > 1 for part in parts[1:]) and unknown:
        return True
    tail_inside = any(part.text in grammar.name_tails and not part.is_phrase for part in parts)
    if tail_inside and not (last.is_about and parts[-2].word.sub == PROPER and not _is_facility(last)):
        return True
    return any(part.word.sub == PROPER for part in unknown) and _is_facility(last)


def _is_of_sentence(word: Word) -> bool:
    """「その前」 and 「小さく 家の中に」 are no names."""
    return word.kind == "連体詞" or (word.kind == "形容詞" and word.surface.endswith("く"))


def _is_for_doing(parts: Sequence[Part]) -> bool:
    """Whether a verb says what a gathering is for: 「オンラインで 話せる会」; 「がんばろう会」 is a name."""
    before, last = parts[-2:]
    is_verb = before.is_unknown and before.word.kind == "動詞" and before.word.surface.endswith(("る", "た"))
    return is_verb and last.text in _CLUB and not last.is_phrase


def _is_too_short(part: Part, parts: Sequence[Part]) -> bool:
    """Whether a phrase is so short that with something unknown beside it it is a part of another word: 絵下谷, つえむら."""
    if not part.is_phrase:
        return False
    if _NUMBER.fullmatch(part.text):
        return True
    if len(part.text) == 1:
        return any(other.is_unknown and (other.piece.is_junk or other.word.kind != "動詞") for other in parts)
    if len(part.text) < _SHORT_KANA and part.word.is_kana:
        return any(other.is_unknown for other in parts)
    return len(part.text) == _SHORT_KANA and part.word.is_kana and any(o.is_unknown and o.word.is_kana for o in parts)


def _is_a_kind(part: Part) -> bool:
    return part.piece.phrase is not None and any(c in _NAMED_KINDS for c in part.piece.phrase.concepts)


def _is_a_day(part: Part) -> bool:
    return part.piece.phrase is not None and any(c.startswith("day:") for c in part.piece.phrase.concepts)


def _is_facility(part: Part) -> bool:
    return part.piece.phrase is not None and "kind:facility" in part.piece.phrase.concepts


def _is_club_with_name(parts: Sequence[Part]) -> bool:
    """「日曜大工の会 なごみ」: what a club is and how it is called, and no word of a sentence."""
    texts = [part.text for part in parts]
    if "会" not in texts and "の会" not in texts:
        return False
    club = texts.index("の会" if "の会" in texts else "会")
    rest = parts[club + 1 :]
    return bool(rest) and all(part.is_unknown for part in rest) and rest[0].after_gap


def _is_one_kana_word(parts: Sequence[Part], grammar: Grammar) -> bool:
    """「いまり」「ねこじゃらし」: a short phrase, and behind it what is no particle, without a blank and in the same letters."""
    first, *rest = parts
    return (
        first.is_phrase
        and len({bool(_KATAKANA.fullmatch(part.word.surface)) for part in parts}) == 1
        and len(first.text) <= _SHORT_KANA
        and all(part.word.is_kana and not part.is_phrase for part in rest)
        and not any(part.after_gap for part in rest)
        and any(
            part.piece.phrase is None and part.text not in grammar.particles and part.word.base != NOT
            for part in rest[:1]
        )
        and first.word.is_kana
    )
