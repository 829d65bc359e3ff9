"""Pairs of listings that may be one and the same: among those in the directory, and with one that is being typed.

`comparison.find_pairs` compares; a person decides (`Apart`, or `merging.merge`).
"""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from django.db.models import Q, QuerySet

from directory.caches import KeyedCache
from directory.catalogue.contacts import Contact
from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.duplicates.apart import Apart
from directory.duplicates.comparison import METRES, Evidence
from directory.duplicates.facts import ListingFacts, exact_point, folded_name, pairs_among, stored_facts
from directory.duplicates.merging import absorbed_keys
from directory.geo.points import MICRO, NOWHERE, box_around
from directory.japanese.telephones import telephones_in
from directory.search.building.dropping import though_damaged
from directory.search.live_index import index_at, names_at
from directory.search.public_search import has_letters
from directory.snapshot import loading
from directory.snapshot.arrays import Columns

EVIDENCE_IN_WORDS = {
    Evidence.NEAR: f"{METRES}メートル以内にある",
    Evidence.TELEPHONE: "電話番号が同じ",
    Evidence.ORGANIZATION: "団体が同じ",
}
"""What two listings share beside their names, for people."""
THE_SAME, VERY_ALIKE = 0.995, 0.9
"""Likeness of names from which they are called 「同じ」 and 「とてもよく似ている」."""
MOST_ALIKE = 50
"""Names most like one that is being typed that are compared with it."""
MOST_CITIES = 32
"""Combinations of municipalities whose pairs are kept: each city's own, and those of people who look after several."""
SHORTEST_TELEPHONE = 9
"""Digits from which a telephone that is being typed is looked for."""


class DuplicatePair(NamedTuple):
    """Keys of two listings, the smaller first, the likeness of their names from 0 to 1, and what else they share."""

    first: int
    second: int
    score: float
    evidence: tuple[Evidence, ...]

    @property
    def reasons(self) -> list[str]:
        """Why they may be one, in words."""
        alike = "同じ" if self.score >= THE_SAME else "とてもよく似ている" if self.score >= VERY_ALIKE else "似ている"
        return [
            f"名前が{alike}",
            *(EVIDENCE_IN_WORDS[one] for one in self.evidence if one in EVIDENCE_IN_WORDS),
        ]


_pairs_cache: KeyedCache[Columns, KeyedCache[frozenset[str], list[DuplicatePair]]] = KeyedCache()


def duplicates_in(municipalities: frozenset[str]) -> list[DuplicatePair]:
    """Live listings of some municipalities that may be one, the most alike first; without those said to be two.

    Of the whole directory where no municipality is named. Compared anew only when the directory has changed.
    """
    columns = loading.current()
    of_version = _pairs_cache.get(columns, lambda: KeyedCache(MOST_CITIES))
    pairs = of_version.get(municipalities, lambda: _pairs_in(municipalities, columns))
    apart = set(Apart.objects.values_list("first_id", "second_id"))
    return [pair for pair in pairs if (pair.first, pair.second) not in apart]


def _pairs_in(municipalities: frozenset[str], columns: Columns) -> list[DuplicatePair]:
    rows = Resource.objects.live()
    return _pairs_among(_facts(rows.filter(municipality__in=municipalities) if municipalities else rows, columns))


class TypedListing(NamedTuple):
    """A listing that is being typed; `key` is its own where it is stored already."""

    name: str
    municipality: str
    place: Place | None = None
    organization: int | None = None
    telephone: str = ""
    key: int | None = None


@though_damaged
def duplicates_of(typed: TypedListing) -> list[tuple[Resource, DuplicatePair]]:
    """The listings of its municipality that a listing being typed may be, drafts too, the most alike first.

    Only what its name, its point, its telephone or its organization brings near is compared with it.
    """
    if not has_letters(typed.name):
        return []
    rows = Resource.objects.filter(municipality=typed.municipality).exclude(pk=typed.key)
    facts = _facts(rows.filter(_near(typed)).exclude(pk__in=absorbed_keys()), loading.current())
    pairs = [pair for pair in _pairs_among([_facts_of(typed), *facts]) if pair.first == _TYPED]
    apart = _told_apart_from(typed.key) if typed.key else set()
    known = Resource.objects.select_related("place__town", "organization").in_bulk([pair.second for pair in pairs])
    return [(known[pair.second], pair) for pair in pairs if pair.second not in apart]


def _near(typed: TypedListing) -> Q:
    """What may be alike: the nearest names, what lies around, has the telephone or is the organization's."""
    columns = loading.current()
    index = index_at(columns)
    own = columns.rows.key[columns.rows.municipality == int(typed.municipality)]
    hits = index.find(typed.name, np.isin(index.keys, own), MOST_ALIKE)
    near = Q(pk__in=[hit.key for hit in hits]) | Q(live=False)
    point = _point_of(typed.place)
    if point != (NOWHERE, NOWHERE):
        south, west, north, east = (edge / MICRO for edge in box_around(*point, METRES))
        near |= Q(place__lat__range=(south, north), place__lng__range=(west, east))
    if typed.organization:
        near |= Q(organization=typed.organization)
    if any(len(digits) >= SHORTEST_TELEPHONE for digits in telephones_in(typed.telephone)):
        near |= Q(pk__in=_called_by(typed.telephone, typed.municipality))
    return near


def _called_by(telephone: str, municipality: str) -> list[int]:
    """Listings of a municipality with this telephone, however each is noted; a city has some thousands of numbers."""
    calls = Contact.objects.filter(kind=Contact.Kind.TELEPHONE, resource__municipality=municipality)
    numbers = set(telephones_in(telephone))
    lines = calls.order_by("pk").values_list("resource_id", "value")
    return [key for key, value in lines if numbers & set(telephones_in(value))]


def _told_apart_from(key: int) -> set[int]:
    pairs = Apart.objects.filter(Q(first=key) | Q(second=key)).values_list("first_id", "second_id")
    return {one for pair in pairs for one in pair}


_TYPED = 0  # no row has this key


def _facts_of(typed: TypedListing) -> ListingFacts:
    point = _point_of(typed.place)
    return ListingFacts(_TYPED, typed.name, folded_name(typed.name), *point, [typed.telephone], typed.organization)


def _facts(rows: QuerySet, columns: Columns) -> list[ListingFacts]:
    """The facts of stored listings; the index has folded the names of live ones already."""
    return stored_facts(rows, partial(names_at, columns))


def _point_of(place: Place | None) -> tuple[int, int]:
    return exact_point(place.precision, place.lat, place.lng) if place else (NOWHERE, NOWHERE)


def _pairs_among(facts: Sequence[ListingFacts]) -> list[DuplicatePair]:
    return [
        DuplicatePair(facts[pair.first].key, facts[pair.second].key, pair.score, pair.evidence)
        for pair in pairs_among(facts)
    ]
