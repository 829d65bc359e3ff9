"""Places at which two people of a household would meet, or hear of each other, though they are not to: neither is proposed them."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from directory.catalogue.resources import Resource
from matching.cases.households import HouseholdRule
from matching.cases.limits import Limit
from matching.cases.participants import Participant
from matching.casework.introductions import Introduction

MUST_NOT = (
    "この場所は、この方の「起きてはいけないこと」に あります。紹介するなら、先に わけを書いて 取り消してください。"
)
APART = "世帯のきまりで、この方には出しません。"
"""It names nobody: whoever reads it beside a person need not learn who of the household goes there."""


def kept_apart_places(people: Iterable[int]) -> dict[int, dict[int, str]]:
    """Key of a person -> key of a place where somebody goes, or is being introduced, whom they are not to meet -> what is said.

    Two queries at most, one where no such rule holds.
    """
    keys = set(people)
    rules = HouseholdRule.objects.apart().filter(Q(first__in=keys) | Q(second__in=keys)).values_list("first", "second")
    pairs = [(one, other) for first, second in rules for one, other in ((first, second), (second, first))]
    if not pairs:
        return {}
    going = Introduction.objects.going_on().filter(participant__in={other for _, other in pairs})
    places: dict[int, set[int]] = {}
    for other, place in going.exclude(resource=None).values_list("participant", "resource"):
        places.setdefault(other, set()).add(place)
    found: dict[int, dict[int, str]] = {}
    for one, other in pairs:
        if one in keys:
            found.setdefault(one, {}).update(dict.fromkeys(places.get(other, ()), APART))
    return found


def why_not_begun(person: Participant, place: Resource) -> str | None:
    """Why nobody begins to introduce a person to a place, by whatever door; None where nothing is against it."""
    town = place.place.town_id if place.place else None
    here = Q(resource=place) | Q(resource=None, town__isnull=False, town=town)
    if Limit.objects.holding().filter(here, participant=person, must_not=True).exists():
        return MUST_NOT
    return kept_apart_places([person.pk]).get(person.pk, {}).get(place.pk)


def joined(first: Mapping[int, dict[int, str]], second: Mapping[int, dict[int, str]]) -> dict[int, dict[int, str]]:
    """Two such tables as one; of a place in both the first says why."""
    return {person: {**second.get(person, {}), **first.get(person, {})} for person in {*first, *second}}
