"""わたしの場所: the three big actions, the one question, the people, and acting on behalf."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.amendments import Amendment
from directory.models import StatusStatement
from directory.representatives import join, lead_of
from tests.cms.portal import link_in, newest_mail, now_of, post_step, text_of
from tests.factories import make_user

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


def test_the_end_waits_for_the_city(my, listing):
    my.post(reverse("listing_end", args=[listing.pk]), {"since": "2027-03-31", "reason": "人が へりました"})
    assert not StatusStatement.objects.exists()
    page = text_of(my.get(reverse("listings_home")))
    assert "市の確認を待っています" in page
    assert "3月31日から" in page


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


def test_handing_over_to_a_helper_is_one_action(my, listing, owner):
    helper = make_user(name="鈴木 太郎")
    joined = join(listing.organization, helper)
    my.post(reverse("organization_hand_over", args=[listing.organization_id]), {"helper": joined.pk})
    assert lead_of(listing.organization).user == helper
    assert my.get(reverse("listings_home")).status_code == 403


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
    join(listing.organization, helper)
    client.force_login(helper)
    for name in ("organization_invite", "organization_hand_over"):
        assert client.get(reverse(name, args=[listing.organization_id])).status_code == 403
    page = text_of(client.get(reverse("organization_people", args=[listing.organization_id])))
    assert "引きつぐ" not in page, "nobody sees a button that then refuses them"


def test_a_coordinator_changes_on_the_telephone_and_it_says_so(client, listing):
    coordinator = make_user("coordinator", name="佐藤 次郎")
    client.force_login(coordinator)
    assert "ひまわりサロン" in text_of(client.get(reverse("listings_home"), {"q": "ひまわり"}))
    post_step(client, listing, "bring", to_bring="上ばき")
    client.post(reverse("listing_right", args=[listing.pk]))
    client.post(reverse("listing_close", args=[listing.pk]), {"when": "open"})
    made, check, said = Amendment.objects.get(), now_of(listing).last_verification, StatusStatement.objects.get()
    assert (made.on_behalf, check.on_behalf, said.on_behalf) == (True, True, True)
    assert check.how == "telephone"
    assert "佐藤 次郎さん（団体に代わって）" in text_of(client.get(reverse("listing_history", args=[listing.pk])))
