"""Only the city's own staff bring its lists in, and only those who may publish store them."""

import pytest
from django.urls import reverse

from cms.permissions.roles import appoint_approver
from directory.associations.representatives import add_representative
from directory.models import ImportRun
from tests.cms.admin.imports.conftest import SAKURA, worked
from tests.cms.admin.pages import numbers
from tests.factories import make_agency, make_municipality, make_organization, make_user

pytestmark = pytest.mark.django_db
GET = ("city_import", "city_import_columns", "city_import_rows", "city_import_findings")
POST = ("city_import_columns", "city_import_rows", "city_import_store", "city_import_again", "city_import_discard")
APPLIED = ("city_import_undo",)


def _colleague():
    return make_user("staff")


def _superuser():
    return make_user(is_superuser=True, is_staff=True)


def _association():
    user = make_user()
    add_representative(make_organization(), user, "lead")
    return user


def _elsewhere():
    city = make_municipality("131016", "千代田区", lat=35.694, lng=139.753)
    user = make_user("staff", make_agency(municipality=city, kind="city"))
    appoint_approver(user)
    return user


@pytest.fixture
def run(tried):
    return tried(SAKURA, ["どこか", "稲城市どこか1", "", "", ""])


def _address(name, run):
    more = {"city_import_rows": ["new"], "city_import_findings": [0]}.get(name, [])
    return reverse(name, args=[run.pk, *more])


@pytest.mark.parametrize("who", [_colleague, _superuser])
@pytest.mark.parametrize("name", GET)
def test_colleagues_and_superusers_see_a_run(run, client, who, name):
    client.force_login(who())
    assert client.get(_address(name, run)).status_code == 200


@pytest.mark.parametrize("name", [*GET, *POST, *APPLIED])
def test_a_run_of_another_city_is_not_there(run, client, name):
    client.force_login(_elsewhere())
    assert client.get(_address(name, run)).status_code in (404, 405)
    assert client.post(_address(name, run), {"all": "skip"}).status_code in (404, 405)
    assert ImportRun.objects.get().state == "tried"
    assert client.get(reverse("city_imports")).content.decode().count("salon.csv") == 0


@pytest.mark.parametrize("who", [_association, lambda: make_user("coordinator"), make_user])
@pytest.mark.parametrize("name", [*GET, *POST, *APPLIED])
def test_nobody_else_comes_in(run, client, who, name):
    client.force_login(who())
    for answer in (client.get(_address(name, run)), client.post(_address(name, run))):
        assert answer.status_code == 302
        assert answer["Location"] != _address("city_import", run)
    assert client.get(reverse("city_import_new")).status_code == 302
    assert ImportRun.objects.get().state == "tried"


def test_only_who_may_publish_stores_and_undoes(run, client):
    colleague = _colleague()
    client.force_login(colleague)
    assert client.post(_address("city_import_store", run)).status_code in (302, 403)
    assert ImportRun.objects.get().state == "tried"
    appoint_approver(colleague)
    client.force_login(colleague)
    client.post(_address("city_import_store", run))
    assert worked(run).state == "applied"
    client.force_login(_colleague())
    assert client.get(_address("city_import_undo", run)).status_code in (302, 403)
    assert "まとめて元にもどす" not in client.get(_address("city_import", run)).content.decode()


def test_the_first_page_tells_approvers_that_a_list_waits(run, client):
    label = "ためして、まだ入れていない一覧"
    colleague = _colleague()
    client.force_login(colleague)
    assert label not in numbers(client, "waiting")
    appoint_approver(colleague)
    client.force_login(colleague)
    assert numbers(client, "waiting")[label] == 1


def test_a_run_of_another_city_is_not_filled_in(run, client):
    client.force_login(_elsewhere())
    ImportRun.objects.update(source="秘密の出どころ")
    page = client.get(reverse("city_import_new"), {"like": run.pk}).content.decode()
    assert "秘密の出どころ" not in page
