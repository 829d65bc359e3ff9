"""What is compared of a listing, whether it is stored, being typed, or a row of a file of other people."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet

from directory.catalogue.contacts import Contact
from directory.catalogue.places import Place
from directory.duplicates.comparison import Pair, find_pairs
from directory.geo.points import NOWHERE, micro
from directory.japanese.folding import fold_name, sound_of
from directory.japanese.readings import propose_reading


class FoldedName(NamedTuple):
    """A name as `japanese.fold_name` leaves it, and its reading as `japanese.sound_of` does."""

    written: str
    heard: str


class ListingFacts(NamedTuple):
    """What is compared of one listing.

    key           of the resource; of what is not stored, whatever the caller likes
    name          as it is shown
    folded        that name as it is compared
    lat, lng      micro-degrees; NOWHERE unless the point is exact
    telephones    in any notation
    organization  its key, or its folded name where the others are given so too; None or "" without one
    address       as it is stored or typed, "" without one; for callers, nothing here compares it
    """

    key: int
    name: str
    folded: FoldedName
    lat: int
    lng: int
    telephones: Collection[str] = ()
    organization: int | str | None = None
    address: str = ""


def folded_name(name: str, reading: str = "") -> FoldedName:
    """A name as it is compared; a missing reading is proposed."""
    return FoldedName(fold_name(name), sound_of(reading or propose_reading(name)))


def exact_point(precision: str | None, lat: float | None, lng: float | None) -> tuple[int, int]:
    """A point of a place in micro-degrees; NOWHERE unless it is exact.

    The middle of a town is where all of its places without an address lie, so it brings nobody together.
    """
    return (micro(lat), micro(lng)) if precision == Place.Precision.EXACT else (NOWHERE, NOWHERE)


def stored_facts(
    rows: QuerySet,
    names_of: Callable[[list[int]], Mapping[int, tuple[str, str]]] | None = None,
    *,
    by_organization_name: bool = False,
) -> list[ListingFacts]:
    """The facts of stored resources, in order of their keys; two queries.

    names_of              gives, for some keys, the folded names and readings that are known already
    by_organization_name  compare organizations by their folded names, as files give them, not by their keys
    """
    run_by = "organization__name" if by_organization_name else "organization_id"
    place = ("place__precision", "place__lat", "place__lng", "place__address")
    lines = list(rows.order_by("pk").values_list("pk", "name", "reading", run_by, *place, named=True))
    known = names_of([line.pk for line in lines]) if names_of else {}
    telephones = telephones_of(rows)
    return [
        ListingFacts(
            line.pk,
            line.name,
            FoldedName(*known[line.pk]) if line.pk in known else folded_name(line.name, line.reading),
            *exact_point(line.place__precision, line.place__lat, line.place__lng),
            telephones.get(line.pk, ()),
            fold_name(line.organization__name or "") if by_organization_name else line.organization_id,
            line.place__address or "",
        )
        for line in lines
    ]


def telephones_of(rows: QuerySet) -> Mapping[int, list[str]]:
    """The telephones of stored resources as they are noted, by key; one query."""
    telephones = defaultdict(list)
    contacts = Contact.objects.filter(kind=Contact.Kind.TELEPHONE, resource__in=rows).order_by("pk")
    for key, value in contacts.values_list("resource_id", "value"):
        telephones[key].append(value)
    return telephones


def pairs_among(facts: Sequence[ListingFacts]) -> list[Pair]:
    """Pairs of positions in `facts` that may be one listing, the most alike first."""
    return find_pairs(
        names=[one.folded.written for one in facts],
        readings=[one.folded.heard for one in facts],
        lat=np.array([one.lat for one in facts], np.int32),
        lng=np.array([one.lng for one in facts], np.int32),
        telephones=[one.telephones for one in facts],
        organizations=[one.organization for one in facts],
    )
