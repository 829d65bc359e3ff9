"""The words of wishes: those that are shipped (fixtures/wishes.yaml) and those that a city adds.

As with the vocabulary, an otherwise empty database knows them after its first migration, and what a city changed stays.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Max, Q

from directory.caches import KeyedCache
from directory.catalogue.vocabulary import Term, shipped_words
from directory.geo.areas import Municipality, once_per_city
from directory.publishing.after_migrations import once_all_is_migrated
from directory.publishing.version import Version
from directory.publishing.versions import PLACE_NAMES, VersionedModel, directory_change
from directory.search.wishes.book import PhraseBook
from directory.search.wishes.calendar_days import WEEKDAYS
from directory.search.wishes.keys import keys_of
from directory.search.wishes.phrases import Phrase
from directory.search.wishes.shipped import content_hash, grammar, shipped_phrases
from directory.search.wishes.stored_book import make_again, stored_book
from directory.search.wishes.tables import Tables, tables_of
from directory.text_fields import OneLineField

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
    + [f"day:{day}" for day in [*WEEKDAYS, "weekend", "weekday", "holiday", "today", "tomorrow"]]
)
"""Concepts that are no words of the vocabulary: when, what it costs, how near."""
_AT_ONCE = 2_000

_book_cache: KeyedCache[tuple, PhraseBook] = KeyedCache(4)
_state_cache: KeyedCache[tuple, "_State"] = KeyedCache(16)


class WishWord(VersionedModel):
    """A word or phrase by which people say what they look for, and what it means. Without a municipality: shipped, for all."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, verbose_name="市町村", related_name="wish_words"
    )
    phrase = OneLineField("ことば", max_length=80)
    concepts = models.CharField(
        "意味", max_length=200, help_text="kind:salon のように。いくつもあるときは 空白で わけます。"
    )
    is_danger = models.BooleanField("いのちや安全にかかわる", default=False)
    source = OneLineField("出どころ", max_length=120, blank=True)
    shipped_as = models.CharField(max_length=64, blank=True, editable=False)
    changed_at = models.DateTimeField("直した日時", auto_now=True)

    class Meta:
        verbose_name = "さがすときのことば"
        verbose_name_plural = "さがすときのことば"
        ordering = ["phrase", "pk"]
        constraints = once_per_city("phrase", "wish_word_once", "同じことばが、もうあります。")

    def __str__(self):
        return self.phrase

    @property
    def content(self) -> str:
        """A mark of what it says."""
        said = "\n".join([self.phrase, self.concepts, str(self.is_danger), self.source])
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def is_as_shipped(self) -> bool:
        """Whether the file wrote it and nobody changed it since."""
        return self.shipped_as == self.content

    def clean(self):
        """Refuses concepts that the vocabulary does not have."""
        known = known_concepts()
        if wrong := [concept for concept in self.concepts.split() if concept not in known]:
            raise ValidationError({"concepts": f"「{'」「'.join(wrong)}」は ことばの一覧に ありません。"})

    @classmethod
    def touched_by(cls, rows):
        """A changed word changes no resource, only what a search understands."""
        return [PLACE_NAMES]


def phrase_book(city: str | None = None, version: Version | None = None) -> PhraseBook:
    """The words for all, and before them those of a municipality (its code); those of the file where the table has none for all.

    A city's own words are laid over the shared book, so that an edit of one costs milliseconds. Which words there are asks
    one query; none where the caller knows the `version` of the directory.
    """
    state = _state_of(city) if version is None else _state_cache.get((city, version), lambda: _state_of(city))
    shared = _book_cache.get(("", state.shared), lambda: _shared_book(state.shared)) if state.shared else shipped_book()
    if not state.own:
        return shared
    return _book_cache.get((city, state), lambda: shared.with_own(_freshly_cut(_phrases(_rows_of(city)))))


def shipped_book() -> PhraseBook:
    """The words of the file alone, made ready; needs no database."""
    return _book_cache.get((), lambda: stored_book("wishes_of_file", content_hash(), grammar(), _phrases_of_file))


def _shared_book(state: tuple) -> PhraseBook:
    return stored_book("wishes", str(state), grammar(), lambda: _phrases(_rows_of(None)))


def _freshly_cut(phrases: Iterable[Phrase]) -> Tables:
    return tables_of(((phrase, keys_of(phrase, grammar())) for phrase in phrases), grammar().sounds)


