"""The search over the directory: what of a day's places a text finds, by what, and what else may have been meant."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

import numpy as np

from directory.columns import Columns
from directory.entries import Entry, Field, is_reading
from directory.geography import metres_from, micro
from directory.index import entries_of, index_at
from directory.likeness import Query, parts, wholly_alike
from directory.nearby import AROUND, Spot, spots_in
from directory.resources import Resource
from directory.search import RELATED, Index
from directory.selection import Selection
from directory.today import Today

NEAR = "near"
"""Label of what is found only because it lies near a place that the text names."""
WHOLLY = 0.99
"""Share of a text's letters that a place must hold to stand before what is near the town or station of that name."""
SPELT_ALIKE = 0.6
"""Likeness of whole words from which one may be meant by the other: 「サンロ」 and 「サロン」 have 0.67."""

_masks: list[tuple[Index, Today, np.ndarray]] = []


def narrowed(selection: Selection, text: str) -> Selection:
    """What of a selection matches a text, the most alike first; a text without a letter narrows nothing.

    The name of a town or a station means "near there" too: what lies around it follows what matches, the nearest first.
    """
    if not has_letters(text):
        return selection
    index, allowed = _shown(selection)
    positions, spots = index.matching(text, allowed)[0], list(spots_in(text, selection.today.columns))
    if any(not rest for _, rest in spots):
        positions = positions[index.shares_held(text)[positions] >= WHOLLY]
    found = [index.keys[positions]]
    for spot, rest in spots:
        around = selection.within(AROUND, spot.lat, spot.lng).keys
        if rest:
            around = around[np.isin(around, index.keys[index.matching(rest, allowed)[0]])]
        found.append(around)
    keys = np.concatenate(found)
    return selection.matching(keys[np.sort(np.unique(keys, return_index=True)[1])])


class Part(NamedTuple):
    """By what a text finds a place: the label of a field and what stands there, or NEAR, a spot's name and the metres."""

    label: str
    text: str
    metres: float | None = None


def parts_matched(columns: Columns, keys: Collection[int], text: str) -> dict[int, list[Part]]:
    """For some live resources by what a text finds each, its words in their order; [] for what nothing explains."""
    query = Query.of(text)
    if not query.terms:
        return {}
    spots = [spot for spot, _ in spots_in(text, columns)]
    entries = list(entries_of(Resource._base_manager.filter(live=True, pk__in=keys)))
    found = zip(entries, parts(query, [entry.fields for entry in entries]), strict=True)
    return {entry.key: _as_parts(entry, by) or _near(columns, entry.key, spots) for entry, by in found}


def _as_parts(entry: Entry, fields: Iterable[Field]) -> list[Part]:
    seen = _as_written(entry.fields)
    return [Part(said.label, said.text) for said in dict.fromkeys(seen[field] for field in fields)]


def _near(columns: Columns, key: int, spots: list[Spot]) -> list[Part]:
    """The nearest of the spots, where it is near enough."""
    row = columns.rows.key == key
    lat, lng = columns.rows.lat[row], columns.rows.lng[row]
    far = [float(metres_from(micro(spot.lat), micro(spot.lng), lat, lng).min(initial=np.inf)) for spot in spots]
    metres, spot = min(zip(far, spots, strict=True), default=(np.inf, None))
    return [Part(NEAR, spot.name, metres)] if metres <= AROUND else []


def suggested(selection: Selection, text: str, limit: int = 8) -> list[int]:
    """Keys of what of a selection somebody who is still typing may mean, the likeliest first."""
    if not has_letters(text):
        return []
    index, allowed = _shown(selection)
    if selection.masks:
        allowed = allowed & np.isin(index.keys, selection.keys)
    return [hit.key for hit in index.suggest(text, allowed, limit)]


def only_resembles(selection: Selection, text: str) -> bool:
    """Whether no place of the day holds a text and none lies near what it names, so that what it finds is a guess."""
    index, allowed = _shown(selection)
    if (index.shares_held(text) * allowed >= RELATED).any():
        return False
    return not any(spots_in(text, selection.today.columns))


def nearest_spelling(columns: Columns, keys: Collection[int], text: str) -> str:
    """The name or word of one of some live resources that is most like a text that finds none of them; "" where none is."""
    query = Query.of(text)
    index = index_at(columns)
    hits = index.resembling(text, np.isin(index.keys, keys))
    rows = Resource._base_manager.filter(pk__in=[hit.key for hit in hits]).order_by("pk")
    seen = {field: said for entry in entries_of(rows) for field, said in _as_written(entry.fields).items()}
    alike = wholly_alike(query, list(seen))
    return list(seen.values())[int(alike.argmax())].text if alike.max(initial=0) >= SPELT_ALIKE else ""


def _as_written(fields: Iterable[Field]) -> dict[Field, Field]:
    """Each field with the one that people read: a reading stands behind what it is the reading of."""
    seen, said = {}, None
    for field in fields:
        said = said if is_reading(field.label) else field
        seen[field] = said
    return seen


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
