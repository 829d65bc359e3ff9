"""わたしの場所: the three big actions, the one question, the people, and acting on behalf."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.demo.portal import load_sample_portal
from directory.associations.claims import Claim
from directory.associations.invitations import Invitation
from directory.associations.representatives import add_representative, lead_of
from directory.changes.amendments import Amendment, approve, propose
from directory.changes.approval_rules import ApprovalRule
from directory.models import Resource, StatusStatement
from tests.cms.conftest import TELEPHONE
from tests.cms.listing_pages import link_in, newest_mail, now_of, post_step, text_of
from tests.factories import make_organization, make_place, make_resource, make_user

pytestmark = pytest.mark.django_db


def test_still_right_is_a_check_by_the_association(my, listing, owner):
    my.post(reverse("listing_right", args=[listing.pk]))
    check = now_of(listing).last_verification
    assert (check.how, check.made_by, check.on_behalf, check.day) == ("self", owner, False, timezone.localdate())


def test_closed_in_august_with_two_taps(my, listing):
    august = next(value for value, label in _months(my, listing) if label.startswith("8月"))
    my.post(reverse("listing_close", args=[listing.pk]), {"when": august, "reason": "夏休みです"})
    said, year = StatusStatement.objects.get(), int(august[:4])
    assert (said.status, said.until, said.reason) == ("paused", dt.date(year, 8, 31), "夏休みです")
    assert said.since in (dt.date(year, 8, 1), timezone.localdate())
    assert "8月31日" in text_of(my.get(reverse("listings_home")))
    assert "夏休みです" in text_of(my.get(listing.get_absolute_url()))
    my.post(reverse("listing_reopen", args=[listing.pk, said.pk]))
    assert now_of(listing).status_on(dt.date(year, 8, 31)).status == "active"
    assert my.post(reverse("listing_reopen", args=[listing.pk, said.pk])).status_code == 404


def _months(client, listing):
    return client.get(reverse("listing_close", args=[listing.pk])).context["form"].months


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({}, "いつ休むかを えらんでください"),
        ({"when": "dates"}, "休みの はじめの日を えらんでください"),
        ({"when": "dates", "since": "2027-08-10", "until": "2027-08-01"}, "おわりの日は、はじめの日より後"),
        ({"when": "dates", "since": "2020-08-10", "until": "2020-08-11"}, "もう すぎた日です"),
    ],
)
def test_a_pause_that_makes_no_sense_is_told_and_kept_in_the_form(my, listing, facts, where):
    page = my.post(reverse("listing_close", args=[listing.pk]), facts | {"reason": "工事のため"})
    assert where in text_of(page)
    assert "工事のため" in page.content.decode()
    assert not StatusStatement.objects.exists()


def test_until_further_notice_and_open_again(my, listing):
    my.post(reverse("listing_close", args=[listing.pk]), {"when": "open"})
    said = StatusStatement.objects.get()
    assert (said.since, said.until) == (timezone.localdate(), None)
    assert "お休み中" in text_of(my.get(reverse("listings_home")))
    my.post(reverse("listing_reopen", args=[listing.pk, said.pk]))
    assert "お休み中" not in text_of(my.get(reverse("listings_home")))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"since": "2027-02-10"}, None),
        ({"until": "2027-02-10"}, "休みの はじめの日を えらんでください"),
        ({"when": "2027-02", "since": "2027-02-10"}, "月と 日づけの 両方が 入っています"),
        ({"when": "open", "until": "2027-02-10"}, "月と 日づけの 両方が 入っています"),
        ({"when": "つぎ"}, "いつ休むかを えらんでください"),
    ],
)
def test_dates_that_are_typed_count_as_dates_and_never_silently_beside_a_month(my, listing, facts, told):
    page = my.post(reverse("listing_close", args=[listing.pk]), facts)
    if told:
        assert told in text_of(page)
        assert "pause-dates-open" in page.content.decode(), "what was typed is not hidden"
    assert StatusStatement.objects.count() == (told is None)


def test_august_is_on_the_first_screen_and_single_days_are_folded_below_one_line(my, listing):
    page = my.get(reverse("listing_close", args=[listing.pk])).content.decode()
    assert '<details class="folded" id="days">' in page
    after = my.post(
        reverse("listing_day_off", args=[listing.pk]),
        {"date": listing.next_dates(timezone.localdate(), 1)[0].day},
        follow=True,
    )
    assert '<details class="folded" id="days" open>' in after.content.decode()


def _end(client, listing, **facts):
    return client.post(reverse("listing_end", args=[listing.pk]), facts, follow=True)


def _rule(listing, *fields):
    ApprovalRule.objects.create(municipality=listing.municipality, fields=list(fields))


def test_the_end_waits_for_the_city_and_is_the_day_after_the_last(my, listing):
    assert "市の人が たしかめてから" in text_of(my.get(reverse("listing_end", args=[listing.pk])))
    said = text_of(_end(my, listing, day="2027-03-31", reason="人が へりました"))
    assert "市に 伝えました" in said
    assert not StatusStatement.objects.exists()
    assert Amendment.objects.get().changes["status"]["new"]["since"] == "2027-04-01"
    assert "市の確認を待っています（1）" in said
    assert "変わったところは ありません" not in said
    assert "人が へりました" in said


def test_where_the_city_does_not_look_the_end_is_public_at_once_and_the_message_says_so(my, listing):
    _rule(listing)
    assert "市の人が たしかめてから" not in text_of(my.get(reverse("listing_end", args=[listing.pk])))
    yesterday = timezone.localdate() - dt.timedelta(1)
    page = text_of(_end(my, listing, day=yesterday))
    assert "公開のページに 書きました" in page
    assert f"終わりました（さいごの日は {yesterday.month}月{yesterday.day}日）" in page
    assert "このままで正しい" not in page
    assert "やっぱり つづける" in page


def test_an_end_ahead_is_told_as_ahead(my, listing):
    _rule(listing)
    page = text_of(_end(my, listing, day=timezone.localdate() + dt.timedelta(5)))
    assert "を さいごに 終わります" in page
    assert "このままで正しい" in page


def test_no_pause_opens_what_has_ended(my, listing):
    StatusStatement.objects.create(resource=listing, status="ended", since=timezone.localdate())
    page = my.post(reverse("listing_close", args=[listing.pk]), {"when": "open", "reason": "工事"})
    assert "もう 終わったことに なっています" in text_of(page)
    assert StatusStatement.objects.count() == 1


@pytest.mark.parametrize("waits", [True, False])
def test_an_end_is_taken_back_only_as_the_city_allows(my, listing, waits):
    _rule(listing, *(["status"] if waits else []))
    ended = StatusStatement.objects.create(resource=listing, status="ended", since=timezone.localdate())
    page = text_of(my.post(reverse("listing_reopen", args=[listing.pk, ended.pk]), follow=True))
    assert ("市に 伝えました" in page) == waits
    assert now_of(listing).status_on(timezone.localdate()).status == ("ended" if waits else "active")
    assert Amendment.objects.get().state == ("waiting" if waits else "published")


def test_what_waits_can_be_taken_back_by_those_who_keep_the_listing(my, client, listing):
    post_step(my, listing, "contact", **{"contacts-0-value": "042-222-2222"})
    waiting = Amendment.objects.get()
    assert "市の確認を待っています" in text_of(my.get(reverse("listing_edit", args=[listing.pk])))
    address = reverse("listing_take_back", args=[listing.pk, waiting.pk])
    outsider = make_user()
    add_representative(make_organization(), outsider, "lead")
    client = Client()
    client.force_login(outsider)
    assert client.post(address).status_code == 403
    colleague = make_user()
    add_representative(listing.organization, colleague)
    client.force_login(colleague)
    assert "取り下げました" in text_of(client.post(address, follow=True))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == ("withdrawn", colleague)
    assert "もう 市の返事が" in text_of(client.post(address, follow=True)), "a second tap says it calmly"
    assert "市の確認を待っています" not in text_of(my.get(reverse("listing_edit", args=[listing.pk])))


def test_one_question_and_its_answer(my, listing):
    page = text_of(my.get(reverse("listings_home")))
    assert "駐車場は ありますか" in page
    my.post(reverse("listing_fact", args=[listing.pk]), {"feature": "parking", "answer": "no"})
    assert now_of(listing).answers() == {"parking": "no"}
    assert "駐車場は ありますか" not in text_of(my.get(reverse("listings_home")))
    my.post(reverse("listing_fact", args=[listing.pk]), {"feature": "trial", "answer": "unknown"})
    assert "見学だけでも" not in text_of(my.get(reverse("listings_home"))), "who does not know is not asked again"
    assert my.post(reverse("listing_fact", args=[listing.pk]), {"feature": "x", "answer": "no"}).status_code == 302
    assert now_of(listing).answers() == {"parking": "no"}


@pytest.mark.parametrize(
    ("facts", "question", "slug"),
    [
        ({"schedule": None}, "いつ ひらきますか", "when"),
        ({"contacts": []}, "だれに 連絡すれば よいですか", "contact"),
        ({"place": None}, "どこで ひらきますか", "where"),
        ({}, "駐車場は ありますか", None),
    ],
)
def test_what_everybody_needs_is_asked_before_any_feature(client, owner, facts, question, slug):
    group = make_organization()
    add_representative(group, owner, "lead")
    known = {"schedule": "毎週火曜 10:00–12:00", "contacts": [TELEPHONE]} | facts
    nowhere = known.pop("place", "") is None
    listing = make_resource(organization=group, **known)
    if nowhere:
        Resource.objects.filter(pk=listing.pk).update(place=None)
    client.force_login(owner)
    page = client.get(reverse("listings_home"))
    assert question in text_of(page)
    assert slug is None or reverse("listing_step", args=[listing.pk, slug]) in page.content.decode()


def test_answers_that_wait_are_neither_asked_again_nor_lost(my, listing):
    _rule(listing, "features")
    for feature, answer in {"parking": "unknown", "trial": "yes"}.items():
        page = my.post(reverse("listing_fact", args=[listing.pk]), {"feature": feature, "answer": answer}, follow=True)
        assert "市の人が見てから 公開します" in text_of(page)
    assert "駐車場は ありますか" not in text_of(page)
    assert "見学だけでも できますか" not in text_of(page)
    (waiting,) = Amendment.objects.waiting()
    assert [child["answer"] for child in waiting.changes["features"]["new"]] == ["unknown", "yes"]


def test_handing_over_to_a_helper_is_one_action(my, listing, owner):
    helper = make_user(name="鈴木 太郎")
    joined = add_representative(listing.organization, helper)
    url = reverse("organization_hand_over", args=[listing.organization_id])
    assert re.search(r'name="helper" value=""[^>]* checked', my.get(url).content.decode()), "nobody is chosen by itself"
    answer = my.post(url, {"helper": joined.pk}, follow=True)
    assert lead_of(listing.organization).user == helper
    assert answer.request["PATH_INFO"] == reverse("start")
    assert "今まで ありがとうございました" in text_of(answer)
    refused = my.get(reverse("listings_home"))
    assert refused.status_code == 403
    assert "この画面は、団体の方と、市や社協の担当者が使います" in text_of(refused), "the page says the reason"


def test_a_helper_who_leaves_is_thanked_and_one_who_keeps_another_place_goes_on(my, client, listing, owner):
    helper = make_user()
    joined = add_representative(listing.organization, helper)
    client.force_login(helper)
    leave = reverse("organization_leave", args=[listing.organization_id, joined.pk])
    assert "今まで ありがとうございました" in text_of(client.post(leave, follow=True))
    joined = add_representative(listing.organization, helper)
    add_representative(make_organization(), helper)
    leave = reverse("organization_leave", args=[listing.organization_id, joined.pk])
    assert client.post(leave).url == reverse("listings_home")


def test_handing_over_to_two_people_at_once_is_asked_about(my, listing):
    joined = add_representative(listing.organization, make_user(name="鈴木 太郎"))
    url = reverse("organization_hand_over", args=[listing.organization_id])
    page = text_of(my.post(url, {"helper": joined.pk, "name": "田中 一郎"}))
    assert "どちらか 1人に してください" in page
    assert "名前を書いてください" in text_of(my.post(url, {"helper": "", "name": ""}))
    assert not Invitation.objects.exists()


def test_handing_over_to_somebody_new_happens_when_they_accept(my, client, listing, owner):
    my.post(
        reverse("organization_hand_over", args=[listing.organization_id]),
        {"name": "田中 一郎", "email": "ichiro@example.jp"},
    )
    path = link_in(newest_mail().body)
    assert lead_of(listing.organization).user == owner
    my.logout()
    client.post(path, {"name": "田中 一郎", "password": ""})
    assert lead_of(listing.organization).user.name == "田中 一郎"


def test_a_helper_neither_invites_nor_hands_over(client, listing):
    helper = make_user()
    add_representative(listing.organization, helper)
    client.force_login(helper)
    for name in ("organization_invite", "organization_hand_over"):
        assert client.get(reverse(name, args=[listing.organization_id])).status_code == 403
    page = text_of(client.get(reverse("organization_people", args=[listing.organization_id])))
    assert "引きつぐ" not in page, "nobody sees a button that then refuses them"


def test_a_coordinator_changes_on_the_telephone_and_it_says_so(client, listing):
    coordinator = make_user("coordinator", name="佐藤 次郎")
    client.force_login(coordinator)
    assert "ひまわりサロン" in text_of(client.get(reverse("listings_home"), {"q": "ひまわり"}))
    assert "ひまわりサロン" in text_of(client.get(reverse("listings_home"), {"q": "ひまわり会"})), "by its organization"
    assert "ひまわりサロン" in text_of(client.get(reverse("listings_home"), {"q": "ﾋﾏﾜﾘ"})), (
        "as the public search folds it"
    )
    assert "0か所" in text_of(client.get(reverse("listings_home"), {"q": "こすもす", "page": "²"}))
    post_step(client, listing, "bring", to_bring="上ばき")
    client.post(reverse("listing_right", args=[listing.pk]))
    client.post(reverse("listing_close", args=[listing.pk]), {"when": "open"})
    made, check, said = Amendment.objects.get(), now_of(listing).last_verification, StatusStatement.objects.get()
    assert (made.on_behalf, check.on_behalf, said.on_behalf) == (True, True, True)
    assert check.how == "telephone"
    assert "佐藤 次郎さん（団体に代わって）" in text_of(client.get(reverse("listing_history", args=[listing.pk])))


def _queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_the_first_page_costs_the_same_for_ten_places_with_what_waits(my, listing, owner, approver):
    def wish(resource):
        propose(resource, {"place": make_place().pk, "contacts": []}, owner)

    wish(listing)
    one = _queries(my, reverse("listings_home"))
    for number in range(9):
        more = make_resource(organization=listing.organization, schedule="毎週火曜 10:00–12:00", contacts=[TELEPHONE])
        wish(more)
        if number % 2:
            approve(Amendment.objects.waiting().filter(resource=more).get(), approver)
    assert _queries(my, reverse("listings_home")) <= one + 2


def test_history_costs_the_same_for_ten_changes(my, listing, owner, approver):
    address = reverse("listing_history", args=[listing.pk])
    costs = []
    for _ in range(2):
        for _ in range(5):
            propose(listing, {"place": make_place().pk, "to_bring": str(Amendment.objects.count())}, owner)
            approve(Amendment.objects.waiting().get(), approver)
        costs.append(_queries(my, address))
    assert costs[0] == costs[1]


@pytest.mark.django_db(transaction=True)
def test_the_demonstration_leaves_something_to_do_and_doing_it_again_changes_nothing(client, owner, listing, approver):
    unowned = make_resource(name="みんなの縁側", is_sample=True)
    for _ in range(2):
        load_sample_portal(owner, approver, timezone.localdate())
        states = sorted(Amendment.objects.values_list("state", flat=True))
        assert states == ["published", "published", "waiting"]
        assert [claim.resource for claim in Claim.objects.all()] == [unowned]
        assert len(mail.outbox) == 1
    client.force_login(owner)
    page = text_of(client.get(reverse("listings_home")))
    assert "市の確認を待っています（1）・市からの返事（1）" in page
    assert "駐車場は ありますか" not in page
    assert "このままで 正しい" in text_of(client.get(link_in(newest_mail().body)))
