"""Drafts: the last approved version stays public, and publishing an old draft undoes nothing."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone
from wagtail.models import Revision

from directory.changes.amendments import propose
from directory.changes.history import history
from directory.hours.rules import Rule
from directory.models import Contact, Resource, ResourceFeature, Schedule, StatusStatement, Term, Vacancy, Verification
from directory.publishing.drafts import BASE_KEY, merged_content, outdated_field_names
from directory.snapshot import loading
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
    assert loading.current().status_on(DAY).tolist() == [1]


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


LATER_COLUMNS = ("times", "per", "open_on_holidays")


def _as_saved_before_the_columns_came(draft):
    for side in (draft.content, draft.content[BASE_KEY]):
        for child in side["schedules"]:
            for name in LATER_COLUMNS:
                del child[name]
    draft.save(update_fields=["content"])


def test_a_draft_from_before_a_column_came_is_applied_and_keeps_what_the_column_holds(resource):
    Schedule.of(FRIDAYS, resource=resource).save()
    waiting = resource.get_latest_revision_as_object()
    monday, friday = waiting.schedules.all()
    monday.start = dt.time(10)
    waiting.schedules.set([monday, friday, Schedule.of(Rule(weekdays=(6,)))])
    draft = waiting.save_revision()
    _as_saved_before_the_columns_came(draft)
    Schedule.objects.filter(pk=friday.pk).update(open_on_holidays=True)
    assert Resource.objects.get(pk=resource.pk).outdated_fields() == []
    draft.publish()
    assert _rules(resource) == [
        Rule(weekdays=(0,), start=dt.time(10)),
        Rule(weekdays=(4,), open_on_holidays=True),
        Rule(weekdays=(6,)),
    ]


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
    assert draft.content["name"] == draft.content[BASE_KEY]["name"] == "新しい名前"


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


def _feature(slug, answer, **facts):
    return ResourceFeature(feature=Term.objects.get(scheme="features", slug=slug), answer=answer, **facts)


def test_what_somebody_changed_since_the_draft_stays_and_the_editor_and_the_history_say_so(resource, staff):
    contact = Contact.objects.create(resource=resource, kind="telephone", value="042-111-1111")
    waiting = resource.get_latest_revision_as_object()
    waiting.to_bring, waiting.name = "市の下書き", "新しい名前"
    contact.value = "042-777-7777"
    waiting.contacts.add(contact)
    draft = waiting.save_revision()
    assert Resource.objects.get().outdated_fields() == []
    wish = {"kind": "telephone", "value": "042-222-2222", "person": "", "note": "", "is_public": True}
    propose(resource, {"to_bring": "団体の新しいもの", "contacts": [wish]}, staff, approved=True)
    now = Resource.objects.get()
    assert now.outdated_fields() == ["contacts", "to_bring"]
    assert now.get_latest_revision_as_object().to_bring == "団体の新しいもの"
    Revision.objects.get(pk=draft.pk).publish(user=staff, skip_permission_checks=True)
    now = Resource.objects.get()
    assert (now.name, now.to_bring) == ("新しい名前", "団体の新しいもの")
    assert [contact.value for contact in now.contacts.all()] == ["042-222-2222"]
    assert now.outdated_fields() == []
    told = next(event.what for event in history(now) if event.who == staff and "名前" in event.what)
    assert "連絡先・持ち物は、下書きのあとに ほかの人が変えた" in told


def test_the_draft_published_first_is_undone_by_nothing_but_a_newer_wish(resource, staff):
    _draft(resource, to_bring="市の下書き").publish()
    (made,) = propose(resource, {"fee": 200}, staff)
    assert (made.state, Resource.objects.get().to_bring) == ("published", "市の下書き")


def test_two_answers_about_one_feature_do_not_stand_beside_each_other(resource):
    waiting = resource.get_latest_revision_as_object()
    waiting.features.set([_feature("parking", "yes"), _feature("quiet", "yes")])
    draft = waiting.save_revision()
    for slug, answer in (("parking", "no"), ("quiet", "yes")):
        _feature(slug, answer, resource=resource).save()
    assert Resource.objects.get().outdated_fields() == ["features"]
    draft.publish()
    assert Resource.objects.get().answers() == {"parking": "no", "quiet": "yes"}


CHILD = {"pk": 1, "x": "a"}
B, C = CHILD | {"x": "b"}, CHILD | {"x": "c"}


@pytest.mark.parametrize(
    ("base", "draft", "now", "expected", "is_outdated"),
    [
        ([CHILD], [CHILD], [], [], False),
        ([CHILD], [B], [], [], True),
        ([CHILD], [B], [CHILD], [B], False),
        ([CHILD], [], [CHILD], [], False),
        ([CHILD], [], [B], [B], True),
        ([CHILD], [], [], [], False),
        ([CHILD], [B], [C], [C], True),
        ([CHILD], [B], [B], [B], False),
        ([CHILD], [CHILD], [C], [C], False),
        ([], [], [CHILD], [CHILD], False),
        ([], [{"pk": None, "x": "new"}], [CHILD], [CHILD, {"pk": None, "x": "new"}], False),
        ([], [{"pk": None, "x": "a"}], [CHILD], [CHILD], False),
        ([], [{"pk": None, "feature": 7, "x": "a"}], [{"pk": 2, "feature": 7, "x": "b"}],
         [{"pk": 2, "feature": 7, "x": "b"}], True),
        ([1, 2], [2, 1], [3], [3], False),
        ([1, 2], [1], [1, 2], [1], False),
        ([1, 2], [1], [1, 2, 3], [1, 2, 3], True),
        ("a", "a", "b", "b", False),
        ("a", "c", "a", "c", False),
        ("a", "c", "c", "c", False),
        ("a", "c", "b", "b", True),
        (DAY, "2026-12-01", DAY, "2026-12-01", False),
    ],
)  # fmt: skip
def test_merging_one_value(base, draft, now, expected, is_outdated):
    draft, now = {"v": draft, BASE_KEY: {"v": base}}, {"v": now}
    assert merged_content(draft, now) == {"v": expected}
    assert outdated_field_names(draft, now) == ["v"] * is_outdated


def test_what_no_person_edits_is_taken_from_the_draft():
    draft, now = {"expired": "draft", BASE_KEY: {"expired": "base"}}, {"expired": "now"}
    assert (merged_content(draft, now), outdated_field_names(draft, now)) == ({"expired": "draft"}, [])


def test_a_draft_without_a_memory_is_taken_whole():
    assert merged_content({"v": "draft"}, {"v": "now"}) == {"v": "draft"}
