"""Who speaks for an organization, what they may keep right, and how it is handed over in one action."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.associations.permissions import ListingPermissions
from directory.associations.representatives import Representative, add_representative, hand_over, lead_of
from tests.factories import make_agency, make_municipality, make_organization, make_place, make_resource, make_user

pytestmark = pytest.mark.django_db


def test_one_person_may_hold_several_organizations_and_one_organization_several_people():
    first, second, owner, helper = make_organization(), make_organization(), make_user(), make_user()
    for organization in (first, second):
        add_representative(organization, owner, "lead")
    add_representative(first, helper)
    assert ListingPermissions(owner).represented == {first.pk, second.pk}
    assert ListingPermissions(helper).represented == {first.pk}
    assert lead_of(first).user == owner


def test_hand_over_is_one_action():
    organization, before, after, helper = make_organization(), make_user(), make_user(), make_user()
    add_representative(organization, before, "lead")
    add_representative(organization, helper)
    hand_over(organization, after)
    assert lead_of(organization).user == after
    assert not ListingPermissions(before).is_keeper
    assert ListingPermissions(helper).is_keeper
    assert Representative.objects.get(user=before).until == timezone.localdate()


def test_a_helper_can_become_the_lead_and_the_lead_stays_the_lead():
    organization, before, helper = make_organization(), make_user(), make_user()
    add_representative(organization, before, "lead")
    add_representative(organization, helper)
    hand_over(organization, helper)
    again = hand_over(organization, helper)
    assert lead_of(organization) == again
    assert list(organization.representatives.current().values_list("user", flat=True)) == [helper.pk]


def test_joining_twice_is_joining_once():
    organization, user = make_organization(), make_user()
    assert add_representative(organization, user) == add_representative(organization, user)


@pytest.mark.parametrize("second", [{"role": "lead"}, {"role": "helper", "same": True}])
def test_the_database_holds_one_lead_and_each_person_once(second):
    organization, user = make_organization(), make_user()
    add_representative(organization, user, "lead")
    other = user if second.pop("same", False) else make_user()
    with pytest.raises(IntegrityError), transaction.atomic():
        organization.representatives.create(user=other, since=timezone.localdate(), **second)


def _standing_people():
    mine, other = make_organization(), make_organization()
    elsewhere = make_municipality("132144", "国分寺市")
    return (
        {
            "mine": make_resource(organization=mine),
            "other": make_resource(organization=other),
            "unowned": make_resource(),
            "elsewhere": make_resource(organization=other, place=make_place(municipality=elsewhere)),
            "not live": make_resource(organization=mine, live=False),
        },
        mine,
        elsewhere,
    )


@pytest.mark.parametrize(
    ("who", "kept"),
    [
        ("anonymous", set()),
        ("outsider", set()),
        ("owner", {"mine"}),
        ("left", set()),
        ("switched off", set()),
        ("coordinator", {"mine", "other", "unowned"}),
        ("staff", {"mine", "other", "unowned"}),
        ("coordinator elsewhere", {"elsewhere"}),
    ],
)
def test_the_answer_for_one_and_for_all_is_the_same(who, kept):
    resources, mine, elsewhere = _standing_people()
    makers = {
        "anonymous": AnonymousUser,
        "outsider": make_user,
        "coordinator": lambda: make_user("coordinator"),
        "staff": lambda: make_user("staff"),
        "coordinator elsewhere": lambda: make_user("coordinator", make_agency(municipality=elsewhere)),
    }
    user = makers.get(who, make_user)()
    if who in ("owner", "left", "switched off"):
        joined = add_representative(mine, user)
        if who == "left":
            joined.leave()
        user.is_active = who != "switched off"
        user.save()
    keeping = ListingPermissions(user)
    assert {name for name, resource in resources.items() if keeping.why_not(resource) is None} == kept
    assert set(keeping.resources()) == {resources[name] for name in kept}
    for name in kept:
        assert keeping.on_behalf(resources[name].organization_id) == (who != "owner")


def test_only_the_lead_and_those_on_behalf_hand_over():
    organization, lead, helper, staff = make_organization(), make_user(), make_user(), make_user("staff")
    make_resource(organization=organization)
    add_representative(organization, lead, "lead")
    add_representative(organization, helper)
    may = {
        who: ListingPermissions(user).why_not_lead(organization) for who, user in [("lead", lead), ("helper", helper)]
    }
    assert may["lead"] is None
    assert "代表者" in may["helper"]
    assert ListingPermissions(staff).why_not_lead(organization) is None
    assert ListingPermissions(make_user()).why_not_lead(organization)
