"""Those who keep a listing right, and those who answer them."""

import pytest

from cms.permissions import roles
from cms.permissions.roles import appoint_approver
from directory.associations.representatives import add_representative
from directory.models import Area, AreaSystem
from tests.factories import (
    make_agency,
    make_municipality,
    make_organization,
    make_place,
    make_resource,
    make_town,
    make_user,
)

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


@pytest.fixture
def foreign(db):
    """Rows of another city, one of each table, all named so that a leak is seen."""
    other = make_municipality("131016", "千代田区", lat=35.694, lng=139.753)
    town = make_town("秘密町", other)
    place = make_place(name="秘密の会館", municipality=other, town=town)
    organization = make_organization(name="秘密の団体")
    resource = make_resource(name="秘密のサロン", place=place, organization=organization)
    draft = resource.get_latest_revision_as_object()
    draft.name = "秘密の下書き"
    draft.save_revision()
    system = AreaSystem.objects.create(municipality=other, name="秘密の分け方")
    area = Area.objects.create(system=system, name="秘密の圏域")
    return [resource, place, organization, area, system, town, other]


@pytest.fixture
def attacker(client):
    """An approver of Inagi, signed in."""
    user = make_user("staff", agency=make_agency(kind="city"))
    roles.appoint_approver(user)
    client.force_login(user)
    make_resource(name="うちのサロン")
    return user
