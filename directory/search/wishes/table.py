"""The words of wishes: those that are shipped (fixtures/wishes.yaml) and those that a city adds.

As with the vocabulary, an otherwise empty database knows them after its first migration, and what a city changed stays.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Max, Q

from directory.caches import KeyedCache
from directory.catalogue.vocabulary import Term, shipped_words
from directory.geo.areas import Municipality, once_per_city
from directory.japanese.folding import fold
from directory.japanese.words import words_in
from directory.publishing.versions import PLACE_NAMES, VersionedModel, directory_change
from directory.search.wishes.phrases import Grammar, Phrase, PhraseBook

SCHEME_OF = {
    "kind": "kinds",
    "target": "targets",
    "activity": "activities",
    "feature": "features",
    "stage": "stages",
    "worry": "worries",
}
"""The list of the vocabulary behind the head of a concept: `kind:salon` is salon of the kinds."""
CIRCUMSTANCES = frozenset(
    ["fee:free", "fee:cheap", "near:walk", "online", "time:morning", "time:afternoon", "time:evening"]
    + [
        f"day:{day}"
        for day in [
            "mon",
            "tue",
            "wed",
            "thu",
            "fri",
            "sat",
            "sun",
            "weekend",
            "weekday",
            "holiday",
            "today",
            "tomorrow",
        ]
    ]
)
"""Concepts that are no words of the vocabulary: when, what it costs, how near."""
_BETWEEN_PHRASES = "、"
_AT_ONCE = 2_000

_book_cache: KeyedCache[tuple, PhraseBook] = KeyedCache(4)
_state_cache: KeyedCache[tuple, tuple] = KeyedCache(16)


class WishWord(VersionedModel):
    """A word or phrase by which people say what they look for, and what it means. Without a municipality: shipped, for all."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, verbose_name="市町村", related_name="wish_words"
    )
    phrase = models.CharField("ことば", max_length=80)
    concepts = models.CharField(
        "意味", max_length=200, help_text="kind:salon のように。いくつもあるときは 空白で わけます。"
    )
    is_danger = models.BooleanField("いのちや安全にかかわる", default=False)
    source = models.CharField("出どころ", max_length=120, blank=True)
    changed_at = models.DateTimeField("直した日時", auto_now=True)

    class Meta:
        verbose_name = "さがすときのことば"
        verbose_name_plural = "さがすときのことば"
        ordering = ["phrase", "pk"]
        constraints = once_per_city("phrase", "wish_word_once", "同じことばが、もうあります。")

    def __str__(self):
        return self.phrase

    def clean(self):
        """Refuses concepts that the vocabulary does not have."""
        known = known_concepts()
        if wrong := [concept for concept in self.concepts.split() if concept not in known]:
            raise ValidationError({"concepts": f"「{'」「'.join(wrong)}」は ことばの一覧に ありません。"})

    @classmethod
    def touched_by(cls, rows):
        """A changed word changes no resource, only what a search understands."""
        return [PLACE_NAMES]


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
def grammar() -> Grammar:
    """fixtures/wish_grammar.yaml with the readings of kanji (fixtures/kanji_readings.txt)."""
    content = _file("wish_grammar.yaml")
    words = {
        name: frozenset(content[name].split()) | frozenset(map(fold, content[name].split())) for name in _WORD_LISTS
    }
    alike = {kanji: frozenset(group) - {kanji} for group in content["look_alikes"].split() for kanji in group}
    return Grammar(
        says_nothing=tuple(_separated(content["says_nothing"])),
        weak=frozenset(_separated(content["weak"])),
        covers={concept: frozenset(others.split()) for concept, others in content["covers"].items()},
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
    "no_danger_before",
    "figures_after",
    "gives",
    "name_words",
    "club_tails",
)


def phrase_book(city: str | None = None, version: int | None = None) -> PhraseBook:
    """The words of a municipality (its code) and those for all, made ready; the shipped ones where the table is empty.

    Made again only when a word changed, which one query asks; none where the caller knows the `version` of the directory.
    """
    state = _state_of(city) if version is None else _state_cache.get((city, version), lambda: _state_of(city))
    return _book_cache.get((city, state), lambda: PhraseBook(_phrases(_rows_of(city)), grammar()))


def _rows_of(city: str | None) -> models.QuerySet:
    return WishWord.objects.filter(Q(municipality=None) | Q(municipality=city))


def _state_of(city: str | None) -> tuple:
    """What changes with the words: how many they are, and when the last was written."""
    return tuple(_rows_of(city).order_by().aggregate(Count("pk"), Max("pk"), Max("changed_at")).values())


def shipped_book() -> PhraseBook:
    """The words of the file alone, made ready; needs no database."""
    return _book_cache.get((), lambda: PhraseBook((shipped.phrase for shipped in shipped_phrases()), grammar()))


def _phrases(rows: models.QuerySet) -> list[Phrase]:
    """The phrases of rows, a city's own before the shipped ones."""
    own_first = rows.order_by(models.F("municipality").asc(nulls_last=True), "-is_danger", "pk")
    found = [
        Phrase(text, tuple(concepts.split()), is_danger)
        for text, concepts, is_danger in own_first.values_list("phrase", "concepts", "is_danger")
    ]
    return found or [shipped.phrase for shipped in shipped_phrases()]


def known_concepts(from_file: bool = False) -> frozenset[str]:
    """Every concept that a phrase may mean: words of the vocabulary (of the file where asked, or none is stored) and circumstances."""
    stored = (
        set() if from_file else set(Term.objects.filter(scheme__in=SCHEME_OF.values()).values_list("scheme", "slug"))
    )
    words = stored or {(scheme, slug) for scheme in SCHEME_OF.values() for slug in shipped_words()[scheme]}
    heads = {scheme: head for head, scheme in SCHEME_OF.items()}
    return CIRCUMSTANCES | {f"{heads[scheme]}:{slug}" for scheme, slug in words}


def add_shipped_phrases(using="default", plan=None, **kwargs) -> None:
    """Add the phrases of the file that the table lacks; receiver of `post_migrate`. Not after a flush, which has no plan."""
    if plan is None:
        return
    known = set(WishWord.objects.using(using).filter(municipality=None).values_list("phrase", flat=True))
    missing = (
        WishWord(
            phrase=phrase.text, concepts=" ".join(phrase.concepts), is_danger=phrase.is_danger, source=source[:120]
        )
        for phrase, source in shipped_phrases()
        if phrase.text not in known
    )
    with directory_change():
        while rows := list(islice(missing, _AT_ONCE)):
            WishWord.objects.using(using).bulk_create(rows)


def _file(name: str):
    return yaml.load(Path(settings.BASE_DIR, "fixtures", name).read_text(encoding="utf-8"), yaml.CSafeLoader)


def _separated(text: str) -> Iterator[str]:
    return (part.strip() for part in text.split(_BETWEEN_PHRASES) if part.strip())


def _same_words(groups: str) -> dict[str, str]:
    """The base form of each word of a group to that of the first: 旦那 to 夫. Groups are separated by 「、」."""
    same: dict[str, str] = {}
    for group in _separated(groups):
        usual, *others = (words_in(word)[0].base for word in group.split())
        same |= dict.fromkeys((other for other in others if other != usual), usual)
    return same


def _sounds_of_kanji() -> Mapping[str, frozenset[str]]:
    sounds: dict[str, set[str]] = {}
    for line in Path(settings.BASE_DIR, "fixtures", "kanji_readings.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            sound, kanji = line.split()
            for letter in kanji:
                sounds.setdefault(letter, set()).add(sound)
    return {letter: frozenset(of_letter) for letter, of_letter in sounds.items()}
