"""Who changed what, when, on whose behalf, as people read it."""

import datetime as dt

from django.utils import timezone

from directory.accounts.links import Purpose, create_link
from directory.associations.invitations import accept, invite
from directory.associations.representatives import add_representative, hand_over
from directory.changes.amendments import approve, propose, revert, revert_by_city
from directory.changes.closures import pause, resume
from directory.changes.history import history
from directory.models import Term, Verification
from directory.upkeep import link_replies
from tests.cms.listing_pages import now_of
from tests.directory.conftest import NEW_NUMBER, times
from tests.factories import make_organization, make_resource, make_user


def test_history_says_who_changed_what_when_and_on_whose_behalf(resource, volunteer, staff):
    coordinator = make_user("coordinator", name="佐藤 次郎")
    propose(resource, {"schedules": times("毎月第2・第4火曜 13:00–15:00")}, coordinator, on_behalf=True)
    (waiting,) = propose(resource, {"contacts": [NEW_NUMBER]}, volunteer)
    approve(waiting, staff, "たしかめました")
    pause(resource, dt.date(2027, 8, 1), dt.date(2027, 8, 31), "夏休み", volunteer)
    draft = now_of(resource).get_latest_revision_as_object()
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
    moments = [event.at for event in history(resource)]
    assert moments == sorted(moments, reverse=True)
    assert moments[0] <= timezone.now()


def _told(resource):
    """The history as people read it, the newest first."""
    events = history(now_of(resource))
    return [f"{event.by}{'（団体に代わって）' if event.on_behalf else ''}: {event.what}" for event in events]


def test_history_tells_an_answer_by_link_or_paper_as_the_association(resource, staff):
    for purpose in (Purpose.REMINDER, Purpose.SHEET):
        link_replies.confirm_by_link(create_link(purpose, resource=resource).link)
    approve(
        link_replies.end_by_link(create_link(Purpose.REMINDER, resource=resource).link, "人が へりました")[0], staff
    )
    today = timezone.localdate()
    assert _told(resource)[1:] == [
        f"団体（リンク・紙で）: {today.year}年{today.month}月{today.day}日から 終わりにしました（人が へりました）",
        "団体（リンク・紙で）: 変更を申し出ました。活動の状態: "
        f"活動中→終わりました（{today.month}月{today.day}日から。人が へりました）",
        "団体（リンク・紙で）: 書面で、このままで正しいと たしかめました",
        "団体（リンク・紙で）: このままで正しいと たしかめました",
    ]


def test_history_tells_a_visit_on_another_day_with_its_day(resource, staff):
    today = timezone.localdate()
    for day in (today, today - dt.timedelta(days=3), dt.date(2025, 10, 28)):
        Verification.objects.create(resource=resource, day=day, how="visit", made_by=staff)
    earlier = today - dt.timedelta(days=3)
    assert [what.partition(": ")[2] for what in _told(resource)] == [
        "2025年10月28日に、訪問して、このままで正しいと たしかめました",
        f"{earlier.month}月{earlier.day}日に、訪問して、このままで正しいと たしかめました",
        "訪問して、このままで正しいと たしかめました",
    ]


def test_history_tells_when_a_place_is_open_again(resource, volunteer):
    today = timezone.localdate()
    resume(pause(resource, today, None, "", volunteer), today, volunteer)
    assert _told(resource)[0].endswith(f"{today.year}年{today.month}月{today.day}日から 再開しました")


def test_history_keeps_the_reason_of_one_who_approves_their_own_change(resource, staff):
    (waiting,) = propose(resource, {"contacts": [NEW_NUMBER]}, staff, on_behalf=True)
    approve(waiting, staff, "電話で 聞きました")
    told = _told(resource)
    assert told[0] == f"{staff}さん: 「連絡先」の変更を、公開しました（電話で 聞きました）"
    assert told[1].startswith(f"{staff}さん（団体に代わって）: 変更を申し出ました。連絡先")


def test_history_tells_what_the_city_took_back_and_why(resource, volunteer, staff):
    revert_by_city(propose(resource, {"fee": 200}, volunteer)[0], staff, "100円と 聞きました")
    assert _told(resource)[0] == f"{staff}さん: 元に戻しました。参加費: 200円→100円（100円と 聞きました）"


def test_history_has_no_empty_line_for_what_nobody_knows(resource, volunteer):
    parking = Term.objects.get(scheme="features", slug="parking")
    (made,) = propose(resource, {"features": [{"feature": parking.pk, "answer": "unknown"}]}, volunteer)
    revert(made, volunteer)
    name = parking.label
    assert [what.partition("配慮: ")[2] for what in _told(resource)] == [
        f"{name} まだ 聞いていないことに しました",
        f"{name} 分からないと 答えました",
    ]


def test_history_tells_who_came_and_went_and_on_whose_behalf(volunteer, staff):
    organization, helper, newcomer = make_organization(), make_user(name="田中"), make_user(name="佐藤")
    resource = make_resource(organization=organization)
    add_representative(organization, volunteer, "lead", by=volunteer)
    add_representative(organization, helper, by=helper)
    invitation, _ = invite(organization, name="佐藤", by=staff, on_behalf=True)
    accept(invitation, newcomer)
    hand_over(organization, helper, staff, True)
    organization.representatives.current().get(user=newcomer).leave(newcomer)
    assert sorted(_told(resource)) == sorted(
        [
            "山田 花子さん: 山田 花子さんが、代表者に なりました",
            "田中さん: 田中さんが、お手伝いの人に なりました",
            f"{staff}さん（団体に代わって）: 佐藤さんを、お手伝いの人に 招待しました",
            "佐藤さん: 佐藤さんが、お手伝いの人に なりました",
            f"{staff}さん（団体に代わって）: 山田 花子さんが、代表者では なくなりました",
            f"{staff}さん（団体に代わって）: 田中さんが、代表者に なりました",
            "佐藤さん: 佐藤さんが、お手伝いの人では なくなりました",
        ]
    )
