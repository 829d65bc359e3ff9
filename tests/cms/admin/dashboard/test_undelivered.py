"""メールが届かない人, and how to reach them otherwise."""

import pytest
from django.urls import reverse

from directory.associations.representatives import hand_over
from directory.models import BouncedAddress
from directory.upkeep.bounces import Bounce, record_bounces
from tests.cms.admin.pages import read
from tests.factories import make_organization, make_resource, make_user

pytestmark = pytest.mark.django_db


def test_an_address_that_works_again_gets_letters_again(city):
    make_resource(contacts=[{"kind": "email", "value": "hana@example.jp"}])
    record_bounces([Bounce("hana@example.jp", "5.1.1", "unknown")])
    assert "hana@example.jp" in read(city, "city_bounced")
    city.post(reverse("city_reachable", args=[BouncedAddress.objects.get().pk]))
    assert not BouncedAddress.objects.unreachable().exists()


def test_whom_no_mail_reaches_is_found_by_telephone_and_by_letter(city):
    organization = make_organization(name="平尾の会")
    hand_over(organization, make_user(name="山田 花子", email="hana@example.jp"))
    make_resource(organization=organization, contacts=[{"kind": "telephone", "value": "042-111-1111"}])
    record_bounces([Bounce("hana@example.jp", "5.1.1", "unknown")])
    text = read(city, "city_bounced")
    for words in ("山田 花子", "平尾の会", "tel:0421111111", reverse("organization_people", args=[organization.pk])):
        assert words in text
    letter = city.post(reverse("city_invitations"), {"organization": [organization.pk]})
    assert letter.content.startswith(b"%PDF")
