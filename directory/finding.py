"""The search over the directory: which texts a place is found by, and the index of them at the directory's version.

The index holds every live resource; who may see what is decided by the mask that a caller brings.
"""

import re
import threading
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import jaconv
import numpy as np
from django.conf import settings
from django.db.models import Q

from directory import store
from directory.areas import Town
from directory.columns import Columns
from directory.entries import READING, Entry, Field
from directory.readings import propose_reading
from directory.resources import Resource
from directory.search import Index
from directory.selection import Selection
from directory.stored import NotAStoredCopy
from directory.today import Today
from directory.vocabulary import Scheme

BESIDE = 0.6
"""What a match in a town, a kind or an activity is worth beside one in the name."""
RUN_BY = 0.7
"""What a match in the organization's or the room's name is worth."""
AROUND = 1_500
"""Metres around the middle of a town that count as near it: twenty minutes on foot."""
STORED_FROM = 2_000
"""Entries from which an index is stored: a smaller one is made again as quickly as it is read."""

_WORD = re.compile(r"[^・（）／、]+")  # 「サロン（ふれあい・いきいきサロン）」 is found by each of its words

_lock = threading.Lock()
_held: Index | None = None
_masks: list[tuple[Index, Today, np.ndarray]] = []


def index_at(columns: Columns) -> Index:
    """The index at the version of these columns; remakes only the entries that changed since this process last looked."""
    global _held
    with _lock:
        if _held is None:
            _held = _stored()
        if _held is None or _held.version != columns.version:
            _held = _brought_up_to(_held, columns.version)
            if len(_held.keys) >= STORED_FROM:
                _held.save(_file())
        return _held


def forget() -> None:
    """Drop what this process holds."""
    global _held
    with _lock:
        _held = None


def narrowed(selection: Selection, text: str) -> Selection:
    """What of a selection matches a text, the most alike first; a text without a letter narrows nothing.

    The name of a town means "near there" too: what lies around its middle follows what matches, the nearest first.
    """
    if not has_letters(text):
        return selection
    index, allowed = _shown(selection)
    positions, _ = index.matching(text, allowed)
    around = [selection.within(AROUND, lat, lng).keys for lat, lng in _towns_named(text)]
    keys = np.concatenate([index.keys[positions], *around])
    return selection.matching(keys[np.sort(np.unique(keys, return_index=True)[1])])


def suggested(selection: Selection, text: str, limit: int = 8) -> list[int]:
    """Keys of what somebody who is still typing may mean, the likeliest first."""
    if not has_letters(text):
        return []
    index, allowed = _shown(selection)
    return [hit.key for hit in index.suggest(text, allowed, limit)]


def nearest_spelling(selection: Selection, text: str) -> int | None:
    """The key of what is most like a text that finds nothing; None where nothing is."""
    if not has_letters(text):
        return None
    index, allowed = _shown(selection)
    hit = index.nearest_spelling(text, allowed)
    return hit.key if hit else None


def has_letters(text: str) -> bool:
    """Whether there is anything in a text to search for."""
    return any(letter.isalnum() for letter in text)


def _shown(selection: Selection) -> tuple[Index, np.ndarray]:
    """The index, and the mask over its positions of what residents find on the day."""
    today = selection.today
    index = index_at(today.columns)
    for known, day, mask in _masks[:1]:
        if known is index and day is today:
            return index, mask
    mask = np.isin(index.keys, today.columns.rows.key[today.shown])
    _masks[:] = [(index, today, mask)]
    return index, mask


def _towns_named(text: str) -> list[tuple[float, float]]:
    """The middles of the towns that a text names, by name or by reading."""
    same = Q(name=text.strip()) | Q(reading=jaconv.kata2hira(jaconv.h2z(text.strip())))
    return list(Town.objects.filter(same, lat__isnull=False).order_by("pk").values_list("lat", "lng"))


def _file() -> Path:
    return settings.VAR_DIR / "search.index"


def _stored() -> Index | None:
    try:
        return Index.load(_file())
    except (FileNotFoundError, NotAStoredCopy):
        return None


def _brought_up_to(held: Index | None, version: int) -> Index:
    keys = None if held is None or held.version > version else store.changed_since(held.version)
    if keys is None or len(keys) > store.MORE_THAN_RELOADS_ALL:
        return Index.build(_entries(Resource._base_manager.filter(live=True)), version)
    changed = list(_entries(Resource._base_manager.filter(live=True, pk__in=keys)))
    return held.replacing(changed, set(keys) - {entry.key for entry in changed}, version)


def _entries(resources) -> Iterable[Entry]:
    words = defaultdict(list)
    for scheme in (Scheme.KINDS, Scheme.ACTIVITIES):
        through = getattr(Resource, scheme).through._base_manager
        for key, label in through.filter(resource__in=resources).values_list("resource_id", "term__label"):
            words[key] += _WORD.findall(label)
    own = ("pk", "name", "reading", "proposed_reading")
    around = ("organization__name", "organization__reading", "place__name", "place__town__name", "place__town__reading")
    for line in resources.values_list(*own, *around).iterator(chunk_size=10_000):
        yield _entry(*line, words[line[0]])


def _entry(key, name, reading, proposed, organization, organization_reading, place, town, town_reading, words) -> Entry:
    fields = [
        Field("name", name),
        Field(READING, reading or proposed or propose_reading(name)),
        Field("organization", organization or "", RUN_BY),
        Field(READING, organization_reading or "", RUN_BY),
        Field("place", place or "", RUN_BY),
        Field("town", town or "", BESIDE),
        Field(READING, town_reading or "", BESIDE),
        *(Field("word", word, BESIDE) for word in words),
    ]
    return Entry(key, [field for field in fields if field.text])
