"""The index of the directory: by which texts a place is found, kept in memory at the directory's version.

It holds every live resource; who may see what is decided by the mask that a caller brings. A request only replaces the
entries of what changed. Where that is too much another process makes the next index (`building`), and this one answers by
the index before, or without one plainly, until the file is there.
"""

import json
import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from django.conf import settings
from django.db.models import QuerySet

from directory.caches import CurrentValue
from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Scheme, Term
from directory.publishing.version import Version
from directory.publishing.versions import Edition, changes_since
from directory.search.entries import READING
from directory.search.index import Index
from directory.search.parts import array_file, kept_readings, process
from directory.search.parts.array_file import FileState
from directory.search.parts.entry_rows import columns_of, entries_of
from directory.search.parts.index_code import code_fingerprint, readings_fingerprint
from directory.search.plain import PlainIndex
from directory.snapshot import loading
from directory.snapshot.arrays import Columns

STORED_FROM = 2_000
"""Entries from which an index is made by the builder and stored: a smaller one is made in the request, in about a second on a busy machine."""
MOST_REPLACED = 2_000
"""Entries that a request replaces; more are left to the builder."""
_NAMED_BY = (Scheme.KINDS, Scheme.ACTIVITIES, Scheme.WORRIES, Scheme.TARGETS)
"""Lists whose words are texts of entries."""

_logger = logging.getLogger(__name__)


class Texts(NamedTuple):
    """An index, and the labels of the words (by their keys) that stand in its texts."""

    index: Index
    labels: Mapping[int, str]


class _Held(NamedTuple):
    """What this process answers by.

    reached      the version at which it was looked whether something changed
    is_complete  whether the index is at that version; otherwise the builder is at work
    file         the state of the stored copy that was looked at last
    """

    texts: Texts
    reached: Version
    is_complete: bool
    file: FileState | None

    def is_enough_for(self, version: Version) -> bool:
        """Whether there is nothing better to be had at a version."""
        return self.reached == version and (self.is_complete or self.file == array_file.state_of(stored_file()))


_index_cache: CurrentValue[_Held] = CurrentValue()
_plainly: ContextVar[bool] = ContextVar("plainly", default=False)


def index_at(columns: Columns) -> Index:
    """The index at the version of these columns or a newer one; where too much changed the one before, or a plain one.

    A process begins with the stored copy and what changed since. Positions and keys are the index's own: it may know keys
    that the columns do not, and lack some that they have.
    """
    if _plainly.get():
        return PlainIndex.over(columns)
    return _index_cache.renewed(partial(_at_hand, columns)).texts.index


@contextmanager
def plainly() -> Iterator[None]:
    """Answer a block of this thread without an index, and all others as before."""
    token = _plainly.set(True)
    try:
        yield
    finally:
        _plainly.reset(token)


def held_version() -> Version | None:
    """The version of the index by which this process answers, for marks of what it answered; None before the first."""
    held = _index_cache.value
    return held and held.texts.index.version


def held_index() -> Index | None:
    """The index by which this process answers; None where it answers plainly."""
    held = _index_cache.value
    return None if held is None or held.texts.index.is_plain else held.texts.index


def held_file() -> FileState | None:
    """The state of the stored copy that this process looked at last."""
    held = _index_cache.value
    return held and held.file


def answer_plainly() -> None:
    """Answer without an index from now on, until there is another stored copy than this one, which is thrown away."""
    columns = loading.current()
    _throw_away(held_file())
    file, plain = array_file.state_of(stored_file()), Texts(PlainIndex.over(columns), {})
    # A small one is made again at the next version.
    _index_cache.renewed(lambda before: _Held(plain, columns.version, len(columns) < STORED_FROM, file))
    loading.as_new()


def _throw_away(file: FileState | None) -> None:
    """Delete the stored copy of a state, and not what was built since."""
    if file == array_file.state_of(stored_file()):
        with suppress(OSError):
            stored_file().unlink(missing_ok=True)


def take_next(columns: Columns, **kwargs: Any) -> None:
    """Take what the builder has made, before anything that is kept for these columns is asked; receiver of `looked_at`."""
    held = _index_cache.value
    if held and not held.is_complete and held.file != array_file.state_of(stored_file()):
        index_at(columns)


def _at_hand(columns: Columns, held: _Held | None) -> _Held:
    # A thread may still hold older columns than the index is at.
    if held is None or not (held.is_enough_for(columns.version) or held.is_enough_for(Edition.current())):
        before, held = held, _best(columns, held)
        if before and before.reached == held.reached:  # what was found at this version was found by another index
            loading.as_new()
    if not held.is_complete:
        process.start()
    return held


def _best(columns: Columns, held: _Held | None) -> _Held:
    version = Edition.current()
    if held and (current := _brought_up_to(held.texts, version, held.file)):
        return _Held(current, version, True, held.file)
    if len(columns) < STORED_FROM:
        return _Held(made_anew(version), version, True, None)
    file = array_file.state_of(stored_file())
    copy = None if held and held.file == file else stored()
    if copy and (current := _brought_up_to(copy, version, file)):
        return _Held(current, version, True, file)
    if not stored_file().exists():  # it was damaged
        copy = file = None
    known = [texts for texts in (copy, held and held.texts) if texts and changes_since(texts.index.version)]
    before = max(known, key=lambda texts: texts.index.version) if known else Texts(PlainIndex.over(columns), {})
    return _Held(before, version, False, file)


