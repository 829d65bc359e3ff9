"""The invented people of the sample town, as participants of an agency."""

import datetime as dt
from collections.abc import Sequence

from directory.accounts.users import Agency, User
from directory.catalogue.resources import Resource
from directory.geo.areas import Town
from directory.imports.city_fixtures import sample_participants
from matching.cases.participants import NeedsSheet, Participant

NOT_FACTS = ("code", "case", "town", "avoid_resources", "avoid_towns")
"""Keys of a person in fixtures/sample_town.yaml that are not copied into the facts of the sheet."""


def load_sample_people(agency: Agency, day: dt.date, workers: Sequence[User] = ()) -> int:
    """Add the people of fixtures/sample_town.yaml who are not stored yet to an agency, with a sheet of `day`; returns how many.

    `workers` are in charge of them in turn, and nobody of every seventh.
    """
    towns = {town.name: town for town in Town.objects.filter(municipality=agency.municipality)}
    places = dict(Resource.objects.filter(is_sample=True).values_list("source_key", "pk"))
    known, added = set(Participant.objects.values_list("code", flat=True)), 0
    for person in sample_participants():
        if person["code"] in known:
            continue
        is_left = not workers or added % 7 == 6
        participant = Participant.objects.create(
            code=person["code"],
            agency=agency,
            town=towns.get(person["town"]),
            in_charge=None if is_left else workers[added % len(workers)],
            note=person["case"],
            is_sample=True,
        )
        facts = {name: value for name, value in person.items() if name not in NOT_FACTS}
        if avoided := person.get("avoid_towns"):
            facts["avoid_towns"] = [towns[name].pk for name in avoided]
        if avoided := person.get("avoid_resources"):
            facts["avoid_resources"] = [pk for key, pk in places.items() if key.split(":")[-1] in avoided]
        NeedsSheet.objects.create(participant=participant, facts=facts, recorded_on=day)
        added += 1
    return added
