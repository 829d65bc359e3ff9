"""Who signs in: one name, and an address only where there is one."""

import pytest
from django.urls import reverse

from cms.permissions import roles
from directory.models import Membership, User
from tests.cms.html_forms import filled
from tests.factories import (
    make_agency,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_people_have_one_name(client, staff, admin_client):
    client.force_login(staff)
    account = client.get("/admin/account/")
    assert "姓" not in account.content.decode()
    client.post("/admin/account/", filled(account) | {"name_email-name": "山田 花子", "name_email-email": ""})
    staff.refresh_from_db()
    assert (staff.name, staff.email) == ("山田 花子", "")
    new = admin_client.get("/admin/users/new/")
    assert "姓" not in new.content.decode()
    facts = {"username": "suzuki", "name": "鈴木", "password1": "nagai-kotoba-1", "password2": "nagai-kotoba-1"}
    admin_client.post("/admin/users/new/", facts)
    suzuki = User.objects.get(username="suzuki")
    assert suzuki.name == "鈴木"
    admin_client.post(f"/admin/users/edit/{suzuki.pk}/", {"username": "suzuki", "name": "鈴木 一", "is_active": "on"})
    suzuki.refresh_from_db()
    assert str(suzuki) == "鈴木 一"


def test_a_membership_made_in_the_admin_opens_it(client):
    client.force_login(User.objects.create_superuser("root"))
    person, agency = make_user(), make_agency(kind="city")
    answer = client.post("/admin/membership/new/", {"user": person.pk, "agency": agency.pk, "role": "staff"})
    assert answer.status_code == 302
    client.force_login(person)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("url", ["/admin/membership/", "/admin/membership/new/", "/admin/agency/"])
def test_staff_do_not_appoint_each_other(client, staff, url):
    roles.appoint_approver(staff)
    client.force_login(staff)
    for method in (client.get, client.post):
        assert method(url, {"user": staff.pk, "agency": make_agency().pk, "role": "coordinator"}).url == "/admin/"
    assert Membership.objects.count() == 1


def test_nobody_is_mailed_a_link_that_opens_the_desk(client, coordinator, mailoutbox):
    User.objects.filter(pk=coordinator.pk).update(email="coord@example.jp")
    assert client.post("/admin/password_reset/", {"email": "coord@example.jp"}).status_code == 404
    assert mailoutbox == []
    assert "password_reset" not in client.get(reverse("sign_in")).content.decode()


def test_the_superuser_sets_a_new_password_for_those_who_forgot_theirs(client, coordinator):
    client.force_login(User.objects.create_superuser("root"))
    url = f"/admin/users/edit/{coordinator.pk}/"
    said = {"email": "coord@example.jp", "name": "山田 花子"}
    said |= dict.fromkeys(("password1", "password2"), "atarashii-himitsu-1")
    assert client.post(url, filled(client.get(url), **said)).status_code == 302
    client.logout()
    answer = client.post(reverse("sign_in"), {"username": coordinator.username, "password": "atarashii-himitsu-1"})
    assert answer.url == reverse("after_sign_in")
