"""Letters that invite an organization to keep its own listings."""

import pytest
from django.urls import reverse

from directory.associations.invitations import Invitation
from tests.factories import (
    make_municipality,
    make_organization,
    make_place,
    make_resource,
)

pytestmark = pytest.mark.django_db


def test_letters_go_to_no_organization_that_is_at_home_in_another_city_too(client, attacker):
    both, own = make_organization(name="二つの市の会"), make_organization(name="うちの会")
    make_resource(organization=own)
    make_resource(organization=both)
    make_resource(organization=both, place=make_place(municipality=make_municipality("131016", "千代田区")))
    page = client.get(reverse("city_invitations"))
    assert [row[0].name for row in page.context["rows"]] == ["うちの会"]
    client.post(reverse("city_invitations"), {"organization": [both.pk]})
    assert not Invitation.objects.exists()
