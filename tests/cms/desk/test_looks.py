"""Each person who is shown or counted has a look of their own, whatever the screen or the command."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cms.permissions.roles import APPROVERS
from matching.models import Look, NeedsSheet, Outcome, Participant
from tests.factories import make_agency, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def people(coordinator):
    """Two people of the coordinator's agency and one of another; a place for old people suits the first of them."""
    agency = coordinator.memberships.get().agency
    for code, age, receiver in (("M-1", 80, agency), ("M-2", 30, agency), ("X-9", 80, make_agency())):
        person = Participant.objects.create(code=code, agency=receiver, town=make_town())
        NeedsSheet.objects.create(participant=person, facts={"age": age}, recorded_on=TODAY)
    return make_resource(name="高齢者の会", min_age=65, referral="open")


def _seen():
    return sorted(Look.objects.filter(action="seen").values_list("code", flat=True))


@pytest.mark.parametrize(
    ("view", "seen"),
    [
        ("desk_people", ["M-1", "M-2"]),
        ("desk_caseload", ["M-1", "M-2"]),
        ("desk_audit", ["M-1", "M-2"]),
        ("desk_place", ["M-1"]),
        ("desk_places", []),
    ],
)
def test_a_screen_looks_at_those_whom_it_shows_and_at_nobody_else(client, coordinator, people, view, seen):
    client.force_login(coordinator)
    page = client.get(reverse(view, args=[people.pk] if view == "desk_place" else []))
    assert page.status_code == 200
    assert _seen() == seen
    assert all(look.user == coordinator and look.what for look in Look.objects.all())


def test_a_search_by_number_looks_at_whom_it_finds(client, coordinator, people):
    client.force_login(coordinator)
    client.get(reverse("desk_people"), {"q": "m-2"})
    assert _seen() == ["M-2"]
    assert Look.objects.get(action="searched").what == "一覧（番号でさがした）"


@pytest.mark.parametrize("command", ["match_assign", "match_audit"])
def test_a_command_looks_at_everyone_and_names_itself(people, command, capsys):
    call_command(command)
    assert _seen() == ["M-1", "M-2", "X-9"]
    assert {(look.user, look.what.partition("（")[0]) for look in Look.objects.all()} == {
        (None, f"manage.py {command}")
    }


def test_who_learns_from_outcomes_looks_at_their_people(client, staff, people):
    Outcome.objects.create(
        participant=Participant.objects.get(code="X-9"), resource=people, started_on=TODAY, stayed=True
    )
    staff.groups.add(Group.objects.get(name=APPROVERS))
    client.force_login(staff)
    client.get(reverse("learning"))
    assert _seen() == ["X-9"]


def test_many_people_are_written_down_in_few_queries(client, coordinator, people, django_assert_max_num_queries):
    agency = coordinator.memberships.get().agency
    Participant.objects.bulk_create([Participant(code=f"N-{number}", agency=agency) for number in range(300)])
    client.force_login(coordinator)
    client.get(reverse("desk_people"))
    with django_assert_max_num_queries(15):
        client.get(reverse("desk_people"))
    assert Look.objects.filter(action="seen").count() == 2 * 50, "a page of them"


def test_a_refusal_keeps_the_code_too(client, people):
    client.force_login(make_user("coordinator"))
    client.get(reverse("desk_participant", args=["M-1"]))
    assert Look.objects.get().code == "M-1"


@pytest.mark.parametrize(("as_manager", "address"), [(False, "/desk/people/?q=春子"), (True, "/desk/looks/?code=春子")])
def test_what_is_typed_where_a_number_belongs_is_in_no_record(client, coordinator, as_manager, address):
    if as_manager:
        coordinator.memberships.update(role="manager")
    client.force_login(coordinator)
    assert client.get(address).status_code == 200
    assert Look.objects.exists()
    assert not Look.objects.filter(what__contains="春子").exists()
