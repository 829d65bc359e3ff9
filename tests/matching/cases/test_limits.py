"""A place that a person is not sent to stays left out when its listing becomes one with another."""

import pytest
from django.utils import timezone

from directory.duplicates.merging import merge
from matching.cases.limits import undo
from matching.models import Limit, NeedsSheet, Participant
from tests.factories import make_agency, make_resource

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def places(staff):
    return [make_resource(name=name, municipality=staff.memberships.first().agency.municipality) for name in "あいう"]


def _avoided(person):
    return set(Participant.objects.get(pk=person.pk).needs_on(TODAY).avoid_resources)


def _sheet(person, *avoided):
    NeedsSheet.objects.create(
        participant=person, facts={"avoid_resources": [one.pk for one in avoided]}, recorded_on=TODAY
    )


def test_what_a_sheet_leaves_out_follows_through_two_merges(staff, places):
    first, second, third = places
    person, other, before = (Participant.objects.create(code=code, agency=make_agency()) for code in ("A", "B", "C"))
    _sheet(person, first)
    _sheet(other, third)
    _sheet(before, first)
    _sheet(before)
    merge(first, second, staff)
    assert second.pk in _avoided(person)
    merge(second, third, staff)
    assert third.pk in _avoided(person)
    assert Limit.objects.filter(participant=person).count() == 1
    assert (_avoided(other), _avoided(before)) == ({third.pk}, set()), "only what the newest sheet says"
    assert Limit.objects.filter(participant=other).count() == 0


def test_who_had_it_left_out_at_the_desk_has_it_once_and_may_undo_it(staff, places):
    first, second, _ = places
    person = Participant.objects.create(code="A", agency=make_agency())
    _sheet(person, first)
    Limit.objects.create(participant=person, resource=second)
    merge(first, second, staff)
    undo(Limit.objects.get(), staff, "")
    assert second.pk not in _avoided(person)
