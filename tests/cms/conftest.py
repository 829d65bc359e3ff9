"""Those who keep a listing right, and those who answer them."""

import pytest

from cms.permissions.roles import appoint_approver
from directory.associations.representatives import add_representative
from tests.factories import make_organization, make_resource, make_user

TELEPHONE = {"kind": "telephone", "value": "042-111-1111", "person": "", "note": "", "is_public": True}


@pytest.fixture
def owner(db):
    return make_user(name="山田 花子", email="hanako@example.jp")


@pytest.fixture
def listing(owner):
    organization = make_organization(name="ひまわり会")
    add_representative(organization, owner, "lead")
    return make_resource(
        name="ひまわりサロン",
        organization=organization,
        schedule="毎月第2・第4火曜 10:00–12:00",
        contacts=[TELEPHONE],
        fee=100,
    )


@pytest.fixture
def my(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def approver(db):
    user = make_user("staff", name="市の人")
    appoint_approver(user)
    return user
