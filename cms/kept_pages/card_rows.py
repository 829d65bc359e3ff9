"""The listings behind the cards, kept for whoever sees the same places next, and what a card says of them.

A list costs most of its time in reading and writing its twenty cards, and lists show the same places again and again. An edit
drops the listings that it touches and no others.
"""

from collections.abc import Callable, Collection, Hashable
from itertools import count
from typing import NamedTuple, Self

from django.utils.safestring import SafeString

from directory.caches import CurrentValue, SizedCache
from directory.catalogue.contacts import Contact
from directory.catalogue.read_together import read_together
from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import is_desk
from directory.publishing.version import Version
from directory.publishing.versions import Edition, rows_changed_since

MOST_ROWS = 2_000
"""Listings that a process keeps: about 54,000 objects, which the collector looks through now and then."""
MOST_BYTES = 4 * 2**20
"""Of kept texts of cards."""
ABOUT_A_TEXT = 500
"""Bytes that a kept text takes beside its letters."""
_COLUMNS = (
    *("name", "reading", "summary", "summary_easy", "visibility", "is_sample", "by_appointment", "hours_note", "live"),
    *("place__live", "place__name", "place__reading", "place__lat", "place__lng", "place__precision"),
    *("place__town__name", "place__town__koaza", "place__town__reading", "municipality__name"),
    *("organization__name", "organization__live"),
)
_RELATIONS = ("kinds", "schedules", "single_dates", "status_statements", "verifications")
"""What a card shows, and no text that would be kept for nothing; `features` only where there is no place."""
_numbers = count(1)


class _Kept(NamedTuple):
    """Listings as they are at a version. Never changed, so that threads may share it."""

    version: Version
    rows: dict[int, Resource]

    def with_rows(self, version: Version, read: dict[int, Resource]) -> Self:
        """With listings that were read at a version; without them where an edit came between, which may have changed them."""
        if version != self.version:
            return self
        rows = self.rows | read
        return self._replace(rows=dict(list(rows.items())[-MOST_ROWS:]))


_kept_rows: CurrentValue[_Kept] = CurrentValue()
_kept_texts: SizedCache[Hashable, SafeString] = SizedCache(MOST_BYTES)


def forget() -> None:
    """Drop all that this process keeps."""
    _kept_rows.clear()
    _kept_texts.clear()


def public_rows(keys: Collection[int]) -> dict[int, Resource]:
    """The public ones of some listings by key, with all that their cards show.

    One query where all are kept, else a fixed number. Others see the same objects: nobody may change them.
    """
    kept = _kept_rows.renewed(_brought_up_to_date)
    if missing := [key for key in keys if key not in kept.rows]:
        read = _read(missing)
        _kept_rows.renewed(lambda now: (now or kept).with_rows(kept.version, read))
        return {key: row for key in keys if (row := kept.rows.get(key) or read.get(key))}
    return {key: kept.rows[key] for key in keys}


def _brought_up_to_date(before: _Kept | None) -> _Kept:
    version = Edition.current()
    if before is None or before.version == version:
        return before or _Kept(version, {})
    changed = rows_changed_since(before.version)
    if changed is None:
        return _Kept(version, {})
    gone = set(changed)
    return _Kept(version, {key: row for key, row in before.rows.items() if key not in gone})


def _read(keys: Collection[int]) -> dict[int, Resource]:
    found = Resource.objects.public().select_related("municipality", "place__town", "organization").only(*_COLUMNS)
    rows: dict[int, Resource] = found.order_by().in_bulk(keys)
    read_together(rows.values(), *_RELATIONS)
    read_together([row for row in rows.values() if not row.public_place], "features__feature")
    telephones = _telephones_of([key for key, row in rows.items() if is_desk(row.rows_of("kinds"))])
    for key, row in rows.items():
        row.kept_as, row.desk_telephone = next(_numbers), telephones.get(key, "")
    return rows


def _telephones_of(keys: Collection[int]) -> dict[int, str]:
    """The first number of each listing that everybody may call; no query without listings."""
    if not keys:
        return {}
    contacts = Contact.objects.filter(resource__in=keys, kind=Contact.Kind.TELEPHONE, is_public=True)
    # The first one of each stands.
    return dict([*contacts.values_list("resource", "value")][::-1])


def kept_text(resource: Resource, depends_on: Hashable, make: Callable[[], SafeString]) -> SafeString:
    """What `make` writes of a listing and of nothing else but what it `depends_on`; kept for a listing of `public_rows`."""
    kept_as = getattr(resource, "kept_as", None)
    if kept_as is None:
        return make()
    key = (kept_as, depends_on)
    if (text := _kept_texts.get(key)) is None:
        text = make()
        _kept_texts.put(key, text, 2 * len(text) + ABOUT_A_TEXT)
    return text
