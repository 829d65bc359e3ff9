"""How far a campaign has come, one way of dividing the city after the other."""

import datetime as dt

import pytest

from directory.geo.areas import towns_by_area
from directory.models import Area, AreaSystem, Campaign, Verification
from directory.upkeep.campaign_progress import CampaignProgress
from tests.factories import make_municipality, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
APRIL = dt.date(2026, 4, 1)


@pytest.fixture
def city():
    return make_municipality()


def area(city, system, name, town=None, parent=None):
    found, _ = AreaSystem.objects.get_or_create(municipality=city, name=system)
    made = Area.objects.create(system=found, name=name, parent=parent)
    if town:
        made.towns.add(town)
    return made


def test_each_way_of_dividing_adds_up_to_the_whole(city):
    hirao, sakahama = make_town("平尾"), make_town("坂浜")
    above = area(city, "圏域", "上")
    area(city, "圏域", "下", hirao, above)
    area(city, "学区", "東", sakahama)
    there = [make_resource(place=make_place(town=town)) for town in (hirao, hirao, sakahama)]
    nowhere = make_resource(place=make_place(town=None))
    campaign = Campaign.objects.create(municipality=city, starts_on=APRIL)
    Verification.objects.create(resource=there[0], day=APRIL, how="self")
    Verification.objects.create(resource=there[1], day=APRIL - dt.timedelta(days=1), how="self")
    progress = CampaignProgress.of(campaign)
    assert progress.unanswered == {there[1].pk, there[2].pk, nowhere.pk}
    lines = {
        system: [(line.area and line.area.name, line.asked, line.answered, line.left) for line in lines]
        for system, lines in progress.by_system()
    }
    assert lines == {
        "圏域": [("上", 2, 1, 1), ("下", 2, 1, 1), (None, 2, 0, 2)],
        "学区": [("東", 1, 0, 1), (None, 3, 1, 2)],
    }


def test_a_city_without_areas_has_no_table(city):
    make_resource()
    assert CampaignProgress.of(Campaign.objects.create(municipality=city, starts_on=APRIL)).by_system() == []


def test_a_circle_of_areas_stops_nothing(city):
    system = AreaSystem.objects.create(municipality=city, name="輪")
    one = Area.objects.create(system=system, name="一")
    other = Area.objects.create(system=system, name="二", parent=one)
    Area.objects.filter(pk=one.pk).update(parent=other)
    town = make_town("輪の町")
    other.towns.add(town)
    assert towns_by_area() == {one.pk: {town.pk}, other.pk: {town.pk}}
