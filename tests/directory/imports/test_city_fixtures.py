"""The fixtures of whole cities: the five plans and the sample town."""

import datetime as dt

import pytest
from django.core.management import call_command

from directory.imports.city_fixtures import (
    load_plan,
    load_sample_town,
    plans,
    read_city,
    sample_participants,
    sample_town,
)
from directory.models import Area, Municipality, Organization, Place, Resource, StatusStatement, Town, Verification
from directory.publishing.versions import Edition
from tests.factories import make_municipality

TODAY = dt.date(2026, 11, 21)
pytestmark = pytest.mark.django_db


def load_plans():
    return {
        loaded.municipality.name: loaded.resources for loaded in (load_plan(read_city(path), TODAY) for path in plans())
    }


def test_the_five_plans_are_loaded_without_a_gazetteer():
    loaded = load_plans()
    assert set(loaded) == {"伊賀市", "稲城市", "長野市", "野々市市", "四日市市"}
    assert all(written.created for written in loaded.values())
    hirao = Resource.objects.get(name="地域包括支援センターひらお")
    assert [str(area) for area in hirao.areas.all()] == ["坂浜・平尾"]
    assert (hirao.place.precision, hirao.live, hirao.is_sample) == ("town", True, False)
    assert hirao.source.startswith("稲城市重層的支援体制整備事業実施計画")
    assert "位置について：" in hirao.description
    assert Town.objects.get(name="百村").reading == "もむら"


def test_a_place_for_supporters_only_stays_so():
    load_plans()
    assert Resource.objects.get(name="市生活福祉課").visibility == "supporters"


@pytest.mark.parametrize("load", [load_plans, lambda: load_sample_town(TODAY)], ids=["plans", "sample"])
def test_loading_again_changes_nothing(load):
    load()
    before = (Edition.current(), Resource.objects.count(), Place.objects.count(), Organization.objects.count())
    load()
    assert (Edition.current(), Resource.objects.count(), Place.objects.count(), Organization.objects.count()) == before


def test_areas_keep_their_towns_and_get_parts_that_are_loaded_later():
    load_plans()
    area = Area.objects.get(name="坂浜・平尾")
    area.towns.remove(Town.objects.get(name="坂浜"))
    part = Town.objects.create(municipality=area.system.municipality, name="平尾", koaza="入野")
    load_plans()
    assert part in area.towns.all()
    assert "坂浜" not in area.towns.values_list("name", flat=True)


def test_the_sample_town_is_whole_and_marked():
    load_sample_town(TODAY)
    city = sample_town()
    resources = Resource.objects.filter(municipality=city["municipality"])
    assert resources.count() == len(city["resources"]) >= 150
    assert Town.objects.filter(municipality=city["municipality"]).count() == len(city["towns"])
    for model in (Resource, Place, Organization):
        assert model.objects.filter(is_sample=False).count() == 0
    with_hours = [row for row in city["resources"] if row.get("schedule")]
    assert resources.exclude(schedules=None).count() == len(with_hours)
    assert resources.filter(place__town=None).exclude(place=None).count() == 0


def test_days_of_the_sample_are_counted_from_the_day_it_is_made():
    load_sample_town(TODAY)
    code, days = next(
        (r["code"], r["verified_days_ago"]) for r in sample_town()["resources"] if "verified_days_ago" in r
    )
    checked = Verification.objects.get(resource__source_key__endswith=f":{code}")
    assert checked.day == TODAY - dt.timedelta(days=days)
    load_sample_town(TODAY + dt.timedelta(days=30))
    assert Verification.objects.get(pk=checked.pk).day == checked.day
    assert StatusStatement.objects.filter(since__gt=TODAY).count() == 0


def test_the_sample_never_takes_a_real_organization():
    name = sample_town()["organizations"][0]["name"]
    real = Organization.objects.create(name=name)
    load_sample_town(TODAY)
    assert real.resources.count() == 0
    assert Organization.objects.filter(name=name).count() == 2


def test_the_participants_are_handed_on():
    assert {"code", "age", "town"} <= set(next(iter(sample_participants())))


def test_the_commands_say_what_they_did(capsys):
    make_municipality()
    call_command("make_sample_town")
    call_command("set_up_city")
    out = capsys.readouterr().out
    assert f"見本の町「{sample_town()['name']}」：新しい {len(sample_town()['resources'])}" in out
    assert out.count("新しい") == 6
    assert Municipality.objects.count() == 6
