"""Rows of a file that are in the directory already, from another file or entered by a person, or twice in the file."""

from collections.abc import Mapping

from directory.catalogue.contacts import Contact
from directory.catalogue.resources import Resource
from directory.duplicates.comparison import Evidence, Pair
from directory.duplicates.facts import ListingFacts, exact_point, folded_name, pairs_among, stored_facts
from directory.imports.import_reports import DuplicateRow
from directory.japanese.folding import fold, fold_name


def find_duplicate_rows(lines: Mapping[str, int], listings: Mapping[str, dict]) -> dict[str, list[DuplicateRow]]:
    """Likely duplicates of new rows, by their keys: among live listings and among themselves.

    `lines` are the line numbers by key. A row with the name of a listing that is near it or has its address is that
    listing (`stored` False): an import never makes a second copy.
    """
    keys = list(listings)
    if not keys:
        return {}
    facts = [_facts_of_row(lines[key], listings[key]) for key in keys]
    facts += stored_facts(Resource.objects.live(), by_organization_name=True)
    found: dict[str, list[DuplicateRow]] = {}
    for pair in pairs_among(facts):
        if pair.first < len(keys):
            duplicate = _duplicate(pair, facts[pair.first], facts[pair.second], is_row=pair.second < len(keys))
            found.setdefault(keys[pair.first], []).append(duplicate)
    return found


def _duplicate(pair: Pair, row: ListingFacts, other: ListingFacts, is_row: bool) -> DuplicateRow:
    """`other` as the duplicate of a row: another row, which is stored nevertheless, or a listing of the directory."""
    likeness = {"line": row.key, "name": row.name, "other": other.name, "score": pair.score}
    if is_row:
        return DuplicateRow(**likeness, other_key=None, other_line=other.key, stored=True)
    address = fold(row.address)
    same_place = Evidence.NEAR in pair.evidence or bool(address and address == fold(other.address))
    is_the_listing = same_place and row.folded.written == other.folded.written
    return DuplicateRow(**likeness, other_key=other.key, other_line=None, stored=not is_the_listing)


def _facts_of_row(line: int, row: dict) -> ListingFacts:
    """What is compared of a row; its key is its line number."""
    place = row.get("place", {})
    lat, lng = exact_point(place.get("precision"), place.get("lat"), place.get("lng"))
    return ListingFacts(
        key=line,
        name=row["name"],
        folded=folded_name(row["name"], row.get("reading", "")),
        lat=lat,
        lng=lng,
        telephones=[one["value"] for one in row.get("contacts", ()) if one["kind"] == Contact.Kind.TELEPHONE],
        organization=fold_name(row.get("organization", "")),
        address=place.get("address", ""),
    )
