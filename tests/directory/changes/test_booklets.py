"""Booklets as rows: of what, with which places, and whether a new one is needed."""

import datetime as dt

import pytest
from django.utils import timezone

from directory.changes.booklets import CLAIM, EXPECTED_WITHIN, Booklet, ask_for, keys_in
from directory.models import Area, AreaSystem, Municipality, StatusStatement
from directory.publishing.versions import Edition
from tests.factories import make_municipality, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
State = Booklet.State


@pytest.fixture
def city():
    return make_municipality()


@pytest.fixture
def area(city):
    area = Area.objects.create(system=AreaSystem.objects.create(municipality=city, name="圏域"), name="平尾・坂浜")
    area.towns.add(make_town("平尾"))
    return area


def made(booklet: Booklet, **facts) -> Booklet:
    version = Edition.current()
    known = {"state": State.MADE, "file": "x.pdf", "edition": version.number, "lot": version.lot}
    Booklet.objects.filter(pk=booklet.pk).update(**{**known, "printed_at": timezone.now(), **facts})
    booklet.refresh_from_db()
    return booklet


def test_an_area_has_the_public_places_of_its_towns_that_have_not_ended(city, area):
    inside = make_place(town=area.towns.get())
    shown, paused, ended = (make_resource(place=inside) for _ in range(3))
    make_resource(place=inside, visibility="supporters")
    make_resource(place=inside, live=False)
    elsewhere = make_resource()
    today = timezone.localdate()
    for row, status in ((paused, "paused"), (ended, "ended")):
        StatusStatement.objects.create(resource=row, status=status, since=today)
    assert keys_in(city, area, today) == sorted([shown.pk, paused.pk])
    assert keys_in(city, None, today) == sorted([shown.pk, paused.pk, elsewhere.pk])
    assert keys_in(Municipality.objects.create(code="372013", prefecture="香川県", name="高松市"), None, today) == []
    area.towns.clear()
    assert keys_in(city, area, today) == []


def test_the_same_booklet_until_the_data_change_or_the_day(city, area):
    booklet, is_new = ask_for(city, area, None)
    assert (is_new, booklet.name, booklet.for_all) == (True, "平尾・坂浜", False)
    assert ask_for(city, area, None) == (booklet, False), "it waits already"
    whole, is_new = ask_for(city, None, None)
    assert (is_new, whole.for_all) == (True, True)
    made(booklet)
    assert ask_for(city, area, None) == (booklet, False)
    make_resource()
    newer, is_new = ask_for(city, area, None)
    assert is_new
    made(newer, printed_at=timezone.now() - dt.timedelta(days=1))
    assert ask_for(city, area, None)[1], "which days are to come is another question tomorrow"


def test_of_each_area_the_newest_that_has_its_file(city, area):
    old, _ = ask_for(city, area, None)
    whole, _ = ask_for(city, None, None)
    made(old), made(whole)
    make_resource()
    newer, _ = ask_for(city, area, None)
    assert list(Booklet.objects.newest()) == [whole, old], "the new one is not made yet"
    made(newer)
    assert list(Booklet.objects.newest()) == [whole, newer]
    area.delete()
    assert list(Booklet.objects.newest()) == [whole], "an area that is gone has none, but its code is known"
    assert Booklet.objects.filter(code=newer.code).exists()


def test_one_takes_it_up_and_a_dead_one_is_replaced(city):
    booklet, _ = ask_for(city, None, None)
    assert (booklet.is_waiting, booklet.is_stuck) == (True, False)
    Booklet.objects.update(asked_at=timezone.now() - EXPECTED_WITHIN - dt.timedelta(seconds=1))
    booklet.refresh_from_db()
    assert booklet.is_stuck
    assert [booklet.claim(), booklet.claim()] == [True, False]
    booklet.refresh_from_db()
    assert not booklet.is_stuck
    Booklet.objects.update(claimed_at=timezone.now() - CLAIM - dt.timedelta(seconds=1))
    booklet.refresh_from_db()
    assert (booklet.is_stuck, booklet.claim()) == (True, True)
