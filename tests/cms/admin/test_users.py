"""Who signs in: one name, and an address only where there is one."""

import pytest

from directory.models import User
from tests.cms.html_forms import filled

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
