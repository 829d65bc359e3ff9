"""A member of the staff at the browser, and a listing of another city."""

import pytest
from django.utils import timezone

from directory.associations.representatives import hand_over
from directory.models import Campaign, Report, SupportVisit
from directory.upkeep.bounces import Bounce, record_bounces
from tests.factories import make_municipality, make_organization, make_place, make_resource, make_user


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def city(client, staff):
    """The browser of a member of the staff."""
    client.force_login(staff)
    return client


@pytest.fixture
def elsewhere():
    """A listing of another city, which lacks everything and waits for everything."""
    other = make_municipality(code="112089", name="所沢市")
    organization = make_organization(name="よその会")
    listing = make_resource(
        name="よそのサロン", place=make_place(lat=None, lng=None, municipality=other), organization=organization
    )
    hand_over(organization, make_user(email="yoso@example.jp"))
    record_bounces([Bounce("yoso@example.jp", "5.1.1", "")])
    Report.objects.create(resource=listing, about="times", said="よその話")
    SupportVisit.objects.create(organization=organization, municipality=other, said="x", next_on=timezone.localdate())
    Campaign.objects.create(municipality=other, starts_on=timezone.localdate())
    return listing