def _rows_of(city: str | None) -> models.QuerySet:
    """The rows of a municipality alone; those for all without one."""
    return WishWord.objects.filter(municipality=city)


def _phrases_of_file() -> list[Phrase]:
    """The phrases of the file, words of danger first as those of rows are."""
    return sorted((shipped.phrase for shipped in shipped_phrases()), key=lambda phrase: not phrase.is_danger)


class _State(NamedTuple):
    """What changes with the words for all and with a city's own: how many they are, and when the last was written. () for none."""

    shared: tuple
    own: tuple


def _state_of(city: str | None) -> _State:
    rows = WishWord.objects.filter(Q(municipality=None) | Q(municipality=city)).order_by()
    found = {
        is_own: state
        for is_own, *state in rows.values_list("municipality").annotate(Count("pk"), Max("pk"), Max("changed_at"))
    }
    return _State(tuple(found.get(None, ())), tuple(found.get(city, ())) if city else ())


def _phrases(rows: models.QuerySet) -> list[Phrase]:
    """The phrases of rows, words of danger first."""
    in_order = rows.order_by("-is_danger", "pk").values_list("phrase", "concepts", "is_danger")
    return [Phrase(text, tuple(concepts.split()), is_danger) for text, concepts, is_danger in in_order]


def vocabulary_labels() -> dict[str, dict[str, str]]:
    """The labels of the words that concepts mean, in their order: scheme → slug → label; one query."""
    labels: dict[str, dict[str, str]] = {scheme: {} for scheme in SCHEME_OF.values()}
    terms = Term.objects.filter(scheme__in=labels).order_by("position", "pk")
    for scheme, slug, label in terms.values_list("scheme", "slug", "label"):
        labels[scheme][slug] = label
    return labels


def known_concepts(from_file: bool = False) -> frozenset[str]:
    """Every concept that a phrase may mean: words of the vocabulary (of the file where asked, or none is stored) and circumstances."""
    stored = (
        set() if from_file else set(Term.objects.filter(scheme__in=SCHEME_OF.values()).values_list("scheme", "slug"))
    )
    words = stored or {(scheme, slug) for scheme in SCHEME_OF.values() for slug in shipped_words()[scheme]}
    heads = {scheme: head for head, scheme in SCHEME_OF.items()}
    return CIRCUMSTANCES | {f"{heads[scheme]}:{slug}" for scheme, slug in words}


@once_all_is_migrated
def bring_shipped_phrases(using="default", plan=None, **kwargs) -> None:
    """Bring the rows for all to what the file says, and make their book ready; receiver of `post_migrate`.

    A row is the file's as long as it is what the file last made it (`shipped_as`): then a new meaning or source is taken over, and
    a phrase that the file has no more goes. What a superuser wrote or changed stays. Not after a flush, which has no plan.
    """
    if plan is None:
        return
    wanted = {phrase.text: _row_of(phrase, source) for phrase, source in shipped_phrases()}
    rows = WishWord.objects.using(using)
    stored = {row.phrase: row for row in rows.filter(municipality=None)}
    changed, gone = [], []
    for text, row in stored.items():
        if (new := wanted.get(text)) is None:
            gone += [row.pk] if row.is_as_shipped else []
        elif row.shipped_as != new.shipped_as and (row.is_as_shipped or row.content == new.content):
            new.pk = row.pk
            changed.append(new)
    with directory_change():
        for start in range(0, len(gone), _AT_ONCE):
            rows.filter(pk__in=gone[start : start + _AT_ONCE]).delete()
        fields = ["concepts", "is_danger", "source", "shipped_as", "changed_at"]
        rows.bulk_create(changed, _AT_ONCE, update_conflicts=True, update_fields=fields, unique_fields=["pk"])
        rows.bulk_create([row for text, row in wanted.items() if text not in stored], batch_size=_AT_ONCE)
    if using == "default":
        make_again("wishes", str(_state_of(None).shared), grammar(), _phrases(_rows_of(None)))


def _row_of(phrase: Phrase, source: str) -> WishWord:
    row = WishWord(
        phrase=phrase.text, concepts=" ".join(phrase.concepts), is_danger=phrase.is_danger, source=source[:120]
    )
    row.shipped_as = row.content
    return row
