"""What of a text is no phrase: a place, a name or another noun that is searched as text, or a scrap that means nothing.

Pure. A scrap that were searched as text would empty the list: 「急に」, 「三日以上」, 「雨」 in the sentence of somebody in need.
"""

import re
from collections.abc import Callable, Sequence

from directory.japanese.words import ADVERBIAL
from directory.search.wishes.names import PROPER, Part
from directory.search.wishes.phrases import Grammar

_PLACE_ENDINGS = re.compile("(駅前|町|丁目|駅|村|市|区|台|丘|橋|川|池|島|沢|坂|山)$")
_TEXT_KINDS = ("名詞", "接尾辞", "接頭辞", "形状詞", "代名詞")
_NEVER_ALONE = ("副詞", "代名詞", "接尾辞", "接頭辞", "連体詞", "接続詞", "感動詞", "動詞", "形容詞", "助動詞", "助詞")
_NUMBER = "数詞"
_UNNAMED = (_NUMBER, ADVERBIAL, "助動詞語幹")
"""Numbers, nouns that tell when, and 「…ようだ」「…そうだ」: nobody looks for them."""
_ORDINARY = "普通名詞"
_SHORTEST_PLACE = 3
"""Kana of a place that only looks like one: 「しんだ」 holds no town しん."""
_NEARBY = frozenset(
    ["近く", "ちかく", "近所", "近辺", "付近", "周辺", "そば", "傍", "まわり", "周り", "隣", "となり", "目の前"]
)
_AROUND = frozenset(["周辺", "付近", "近辺", "界隈", "近郊"])
_FOREIGN = 4
"""Words in Latin letters from which a text is a sentence of another language, whose other words are no names."""
_OF, _NAME = "の", "name:"
_PEOPLE = "target:"
_BUILDINGS = ("園", "校", "院", "館", "所", "局", "店", "場", "学校", "会館", "せんた")
_IN_NEED = ("worry:", "target:carer", "kind:life_support")


def as_text(run: Sequence[Part], is_name: bool, is_place: Callable[[str], bool]) -> tuple[str, str] | None:
    """The words of a run and place: or name: with them; None for what nobody would look for, or every ending would be searched."""
    text = written(run)
    if is_place(text) or _looks_like_place(run):
        return text, f"place:{joined(text)}"
    if is_name or any(part.word.kind in _TEXT_KINDS and not part.piece.is_junk for part in run):
        return text, f"name:{joined(text)}"
    return None


def by_ending(found: tuple[str, str], grammar: Grammar) -> str | None:
    """What a noun means by its ending, of its words and their `name:`; None for another: 「膵炎」 is an illness, 「アルハラ」 trouble at work."""
    text, concept = found
    endings = sorted((end for end in grammar.endings if text.endswith(end) and text != end), key=len)
    return grammar.endings[endings[-1]] if endings and concept.startswith(_NAME) else None


def _looks_like_place(run: Sequence[Part]) -> bool:
    text = written(run)
    is_proper = run[-1].word.sub == PROPER and (
        not all(part.word.is_kana for part in run) or len(text) >= _SHORTEST_PLACE
    )
    return len(text) > 1 and (is_proper or _PLACE_ENDINGS.search(text) is not None)


def written(run: Sequence[Part]) -> str:
    """A run of parts as it stands in the text."""
    return "".join(part.typed for part in run)


def joined(text: str) -> str:
    """A text as the value of a concept, without blanks."""
    return re.sub(r"\s+", "_", text)


def near_what(parts: Sequence[Part], at: int, is_name: bool, end: int, grammar: Grammar) -> tuple[str, int] | None:
    """The place before 「の近く」 that begins at `at`, and how many parts both take: 「市役所の近く」; None for no such place.

    `end`: where the name or the unknown words that begin at `at` end.
    """
    if is_name and end - at > 1 and parts[end - 1].text in _AROUND:
        return written(parts[at : end - 1]), end - at  # 「つむぎ台周辺」
    if not is_name:
        end = at
        while end < len(parts) and (end == at or not parts[end].after_gap) and _may_be_place(parts[end], grammar):
            end += 1
    text = written(parts[at:end])
    if end == at or end == len(parts) or parts[end].after_gap:
        return None
    if text.endswith(_OF) and _is_near(parts[end]):
        return text.removesuffix(_OF), end + 1 - at
    if parts[end].text in _AROUND and _looks_like_place(parts[at:end]):
        return text, end + 1 - at  # 「東京周辺」
    if parts[end].text == _OF and end + 1 < len(parts) and not parts[end + 1].after_gap and _is_near(parts[end + 1]):
        return text, end + 2 - at
    return None


def _is_near(part: Part) -> bool:
    return part.text in _NEARBY or part.text[:-1] in _NEARBY


def _may_be_place(part: Part, grammar: Grammar) -> bool:
    """Whether a word before 「の近く」 is a thing with a place, not a person or what somebody does."""
    if part.is_silent or part.word.kind not in ("名詞", "接尾辞", "接頭辞") or part.is_clause or _is_near(part):
        return False
    phrase = part.piece.phrase
    if phrase is None or part.text.endswith(_BUILDINGS):
        return True
    is_of_people = any(concept.startswith(_PEOPLE) for concept in phrase.concepts)
    return bool(phrase.concepts) and phrase.text not in grammar.weak and not is_of_people


def without_scraps(run: Sequence[Part], parts: Sequence[Part], grammar: Grammar) -> Sequence[Part]:
    """A run without what means nothing beside the rest of the text; all of it where there is no rest."""
    if len(run) < len(parts) and all(part.word.kind == "代名詞" or part.word.sub == _NUMBER for part in run):
        return []  # 「弟が 50で 母も 83です」
    if all(map(_is_latin, run)) and sum(map(_is_latin, parts)) >= _FOREIGN and any(part.is_phrase for part in parts):
        return []
    if len(run) == len(parts) or not any(_says_something(part, grammar) for part in parts):
        return run
    is_told = _is_told(parts)
    begin, end = 0, len(run)
    while begin < end and _is_scrap(run[begin], grammar, is_told):
        begin += 1
    while end > begin and _is_scrap(run[end - 1], grammar, is_told):
        end -= 1
    left = run[begin:end]
    return [] if len(written(left)) < 2 else left


def _is_latin(part: Part) -> bool:
    return part.word.surface.isascii() and part.word.surface.isalpha()


def _says_something(part: Part, grammar: Grammar) -> bool:
    return part.is_phrase or (part.is_unknown and not _is_scrap(part, grammar, False) and len(part.text) > 1)


def _is_told(parts: Sequence[Part]) -> bool:
    """Whether somebody tells of a need in a sentence: its nouns belong to the story, not to the place that is looked for."""
    in_need = any(
        concept.startswith(_IN_NEED) for part in parts if part.piece.phrase for concept in part.piece.phrase.concepts
    )
    return in_need and any(part.is_silent or part.word.kind == "動詞" for part in parts)


def _is_scrap(part: Part, grammar: Grammar, is_told: bool) -> bool:
    """Whether a part is a counter, an adverb, a verb or a word that nobody would look for."""
    word = part.word
    if part.piece.is_junk or not word.is_known or word.sub == PROPER:
        return False
    return (
        word.kind in _NEVER_ALONE
        or word.sub in _UNNAMED
        or word.base in grammar.no_names
        or part.text in grammar.no_names
        or (is_told and word.sub == _ORDINARY)
    )