def made_anew(version: Version) -> Texts:
    """The index of every live resource as it is now, at a version that was asked before: what changed meanwhile comes after it."""
    labels = labels_of_words()
    return Texts(Index.of_rising(columns_of(_live()), version), labels)


def store_anew(version: Version) -> Mapping[int, str]:
    """Store what `made_anew` gives, in a bounded amount of memory; gives the labels. Raises OSError; then the copy before stays."""
    labels = labels_of_words()
    with kept_readings.kept(readings_fingerprint()) as read:
        Index.store_rising(columns_of(_live(), read), version, stored_file(), _mark(labels))
    return labels


def _live() -> QuerySet:
    return Resource._base_manager.filter(live=True)


def names_at(columns: Columns, keys: Collection[int]) -> dict[int, tuple[str, str]]:
    """The folded name and the sound of those of some resources that the index knows, by key."""
    index = index_at(columns)
    if index.is_plain:
        return {}
    known = np.flatnonzero(np.isin(index.keys, np.fromiter(keys, np.int64, len(keys))))
    names, sounds = (index.entries.first_texts(label, known) for label in ("name", READING))
    return dict(zip(index.keys[known].tolist(), zip(names, sounds, strict=True), strict=True))


def forget() -> None:
    """Empty the cache of this process; the stored copy stays."""
    _index_cache.clear()


def is_small() -> bool:
    """Whether the directory needs no stored index."""
    return not _live().order_by()[STORED_FROM - 1 : STORED_FROM].exists()


def begin_next(**kwargs: Any) -> None:
    """Start the builder after a change of what many places share, if it has work; receiver of `much_changed`."""
    held = _index_cache.value
    is_at_hand = held and not held.texts.index.is_plain and is_near(held.texts.index.version, held.texts.labels)
    if not is_at_hand and not is_small():
        process.start()


def stored_file() -> Path:
    """Where the stored copy lies."""
    return settings.VAR_DIR / "search.index"


def seconds_file() -> Path:
    """Where the builder writes how many seconds the stored copy took."""
    return settings.VAR_DIR / "search.index.seconds"


def stored() -> Texts | None:
    """The stored copy, where it is whole and was made by this code; of any directory."""
    try:
        index, mark = Index.load(stored_file())
        made = json.loads(mark)
        labels = {int(key): label for key, label in made["labels"].items()}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        _logger.warning("stored search index is damaged", extra={"kind": type(error).__name__})
        return None
    return Texts(index, labels) if made.get("code") == code_fingerprint() else None


def store_again() -> None:
    """Let every process look at the stored copy again: one that had no use for it at another version may have now."""
    stored_file().touch()


def store(texts: Texts) -> None:
    """Store a copy in place of the one before. Raises OSError; then the one before stays."""
    texts.index.save(stored_file(), _mark(texts.labels))


def _mark(labels: Mapping[int, str]) -> str:
    return json.dumps({"code": code_fingerprint(), "labels": labels}, ensure_ascii=False)


def labels_of_words() -> dict[int, str]:
    """The labels of the words that stand in texts, by their keys."""
    return dict(Term.objects.filter(scheme__in=_NAMED_BY).order_by().values_list("pk", "label"))


def is_near(version: Version, labels: Mapping[int, str]) -> bool:
    """Whether an index is of this directory, and so little changed since that a request may bring it up to date."""
    return _to_replace(version, labels) is not None


def _to_replace(version: Version, before: Mapping[int, str]) -> tuple[list[int], Mapping[int, str]] | None:
    """Keys of the resources whose entries may be others than in an index of a version with the labels before, and the
    labels now; None where it is not near.
    """
    changes = changes_since(version)
    if changes is None or changes.everything:
        return None
    keys, labels = changes.keys, labels_of_words() if changes.shared else before
    if labels != before:
        if before.keys() - labels.keys():  # nobody knows any more who had the word
            return None
        others = [term for term, label in labels.items() if before.get(term) != label]
        keys = sorted({*keys, *_keys_with(others)})
    return (keys, labels) if len(keys) <= MOST_REPLACED else None


def _keys_with(terms: Collection[int]) -> set[int]:
    """Keys of the resources that have any of some words."""
    through = (getattr(Resource, scheme).through._base_manager for scheme in _NAMED_BY)
    return {
        key for rows in through for key in rows.filter(term__in=terms).order_by().values_list("resource_id", flat=True)
    }


def _brought_up_to(texts: Texts, version: Version, file: FileState | None) -> Texts | None:
    """An index with the entries of what changed since made again, at the version of now; None where it is not near.

    None too where it is damaged; then the stored copy, of the state `file`, is thrown away.
    """
    found = None if texts.index.is_plain else _to_replace(texts.index.version, texts.labels)
    if found is None:
        return None
    keys, labels = found
    changed = list(entries_of(_live().filter(pk__in=keys)))
    gone = set(keys) - {entry.key for entry in changed}
    try:
        return Texts(texts.index.replacing(changed, gone, version), labels)
    except (IndexError, UnicodeDecodeError) as error:
        _logger.error("search index is damaged", extra={"kind": type(error).__name__}, exc_info=error)
        _throw_away(file)
        return None
