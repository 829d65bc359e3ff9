"""Who may keep which listing right: those who speak for its organization, and on behalf whoever works for its city."""

import pytest
from django.core.exceptions import ValidationError

from directory.associations.claims import Claim, accept, may_hand_over_all
from directory.associations.permissions import ListingPermissions
from directory.associations.representatives import add_representative
from directory.changes.amendments import approve, propose
from directory.models import Organization, Resource
from tests.factories import make_agency, make_municipality, make_organization, make_place, make_resource, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_city(db):
    return make_municipality("131016", "千代田区", lat=35.694, lng=139.753)


@pytest.fixture
def both(other_city):
    """An organization with a listing in each of two cities."""
    organization = make_organization(name="二つの市の会")
    make_resource(organization=organization)
    make_resource(organization=organization, place=make_place(municipality=other_city))
    return organization


def people(organization, other_city) -> dict:
    """Who asks: the 代表者, a helper, both cities' desks and a stranger."""
    users = {"lead": make_user(), "helper": make_user(), "stranger": make_user()}
    add_representative(organization, users["lead"], "lead")
    add_representative(organization, users["helper"])
    users["staff"], users["coordinator"] = make_user("staff"), make_user("coordinator")
    users["staff elsewhere"] = make_user("staff", make_agency(municipality=other_city))
    return users


def test_nobody_acting_on_behalf_decides_who_speaks_for_an_organization_of_two_cities(both, other_city):
    users = people(both, other_city)
    may_act = {name for name, user in users.items() if ListingPermissions(user).why_not_organization(both) is None}
    may_lead = {name for name, user in users.items() if ListingPermissions(user).why_not_lead(both) is None}
    assert may_act == {"lead", "helper", "staff", "coordinator", "staff elsewhere"}
    assert may_lead == {"lead"}
    assert "ほかの市町村でも" in ListingPermissions(users["staff"]).why_not_lead(both)


def test_but_for_one_of_their_own_city_alone_they_do(other_city):
    own = make_organization()
    make_resource(organization=own)
    may_lead = {n for n, user in people(own, other_city).items() if ListingPermissions(user).why_not_lead(own) is None}
    assert may_lead == {"lead", "staff", "coordinator"}


def test_a_draft_gives_no_city_an_organization(other_city):
    theirs = make_organization()
    make_resource(organization=theirs, place=make_place(municipality=other_city))
    Resource.objects.create(name="わな", municipality=make_municipality(), organization=theirs, live=False)
    assert ListingPermissions(make_user("staff")).why_not_organization(theirs)
    assert not ListingPermissions(make_user("staff")).organizations().exists()


def test_what_the_city_has_taken_down_comes_back_by_no_change_and_no_claim(staff):
    listing = make_resource()
    (waiting,) = propose(listing, {"targets": []}, staff) or propose(listing, {"contacts": [TELEPHONE]}, staff)
    claim = Claim.objects.create(resource=listing, organization_name="会", name="人", telephone="042-111-1111")
    named = make_resource(organization=make_organization(name="会"))
    same = Claim.objects.create(resource=named, organization_name="会", name="人", telephone="042-111-1111")
    Resource.objects.update(live=False)
    for act in (
        lambda: approve(waiting, staff),
        lambda: accept(claim, staff),
        lambda: accept(same, staff),
    ):
        with pytest.raises(ValidationError, match="公開していません"):
            act()
    assert not Resource.objects.filter(live=True).exists()
    assert Claim.objects.waiting().count() == 2


TELEPHONE = {"kind": "telephone", "value": "042-111-1111", "person": "", "note": "", "is_public": True}


def test_a_claim_of_one_listing_gives_no_listing_of_another_city(both, other_city, staff):
    claimed = both.resources.get(municipality="132250")
    claim = Claim.objects.create(resource=claimed, organization_name=both.name, name="人", telephone="042-111-1111")
    assert not may_hand_over_all(claim)
    invitation, _ = accept(claim, staff)
    assert invitation.organization != both
    assert Organization.objects.get(pk=both.pk).resources.count() == 1
