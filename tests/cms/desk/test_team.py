"""この機関の人: a 管理者 gives and ends roles of others, and nobody's people are left alone by it."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from directory.models import Area, AreaSystem
from matching.models import Participant
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make_user("manager")


@pytest.fixture
def agency(manager):
    return manager.memberships.get().agency


@pytest.fixture
def worker(agency):
    return make_user("counsellor", agency)


@pytest.fixture
def area(agency):
    system = AreaSystem.objects.create(municipality=agency.municipality, name="圏域")
    return Area.objects.create(system=system, name="北")


@pytest.fixture
def office(client, manager):
    client.force_login(manager)
    return client


def url(user) -> str:
    return reverse("desk_team_member", args=[user.memberships.get().pk])


def test_a_role_and_areas_are_given_and_the_log_says_by_whom(office, manager, worker, area):
    assert office.post(url(worker), {"role": "coordinator", "areas": [area.pk]}).status_code == 302
    one = worker.memberships.get()
    assert (one.role, [duty.area for duty in one.area_duties.all()]) == ("coordinator", [area])
    assert ModelLogEntry.objects.get(action="wagtail.edit").user == manager
    office.post(url(worker), {"role": "viewer"})
    assert not worker.memberships.get().area_duties.exists()
    refused = office.post(url(worker), {"role": "viewer", "areas": [area.pk]})
    assert refused.context["form"].errors.keys() == {"areas"}


@pytest.mark.parametrize("sent", [{"end": "1"}, {"role": "viewer"}, {"role": "manager"}])
def test_whoever_has_people_hands_them_over_first(office, agency, worker, sent):
    person = Participant.objects.create(code="M-1", agency=agency, in_charge=worker)
    assert "1人を担当しています" in office.post(url(worker), sent).content.decode()
    assert worker.memberships.get().role == "counsellor"
    person.state = "ended"
    person.save()
    assert office.post(url(worker), sent).status_code == 302
    assert not worker.memberships.filter(role="counsellor").exists()


@pytest.mark.parametrize(
    ("name", "error"),
    [("new", ""), ("nobody", "いません"), ("there", "もうこの機関に"), ("super", "いません"), ("gone", "いません")],
)
def test_somebody_with_an_account_is_added(office, agency, name, error):
    make_user(username="new")
    make_user("viewer", agency, username="there")
    make_user(username="super", is_superuser=True)
    make_user(username="gone", is_active=False)
    before = agency.memberships.count()
    answer = office.post(reverse("desk_team"), {"name": name, "role": "coordinator"})
    assert (answer.status_code == 302) is (not error)
    assert agency.memberships.count() == before + (not error)
    assert error in answer.content.decode()


def test_nobody_changes_their_own_role_or_somebodys_elsewhere(office, manager, agency):
    for user in (manager, make_user("coordinator")):
        assert office.post(url(user), {"role": "coordinator"}).status_code == 403
    staff = make_user("staff", agency)
    assert office.post(url(staff), {"role": "coordinator"}).status_code == 404
