"""Rows that the directory may have already, from another file or from a person's hand."""

from collections.abc import Mapping

from directory.catalogue.contacts import Contact
from directory.catalogue.resources import Resource
from directory.duplicates.comparison import Evidence, Pair
from directory.duplicates.facts import ListingFacts, exact_point, folded_name, pairs_among, stored_facts
from directory.imports.import_reports import Twin
from directory.japanese.folding import fold, fold_name


def find_twins(lines: Mapping[str, int], listings: Mapping[str, dict]) -> dict[str, list[Twin]]:
    """Twins of new rows by key: among live listings and among themselves.

    `lines` are the line numbers by key. A row with the name of a listing that is near it or has its address is that
    listing (`stored` False): an import never makes a second copy.
    """
    keys = list(listings)
    if not keys:
        return {}
    facts = [_facts_of_row(lines[key], listings[key]) for key in keys]
    facts += stored_facts(Resource.objects.live(), by_organization_name=True)
    found: dict[str, list[Twin]] = {}
    for pair in pairs_among(facts):
        if pair.first < len(keys):
            twin = _twin(pair, facts[pair.first], facts[pair.second], is_row=pair.second < len(keys))
            found.setdefault(keys[pair.first], []).append(twin)
    return found


def _twin(pair: Pair, row: ListingFacts, other: ListingFacts, is_row: bool) -> Twin:
    """`other` as the twin of a row: another row, which is stored nevertheless, or a listing of the directory."""
    if is_row:
        return Twin(row.key, row.name, other.name, None, other.key, pair.score, stored=True)
    address = fold(row.address)
    is_here = Evidence.NEAR in pair.evidence or bool(address and address == fold(other.address))
    is_it = is_here and row.folded.written == other.folded.written
    return Twin(row.key, row.name, other.name, other.key, None, pair.score, stored=not is_it)


def _facts_of_row(line: int, row: dict) -> ListingFacts:
    """What is compared of a row; its key is its line number."""
    place = row.get("place", {})
    return ListingFacts(
        line,
        row["name"],
        folded_name(row["name"], row.get("reading", "")),
        *exact_point(place.get("precision"), place.get("lat"), place.get("lng")),
        [contact["value"] for contact in row.get("contacts", ()) if contact["kind"] == Contact.Kind.TELEPHONE],
        fold_name(row.get("organization", "")),
        place.get("address", ""),
    )
