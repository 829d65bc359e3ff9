"""Two listings become one: what is taken over, what refers to it afterwards, and what is never lost."""

import datetime as dt
from itertools import permutations

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from directory.accounts.links import Purpose, create_link
from directory.changes.amendments import Amendment, propose
from directory.changes.history import history
from directory.duplicates.merging import FormerAddress, merge, survivor_of
from directory.models import (
    Apart,
    Attendance,
    Resource,
    SingleDate,
    StatusStatement,
    Vacancy,
    Verification,
)
from directory.publishing.versions import Edition
from directory.snapshot import loading
from matching.models import Outcome, Participant
from tests.factories import make_agency, make_municipality, make_organization, make_place, make_resource, make_user

DAY = dt.date(2026, 11, 21)
NUMBER = {"kind": "telephone", "value": "042-111-1111"}

pytestmark = pytest.mark.django_db


def test_the_survivor_keeps_what_it_says_and_learns_what_it_did_not_know(staff):
    absorbed = make_resource(
        schedule="毎週月曜 10:00–12:00",
        name="ひまわり会",
        summary="お茶の会",
        fee=0,
        group_size=8,
        kinds=["cafe"],
        targets=["older"],
        features={"wheelchair": "yes", "parking": "no"},
        contacts=[NUMBER | {"value": "0421111111"}, {"kind": "email", "value": "a@example.org"}],
    )
    survivor = make_resource(
        name="ひまわりの会", summary="体操の会", features={"parking": "yes"}, contacts=[NUMBER], kinds=["salon"]
    )
    now = merge(absorbed, survivor, staff)
    assert (now.name, now.summary, now.fee, now.group_size) == ("ひまわりの会", "体操の会", 0, 8)
    assert [str(schedule) for schedule in now.schedules.all()] == ["毎週月曜 10:00–12:00"]
    assert now.answers() == {"wheelchair": "yes", "parking": "yes"}
    assert [contact.value for contact in now.contacts.all()] == ["042-111-1111", "a@example.org"]
    assert [term.slug for term in now.kinds.all()] == ["salon"]
    assert not now.targets.exists()


@pytest.mark.parametrize(
    ("known", "expected"), [({}, (500, "お茶代", 60)), ({"fee": 100, "max_age": 90}, (100, "", None))]
)
def test_facts_that_belong_together_come_together(staff, known, expected):
    absorbed = make_resource(fee=500, fee_note="お茶代", min_age=60)
    now = merge(absorbed, make_resource(**known), staff)
    assert (now.fee, now.fee_note, now.min_age) == expected


def test_everything_that_refers_to_it_refers_to_the_survivor(staff):
    organization = make_organization()
    absorbed, survivor = make_resource(organization=organization), make_resource(organization=organization)
    propose(absorbed, {"contacts": [NUMBER | {"person": "", "note": "", "is_public": True}]}, staff)
    secret = create_link(Purpose.SHEET, resource=absorbed, organization=organization)
    Verification.objects.create(resource=absorbed, day=DAY, how="visit")
    StatusStatement.objects.create(resource=absorbed, status="paused", since=DAY)
    Vacancy.objects.create(resource=absorbed, left=3)
    SingleDate.objects.create(resource=absorbed, day=DAY)
    Outcome.objects.create(participant=make_participant(), resource=absorbed, started_on=DAY)
    now = merge(absorbed, survivor, staff)
    assert (now.last_verification.day, now.status_on(DAY).status, now.places_left) == (DAY, "paused", 3)
    for model in (Amendment, SingleDate, Outcome):
        assert [row.resource for row in model.objects.all()] == [now]
    secret.link.refresh_from_db()
    assert (secret.link.resource, secret.link.ended_at) == (now, None)


def make_participant():
    return Participant.objects.create(agency=make_agency(), code="A-001")


def test_a_link_of_another_organization_opens_nothing_of_the_survivor(staff):
    absorbed, survivor = (
        make_resource(organization=make_organization()),
        make_resource(organization=make_organization()),
    )
    secret = create_link(Purpose.SHEET, resource=absorbed, organization=absorbed.organization)
    merge(absorbed, survivor, staff)
    secret.link.refresh_from_db()
    assert secret.link.ended_at is not None


def test_what_cannot_stand_twice_stays_with_the_old_row(staff):
    absorbed, survivor = make_resource(), make_resource()
    for resource, people in ((absorbed, 5), (survivor, 9)):
        Attendance.objects.create(resource=resource, month=dt.date(2026, 10, 1), people=people, how="portal")
    Attendance.objects.create(resource=absorbed, month=dt.date(2026, 9, 1), people=7, how="portal")
    merge(absorbed, survivor, staff)
    told = Attendance.objects.order_by("resource", "month").values_list("resource", "people")
    assert set(told) == {(survivor.pk, 9), (survivor.pk, 7), (absorbed.pk, 5)}


