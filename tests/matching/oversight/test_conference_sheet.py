"""The sheet for 事例検討 tells the course of a case and nothing that says who it is."""

import datetime as dt

import pytest

from directory.models import Area, AreaSystem
from matching.casework.introductions import begin
from matching.models import Identity, NeedsSheet, Participant
from matching.oversight.conference_sheet import decade, sheet_for
from matching.proposals.ranked_lists import current_vocabulary
from tests.factories import make_agency, make_place, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)
WORD = "庭の柿の木"


@pytest.mark.parametrize(
    ("age", "said"), [(None, ""), (0, "10歳未満"), (9, "10歳未満"), (10, "10代"), (79, "70代"), (104, "90代以上")]
)
def test_ages_are_decades(age, said):
    assert decade(age) == said


@pytest.fixture
def person():
    town = make_town("平尾")
    agency = make_agency(municipality=town.municipality)
    person = Participant.objects.create(code="M-1", agency=agency, town=town, note=WORD)
    Identity.objects.create(participant=person, name=f"{WORD}子", address=f"平尾1 {WORD}")
    facts = {"age": 72, "children": [31], "max_fee": 300, "lat": 35.61, "lng": 139.48, "avoid_resources": [9]}
    NeedsSheet.objects.create(participant=person, facts=facts, recorded_on=DAY)
    place = make_place(town=town, municipality=town.municipality)
    begin(person, make_resource(name=f"{WORD}の会", place=place), make_user("coordinator", agency, name=WORD), DAY)
    return person


def test_it_says_months_areas_and_kinds_and_no_name_day_or_town(person):
    sheet = sheet_for(person, DAY, current_vocabulary())
    said = repr(sheet)
    for told in (WORD, "M-1", "平尾", "11月24日", "72", "31", "35.61"):
        assert told not in said
    (step,) = sheet.steps
    assert (sheet.age, sheet.since, step.month, step.stage) == ("70代", "2026年11月", "2026年11月", "打診")
    assert ("費用", "1回 300円まで") in sheet.facts


def test_with_areas_it_says_the_area_of_the_home_and_of_the_place(person):
    system = AreaSystem.objects.create(municipality=person.agency.municipality, name="圏域")
    area = Area.objects.create(system=system, name="西の圏域")
    area.towns.add(person.town)
    sheet = sheet_for(person, DAY, current_vocabulary())
    assert sheet.area == "西の圏域"
    assert "西の圏域" in sheet.steps[0].place
