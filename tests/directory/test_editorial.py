"""Drafts: the last approved version stays public, and publishing an old draft undoes nothing."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone
from wagtail.models import Revision

from directory import store
from directory.editorial import BASE, merged
from directory.models import Resource, ResourceFeature, Schedule, StatusStatement, Term, Vacancy, Verification
from directory.recurrence import Rule
from tests.factories import make_place, make_resource

DAY = dt.date(2026, 11, 24)
MONDAYS, FRIDAYS = Rule(weekdays=(0,)), Rule(weekdays=(4,))


@pytest.fixture
def resource(db):
    resource = make_resource(fee=100)
    Schedule.of(MONDAYS, resource=resource).save()
    return Resource.objects.get(pk=resource.pk)


def _draft(resource, **changes):
    for name, value in changes.items():
        setattr(resource, name, value)
    return resource.save_revision()


def _rules(resource):
    return [schedule.rule for schedule in Resource.objects.get(pk=resource.pk).schedules.all()]


def test_a_waiting_draft_is_not_public(resource):
    _draft(resource, name="変えたい名前")
    assert Resource.objects.get(pk=resource.pk).name != "変えたい名前"
    assert resource.get_latest_revision_as_object().name == "変えたい名前"


def test_an_old_draft_undoes_no_pause_no_check_no_vacancy(resource):
    draft = _draft(resource, name="新しい名前")
    StatusStatement.objects.create(resource=resource, status="paused", since=DAY, reason="世話役をさがしています")
    Verification.objects.create(resource=resource, day=DAY, how="visit")
    Vacancy.objects.create(resource=resource, left=0)
    draft.publish()
    now = Resource.objects.get(pk=resource.pk)
    assert now.name == "新しい名前"
    assert now.status_on(DAY).status == "paused"
    assert now.last_verification.day == DAY
    assert now.places_left == 0
    assert store.current().status_on(DAY).tolist() == [1]


def test_an_old_draft_keeps_rows_added_since_and_fields_changed_since(resource):
    draft = _draft(resource, name="新しい名前")
    Schedule.of(FRIDAYS, resource=resource).save()
    term = Term.objects.get(scheme="features", slug="parking")
    ResourceFeature.objects.create(resource=resource, feature=term, answer="yes")
    live = Resource.objects.get(pk=resource.pk)
    live.fee = 500
    live.save()
    draft.publish()
    now = Resource.objects.get(pk=resource.pk)
    assert (now.name, now.fee) == ("新しい名前", 500)
    assert _rules(now) == [MONDAYS, FRIDAYS]
    assert now.answers() == {"parking": "yes"}


def test_a_draft_that_drops_and_adds_a_rule_does_just_that(resource):
    waiting = resource.get_latest_revision_as_object()
    waiting.schedules.set([Schedule.of(FRIDAYS)])
    draft = waiting.save_revision()
    assert _rules(resource) == [MONDAYS]
    draft.publish()
    assert _rules(resource) == [FRIDAYS]


def test_words_chosen_in_a_draft_are_applied_and_words_chosen_since_stay(resource):
    waiting = resource.get_latest_revision_as_object()
    waiting.kinds.set(Term.objects.filter(slug="cafe"))
    draft = waiting.save_revision()
    live = Resource.objects.get(pk=resource.pk)
    live.activities.set(Term.objects.filter(slug="tea"))
    live.save()
    draft.publish()
    now = Resource.objects.get(pk=resource.pk)
    assert [[t.slug for t in words.all()] for words in (now.kinds, now.activities)] == [["cafe"], ["tea"]]


def test_the_published_revision_holds_what_became_public(resource):
    draft = _draft(resource, name="新しい名前")
    Resource.objects.filter(pk=resource.pk).update(fee=500)
    draft.publish()
    draft.refresh_from_db()
    assert draft.content["fee"] == 500
    assert draft.content["name"] == draft.content[BASE]["name"] == "新しい名前"


def test_going_back_to_an_old_version_is_a_change_like_any_other(resource):
    first = resource.save_revision()
    first.publish()
    _draft(Resource.objects.get(pk=resource.pk), name="二番目", fee=None).publish()
    first.refresh_from_db()
    back = first.as_object().save_revision(previous_revision=first)
    back.publish(previous_revision=first)
    now = Resource.objects.get(pk=resource.pk)
    assert (now.name, now.fee) == (resource.name, 100)


def test_publishing_twice_keeps_children_in_place(resource):
    keys = [row.pk for row in resource.schedules.all()]
    for name in ("一", "二"):
        _draft(resource.get_latest_revision_as_object(), name=name).publish()
    assert [row.pk for row in Resource.objects.get(pk=resource.pk).schedules.all()] == keys


def test_a_half_filled_draft_can_be_saved_but_not_go_live(db):
    place = make_place()
    draft = Resource(municipality=place.municipality, live=False, name="")
    draft.save()
    assert Resource.objects.get(pk=draft.pk).name == ""
    with pytest.raises(IntegrityError):
        Resource.objects.filter(pk=draft.pk).update(live=True)


def test_a_draft_scheduled_for_later_leaves_an_imported_row_public_as_it_is(resource):
    """A live row that never had a revision is what every import makes; Wagtail takes it for one that is not public yet."""
    resource.go_live_at = timezone.now() + dt.timedelta(days=7)
    _draft(resource, name="来週からの名前").publish()
    now = Resource.objects.get(pk=resource.pk)
    assert now.live
    assert now.name.startswith("サロン")
    waiting = Revision.objects.get(approved_go_live_at__isnull=False)
    waiting.approved_go_live_at = timezone.now() - dt.timedelta(minutes=1)
    waiting.content["go_live_at"] = waiting.approved_go_live_at.isoformat()
    waiting.save()
    call_command("publish_scheduled")
    now = Resource.objects.get(pk=resource.pk)
    assert (now.live, now.name, _rules(now)) == (True, "来週からの名前", [MONDAYS])


CHILD = {"pk": 1, "x": "a"}


@pytest.mark.parametrize(
    ("base", "draft", "now", "expected"),
    [
        ([CHILD], [CHILD], [], []),
        ([CHILD], [CHILD | {"x": "b"}], [], []),
        ([CHILD], [], [CHILD], []),
        ([CHILD], [CHILD | {"x": "b"}], [CHILD | {"x": "c"}], [CHILD | {"x": "b"}]),
        ([CHILD], [CHILD], [CHILD | {"x": "c"}], [CHILD | {"x": "c"}]),
        ([], [], [CHILD], [CHILD]),
        ([], [{"pk": None, "x": "new"}], [CHILD], [CHILD, {"pk": None, "x": "new"}]),
        ([1, 2], [2, 1], [3], [3]),
        ([1, 2], [1], [1, 2, 3], [1]),
        ("a", "a", "b", "b"),
        ("a", "c", "b", "c"),
    ],
)
def test_merging_one_value(base, draft, now, expected):
    assert merged({"v": draft, BASE: {"v": base}}, {"v": now}) == {"v": expected}


def test_a_draft_without_a_memory_is_taken_whole():
    assert merged({"v": "draft"}, {"v": "now"}) == {"v": "draft"}
