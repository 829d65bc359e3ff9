"""What of a listing goes out in a package: each column of each of its tables is carried, or stays inside for a reason.

A test compares both with the models, so that nobody adds a column without deciding it. What stands in no table of this module,
people and all that is written about them above all, is never read by the package.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from directory.catalogue.contacts import Contact
from directory.catalogue.features import PlaceFeature, ResourceFeature
from directory.catalogue.organizations import Organization
from directory.catalogue.parts import AT_THE_DOOR, EASY
from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.catalogue.schedules import Schedule
from directory.catalogue.statements import SingleDate, StatusStatement, Vacancy, Verification

SCHEMA = 1
"""Of the package; whoever takes one refuses a number that they do not know."""
PERSON = "person"
"""The name of who answers at a contact: public by the association's choice, and in a package by the city's."""

CARRIED: dict[type[Model], tuple[str, ...]] = {
    Resource: (
        "uuid", "name", "reading", "summary", "description", "first_visit", "to_bring", *EASY.values(), *AT_THE_DOOR,
        "field", "operation", "office",
        "outside_area_ok", "ages_of", "min_age", "max_age", "fee", "fee_note", "group_size", "capacity", "referral",
        "referral_how", "by_appointment", "hours_note", "wants_helpers", "helpers_wanted", "source", "source_licence",
        "municipality", "organization", "place", "sector", "kinds", "targets", "activities", "stages", "worries", "areas",
    ),
    Contact: ("kind", "value", "note"),
    Schedule: (
        "weekdays", "weeks", "months", "monthdays", "every", "times", "per", "start", "end", "since", "until",
        "open_on_holidays", "closed_on_holidays", "closed_at_obon", "closed_at_new_year",
    ),
    ResourceFeature: ("feature", "answer"),
    Place: (
        "name", "reading", "address", "building", "postcode", "lat", "lng", "precision", "access", "accessibility", "town",
    ),
    PlaceFeature: ("feature", "answer"),
    Organization: ("name", "reading", "kind", "description", "corporate_number", "website"),
    StatusStatement: ("status", "since", "until", "reason"),
    SingleDate: ("day", "meets", "start", "end", "reason"),
    Verification: ("day", "how"),
    Vacancy: ("left",),
}  # fmt: skip

_KEY = "a key of this database, which means nothing in another"
_EDITING = "a state of editing, which is done inside"
_BY_WHOM = "who said it, and when: a person, or nothing that residents see"
_PICTURE = "pictures are files of their own, and may show people"
_EDITORIAL = dict.fromkeys(
    ("live", "has_unpublished_changes", "first_published_at", "last_published_at", "go_live_at", "expire_at", "expired",
     "latest_revision", "live_revision", "changed_at"),
    _EDITING,
)  # fmt: skip
_STATEMENT = {"id": _KEY, "resource": _KEY, "made_at": _BY_WHOM, "made_by": _BY_WHOM, "on_behalf": _BY_WHOM}
_INVENTED = {"is_sample": "whether it is invented is known inside"}
LEFT_OUT: dict[type[Model], dict[str, str]] = {
    Resource: _EDITORIAL
    | _INVENTED
    | dict.fromkeys(("locked", "locked_at", "locked_by"), _EDITING)
    | dict.fromkeys(("photo", "photo_alt", "photo_source", "photo_licence"), _PICTURE)
    | {"id": _KEY, "source_key": _KEY, "visibility": "only what is public goes out"},
    Contact: {
        "id": _KEY,
        "resource": _KEY,
        PERSON: "a person's name; goes out only where the city says so",
        "is_public": "only what is public goes out",
    },
    Schedule: {"id": _KEY, "resource": _KEY},
    ResourceFeature: {"id": _KEY, "resource": _KEY},
    Place: _EDITORIAL | _INVENTED | {"id": _KEY, "uuid": _KEY, "municipality": "that of the listing"},
    PlaceFeature: {"id": _KEY, "place": _KEY},
    Organization: _EDITORIAL | _INVENTED | {"id": _KEY, "uuid": _KEY},
    **dict.fromkeys((StatusStatement, SingleDate, Verification, Vacancy), _STATEMENT),
}

_LISTING = frozenset(CARRIED[Resource]) - {"uuid", "municipality"} | {
    *("contacts", "schedule", "features", "organization_facts", "statuses", "dates", "verified", "capacity_left"),
}
_INSIDE: dict[str, frozenset[str]] = {
    "areas": frozenset({"system", "name"}),
    "contacts": frozenset(CARRIED[Contact]) | {PERSON},
    "place": frozenset(CARRIED[Place]) | {"features"},
    "organization_facts": frozenset(CARRIED[Organization]),
    "statuses": frozenset(CARRIED[StatusStatement]),
    "dates": frozenset(CARRIED[SingleDate]),
    "verified": frozenset(CARRIED[Verification]),
}
"""Facts that hold facts -> their keys. Answers on features, and rules of hours, have keys of their own vocabulary."""


class Undecided(Exception):
    """A fact that this module does not know: it was added to the export, and nobody has decided whether it goes out."""


def carried(facts: Mapping[str, Any], with_persons: bool) -> dict[str, Any]:
    """The facts of a listing (`listing_facts.facts_of`) as a package carries them. Raises Undecided for an unknown one."""
    _known("", facts, _LISTING)
    for name, keys in _INSIDE.items():
        held = facts.get(name) or ()
        for one in [held] if isinstance(held, Mapping) else held:
            _known(name, one, keys)
    if with_persons or not facts.get("contacts"):
        return dict(facts)
    return dict(facts) | {
        "contacts": [{name: value for name, value in one.items() if name != PERSON} for one in facts["contacts"]]
    }


def _known(where: str, facts: Iterable[str], keys: frozenset[str]) -> None:
    if unknown := set(facts) - keys:
        raise Undecided(f"{where}: {', '.join(sorted(unknown))}")
