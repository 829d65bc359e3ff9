"""Places that do not meet now and are asked for by name: paused or ended ones, and what is near an ended one."""

from collections.abc import Sequence

import numpy as np

from directory.caches import KeyedCache
from directory.geo.points import MICRO, NOWHERE
from directory.search.building.dropping import though_damaged
from directory.search.entries import READING, is_reading
from directory.search.index import Index
from directory.search.live_index import index_at
from directory.search.parts.entry_rows import WORDS
from directory.search.place_names import AROUND
from directory.search.similarity import SHORT, Query, QueryTerm
from directory.snapshot.day import SnapshotDay
from directory.snapshot.selection import Selection

MOST = 5
"""Paused or ended places that a text finds: whoever gives a name means one of them."""
NEAREST = 3
"""Places that are named in the stead of an ended one."""
_NAMES = ("name", READING, "organization", f"organization {READING}")
_COMPARED = 100  # entries with such a name, among which the MOST are chosen

_away_cache: KeyedCache[tuple[Index, SnapshotDay], np.ndarray] = KeyedCache()


@though_damaged
def away(snapshot: SnapshotDay, text: str) -> list[int]:
    """Keys of the public places, paused or ended on the day, whose name a text surely gives, at most MOST; no guess.

    Every word of the text stands in their texts, one of them in the name, the organization's name or a reading. A text that
    only says of what kind they are (「サロン」) gives no name, unless it is all of it. Remembered for the day.
    """
    return snapshot.remembered_text(("away", text), lambda: _away(snapshot, text))


def _away(snapshot: SnapshotDay, text: str) -> list[int]:
    index, query = index_at(snapshot.columns), Query.of(text)
    positions = _away_positions(snapshot, index)
    if not len(positions) or not query.terms or index.is_plain:
        return []
    numbers, starts = index.entries.texts_of(positions)
    owner = np.repeat(np.arange(len(positions)), np.diff(np.append(starts, len(numbers))))
    labels = np.array(index.entries.labels)[index.entries.label_of[numbers]]
    all_held, named = np.ones(len(positions), bool), np.zeros(len(positions), bool)
    for term in query.terms:
        holds = _holding(index, numbers, labels, term)
        held = np.zeros(len(positions), bool)
        held[owner[holds]] = True
        all_held &= held
        named[owner[holds & np.isin(labels, _NAMES)]] = True
    found = [_told(index, int(position)) for position in positions[all_held & named][:_COMPARED]]
    called = [(texts, key) for texts, key in found if not _is_kind_only(query, texts)]
    whole = query.whole.written
    called.sort(key=lambda one: (whole not in _names_in(one[0]), min(map(len, _names_in(one[0]))), one[1]))
    return [key for _, key in called[:MOST]]


def _away_positions(snapshot: SnapshotDay, index: Index) -> np.ndarray:
    return _away_cache.get((index, snapshot), lambda: _positions(snapshot, index))


def _positions(snapshot: SnapshotDay, index: Index) -> np.ndarray:
    columns = snapshot.columns
    return np.flatnonzero(np.isin(index.keys, columns.rows.key[columns.public & ~snapshot.shown]))


def _holding(index: Index, numbers: np.ndarray, labels: np.ndarray, term: QueryTerm) -> np.ndarray:
    """Mask of the texts that hold a word as it is written or, in a reading, as it is heard."""
    heard = np.array([is_reading(label) for label in labels], bool)
    short = len(term.heard) <= SHORT
    holds = np.zeros(len(numbers), bool)
    if term.heard:
        holds[heard] = index.entries.holding(numbers[heard], term.heard, at_first=short)
    holds[~heard] = index.entries.holding(numbers[~heard], term.written, at_first=short and not term.is_kanji)
    return holds


def _told(index: Index, position: int) -> tuple[list[tuple[str, str]], int]:
    """The labels and texts of an entry, and its key."""
    numbers, _ = index.entries.texts_of(np.array([position]))
    labels = [index.entries.labels[label] for label in index.entries.label_of[numbers]]
    return list(zip(labels, index.entries.texts(numbers), strict=True)), int(index.keys[position])


def _is_kind_only(query: Query, texts: Sequence[tuple[str, str]]) -> bool:
    """Whether the words of the query are nothing but words of its kinds and activities, and not the whole name either."""
    if query.whole.written in _names_in(texts) or query.whole.heard in _names_in(texts):
        return False
    words = {text for label, text in texts if label in WORDS}
    return all(term.written in words or term.heard in words for term in query.terms)


def _names_in(texts: Sequence[tuple[str, str]]) -> list[str]:
    return [text for label, text in texts if label in _NAMES]


def near_instead(snapshot: SnapshotDay, key: int) -> list[int]:
    """Keys of the NEAREST places that residents find around one that has ended, those of its kinds first; [] without a point."""
    columns = snapshot.columns
    rows = snapshot.rows_of(np.array([key]))
    if not len(rows):
        return []
    lat, lng, kinds = (column[rows[0]] for column in (columns.rows.lat, columns.rows.lng, columns.rows.kinds))
    if lat == NOWHERE:
        return []
    around = snapshot.rows_of(Selection(snapshot).within(AROUND, lat / MICRO, lng / MICRO).keys)
    alike = columns.rows.kinds[around] & kinds != 0
    return columns.rows.key[np.concatenate([around[alike], around[~alike]])][:NEAREST].tolist()
