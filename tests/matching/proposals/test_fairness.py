"""Who is offered what, over the sample caseload: nobody is left with services for a trouble that is not theirs."""

from dataclasses import replace

import pytest
from django.utils import timezone

from directory.imports.city_fixtures import load_sample_town
from directory.models import Agency, Municipality
from matching.cases.sample import load_sample_people
from matching.engine.scoring import TOP_PLACES, match
from matching.models import Participant
from matching.proposals.ranked_lists import directory_on
from matching.proposals.weight_rows import weights_on

TODAY = timezone.localdate()


@pytest.fixture
def caseload(db):
    """The sample town with its thirty people, of whom all troubles are known."""
    load_sample_town(TODAY)
    town = Municipality.objects.filter(resources__is_sample=True).distinct().get()
    load_sample_people(Agency.objects.create(name="見本の社協", kind="shakyo", municipality=town), TODAY)
    return Participant.objects.with_needs()


@pytest.mark.parametrize("troubles", ["known", "unknown"])
def test_nobodys_first_places_are_all_for_a_trouble_that_they_did_not_name(caseload, troubles):
    directory_day, weights = directory_on(TODAY), weights_on(TODAY)
    columns = directory_day.columns
    for person in caseload:
        needs = person.needs_on(TODAY)
        assert needs.worries is not None, person.code
        own = {*needs.worries, "other"}
        if troubles == "unknown":
            needs = replace(needs, worries=None)
        first = columns.rows.worries[match(directory_day, needs, weights).rows[:TOP_PLACES]]
        answered = [set(columns.worry_sets[number]) for number in first.tolist()]
        for_others = [bool(worries) and not worries & own for worries in answered]
        assert not for_others or not all(for_others), person.code
        assert troubles == "unknown" or not any(for_others), person.code
