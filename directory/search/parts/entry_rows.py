"""By which texts a listing is found, from its rows in the database."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Scheme
from directory.japanese.readings import propose_reading, propose_readings
from directory.search.entries import READING, Field, IndexEntry

BESIDE = 0.75
"""What a match in a town, a kind or an activity is worth beside one in the name: more than a name that only resembles."""
RUN_BY = 0.8
"""What a match in the organization's or the room's name is worth."""
WORDS = ("word", f"word {READING}")
"""Labels of the words of kinds and activities, and of their readings."""
_READING_OF = {label: f"{label} {READING}" for label in ("organization", "place", "town", "word")}
_AT_ONCE = 5_000
_OWN_TEXTS = ("summary", "description", "first_visit", "to_bring", "hours_note", "fee_note")
_SAID = (*_OWN_TEXTS, "wants_helpers", "helpers_wanted", "place__live", "place__access", "place__accessibility")
"""Columns in which a listing says of itself, for all to read, what no name and no word says."""
_WORD = re.compile(r"[^・（）／、]+")  # 「サロン（ふれあい・いきいきサロン）」 is found by each of its words


def entries_of(resources: QuerySet) -> Iterator[IndexEntry]:
    """The entries of some resources, in order of their keys; few are held at a time."""
    own = ("pk", "name", "reading")
    run_by = ("organization__live", "organization__name", "organization__reading")
    around = ("place__name", "place__town__name", "place__town__reading")
    rows, after = resources.order_by("pk").values_list(*own, *run_by, *around, *_SAID, named=True), 0
    some = None
    while some is None or len(some) == _AT_ONCE:
        some = list(rows.filter(pk__gt=after)[:_AT_ONCE])
        these = [row.pk for row in some]
        # Of many, the rows between are asked for, which is quicker than by their keys and gives few others.
        near = range(these[0], these[-1] + 1) if len(these) == _AT_ONCE else these
        words, labels, after = words_by(near), labels_by(near), max(these, default=after)
        read = propose_readings(name for row in some for name in _without_reading(row))
        for row in some:
            yield _entry(row, words[row.pk], labels[row.pk], read)


def own_texts_by(resources: QuerySet) -> dict[int, list[str]]:
    """What some resources say of themselves beside their names and words, by key, as people read it; three queries."""
    labels = labels_by(resources)
    return {row.pk: _own_texts(row) + labels[row.pk] for row in resources.values_list("pk", *_SAID, named=True)}


def words_by(resources: QuerySet | Collection[int]) -> Mapping[int, list[Field]]:
    """The words of the kinds and activities of some resources, by key; [] for one that has none."""
    words = defaultdict(list)
    for scheme in (Scheme.KINDS, Scheme.ACTIVITIES):
        for key, label in _labels_of(resources, scheme):
            words[key] += _words_of(label)
    return words


def labels_by(resources: QuerySet | Collection[int]) -> Mapping[int, list[str]]:
    """The labels of what some resources are for (worries, people), by key; [] for one that has none."""
    labels = defaultdict(list)
    for scheme in (Scheme.WORRIES, Scheme.TARGETS):
        for key, label in _labels_of(resources, scheme):
            labels[key].append(label)
    return labels


def _labels_of(resources: QuerySet | Collection[int], scheme: Scheme) -> Iterable[tuple[int, str]]:
    rows = getattr(Resource, scheme).through._base_manager.order_by("pk")
    if isinstance(resources, range):
        rows = rows.filter(resource_id__gte=resources.start, resource_id__lt=resources.stop)
    else:
        rows = rows.filter(resource__in=resources)
    return rows.values_list("resource_id", "term__label")


@lru_cache(1_000)
def _words_of(label: str) -> tuple[Field, ...]:
    """The words of a label, each followed by its reading: 「たいそう」 is typed sooner than 「体操」."""
    words = _WORD.findall(label)
    return tuple(field for word in words for field in _with_reading("word", word, propose_reading(word), BESIDE))


def _without_reading(row: Any) -> Iterator[str]:
    """The names of a row of `entries_of` that have no reading."""
    for name, reading in (
        (row.name, row.reading),
        (row.organization__name, row.organization__reading),
        (row.place__name, ""),
        (row.place__town__name, row.place__town__reading),
    ):
        if name and not reading:
            yield name


def _entry(row: Any, words: Iterable[Field], labels: Iterable[str], read: Mapping[str, str]) -> IndexEntry:
    """The entry of a resource, from a row of `entries_of`; an organization or a place counts where it is public.

    `read` has the readings of names that have none of their own.
    """
    fields = [Field("name", row.name), Field(READING, row.reading or read.get(row.name, ""))]
    if row.organization__live and (name := row.organization__name):
        fields += _with_reading("organization", name, row.organization__reading or read[name], RUN_BY)
    if row.place__live:
        if name := row.place__name:
            fields += _with_reading("place", name, read[name], RUN_BY)
        if name := row.place__town__name:
            fields += _with_reading("town", name, row.place__town__reading or read[name], BESIDE)
    fields = [field for field in (*fields, *words) if field.text]
    said = [field.text for field in fields] + _own_texts(row) + list(labels)
    return IndexEntry(row.pk, fields, "\n".join(said))


def _own_texts(row: Any) -> list[str]:
    """The texts of a row of _SAID, without empty ones; a place's own count where it is public."""
    texts = [getattr(row, name) for name in _OWN_TEXTS]
    texts += [row.helpers_wanted] if row.wants_helpers else []
    texts += [row.place__access, row.place__accessibility] if row.place__live else []
    return [text for text in texts if text]


def _with_reading(label: str, text: str, reading: str, weight: float) -> tuple[Field, Field]:
    return Field(label, text, weight), Field(_READING_OF[label], reading, weight)
