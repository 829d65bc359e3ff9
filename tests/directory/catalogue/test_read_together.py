"""What belongs to many listings, read at once: the same rows in the same order as one by one, and no query afterwards."""

import datetime as dt

import pytest

from directory.catalogue.read_together import read_together
from directory.models import Resource, ResourceFeature, SingleDate, StatusStatement, Term, Verification
from tests.factories import make_resource

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)
RELATIONS = ("kinds", "schedules", "single_dates", "status_statements", "verifications", "features")


@pytest.fixture
def listings():
    made = [make_resource(schedule="毎週火曜 10:00–12:00") for _ in range(2)]
    for number, listing in enumerate(made):
        listing.kinds.set(Term.objects.filter(scheme="kinds").order_by("-position")[number : number + 3])
        ResourceFeature.objects.create(
            resource=listing, feature=Term.objects.get(scheme="features", slug="online"), answer="yes"
        )
        for days in (2, 0, 1):
            day = DAY + dt.timedelta(days)
            SingleDate.objects.create(resource=listing, day=day, meets=bool(number))
            StatusStatement.objects.create(resource=listing, status="paused", since=day, until=day)
            Verification.objects.create(resource=listing, day=day, how="visit")
    make_resource()
    return Resource.objects.order_by("pk")


@pytest.mark.parametrize("relation", RELATIONS)
def test_rows_are_those_of_each_listing_in_their_order(listings, relation, django_assert_num_queries):
    one_by_one = [list(getattr(listing, relation).all()) for listing in listings]
    read = list(listings)
    with django_assert_num_queries(2 if relation == "status_statements" else 1):  # with it the alerts of the town
        read_together(read, relation)
        assert [listing.rows_of(relation) for listing in read] == one_by_one
    assert any(one_by_one)


def test_a_joined_row_costs_no_query(listings, django_assert_num_queries):
    read = list(listings)
    with django_assert_num_queries(1):
        read_together(read, "features__feature")
        told = [feature.feature.slug for listing in read for feature in listing.rows_of("features")]
    assert told == ["online", "online"]


def test_nothing_is_asked_for_no_listing(django_assert_num_queries):
    with django_assert_num_queries(0):
        read_together([], *RELATIONS)
