"""By which texts a listing is found, from its rows in the database."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import cycle, islice
from typing import Any

from django.db.models import QuerySet

from directory.catalogue.parts import AT_THE_DOOR, EASY
from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Scheme
from directory.japanese.readings import propose_reading
from directory.search.entries import READING, Field, IndexEntry
from directory.search.entry_columns import EntryColumns, TextKind
from directory.search.parts.kept_readings import Reader, reads_all

BESIDE = 0.75
"""What a match in a town, a kind or an activity is worth beside one in the name: more than a name that only resembles."""
RUN_BY = 0.8
"""What a match in the organization's or the room's name is worth."""
WORDS = ("word", f"word {READING}")
"""Labels of the words of kinds and activities, and of their readings."""
_NAMED_BY = (("organization", RUN_BY), ("place", RUN_BY), ("town", BESIDE), ("word", BESIDE))
_KINDS = (
    TextKind("name", 1.0),
    TextKind(READING, 1.0),
    *(TextKind(label, weight) for about, weight in _NAMED_BY for label in (about, f"{about} {READING}")),
)
_NAME, _ORGANIZATION, _PLACE, _TOWN, _WORDS = (bytes((at, at + 1)) for at in range(0, len(_KINDS), 2))
_AT_ONCE = 5_000
_OWN_TEXTS = (
    "summary",
    "description",
    "first_visit",
    "to_bring",
    "hours_note",
    "fee_note",
    *EASY.values(),
    *AT_THE_DOOR,
)
_SAID = (*_OWN_TEXTS, "wants_helpers", "helpers_wanted", "place__live", "place__access", "place__accessibility")
"""Columns in which a listing says of itself, for all to read, what no name and no word says."""
_WORD = re.compile(r"[^・（）／、]+")  # 「サロン（ふれあい・いきいきサロン）」 is found by each of its words


def entries_of(resources: QuerySet) -> Iterator[IndexEntry]:
    """The entries of some resources, in order of their keys; few are held at a time."""
    for columns in columns_of(resources):
        kinds, lines = map(columns.kinds.__getitem__, columns.kind_of), iter(columns.lines)
        typed = zip(kinds, columns.texts, strict=True)
        for key, count, said in zip(columns.keys, columns.counts, columns.line_counts, strict=True):
            fields = [Field(kind.label, text, kind.weight) for kind, text in islice(typed, count)]
            yield IndexEntry(key, [field for field in fields if field.text], "\n".join(islice(lines, said)))


def columns_of(resources: QuerySet, read: Reader = reads_all) -> Iterator[EntryColumns]:
    """The same in columns, some thousands in each; at least one, which may have none. `read` tells how names without a reading sound."""
    own = ("pk", "name", "reading")
    run_by = ("organization__live", "organization__name", "organization__reading")
    around = ("place__name", "place__reading", "place__live", "place__town__name", "place__town__reading")
    columns = dict.fromkeys((*own, *run_by, *around, *_SAID))
    rows, after = resources.order_by("pk").values_list(*columns, named=True), 0
    some = None
    while some is None or len(some) == _AT_ONCE:
        some = list(rows.filter(pk__gt=after)[:_AT_ONCE])
        these = [row.pk for row in some]
        # Of many, the rows between are asked for, which is quicker than by their keys and gives few others.
        near = range(these[0], these[-1] + 1) if len(these) == _AT_ONCE else these
        after = max(these, default=after)
        readings = read((name for row in some for name in _without_reading(row)), after)
        yield _columns(some, readings, _word_texts_by(near), labels_by(near))


def own_texts_by(resources: QuerySet) -> dict[int, list[str]]:
    """What some resources say of themselves beside their names and words, by key, as people read it; three queries."""
    labels = labels_by(resources)
    return {row.pk: _own_texts(row) + labels[row.pk] for row in resources.values_list("pk", *_SAID, named=True)}


def words_by(resources: QuerySet | Collection[int]) -> Mapping[int, list[Field]]:
    """The words of the kinds and activities of some resources, each followed by its reading, by key; [] for one that has none."""
    texts = _word_texts_by(resources)
    fields = {
        key: [Field(label, text, BESIDE) for label, text in zip(cycle(WORDS), words)] for key, words in texts.items()
    }
    return defaultdict(list, fields)


def _word_texts_by(resources: QuerySet | Collection[int]) -> Mapping[int, list[str]]:
    words = defaultdict(list)
    for scheme in (Scheme.KINDS, Scheme.ACTIVITIES):
        for key, label in _labels_of(resources, scheme):
            words[key] += _texts_of(label)
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
def _texts_of(label: str) -> tuple[str, ...]:
    """The words of a label, each followed by its reading: 「たいそう」 is typed sooner than 「体操」."""
    return tuple(text for word in _WORD.findall(label) for text in (word, propose_reading(word)))


def _without_reading(row: Any) -> Iterator[str]:
    """The names of a row of `columns_of` that have no reading."""
    if row.name and not row.reading:
        yield row.name
    if row.organization__name and not row.organization__reading:
        yield row.organization__name
    if row.place__name and not row.place__reading:
        yield row.place__name
    if row.place__town__name and not row.place__town__reading:
        yield row.place__town__name


def _columns(
    rows: list[Any], read: Mapping[str, str], words: Mapping[int, list[str]], labels: Mapping[int, list[str]]
) -> EntryColumns:
    """The entries of some rows of `columns_of`; an organization or a place counts where it is public."""
    texts, lines, kind_of = list[str](), list[str](), bytearray()
    counts, line_counts = [], []
    for row in rows:
        these, kinds = [row.name, row.reading or read.get(row.name, "")], _NAME
        if row.organization__live and (name := row.organization__name):
            these += name, row.organization__reading or read[name]
            kinds += _ORGANIZATION
        if row.place__live:
            if name := row.place__name:
                these += name, row.place__reading or read[name]
                kinds += _PLACE
            if name := row.place__town__name:
                these += name, row.place__town__reading or read[name]
                kinds += _TOWN
        these += words[row.pk]
        said = [*filter(None, these), *_own_lines(row), *labels[row.pk]]
        texts += these
        lines += said
        kind_of += kinds + _WORDS * (len(words[row.pk]) // 2)
        counts.append(len(these))
        line_counts.append(len(said))
    return EntryColumns([row.pk for row in rows], _KINDS, counts, kind_of, texts, lines, line_counts)


def _own_lines(row: Any) -> list[str]:
    texts = _own_texts(row)
    return "\n".join(texts).splitlines() if texts else texts


def _own_texts(row: Any) -> list[str]:
    """The texts of a row of _SAID, without empty ones; a place's own count where it is public."""
    texts = [getattr(row, name) for name in _OWN_TEXTS]
    texts += [row.helpers_wanted] if row.wants_helpers else []
    texts += [row.place__access, row.place__accessibility] if row.place__live else []
    return [text for text in texts if text]
