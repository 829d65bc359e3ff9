"""A change of single fields: what is sensitive waits, the rest is public at once, and nothing newer is ever undone."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from directory import store
from directory.amendments import Amendment, ApprovalRule, Conflict, approve, conflicts, propose, refuse, revert
from directory.applying import as_if, seen
from directory.history import history
from directory.models import Place, Resource, Schedule, StatusStatement, Term, Verification
from directory.opening_hours import read
from directory.pauses import closures_from, pause, resume
from tests.factories import make_municipality, make_place, make_resource, make_town, make_user

TELEPHONE = {"kind": "telephone", "value": "042-111-1111", "person": "", "note": "", "is_public": True}
NEW_NUMBER = TELEPHONE | {"value": "042-222-2222"}


@pytest.fixture
def volunteer(db):
    return make_user(name="山田 花子")


@pytest.fixture
def resource(db):
    return make_resource(schedule="毎月第2・第4火曜 10:00–12:00", contacts=[TELEPHONE], targets=["older"], fee=100)


def _times(text):
    from modelcluster.models import get_serializable_data_for_fields

    return [get_serializable_data_for_fields(Schedule.of(rule)) for rule in read(text).rules]


def _now(resource):
    return Resource.objects.get(pk=resource.pk)


def _numbers(resource):
    return [contact.value for contact in _now(resource).contacts.all()]


def test_what_is_not_sensitive_is_public_at_once_with_the_one_who_wrote_it(resource, volunteer):
    (made,) = propose(resource, {"summary": "体操とお茶の会です。"}, volunteer)
    now = _now(resource)
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
    assert _now(resource).min_age == 60


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
    same = {"fee": 100, "contacts": [TELEPHONE], "schedules": _times("毎月第2・第4火曜 10:00–12:00"), "summary": ""}
    assert propose(resource, same, volunteer) == []
    assert not Revision.objects.exists()


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
    assert _now(resource).targets.get().slug == "older"


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
    draft = _now(resource)
    draft.summary = "市が直しました"
    draft.save_revision().publish()


def _other_amendment(resource):
    propose(resource, {"to_bring": "上ばき"}, make_user())


MEANWHILE = {
    "pause": (_pause, lambda now: now.status_on(dt.date(2027, 8, 5)).status == "paused"),
    "verification": (_verify, lambda now: now.last_verification.how == "visit"),
    "import": (_import, lambda now: now.fee == 300),
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
    assert is_there(_now(resource))
    assert _numbers(resource) == ["042-222-2222"]
    assert store.current().rows.key.tolist() == [resource.pk]


def _contact_imported(resource):
    _now(resource).contacts.first().delete()
    make = Resource.contacts.rel.related_model.objects.create
    make(resource=resource, **TELEPHONE | {"value": "042-999-9999"})


def _contact_edited(resource):
    draft = _now(resource).get_latest_revision_as_object()
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
    early = seen(resource, waiting.changes)
    _contact_imported(resource)
    with pytest.raises(Conflict):
        approve(waiting, staff, looked_at=early)
    approve(waiting, staff, looked_at=seen(resource, waiting.changes))
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


ENDED = {"status": "ended", "since": "2026-12-01", "until": None, "reason": "人が へりました"}


def test_the_end_waits_for_the_city_and_a_newer_pause_is_a_conflict(resource, volunteer, staff):
    (waiting,) = propose(resource, {"status": ENDED}, volunteer, on_behalf=True)
    assert _now(resource).status_on(dt.date(2026, 12, 2)) is None
    _pause(resource)
    with pytest.raises(Conflict, match="活動の状態"):
        approve(waiting, staff)
    approve(waiting, staff, looked_at=seen(resource, waiting.changes))
    said = _now(resource).status_on(dt.date(2026, 12, 2))
    assert (said.status, said.made_by, said.on_behalf) == ("ended", volunteer, True)


def test_the_end_approved_first_and_paused_after(resource, volunteer, staff):
    (waiting,) = propose(resource, {"status": ENDED}, volunteer)
    approve(waiting, staff)
    _pause(resource)
    now = _now(resource)
    assert [now.status_on(day).status for day in (dt.date(2026, 12, 2), dt.date(2027, 8, 2))] == ["ended", "paused"]


def test_a_draft_of_the_city_goes_on_waiting_and_undoes_nothing_later(resource, volunteer, staff):
    draft = _now(resource)
    draft.name, draft.fee = "新しい名前", 500
    revision = draft.save_revision(user=staff)
    propose(resource, {"summary": "体操とお茶の会です。"}, volunteer)
    now = _now(resource)
    assert (now.latest_revision, now.has_unpublished_changes, now.name) == (revision, True, resource.name)
    assert now.get_latest_revision_as_object().name == "新しい名前"
    Revision.objects.get(pk=revision.pk).publish(user=staff, skip_permission_checks=True)
    now = _now(resource)
    assert (now.name, now.fee, now.summary) == ("新しい名前", 500, "体操とお茶の会です。")
    assert now.has_unpublished_changes is False


def test_a_workflow_of_the_city_goes_on(resource, volunteer, staff):
    draft = _now(resource)
    draft.name = "新しい名前"
    draft.save_revision(user=staff)
    workflow = _now(resource).get_workflow()
    state = workflow.start(_now(resource), staff)
    propose(resource, {"summary": "体操とお茶の会です。"}, volunteer)
    state.refresh_from_db()
    assert state.status == "in_progress"


def test_publishing_at_once_can_be_taken_back(resource, volunteer, staff):
    (made,) = propose(resource, {"schedules": _times("毎週金曜 13:00–15:00")}, volunteer)
    revert(made, staff, "まだ決まっていません")
    assert [str(schedule) for schedule in _now(resource).schedules.all()] == ["毎月第2・第4火曜 10:00–12:00"]
    assert Amendment.objects.get(pk=made.pk).state == "reverted"
    with pytest.raises(ValueError, match="もう決まっています"):
        revert(made, staff)


def test_taking_back_what_was_changed_again_is_a_conflict(resource, volunteer, staff):
    (made,) = propose(resource, {"fee": 200}, volunteer)
    _import(resource)
    with pytest.raises(Conflict, match="参加費"):
        revert(made, staff)
    assert _now(resource).fee == 300


def test_a_new_place_comes_about_when_the_city_says_yes_and_is_found_by_its_address(resource, volunteer, staff):
    town = make_town("大丸", lat=35.64, lng=139.5, reading="おおまる")
    wish = {"name": "大丸会館", "address": "大丸1-2", "building": ""}
    (waiting,) = propose(resource, {"place": wish}, volunteer)
    assert not Place.objects.filter(name="大丸会館").exists()
    assert waiting.lines[0][1].endswith("→大丸会館、大丸1-2")
    approved = approve(waiting, staff)
    place = _now(resource).place
    assert (place.name, place.town, place.precision) == ("大丸会館", town, "town")
    revert(approved, staff)
    assert _now(resource).place == resource.place


def test_a_wish_that_no_longer_fits_the_row_says_so(resource, volunteer, staff):
    ApprovalRule.objects.create(municipality=resource.municipality, fields=["place"])
    other = make_place(municipality=make_municipality("132144", "国分寺市"))
    (waiting,) = propose(resource, {"place": other.pk}, volunteer)
    with pytest.raises(ValidationError, match="別の市町村"):
        approve(waiting, staff)
    assert Amendment.objects.get().state == "waiting"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("schedules", "毎月第2・第4火曜 13:00–15:00", "はじまり 10時→13時、おわり 12時→15時"),
        ("schedules", "毎月第2・第4火曜 10:00–12:30", "おわり 12時→12時30分"),
        ("schedules", "毎週金曜 10:00–12:00", "毎月第2・第4火曜 10:00–12:00→毎週金曜 10:00–12:00"),
        ("fee", 0, "100円→無料"),
        ("fee", None, "100円→（なし）"),
        ("summary", "お茶の会", "（なし）→お茶の会"),
        ("contacts", [NEW_NUMBER | {"is_public": False}], "電話 042-111-1111→電話 042-222-2222（みんなには見せない）"),
        ("targets", [], "高齢の人→どなたでも"),
        ("by_appointment", True, "いいえ→はい"),
        ("referral", "open", "（なし）→そのまま行ける"),
        ("status", ENDED, "活動中→終わりました（12月1日から。人が へりました）"),
        ("place", None, "→（なし）"),
    ],
)
def test_a_difference_is_said_in_plain_words(resource, volunteer, name, value, words):
    value = _times(value) if name == "schedules" else value
    (made,) = propose(resource, {name: value}, volunteer)
    assert made.lines[0][1].endswith(words)


def test_a_preview_saves_nothing(resource):
    shown = as_if(
        resource,
        {"schedules": _times("毎週金曜 10:00–12:00"), "place": {"name": "新しい会館", "address": "", "building": ""}},
    )
    assert [str(schedule) for schedule in shown.schedules.all()] == ["毎週金曜 10:00–12:00"]
    assert shown.place.name == "新しい会館"
    assert (Place.objects.count(), str(_now(resource).schedules.get())) == (1, "毎月第2・第4火曜 10:00–12:00")


def test_history_says_who_changed_what_when_and_on_whose_behalf(resource, volunteer, staff):
    coordinator = make_user("coordinator", name="佐藤 次郎")
    propose(resource, {"schedules": _times("毎月第2・第4火曜 13:00–15:00")}, coordinator, on_behalf=True)
    (waiting,) = propose(resource, {"contacts": [NEW_NUMBER]}, volunteer)
    approve(waiting, staff, "たしかめました")
    pause(resource, dt.date(2027, 8, 1), dt.date(2027, 8, 31), "夏休み", volunteer)
    draft = _now(resource).get_latest_revision_as_object()
    draft.fee = 0
    draft.save_revision(user=staff).publish(user=staff, skip_permission_checks=True)
    told = [(event.who, event.what, event.on_behalf) for event in history(resource)]
    assert told == [
        (staff, "変えました。参加費: 100円→無料", False),
        (volunteer, "2027年8月1日から2027年8月31日まで お休みにしました（夏休み）", False),
        (staff, "「連絡先」の変更を、公開しました（たしかめました）", False),
        (volunteer, "変更を申し出ました。連絡先: 電話 042-111-1111→電話 042-222-2222", False),
        (coordinator, "変えました。日時: はじまり 10時→13時、おわり 12時→15時", True),
    ]
    times = [event.at for event in history(resource)]
    assert times == sorted(times, reverse=True)
    assert times[0] <= timezone.now()


def test_a_pause_taken_back_leaves_the_others_as_they_were_said(resource, volunteer):
    today = dt.date(2026, 11, 21)
    pause(resource, today, None, "", volunteer)
    pause(resource, dt.date(2027, 8, 1), dt.date(2027, 8, 31), "", volunteer)
    now = _now(resource)
    open_end, august = sorted(closures_from(now, today), key=lambda said: said.since)
    resume(august, today, volunteer)
    resume(open_end, today, volunteer)
    assert closures_from(_now(resource), today) == []
    pause(resource, dt.date(2027, 8, 1), dt.date(2027, 8, 31), "", volunteer)
    pause(resource, today, dt.date(2026, 11, 30), "", volunteer)
    week = closures_from(_now(resource), today)[0]
    resume(week, dt.date(2026, 11, 25), volunteer)
    now = _now(resource)
    days = (dt.date(2026, 11, 24), dt.date(2026, 11, 25), dt.date(2027, 8, 2), dt.date(2027, 9, 1))
    assert [now.status_on(day).status for day in days] == ["paused", "active", "paused", "active"]
    assert StatusStatement.objects.count() == 7
