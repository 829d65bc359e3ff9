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

_GRAMMAR, _SOUNDS = "wish_grammar.yaml", "kanji_readings.txt"
FILES = (_GRAMMAR, _SOUNDS)
"""The files of fixtures/ on which it depends by what a phrase is found."""
_BETWEEN_PHRASES = "、"


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
        scenes=tuple(map(_scene, content["scenes"])),
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
    """What finds any of some words; the longest first. `~` stands for up to four letters."""
    longest_first = sorted(words.split(), key=lambda word: (-len(word), word))
    return re.compile("|".join(re.escape(word).replace(re.escape("~"), "[^。]{0,4}") for word in longest_first))


def _scene(content: Mapping[str, Any]) -> Scene:
    """Words of each group behind each other, with a few letters between them that hold no word of `but_not`."""
    between = f"(?:(?!{_any_of(content['but_not']).pattern})[^。]){{0,{content['letters_between']}}}?"
    sign = re.compile(between.join(f"(?:{_any_of(group).pattern})" for group in content["words"]))
    return Scene(sign, content["means"], *(tuple(content[name].split()) for name in ("instead", "within")))


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
