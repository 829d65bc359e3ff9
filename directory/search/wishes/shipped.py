"""The words of wishes that are shipped: fixtures/wishes.yaml, wish_grammar.yaml and kanji_readings.txt."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.conf import settings

from directory.japanese.folding import fold
from directory.japanese.words import words_in
from directory.search.wishes.phrases import Grammar, Phrase, Scene

_GRAMMAR, _HARMS, _SOUNDS = "wish_grammar.yaml", "wish_harms.yaml", "kanji_readings.txt"
FILES = (_GRAMMAR, _HARMS, _SOUNDS)
"""The files of fixtures/ on which it depends by what a phrase is found."""
_BETWEEN_PHRASES = "、"
_NOT_UNDONE = (
    "(?!(?:を(?:ふる|振る))?[わらかさたばまわがれけせてえ]?(?:っ?[てで]|んで)?い?(?:ない(?!で)|なく(?!な)|なかった|ません|ず(?![っに]))"
    "|[^。、]{0,4}?(?:て|で)(?:ほし|欲し|もら|もい|も良|も大丈|くださ|下さ|あげ)|[^。、]{0,3}?(?:れたい|られたい))"
)
"""Behind a doing that is not done, or is wished for: 「怒鳴らない」, 「叩いてほしい」, 「殴られたい」."""


class ShippedPhrase(NamedTuple):
    """A phrase of the file with its source."""

    phrase: Phrase
    source: str


@cache
def shipped_phrases() -> tuple[ShippedPhrase, ...]:
    """The content of fixtures/wishes.yaml."""
    return tuple(
        ShippedPhrase(Phrase(text, tuple(concepts.split()), block.get("crisis", False)), block["source"])
        for block in _file("wishes.yaml")
        for concepts, texts in block["words"].items()
        for text in _separated(texts)
    )


@cache
def content_hash() -> str:
    """A mark of the content of the file."""
    return hashlib.sha256(_path("wishes.yaml").read_bytes()).hexdigest()


@cache
def grammar() -> Grammar:
    """fixtures/wish_grammar.yaml with the readings of kanji (fixtures/kanji_readings.txt)."""
    content = _file(_GRAMMAR)
    words = {
        name: frozenset(content[name].split()) | frozenset(map(fold, content[name].split())) for name in _WORD_LISTS
    }
    alike = {kanji: frozenset(group) - {kanji} for group in content["look_alikes"].split() for kanji in group}
    return Grammar(
        says_nothing=tuple(_separated(content["says_nothing"])),
        weak=frozenset(_separated(content["weak"])),
        covers={concept: frozenset(others.split()) for concept, others in content["covers"].items()},
        turned=content["turned"],
        endings=content["endings"],
        foods=_any_of(content["foods"]),
        clause_words={name: _any_of(words) for name, words in content["clause_words"].items()},
        scenes=tuple(map(_scene, [*content["scenes"], *_file(_HARMS)["scenes"]])),
        sounds=_sounds_of_kanji(),
        look_alikes=alike,
        same=_same_words(content["same_words"]),
        people=_same_words(content["same_people"]),
        **words,
    )


_WORD_LISTS = (
    "particles",
    "name_tails",
    "refusals",
    "before_refusals",
    "no_danger_before",
    "figures_after",
    "figures_before",
    "play",
    "gives",
    "name_words",
    "club_tails",
    "no_names",
)


def _file(name: str) -> Any:
    return yaml.load(_path(name).read_text(encoding="utf-8"), yaml.CSafeLoader)


def _path(name: str) -> Path:
    return Path(settings.BASE_DIR, "fixtures", name)


def _separated(text: str) -> Iterator[str]:
    return (part.strip() for part in text.split(_BETWEEN_PHRASES) if part.strip())


def _any_of(words: str) -> re.Pattern[str]:
    """What finds any of some words; the longest first. `~` stands for up to four letters, `_` for a blank."""
    longest_first = sorted(words.split(), key=lambda word: (-len(word), word))
    return re.compile(
        "|".join(re.escape(word.replace("_", " ")).replace(re.escape("~"), "[^。]{0,4}") for word in longest_first)
    )


def _scene(content: Mapping[str, Any]) -> Scene:
    """Words of each group behind each other, with a few letters between them that hold no word of `but_not`."""
    groups = [f"(?:{_any_of(group).pattern})" for group in content["words"]]
    between = f"(?:(?!{_any_of(content['but_not']).pattern})[^。])"
    gaps = content["letters_between"]
    gaps = gaps if isinstance(gaps, list) else [gaps] * (len(groups) - 1)
    pattern = groups[0] + "".join(
        f"{between}{{0,{most}}}?{group}" for most, group in zip(gaps, groups[1:], strict=True)
    )
    return Scene(
        sign=re.compile(pattern + (_NOT_UNDONE if content.get("done") else "")),
        means=content["means"],
        instead=tuple(content["instead"].split()),
        within=tuple(content["within"].split()),
        letters=tuple(frozenset(word[0] for word in group.split()) for group in content["words"]),
        unless=_any_of(content["unless"]) if "unless" in content else None,
        is_danger=content.get("crisis", False),
        is_alone=content.get("alone", False),
    )


def _same_words(groups: str) -> dict[str, str]:
    """The base form of each word of a group to that of the first: 旦那 to 夫. Groups are separated by 「、」."""
    same: dict[str, str] = {}
    for group in _separated(groups):
        usual, *others = (words_in(word)[0].base for word in group.split())
        same |= dict.fromkeys((other for other in others if other != usual), usual)
    return same


def _sounds_of_kanji() -> Mapping[str, frozenset[str]]:
    sounds: dict[str, set[str]] = {}
    for line in _path(_SOUNDS).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            sound, kanji = line.split()
            for letter in kanji:
                sounds.setdefault(letter, set()).add(sound)
    return {letter: frozenset(of_letter) for letter, of_letter in sounds.items()}
