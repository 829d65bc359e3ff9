"""Rows of a list that are in the directory already, from another list or entered by a person, or twice in the lists."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db.models import Q, QuerySet

from directory.catalogue.contacts import Contact
from directory.catalogue.resources import Resource
from directory.duplicates.candidates import EVIDENCE_IN_WORDS, THE_SAME
from directory.duplicates.comparison import Evidence, Pair
from directory.duplicates.facts import ListingFacts, exact_point, folded_name, pairs_among, stored_facts
from directory.geo.points import NOWHERE
from directory.imports.list_reader import ReadRow
from directory.imports.models import OF_PLAN
from directory.japanese.folding import fold, fold_name


@dataclass(frozen=True)
class Twin:
    """A listing that a row may be.

    key         of the listing
    city, kind  in words
    of_plan     it is a desk or a place of a city's plan
    score       likeness of the names from 0 to 1
    reasons     why they may be one, in words
    is_sure     nothing speaks for two: they have the same name, and the same place or telephone
    can_join    it is of the row's own city, so that the row may be joined to it
    """

    key: int
    name: str
    city: str
    kind: str
    of_plan: bool
    score: float
    reasons: tuple[str, ...]
    is_sure: bool
    can_join: bool

    def as_json(self) -> dict:
        """For a column of the database."""
        return asdict(self) | {"reasons": list(self.reasons)}


@dataclass(frozen=True)
class AlikeRows:
    """Two rows of lists that are read together and look alike, by their keys; `is_sure` as of a twin."""

    key: str
    other: str
    score: float
    is_sure: bool


@dataclass(frozen=True)
class FoundTwins:
    """What rows may be: listings by the keys of the rows, the most alike first, and rows among themselves."""

    listings: Mapping[str, list[Twin]]
    rows: Sequence[AlikeRows]


def find_twins(rows: Mapping[str, ReadRow], municipality: str) -> FoundTwins:
    """Which live listings new rows of a municipality may be, and which of the rows are alike."""
    keys = list(rows)
    if not keys:
        return FoundTwins({}, [])
    facts = [_facts_of_row(position, rows[key].facts) for position, key in enumerate(keys)]
    facts += stored_facts(_known_to(municipality), by_organization_name=True)
    pairs = [pair for pair in pairs_among(facts) if pair.first < len(keys)]
    others = _others({facts[pair.second].key for pair in pairs if pair.second >= len(keys)})
    own = set(Resource.objects.live().filter(municipality=municipality).values_list("pk", flat=True))
    named = _counted(facts, len(keys), own)
    found: dict[str, list[Twin]] = {}
    alike = []
    for pair in pairs:
        row, other = facts[pair.first], facts[pair.second]
        if pair.second < len(keys):
            alike.append(AlikeRows(keys[pair.second], keys[pair.first], pair.score, _same_place(pair, row, other)))
            continue
        listing = others[other.key]
        is_own = listing.pk in own
        is_sure = _same_place(pair, row, other) or (is_own and _nothing_against(pair, row, other, named))
        found.setdefault(keys[pair.first], []).append(_twin(listing, pair, is_sure, is_own))
    return FoundTwins(found, alike)


def _known_to(municipality: str) -> QuerySet:
    """Live listings that a city may know of: its own, and those of others that are public."""
    public = Q(visibility=Resource.Visibility.PUBLIC)
    return Resource.objects.live().filter(public | Q(municipality=municipality))


def _others(keys: set[int]) -> dict[int, Resource]:
    rows = Resource.objects.filter(pk__in=keys) if len(keys) < 1_000 else Resource.objects.live()
    return {row.pk: row for row in rows.select_related("municipality").prefetch_related("kinds") if row.pk in keys}


def _twin(listing: Resource, pair: Pair, is_sure: bool, is_own: bool) -> Twin:
    alike = "名前が同じ" if pair.score >= THE_SAME else "名前が似ている"
    return Twin(
        key=listing.pk,
        name=listing.name,
        city=listing.municipality.name,
        kind="・".join(kind.short_label for kind in listing.kinds.all()),
        of_plan=OF_PLAN in listing.source_key,
        score=pair.score,
        reasons=(alike, *(EVIDENCE_IN_WORDS[one] for one in pair.evidence if one in EVIDENCE_IN_WORDS)),
        is_sure=is_sure,
        can_join=is_own,
    )


def _same_place(pair: Pair, row: ListingFacts, other: ListingFacts) -> bool:
    """Whether two of one name are also in one place."""
    address = fold(row.address)
    is_there = Evidence.NEAR in pair.evidence or bool(address and address == fold(other.address))
    return is_there and row.folded.written == other.folded.written


def _nothing_against(pair: Pair, row: ListingFacts, other: ListingFacts, named: Mapping[str, tuple[int, int]]) -> bool:
    """Whether two of one name in one city share a telephone; or one of them has no place that could differ, and none else that name."""
    if row.folded.written != other.folded.written:
        return False
    if Evidence.TELEPHONE in pair.evidence:
        return True
    return not (_is_placed(row) and _is_placed(other)) and named[row.folded.written] == (1, 1)


def _is_placed(one: ListingFacts) -> bool:
    return bool(one.address) or one.lat != NOWHERE


def _counted(facts: Sequence[ListingFacts], rows: int, own: set[int]) -> dict[str, tuple[int, int]]:
    """By the folded name: how many of the first `rows` facts have it, and how many listings of the rows' own city."""
    counted: dict[str, tuple[int, int]] = {}
    for position, one in enumerate(facts):
        mine, theirs = counted.get(one.folded.written, (0, 0))
        is_row = position < rows
        counted[one.folded.written] = mine + is_row, theirs + (not is_row and one.key in own)
    return counted


def _facts_of_row(position: int, row: Mapping) -> ListingFacts:
    """What is compared of a row; its key is its position."""
    place = row.get("place", {})
    lat, lng = exact_point(place.get("precision"), place.get("lat"), place.get("lng"))
    return ListingFacts(
        key=position,
        name=row["name"],
        folded=folded_name(row["name"], row.get("reading", "")),
        lat=lat,
        lng=lng,
        telephones=[one["value"] for one in row.get("contacts", ()) if one["kind"] == Contact.Kind.TELEPHONE],
        organization=fold_name(row.get("organization", "")),
        address=place.get("address", ""),
    )
