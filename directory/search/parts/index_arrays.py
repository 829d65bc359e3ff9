"""The arrays of an index by the names that they have in its file, and an index that is stored part by part. Pure."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from directory.publishing.version import Version
from directory.search.bigrams import Bigrams
from directory.search.entries import IndexEntries
from directory.search.own_words import OwnWords
from directory.search.parts import array_file
from directory.search.parts.joining import Parts

_ENTRY_ARRAYS = ("keys", "texts_at", "label_of", "weight_of", "letters_at", "letters")
_OWN_ARRAYS, _OWN = ("at", "letters", "begins"), "own_"
_BIGRAM_ARRAYS = ("codes", "starts", "rows")
_OF_ENTRIES, _OF_OWN = "of_entries_", "of_own_"


def arrays_of(entries: IndexEntries, bigrams: Bigrams, own: OwnWords) -> dict[str, np.ndarray]:
    """The arrays of an index in one layer, by their names."""
    parts = (
        ("", entries, _ENTRY_ARRAYS),
        (_OF_ENTRIES, bigrams, _BIGRAM_ARRAYS),
        (_OWN, own, _OWN_ARRAYS),
        (_OF_OWN, own.bigrams, _BIGRAM_ARRAYS),
    )
    return {first + name: getattr(part, name) for first, part, names in parts for name in names}


def of_arrays(labels: Iterable[str], arrays: Mapping[str, np.ndarray]) -> tuple[IndexEntries, Bigrams, OwnWords]:
    """What an index has, from its arrays by their names. Raises KeyError where one is not there."""

    def those(names: Iterable[str], first: str) -> dict[str, np.ndarray]:
        return {name: arrays[first + name] for name in names}

    own = OwnWords(**those(_OWN_ARRAYS, _OWN), bigrams=Bigrams(**those(_BIGRAM_ARRAYS, _OF_OWN)))
    return IndexEntries(tuple(labels), **those(_ENTRY_ARRAYS, "")), Bigrams(**those(_BIGRAM_ARRAYS, _OF_ENTRIES)), own


def about(mark: str, version: Version, labels: Iterable[str]) -> dict[str, Any]:
    """What is stored beside the arrays."""
    return {"mark": mark, "version": version, "labels": list(labels)}


def store_parts(indexes: Iterable[Any], path: Path, mark: str) -> None:
    """Store several indexes in order of their keys as one, of which one is held at a time. Raises OSError."""
    with Parts(path.parent, (_OF_ENTRIES, _OF_OWN)) as kept:
        for index in indexes:
            kept.add(index.entries.labels, arrays_of(index.entries, index.bigrams, index.own))
            version = index.version
        labels, arrays = kept.joined()
        array_file.write(path, about(mark, version, labels), arrays)
