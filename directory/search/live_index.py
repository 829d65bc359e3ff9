"""The index of the directory: by which texts a place is found, kept in memory at the directory's version.

It holds every live resource; who may see what is decided by the mask that a caller brings.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import QuerySet

from directory.caches import CurrentValue
from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Scheme
from directory.fingerprints import fingerprint
from directory.japanese import apart, folding, readings
from directory.japanese.readings import propose_reading
from directory.publishing.versions import lot_of_version
from directory.search import array_file, bigrams, entries, own_words, similarity
from directory.search import index as search
from directory.search.array_file import NotAStoredCopy
from directory.search.entries import READING, Field, IndexEntry
from directory.search.index import Index
from directory.snapshot import loading
from directory.snapshot.arrays import Columns

BESIDE = 0.75
"""What a match in a town, a kind or an activity is worth beside one in the name: more than a name that only resembles."""
RUN_BY = 0.8
"""What a match in the organization's or the room's name is worth."""
WORDS = ("word", f"word {READING}")
"""Labels of the words of kinds and activities, and of their readings."""
_AT_ONCE = 5_000
_OWN_TEXTS = ("summary", "description", "first_visit", "to_bring", "hours_note", "fee_note")
_SAID = (*_OWN_TEXTS, "wants_helpers", "helpers_wanted", "place__live", "place__access", "place__accessibility")
"""Columns in which a listing says of itself, for all to read, what no name and no word says."""
STORED_FROM = 2_000
"""Entries from which an index is stored: a smaller one is made again as quickly as it is read."""

_logger = logging.getLogger(__name__)
_WORD = re.compile(r"[^・（）／、]+")  # 「サロン（ふれあい・いきいきサロン）」 is found by each of its words

_index_cache: CurrentValue[Index] = CurrentValue()


def index_at(columns: Columns) -> Index:
    """The index at the version of these columns or a newer one; makes only those entries again whose texts changed.

    A process begins with the stored copy and what changed since; what is made anew is stored.
    """
    return _index_cache.renewed(partial(_at_least, columns.version))


def _at_least(version: int, before: Index | None) -> Index:
    before = before or _stored()
    return before if before and before.version >= version else _brought_up_to(before, version)


def names_at(columns: Columns, keys: Collection[int]) -> dict[int, tuple[str, str]]:
    """The folded name and the sound of those of some resources that are live, by key."""
    index = index_at(columns)
    known = np.flatnonzero(np.isin(index.keys, np.fromiter(keys, np.int64, len(keys))))
    names, sounds = (index.entries.first_texts(label, known) for label in ("name", READING))
    return dict(zip(index.keys[known].tolist(), zip(names, sounds, strict=True), strict=True))


def forget() -> None:
    """Empty the cache of this process; the stored copy stays."""
    _index_cache.clear()


def _file() -> Path:
    return settings.VAR_DIR / "search.index"


def _stored() -> Index | None:
    """The stored copy, where it was made by this code of this very directory."""
    try:
        index, mark = Index.load(_file())
    except (FileNotFoundError, NotAStoredCopy):
        return None
    return index if mark == _mark(index.version) else None


def _store(index: Index) -> Index:
    """Store a copy and give it, mapped, so that workers share its memory; the index itself where that cannot be."""
    mark = _mark(index.version)
    if mark is None or len(index.keys) < STORED_FROM:
        return index
    try:
        index.save(_file(), mark)
        return Index.load(_file())[0]
    except (OSError, NotAStoredCopy):  # a full disk, or another worker at the same moment
        _logger.exception("search index not stored")
        return index


def _mark(version: int) -> str | None:
    """A text that is another for each directory, version and code; None for a version that is recorded no more."""
    lot = lot_of_version(version)
    return None if lot is None else f"{_code_fingerprint()} {lot}"


@cache
def _code_fingerprint() -> str:
    """A hash of the code and of the dictionary by which texts are folded and stored: another code reads no old copy."""
    modules = (bigrams, entries, own_words, apart, folding, similarity, readings, search, array_file)
    return fingerprint(modules, [Path(__file__)])


def _brought_up_to(before: Index | None, version: int) -> Index:
    keys = None if before is None else loading.changed_since(before.version)
    if keys is None or len(keys) > loading.MORE_THAN_RELOADS_ALL:
        return _store(Index.of_rising(entries_of(Resource._base_manager.filter(live=True)), version))
    changed = list(entries_of(Resource._base_manager.filter(live=True, pk__in=keys)))
    gone = np.intersect1d(list(set(keys) - {entry.key for entry in changed}), before.keys)
    return before.replacing(changed, gone, version)


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
        words, labels, after = words_by(these), labels_by(these), max(these, default=after)
        for row in some:
            yield _entry(row, words[row.pk], labels[row.pk])


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


def _labels_of(resources: QuerySet | Collection[int], scheme: Scheme) -> QuerySet:
    through = getattr(Resource, scheme).through._base_manager
    return through.filter(resource__in=resources).values_list("resource_id", "term__label")


@lru_cache(1_000)
def _words_of(label: str) -> tuple[Field, ...]:
    """The words of a label, each followed by its reading: 「たいそう」 is typed sooner than 「体操」."""
    return tuple(field for word in _WORD.findall(label) for field in _with_reading("word", word, "", BESIDE))


def _entry(row: Any, words: Iterable[Field], labels: Iterable[str]) -> IndexEntry:
    """The entry of a resource, from a row of `entries_of`; an organization or a place counts where it is public."""
    fields = [Field("name", row.name), Field(READING, row.reading or propose_reading(row.name))]
    if row.organization__live:
        fields += _with_reading("organization", row.organization__name, row.organization__reading, RUN_BY)
    if row.place__live:
        fields += _with_reading("place", row.place__name, "", RUN_BY)
        if row.place__town__name:
            fields += _with_reading("town", row.place__town__name, row.place__town__reading, BESIDE)
    fields = [field for field in (*fields, *words) if field.text]
    said = [field.text for field in fields] + _own_texts(row) + list(labels)
    return IndexEntry(row.pk, fields, "\n".join(said))


def _own_texts(row: Any) -> list[str]:
    """The texts of a row of _SAID, without empty ones; a place's own count where it is public."""
    texts = [getattr(row, name) for name in _OWN_TEXTS]
    texts += [row.helpers_wanted] if row.wants_helpers else []
    texts += [row.place__access, row.place__accessibility] if row.place__live else []
    return [text for text in texts if text]


@lru_cache(20_000)
def _with_reading(label: str, text: str, reading: str, weight: float) -> tuple[Field, Field]:
    return Field(label, text, weight), Field(f"{label} {READING}", reading or propose_reading(text), weight)