@pytest.mark.parametrize(("absorbed", "survivor"), list(permutations(range(3), 2)))
def test_what_was_said_to_be_two_stays_two(staff, absorbed, survivor):
    """Whichever of the keys is the smaller, before the merge and after it."""
    rows = [make_resource() for _ in range(3)]
    (other,) = (row for row in rows if row not in (rows[absorbed], rows[survivor]))
    Apart.say(rows[absorbed].pk, other.pk, staff)
    merge(rows[absorbed], rows[survivor], staff)
    pair = tuple(sorted((rows[survivor].pk, other.pk)))
    assert list(Apart.objects.values_list("first", "second", "said_by")) == [(*pair, staff.pk)]


def test_a_pair_that_the_survivor_has_already_stays_with_the_old_row(staff):
    first, second, third = (make_resource() for _ in range(3))
    for one, other in ((first, second), (first, third), (second, third)):
        Apart.say(one.pk, other.pk, staff)
    before = set(Apart.objects.values_list("first", "second"))
    merge(first, second, staff)
    assert set(Apart.objects.values_list("first", "second")) == before


def test_a_copy_that_was_ended_does_not_end_the_survivor(staff):
    absorbed, survivor = make_resource(name="うつし"), make_resource()
    StatusStatement.objects.create(resource=absorbed, status="ended", since=dt.date(2026, 1, 1))
    now = merge(absorbed, survivor, staff)
    assert now.status_on(DAY) is None
    assert any("終わりに" in event.what and "うつし" in event.what for event in history(now))


def test_nothing_is_lost_and_history_says_who_did_it(staff):
    absorbed, survivor = make_resource(name="うつし", summary="前のことば"), make_resource(summary="今のことば")
    before = Edition.current()
    now = merge(absorbed, survivor, staff)
    absorbed.refresh_from_db()
    assert (absorbed.live, absorbed.summary) == (False, "前のことば")
    assert (survivor_of(absorbed.pk), survivor_of(survivor.pk)) == (now, None)
    assert FormerAddress.objects.get().name == "うつし"
    assert Edition.current() > before
    assert loading.current().rows.key.tolist() == [survivor.pk]
    assert [event.who for event in history(now) if "ひとつにしました" in event.what] == [staff]
    (entry,) = ModelLogEntry.objects.filter(action="ibasho.merging")
    assert (entry.object_id, entry.user) == (str(survivor.pk), staff)
    assert "うつし" in entry.data["said"]


def test_addresses_follow_through_two_merges(staff):
    first, second, third = make_resource(), make_resource(), make_resource()
    merge(first, second, staff)
    merge(second, third, staff)
    assert survivor_of(first.pk) == survivor_of(second.pk) == third


def test_a_draft_of_the_survivor_goes_on_waiting(staff):
    absorbed, survivor = make_resource(fee=300), make_resource()
    draft = survivor.get_latest_revision_as_object()
    draft.summary = "まだ見せない"
    draft.save_revision(user=staff)
    now = merge(absorbed, survivor, staff)
    assert (now.summary, now.fee, now.has_unpublished_changes) == ("", 300, True)
    waiting = now.get_latest_revision_as_object()
    assert (waiting.summary, waiting.fee) == ("まだ見せない", 300)


def test_a_list_imported_again_finds_the_survivor(staff):
    absorbed, survivor = make_resource(source_key="132250:list:id:1"), make_resource()
    assert merge(absorbed, survivor, staff).source_key == "132250:list:id:1"


@pytest.mark.parametrize("how", ["same", "city", "visibility", "draft", "again"])
def test_what_cannot_become_one_is_refused_and_changes_nothing(how):
    absorbed, survivor = make_resource(), make_resource(live=how != "draft")
    if how == "same":
        survivor = absorbed
    if how == "city":
        survivor = make_resource(place=make_place(municipality=make_municipality("131016", "千代田区")))
    if how == "visibility":
        absorbed = make_resource(visibility="supporters", description="支援者だけが知ること")
    user = make_user()
    if how == "again":
        merge(absorbed, make_resource(), user)
    made = FormerAddress.objects.count()
    with pytest.raises(ValidationError):
        merge(absorbed, survivor, user)
    assert FormerAddress.objects.count() == made
    assert Resource.objects.get(pk=survivor.pk).description == ""
