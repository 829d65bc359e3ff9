"""What an approver should know of a change beside its words: a pin that is less exact, a number that lacks its 0."""

from directory.catalogue.contacts import Contact
from directory.catalogue.places import Place
from directory.changes.amendments import Amendment
from directory.changes.listing_fields import NOTES, note_of_new_place
from directory.japanese.telephones import lacks_zero

_TELEPHONES = (Contact.Kind.TELEPHONE, Contact.Kind.FAX)
WAS_EXACT = "今は 正確な位置です。"
_WHERE = {
    Place.Precision.TOWN: "おおよそ（町のまん中）に なります",
    Place.Precision.MUNICIPALITY: "おおよそ（市町村のまん中）に なります",
    Place.Precision.NONE: "分からなく なります",
}


def cautions(amendment: Amendment) -> list[str]:
    """Sentences for the approver of a change; empty where there is nothing to know."""
    noted = [note for change in amendment.changes.values() for note in change.get(NOTES, ())]
    contacts = amendment.changes.get("contacts", {}).get("new") or ()
    numbers = [one["value"] for one in contacts if one["kind"] in _TELEPHONES and lacks_zero(one["value"])]
    return [
        *_of_pin(amendment),
        *noted,
        *(
            f"電話番号「{number}」は、はじめの 0 が ありません。かけられる番号か、たしかめてください。"
            for number in numbers
        ),
    ]


def _of_pin(amendment: Amendment) -> list[str]:
    change = amendment.changes.get("place")
    if change is None or change["new"] is None:
        return []
    before = _precision(change["old"])
    if isinstance(change["new"], dict):
        note = note_of_new_place(amendment.resource.municipality_id, change["new"])
        was = WAS_EXACT if before == Place.Precision.EXACT else ""
        return [note + was] if note else []
    return [loss] if (loss := loss_of_precision(before, _precision(change["new"]))) else []


def loss_of_precision(before: str, after: str) -> str:
    """What is said where the point of a place was exact, or there was none yet, and the new one is not exact; else ""."""
    if after == Place.Precision.EXACT or (before == after):
        return ""
    was = WAS_EXACT if before == Place.Precision.EXACT else ""
    return f"地図の位置が、{_WHERE[Place.Precision(after)]}。{was}"


def _precision(place: int | None) -> str:
    """How exact the point of the place with a key is."""
    found = Place.objects.filter(pk=place).values_list("precision", flat=True).first()
    return found or Place.Precision.NONE
