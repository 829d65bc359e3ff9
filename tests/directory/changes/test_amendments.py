"""A change of single fields: what is sensitive waits, the rest is public at once, and nothing newer is ever undone."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import ModelLogEntry, Revision

from directory.changes.amendments import (
    Amendment,
    Conflict,
    approve,
    conflicts,
    propose,
    refuse,
    revert,
    revert_by_city,
)
from directory.changes.approval_rules import ApprovalRule
from directory.changes.closures import closures_from, pause, resume
from directory.changes.listing_fields import fingerprint_of_fields
from directory.hours.parser import parse_hours
from directory.hours.rules import Rule
from directory.models import Resource, Schedule, Term, Verification
from directory.snapshot import loading
from tests.cms.listing_pages import now_of
from tests.directory.conftest import ENDED, NEW_NUMBER, TELEPHONE, times
from tests.factories import make_municipality, make_place, make_user


def _numbers(resource):
    return [contact.value for contact in now_of(resource).contacts.all()]


def test_what_is_not_sensitive_is_public_at_once_with_the_one_who_wrote_it(resource, volunteer):
    (made,) = propose(resource, {"summary": "体操とお茶の会です。"}, volunteer)
    now = now_of(resource)
    assert now.summary == "体操とお茶の会です。"
    assert made.state == "published"
    assert (made.revision, made.revision.user) == (now.live_revision, volunteer)
    assert ModelLogEntry.objects.filter(action="wagtail.publish", user=volunteer).count() == 1
    assert now.has_unpublished_changes is False


def test_what_is_sensitive_waits_and_the_approved_version_stays_public(resource, volunteer, staff):
    (waiting,) = propose(resource, {"contacts": [NEW_NUMBER]}, volunteer)
    assert _numbers(resource) == ["042-111-1111"]
    assert waiting.state == "waiting"
    approved = approve(waiting, staff, "電話で たしかめました")
    assert _numbers(resource) == ["042-222-2222"]
    assert (approved.decided_by, approved.reason) == (staff, "電話で たしかめました")
    assert approved.revision.user == volunteer
    assert ModelLogEntry.objects.filter(action="wagtail.publish", revision=approved.revision).exists()


def test_one_page_saved_is_cut_into_what_waits_and_what_does_not(resource, volunteer):
    town = Term.objects.get(scheme="targets", slug="children")
    made = propose(resource, {"targets": [town.pk], "min_age": 60, "max_age": 90}, volunteer)
    assert {(one.state, *sorted(one.changes)) for one in made} == {
        ("waiting", "targets"),
        ("published", "max_age", "min_age"),
    }
    assert now_of(resource).min_age == 60


def test_a_city_says_itself_what_waits(resource, volunteer):
    ApprovalRule.objects.create(municipality=resource.municipality, fields=["min_age"])
    made = propose(resource, {"contacts": [NEW_NUMBER], "min_age": 60, "max_age": 90}, volunteer)
    assert {one.state: sorted(one.changes) for one in made} == {
        "published": ["contacts"],
        "waiting": ["max_age", "min_age"],
    }, "ages make sense only together"


def test_a_listing_that_the_city_has_locked_waits_as_a_whole(resource, volunteer):
    Resource.objects.filter(pk=resource.pk).update(locked=True)
    (made,) = propose(resource, {"summary": "お茶の会"}, volunteer)
    assert made.state == "waiting"


def test_equal_values_change_nothing(resource, volunteer):
    same = {"fee": 100, "contacts": [TELEPHONE], "schedules": times("毎月第2・第4火曜 10:00–12:00"), "summary": ""}
    assert propose(resource, same, volunteer) == []
    assert not resource.revisions.exists()


def test_approving_nothing_is_no_answer_and_leaving_something_out_needs_a_word(resource, volunteer, staff):
    children = Term.objects.get(scheme="targets", slug="children")
    (waiting,) = propose(resource, {"contacts": [NEW_NUMBER], "targets": [children.pk]}, volunteer)
    for chosen, words in (([], "えらんでください"), (["contacts"], "わけを書いてください")):
        with pytest.raises(ValidationError, match=words):
            approve(waiting, staff, " ", fields=chosen)
    assert Amendment.objects.get().state == "waiting"


def test_refusing_says_why_and_changes_nothing(resource, volunteer, staff):
    (waiting,) = propose(resource, {"contacts": [NEW_NUMBER]}, volunteer)
    refuse(waiting, staff, "番号が つながりませんでした")
    assert _numbers(resource) == ["042-111-1111"]
    assert Amendment.objects.get().reason == "番号が つながりませんでした"
    with pytest.raises(ValueError, match="もう決まっています"):
        approve(waiting, staff)


def test_the_city_may_choose_among_the_fields(resource, volunteer, staff):
    children = Term.objects.get(scheme="targets", slug="children")
    (waiting,) = propose(resource, {"contacts": [NEW_NUMBER], "targets": [children.pk]}, volunteer)
    approve(waiting, staff, "対象は、会って話しましょう", fields=["contacts"])
    assert {tuple(one.changes): one.state for one in Amendment.objects.all()} == {
        ("contacts",): "published",
        ("targets",): "refused",
    }
    assert now_of(resource).targets.get().slug == "older"


def test_asking_again_takes_the_place_of_the_wish_that_waits(resource, volunteer):
    propose(resource, {"contacts": [NEW_NUMBER]}, volunteer)
    propose(resource, {"contacts": [TELEPHONE | {"value": "042-333-3333"}]}, volunteer)
    assert [one.state for one in Amendment.objects.order_by("pk")] == ["withdrawn", "waiting"]
    propose(resource, {"contacts": [TELEPHONE]}, volunteer)
    assert not Amendment.objects.waiting().exists(), "back to what is public: nothing to wait for"


# What happens between the wish and the yes. Each is done before it or after it, and must be there in the end.


def _pause(resource):
    pause(resource, dt.date(2027, 8, 1), dt.date(2027, 8, 31), "夏休み", None)


def _verify(resource):
    Verification.objects.create(resource=resource, day=dt.date(2026, 11, 20), how="visit")


def _import(resource):
    """As an import writes it: straight into the row, no revision."""
    Resource.objects.filter(pk=resource.pk).update(fee=300)


def _edit(resource):
    draft = now_of(resource)
    draft.summary = "市が直しました"
    draft.save_revision().publish()


def _child(resource):
    """As an import adds a rule: straight into the table of schedules."""
    Schedule.of(parse_hours("毎週金曜 13:00–15:00").rules[0], resource=resource).save()


def _other_amendment(resource):
    propose(resource, {"to_bring": "上ばき"}, make_user())


MEANWHILE = {
    "pause": (_pause, lambda now: now.status_on(dt.date(2027, 8, 5)).status == "paused"),
    "verification": (_verify, lambda now: now.last_verification.how == "visit"),
    "import": (_import, lambda now: now.fee == 300),
    "added row": (_child, lambda now: now.schedules.count() == 2),
    "edit": (_edit, lambda now: now.summary == "市が直しました"),
    "other amendment": (_other_amendment, lambda now: now.to_bring == "上ばき"),
}


@pytest.mark.parametrize("order", ["before", "after"])
@pytest.mark.parametrize("what", MEANWHILE)
def test_approving_undoes_nothing_and_nothing_undoes_it(resource, volunteer, staff, what, order):
    happens, is_there = MEANWHILE[what]
    (waiting,) = propose(resource, {"contacts": [NEW_NUMBER]}, volunteer)
    if order == "before":
        happens(resource)
        assert conflicts(waiting) == {}
    approve(waiting, staff)
    if order == "after":
        happens(resource)
    assert is_there(now_of(resource))
    assert _numbers(resource) == ["042-222-2222"]
    assert loading.current().rows.key.tolist() == [resource.pk]


def _contact_imported(resource):
    now_of(resource).contacts.first().delete()
    make = Resource.contacts.rel.related_model.objects.create
    make(resource=resource, **TELEPHONE | {"value": "042-999-9999"})


def _contact_edited(resource):
    draft = now_of(resource).get_latest_revision_as_object()
    contact = draft.contacts.get()
    contact.value = "042-999-9999"
    draft.contacts.add(contact)
    draft.save_revision().publish()


def _contact_amended(resource):
    (waiting,) = propose(resource, {"contacts": [TELEPHONE | {"value": "042-999-9999"}]}, make_user())
    approve(waiting, None)


@pytest.mark.parametrize("happens", [_contact_imported, _contact_edited, _contact_amended])
def test_the_same_field_changed_since_is_a_conflict_that_is_shown(resource, volunteer, staff, happens):
    (waiting,) = propose(resource, {"contacts": [NEW_NUMBER]}, volunteer)
    happens(resource)
    assert conflicts(waiting) == {"contacts": "電話 042-999-9999"}
    with pytest.raises(Conflict, match="連絡先"):
        approve(waiting, staff)
    assert _numbers(resource) == ["042-999-9999"]
    assert Amendment.objects.get(pk=waiting.pk).state == "waiting"


def test_who_has_seen_the_value_of_now_may_insist_and_only_then(resource, volunteer, staff):
    (waiting,) = propose(resource, {"contacts": [NEW_NUMBER]}, volunteer)
    early = fingerprint_of_fields(resource, waiting.changes)
    _contact_imported(resource)
    with pytest.raises(Conflict):
        approve(waiting, staff, looked_at=early)
    approve(waiting, staff, looked_at=fingerprint_of_fields(resource, waiting.changes))
    assert _numbers(resource) == ["042-222-2222"]


def test_two_wishes_for_one_field_conflict_in_both_orders(resource, volunteer, staff):
    for first, second in ((0, 1), (1, 0)):
        both = [
            propose(resource, {"contacts": [TELEPHONE | {"value": f"042-000-000{i}{first}"}]}, make_user())[0]
            for i in range(2)
        ]
        approve(both[first], staff)
        with pytest.raises(Conflict):
            approve(both[second], staff)
        refuse(both[second], staff, "先の申し出を のせました")


def test_what_has_come_true_in_another_way_is_no_conflict(resource, volunteer, staff):
    (waiting,) = propose(resource, {"contacts": [NEW_NUMBER]}, volunteer)
    (same,) = propose(resource, {"contacts": [NEW_NUMBER]}, make_user())
    approve(same, staff)
    assert conflicts(waiting) == {}
    approve(waiting, staff)
    assert _numbers(resource) == ["042-222-2222"]


def test_the_end_waits_for_the_city_and_a_newer_pause_is_a_conflict(resource, volunteer, staff):
    (waiting,) = propose(resource, {"status": ENDED}, volunteer, on_behalf=True)
    assert now_of(resource).status_on(dt.date(2026, 12, 2)) is None
    _pause(resource)
    with pytest.raises(Conflict, match="活動の状態"):
        approve(waiting, staff)
    approve(waiting, staff, looked_at=fingerprint_of_fields(resource, waiting.changes))
    said = now_of(resource).status_on(dt.date(2026, 12, 2))
    assert (said.status, said.made_by, said.on_behalf) == ("ended", volunteer, True)


def test_whoever_made_sure_of_a_listing_since_contradicts_its_end(resource, volunteer, staff):
    (waiting,) = propose(resource, {"status": ENDED}, volunteer)
    early = fingerprint_of_fields(resource, waiting.changes)
    day = timezone.localdate()
    Verification.objects.create(resource=resource, day=day - dt.timedelta(days=1), how="visit")
    assert conflicts(waiting) == {}, "it was before, and is written down only now"
    Verification.objects.create(resource=resource, day=day, how="telephone")
    assert conflicts(waiting) == {"status": f"活動中。{day.month}月{day.day}日に、電話でたしかめました"}
    for mark in ("", early):
        with pytest.raises(Conflict, match="活動の状態"):
            approve(waiting, staff, looked_at=mark)
    approve(waiting, staff, looked_at=fingerprint_of_fields(resource, waiting.changes))
    assert now_of(resource).status_on(dt.date(2026, 12, 2)).status == "ended"


def test_the_end_approved_first_and_paused_after(resource, volunteer, staff):
    (waiting,) = propose(resource, {"status": ENDED}, volunteer)
    approve(waiting, staff)
    with pytest.raises(ValueError, match="もう 終わっています"):
        _pause(resource)
    now = now_of(resource)
    assert [now.status_on(day).status for day in (dt.date(2026, 12, 2), dt.date(2027, 8, 2))] == ["ended", "ended"]


def test_a_draft_of_the_city_goes_on_waiting_and_undoes_nothing_later(resource, volunteer, staff):
    draft = now_of(resource)
    draft.name, draft.fee = "新しい名前", 500
    revision = draft.save_revision(user=staff)
    propose(resource, {"summary": "体操とお茶の会です。"}, volunteer)
    now = now_of(resource)
    assert (now.latest_revision, now.has_unpublished_changes, now.name) == (revision, True, resource.name)
    assert now.get_latest_revision_as_object().name == "新しい名前"
    Revision.objects.get(pk=revision.pk).publish(user=staff, skip_permission_checks=True)
    now = now_of(resource)
    assert (now.name, now.fee, now.summary) == ("新しい名前", 500, "体操とお茶の会です。")
    assert now.has_unpublished_changes is False


def test_a_workflow_of_the_city_goes_on(resource, volunteer, staff):
    draft = now_of(resource)
    draft.name = "新しい名前"
    draft.save_revision(user=staff)
    workflow = now_of(resource).get_workflow()
    state = workflow.start(now_of(resource), staff)
    propose(resource, {"summary": "体操とお茶の会です。"}, volunteer)
    state.refresh_from_db()
    assert state.status == "in_progress"


def test_publishing_at_once_can_be_taken_back(resource, volunteer, staff):
    (made,) = propose(resource, {"schedules": times("毎週金曜 13:00–15:00")}, volunteer)
    with pytest.raises(ValidationError, match="わけを書いて"):
        revert_by_city(made, staff, " ")
    revert_by_city(made, staff, "まだ決まっていません")
    assert [str(schedule) for schedule in now_of(resource).schedules.all()] == ["毎月第2・第4火曜 10:00–12:00"]
    assert Amendment.objects.get(pk=made.pk).state == "reverted"
    with pytest.raises(ValueError, match="もう決まっています"):
        revert(made, staff)


def test_the_association_undoes_what_is_its_own_and_not_what_the_city_has_taken_back(resource, volunteer, staff):
    (made,) = propose(resource, {"fee": 200}, volunteer)
    assert made.can_be_undone
    undone = revert_by_city(made, staff, "100円と聞きました")
    assert not undone.can_be_undone
    (again,) = propose(resource, {"fee": 200}, make_user("coordinator"), on_behalf=True)
    assert revert(again, volunteer).can_be_undone
    (asked,) = propose(resource, {"contacts": [NEW_NUMBER]}, staff, on_behalf=True)
    assert not approve(asked, staff).can_be_undone, "what the city has looked at"


def test_what_an_approver_records_for_the_association_waits_for_nobody(resource, staff):
    children = Term.objects.get(scheme="targets", slug="children")
    (made,) = propose(resource, {"contacts": [NEW_NUMBER], "targets": [children.pk]}, staff, True, approved=True)
    assert (made.state, made.on_behalf, made.at_once) == ("published", True, True)
    assert _numbers(resource) == ["042-222-2222"]
    assert not made.can_be_undone, "it is sensitive all the same"


def test_taking_back_what_was_changed_again_is_a_conflict(resource, volunteer, staff):
    (made,) = propose(resource, {"fee": 200}, volunteer)
    _import(resource)
    with pytest.raises(Conflict, match="参加費"):
        revert(made, staff)
    assert now_of(resource).fee == 300


def test_a_wish_that_no_longer_fits_the_row_says_so(resource, volunteer, staff):
    ApprovalRule.objects.create(municipality=resource.municipality, fields=["place"])
    other = make_place(municipality=make_municipality("132144", "国分寺市"))
    (waiting,) = propose(resource, {"place": other.pk}, volunteer)
    with pytest.raises(ValidationError, match="別の市町村"):
        approve(waiting, staff)
    assert Amendment.objects.get().state == "waiting"


def test_a_pause_taken_back_leaves_the_others_as_they_were_said(resource, volunteer):
    today = dt.date(2026, 11, 21)
    pause(resource, today, None, "", volunteer)
    pause(resource, dt.date(2027, 8, 1), dt.date(2027, 8, 31), "", volunteer)
    now = now_of(resource)
    open_end, august = sorted(closures_from(now, today), key=lambda said: said.since)
    resume(august, today, volunteer)
    resume(open_end, today, volunteer)
    assert closures_from(now_of(resource), today) == []
    pause(resource, dt.date(2027, 8, 1), dt.date(2027, 8, 31), "", volunteer)
    pause(resource, today, dt.date(2026, 11, 30), "", volunteer)
    week = closures_from(now_of(resource), today)[0]
    resume(week, dt.date(2026, 11, 25), volunteer)
    now = now_of(resource)
    days = (dt.date(2026, 11, 24), dt.date(2026, 11, 25), dt.date(2027, 8, 2), dt.date(2027, 9, 1))
    assert [now.status_on(day).status for day in days] == ["paused", "active", "paused", "active"]


def _as_stored_before_the_columns_came(child):
    """A schedule of a change as it stands in databases from before `times`, `per` and `open_on_holidays`."""
    return {
        "weekdays": 2, "weeks": 10, "months": 0, "monthdays": 0, "every": 1, "start": "10:00:00", "end": "12:00:00",
        "since": None, "until": None, "closed_on_holidays": False, "closed_at_obon": False, "closed_at_new_year": False,
    } | child  # fmt: skip


def test_a_change_of_times_from_before_new_columns_came_still_applies_and_can_be_undone(resource, volunteer, staff):
    old, new = (_as_stored_before_the_columns_came(child) for child in ({}, {"start": "13:00:00", "end": "15:00:00"}))
    waiting = Amendment.objects.create(
        resource=resource, changes={"schedules": {"old": [old], "new": [new]}}, made_by=volunteer
    )
    assert conflicts(waiting) == {}
    assert waiting.lines == [("日時", "はじまり 10時→13時、おわり 12時→15時")]
    approve(waiting, staff)
    assert [str(row) for row in now_of(resource).schedules.all()] == ["毎月第2・第4火曜 13:00–15:00"]
    revert(Amendment.objects.get(pk=waiting.pk), volunteer)
    assert [str(row) for row in now_of(resource).schedules.all()] == ["毎月第2・第4火曜 10:00–12:00"]


def test_rules_as_people_keep_them_go_through_a_change_whole(resource, volunteer):
    rules = [
        Rule(weekdays=(5, 6), open_on_holidays=True, start=dt.time(22), end=dt.time(2)),
        Rule(weekdays=(2,), weeks=(-2,), end=dt.time(12)),
        Rule(times=2, per="month", closed_at_new_year=True),
        Rule(weekdays=(0,), start=dt.time(18), end=dt.time(0)),
    ]
    propose(resource, {"schedules": [get_serializable_data_for_fields(Schedule.of(rule)) for rule in rules]}, volunteer)
    assert {row.rule for row in now_of(resource).schedules.all()} == set(rules)
    (undone,) = now_of(resource).amendments.all()
    revert(undone, volunteer)
    assert [str(row) for row in now_of(resource).schedules.all()] == ["毎月第2・第4火曜 10:00–12:00"]
