"""Staff of one city see and change its rows and no others, whether asked for one row or for a list."""

import pytest

from cms.permissions import roles
from cms.permissions.city_policy import policy_of
from cms.permissions.table_access import OF_A_CITY
from directory.models import Organization, Resource
from tests.factories import (
    make_municipality,
    make_organization,
    make_resource,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_the_row_in_the_database_is_judged_and_not_the_draft(attacker, foreign):
    resource = Resource.objects.get(pk=foreign[0].pk)
    resource.municipality = make_municipality()
    assert not policy_of(Resource).user_has_permission_for_instance(attacker, "change", resource)


def test_a_list_of_rows_and_a_single_row_agree(attacker, foreign):
    for model in OF_A_CITY:
        policy = policy_of(model)
        seen = set(policy.instances_user_has_any_permission_for(attacker, ["change"]).values_list("pk", flat=True))
        # Shipped rows are many and alike; a city's own are the newest.
        for row in model.objects.order_by("-pk")[:100]:
            assert policy.user_has_permission_for_instance(attacker, "change", row) == (row.pk in seen)
            assert (attacker in policy.users_with_any_permission_for_instance(["change"], row)) == (row.pk in seen)


def test_an_organization_that_runs_nothing_yet_is_everybodys(attacker, foreign):
    new = make_organization(name="できたての会")
    assert policy_of(Organization).sees(attacker, new.pk)
    assert not policy_of(Organization).sees(attacker, foreign[2].pk)


def test_staff_without_a_city_see_nothing(db):
    person = make_user()
    roles.appoint_approver(person)
    make_resource()
    assert not policy_of(Resource).rows(person).exists()
    assert not policy_of(Resource).user_has_permission(person, "change")
