"""What is paused or has ended is found by its name, and only so."""

import datetime as dt

import pytest

from directory.models import StatusStatement
from directory.search import away, public_search
from directory.snapshot import loading
from directory.snapshot.day import snapshot_on
from tests.factories import make_organization, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)
YESTERDAY = TODAY - dt.timedelta(1)


def end(resource, status="ended", since=YESTERDAY):
    StatusStatement.objects.create(resource=resource, status=status, since=since)


def found(text):
    return away.away(snapshot_on(loading.current(), TODAY), text)


@pytest.fixture
def ended():
    place = make_place(name="公民館", town=make_town("百村", reading="もむら"))
    organization = make_organization(name="絆の会", reading="きずなのかい")
    resource = make_resource(name="ひだまり向日葵", activities=["tea"], place=place, organization=organization)
    end(resource)
    make_resource(name="ひだまり会")
    return resource


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("ひだまり", True),
        ("ひだまり向日葵", True),
        ("ひまわり", True),
        ("himawari", True),
        ("絆の会", True),
        ("きずなのかい", True),
        ("百村 ひだまり", True),
        ("ひだまり 体操", False),
        ("ひだまり向目葵", False),
        ("サロン", False),
        ("お茶", False),
        ("百村", False),
        ("公民館", False),
        ("だまり向", True),
        ("りひ", False),
        ("", False),
        ("★", False),
    ],
)
def test_a_name_is_enough_and_nothing_else_is(ended, text, is_found):
    assert found(text) == ([ended.pk] if is_found else [])
    assert ended.pk not in public_search.found(snapshot_on(loading.current(), TODAY), text).keys


def test_the_name_itself_comes_first_and_there_are_only_a_few():
    others = [make_resource(name=f"こだま会{letter}") for letter in "いろはにほへ"]
    same = make_resource(name="こだま会")
    for resource in [*others, same]:
        end(resource, "paused")
    keys = found("こだま会")
    assert (len(keys), keys[0]) == (away.MOST, same.pk)


def test_who_may_not_be_seen_and_who_meets_is_not_away():
    end(make_resource(name="ひだまり", visibility="supporters"))
    make_resource(name="ひだまり")
    end(make_resource(name="ひだまり"), since=TODAY + dt.timedelta(1))
    assert found("ひだまり") == []


def test_near_an_ended_place_are_those_of_its_kind_first():
    gone = make_resource(kinds=["salon"])
    near_club = make_resource(kinds=["club"], place=make_place(lat=35.6045)).pk
    farther_salon = make_resource(kinds=["salon"], place=make_place(lat=35.608)).pk
    make_resource(kinds=["salon"], place=make_place(lat=35.7))
    for resource in (gone, make_resource(kinds=["salon"])):
        end(resource)
    snapshot = snapshot_on(loading.current(), TODAY)
    assert away.near_instead(snapshot, gone.pk) == [farther_salon, near_club]
    without = make_resource(place=make_place(lat=None, lng=None)).pk
    assert away.near_instead(snapshot_on(loading.current(), TODAY), without) == []
