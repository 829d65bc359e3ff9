"""Rows that the directory may have already, from another file or from a person's hand."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from directory.catalogue.contacts import Contact
from directory.catalogue.resources import Resource
from directory.duplicates.comparison import Evidence, find_pairs
from directory.geo.points import NOWHERE, micro
from directory.imports.import_reports import Twin
from directory.japanese.folding import fold, fold_name, sound_of
from directory.japanese.readings import propose_reading


def find_twins(lines: Mapping[str, int], listings: Mapping[str, dict]) -> dict[str, list[Twin]]:
    """Twins of new rows by key: among live listings and among themselves.

    `lines` are the line numbers by key. A row with the name of a listing that is near it or has its address is that
    listing (`stored` False): an import never makes a second copy.
    """
    keys = list(listings)
    if not keys:
        return {}
    mine = [_told(listings[key]) for key in keys]
    theirs, telephones = _listed(), _telephones()
    told = [*mine, *(facts for _, _, facts in theirs)]
    names, readings, addresses, points, organizations = zip(*told, strict=True)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(organizations), 1) if name}
    phones = [*(_telephones_of(listings[key]) for key in keys), *(telephones[pk] for pk, _, _ in theirs)]
    lats, lngs = np.array(points, np.int32).T
    found: dict[str, list[Twin]] = {}
    shared = {"telephones": phones, "organizations": [numbers.get(name) for name in organizations]}
    for pair in find_pairs(names=names, readings=readings, lat=lats, lng=lngs, **shared):
        if pair.first >= len(keys):
            continue
        key, other = keys[pair.first], pair.second
        if other < len(keys):
            line, name, stored = lines[keys[other]], listings[keys[other]]["name"], True
            twin = Twin(lines[key], listings[key]["name"], name, None, line, pair.score, stored)
        else:
            pk, name, _ = theirs[other - len(keys)]
            here = Evidence.NEAR in pair.evidence or (
                addresses[pair.first] and addresses[pair.first] == addresses[other]
            )
            is_it = bool(here and names[pair.first] == names[other])
            twin = Twin(lines[key], listings[key]["name"], name, pk, None, pair.score, not is_it)
        found.setdefault(key, []).append(twin)
    return found


def _told(facts: dict) -> tuple[str, str, str, tuple[int, int], str]:
    """Folded name, reading, address, exact point and organization of a row."""
    place = facts.get("place", {})
    exact = place.get("precision") == "exact"
    point = (micro(place["lat"]), micro(place["lng"])) if exact else (NOWHERE, NOWHERE)
    reading, address = _heard(facts["name"], facts.get("reading", "")), fold(place.get("address", ""))
    return fold_name(facts["name"]), reading, address, point, fold_name(facts.get("organization", ""))


def _heard(name: str, reading: str) -> str:
    return sound_of(reading or propose_reading(name))


def _telephones_of(facts: dict) -> list[str]:
    return [contact["value"] for contact in facts.get("contacts", ()) if contact["kind"] == Contact.Kind.TELEPHONE]


def _listed() -> list[tuple[int, str, tuple]]:
    """Key, name and what is compared of every live listing."""
    place = ("place__address", "place__lat", "place__lng", "place__precision")
    rows = Resource.objects.live().order_by("pk").values_list("pk", "name", "reading", *place, "organization__name")
    return [
        (
            pk,
            name,
            (
                fold_name(name),
                _heard(name, reading),
                fold(address or ""),
                (micro(lat), micro(lng)) if precision == "exact" else (NOWHERE, NOWHERE),
                fold_name(organization or ""),
            ),
        )
        for pk, name, reading, address, lat, lng, precision, organization in rows
    ]


def _telephones() -> Mapping[int, list[str]]:
    telephones = defaultdict(list)
    rows = Contact.objects.filter(kind=Contact.Kind.TELEPHONE, resource__live=True).order_by("pk")
    for key, value in rows.values_list("resource_id", "value"):
        telephones[key].append(value)
    return telephones
