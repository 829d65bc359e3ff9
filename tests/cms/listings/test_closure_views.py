"""お休み・再開, one day only: a tap on one of the next dates, a small form for a day more, and who may."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.associations.representatives import add_representative
from directory.models import SingleDate, StatusStatement
from tests.cms.listing_pages import now_of, text_of
from tests.factories import make_agency, make_municipality, make_organization, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def days(listing):
    """The next regular days of the listing."""
    return [date.day for date in listing.next_dates(timezone.localdate(), 6)]


@pytest.fixture
def free():
    """A day soon on which nothing meets: the listing is open on Tuesdays."""
    soon = timezone.localdate() + dt.timedelta(days=3)
    return soon if soon.weekday() != 1 else soon + dt.timedelta(days=1)


def post(client, listing, name, **data):
    return client.post(reverse(f"listing_{name}", args=[listing.pk]), data, follow=True)


def open_days(listing):
    return [date.day for date in now_of(listing).next_dates(timezone.localdate(), 6)]


def words_of(day):
    return f"{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）"


def test_one_tap_closes_a_day_and_one_more_opens_it(my, client, listing, owner, days):
    page = my.get(reverse("listing_close", args=[listing.pk]))
    assert [day.day for day in page.context["days"]] == days
    assert text_of(page).count("この日は お休み") == 6
    said = text_of(post(my, listing, "day_off", date=days[0]))
    assert f"{words_of(days[0])}を お休みにしました" in said
    assert "やっぱり ひらく" in said
    assert open_days(listing)[0] == days[1]
    off = SingleDate.objects.get()
    assert (off.day, off.meets, off.made_by, off.on_behalf) == (days[0], False, owner, False)
    assert "この日だけ お休み" in text_of(my.get(reverse("listings_home")))
    assert f"{words_of(days[0])}は お休みです" in text_of(client.get(listing.get_absolute_url()))
    assert "やっぱり ひらく" not in text_of(post(my, listing, "day_on", date=days[0]))
    assert open_days(listing) == days
    past = text_of(my.get(reverse("listing_history", args=[listing.pk])))
    assert f"{words_of(days[0])}は お休みと 伝えました" in past
    assert f"{words_of(days[0])}は いつもどおり ひらくと 伝えました" in past
    assert "山田 花子さん" in past


def test_a_second_tap_on_an_old_page_says_nothing_twice(my, listing, days):
    for _ in range(2):
        assert "お休みにしました" in text_of(post(my, listing, "day_off", date=days[0]))
    assert SingleDate.objects.count() == 1
    for _ in range(2):
        assert "いつもどおり ひらきます" in text_of(post(my, listing, "day_on", date=days[0]))
    assert SingleDate.objects.count() == 2
    post(my, listing, "day_off", date=days[0])
    assert open_days(listing)[0] == days[1]


@pytest.mark.parametrize("name", ["day_off", "day_on"])
@pytest.mark.parametrize(
    ("day", "words"),
    [
        (-7, "もう すぎた日です"),
        ("free", "ひらく日では ありません"),
        ("", "日を 書いてください"),
        ("来週", "日づけが 読みとれません"),
        ("2026-02-30", "日は ありません"),
    ],
)
def test_a_day_that_cannot_be_closed_is_told(my, listing, free, name, day, words):
    if isinstance(day, int):
        day = timezone.localdate() + dt.timedelta(days=day)
    page = post(my, listing, name, date=free if day == "free" else day)
    assert words in text_of(page)
    assert not SingleDate.objects.exists()


def test_a_day_of_a_pause_is_none_that_can_be_closed(my, listing, days):
    post(my, listing, "close", when="open")
    assert "この日は お休み" not in text_of(my.get(reverse("listing_close", args=[listing.pk])))
    assert "ひらく日では ありません" in text_of(post(my, listing, "day_off", date=days[0]))
    assert not SingleDate.objects.exists()


def test_a_day_more_begins_with_the_usual_hours_and_stands_everywhere(my, client, listing, owner, free):
    form = my.get(reverse("listing_close", args=[listing.pk])).context["extra"]
    assert (form["start"].value(), form["end"].value()) == (dt.time(10), dt.time(12))
    page = post(my, listing, "extra_day", date=free, start="13:00", end="15:00", reason="平尾会館で ひらきます。")
    assert f"{words_of(free)}13時〜15時も ひらきます" in text_of(page)
    said = SingleDate.objects.get()
    assert (said.day, said.meets, said.start, said.end) == (free, True, dt.time(13), dt.time(15))
    assert (said.made_by, said.on_behalf) == (owner, False)
    assert free in open_days(listing)
    public = text_of(client.get(listing.get_absolute_url()))
    assert "13時〜15時" in public
    assert f"{words_of(free)}: 平尾会館で ひらきます。" in public
    calendar = client.get(reverse("place_calendar", args=[listing.pk])).content.decode()
    assert f"{free:%Y%m%d}T130000" in calendar
    post(my, listing, "day_off", date=free)
    assert free not in open_days(listing)
    assert (
        words_of(free) not in text_of(my.get(reverse("listing_close", args=[listing.pk]))).split("この日だけ 休む")[-1]
    )


def test_other_hours_of_a_day_after_it_is_off(my, listing, days):
    page = post(my, listing, "extra_day", date=days[0], start="11:00", end="15:00", reason="えいが会")
    assert "もう ひらくことに なっています" in text_of(page)
    assert "えいが会" in page.content.decode()
    post(my, listing, "day_off", date=days[0])
    post(my, listing, "extra_day", date=days[0], start="11:00", end="15:00")
    date = now_of(listing).next_dates(days[0], 1)[0]
    assert (date.day, date.start, date.end) == (days[0], dt.time(11), dt.time(15))


def test_one_meeting_in_another_room_is_said_for_its_day_alone(my, client, listing, days):
    room = {"date": days[0], "start": "10:00", "end": "12:00", "reason": "この日は、2階の 和室です。"}
    before = now_of(listing).next_dates(days[0], 4)
    assert "ひとことを 公開のページに 出しました" in text_of(post(my, listing, "extra_day", **room))
    assert now_of(listing).next_dates(days[0], 4) == before
    assert f"{words_of(days[0])}: この日は、2階の 和室です。" in text_of(client.get(listing.get_absolute_url()))
    assert "もう ひらくことに なっています" in text_of(post(my, listing, "extra_day", **room))
    post(my, listing, "day_off", date=days[0])
    assert days[0] not in open_days(listing)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"date": ""}, "日を 書いてください"),
        ({"date": "11/31"}, "日は ありません"),
        ({"date": "2020-08-10"}, "もう すぎた日です"),
        ({"date": "2072-11-28"}, "1年より 先の日です"),
        ({"start": "22:00", "end": "02:00"}, "つぎの日の 2時までなら"),
        ({"start": "13:00", "end": "15:00", "next_day": "on"}, "しるしを はずします"),
        ({"start": "ごご"}, "時刻を 10:00 のように"),
        ({"reason": "あ" * 101}, "100"),
    ],
)
def test_a_day_more_that_makes_no_sense_is_told_and_kept_in_the_form(my, listing, free, facts, words):
    data = {"date": free, "start": "13:00", "end": "15:00", "reason": "平尾会館で"} | facts
    page = post(my, listing, "extra_day", **data)
    assert words in text_of(page)
    assert "まだ 保存していません" in text_of(page)
    assert data["reason"] in page.content.decode()
    assert '<details class="folded" id="days" open>' in page.content.decode()
    assert not SingleDate.objects.exists()


def test_a_day_more_may_go_on_past_midnight(my, client, listing, free):
    page = post(my, listing, "extra_day", date=free, start="22:00", end="02:00", next_day="on")
    assert f"{words_of(free)}22時〜翌2時も ひらきます" in text_of(page)
    assert f"{words_of(free)} 22時〜翌2時" in text_of(client.get(listing.get_absolute_url()))
    calendar = client.get(reverse("place_calendar", args=[listing.pk])).content.decode()
    assert f"DTEND;TZID=Asia/Tokyo:{free + dt.timedelta(1):%Y%m%d}T020000" in calendar
    page = post(my, listing, "extra_day", date=free, start="23:30", end="01:00", next_day="on")
    assert "もう ひらくことに なっています" in text_of(page)


def test_the_same_day_more_is_not_said_twice(my, listing, free):
    for _ in range(2):
        page = post(my, listing, "extra_day", date=free, start="13:00", end="15:00")
    assert "もう ひらくことに なっています" in text_of(page)
    assert SingleDate.objects.count() == 1


def test_no_day_more_after_the_end(my, listing, free):
    StatusStatement.objects.create(resource=listing, status="ended", since=free)
    assert "終わったあとの日です" in text_of(post(my, listing, "extra_day", date=free, start="13:00"))
    assert not SingleDate.objects.exists()


def test_pause_then_a_day_more_and_the_other_way_round(my, client, listing, free):
    post(my, listing, "close", when="open")
    page = text_of(post(my, listing, "extra_day", date=free, start="13:00", end="15:00"))
    assert open_days(listing) == [free]
    assert "今 決まっている お休み" in page, "the pause goes on around that day"
    assert words_of(free) in text_of(client.get(listing.get_absolute_url()))
    post(my, listing, "close", when="open")
    assert open_days(listing) == []


def test_a_colleague_says_it_too_and_takes_it_back(client, listing, days):
    colleague = make_user(name="鈴木 太郎")
    add_representative(listing.organization, colleague)
    client.force_login(colleague)
    post(client, listing, "day_off", date=days[0])
    assert SingleDate.objects.get().made_by == colleague
    post(client, listing, "day_on", date=days[0])
    assert open_days(listing) == days


@pytest.mark.parametrize("who", ["anonymous", "other association", "nobody's", "other city"])
def test_outsiders_say_nothing(listing, days, who):
    client, user = Client(), None
    if who != "anonymous":
        user = make_user()
        client.force_login(user)
    if who == "other association":
        add_representative(make_organization(), user, "lead")
    if who == "other city":
        agency = make_agency(municipality=make_municipality("131016", "千代田区"))
        client.force_login(make_user("coordinator", agency))
    for name in ("day_off", "day_on", "extra_day"):
        answer = client.post(reverse(f"listing_{name}", args=[listing.pk]), {"date": days[0], "start": "18:00"})
        assert answer.status_code == (302 if who == "anonymous" else 403)
        assert who != "anonymous" or "/sign-in/" in answer.url
    assert not SingleDate.objects.exists()


def test_a_place_that_is_not_there_and_a_look_change_nothing(my, listing):
    for name in ("day_off", "day_on", "extra_day"):
        assert my.post(reverse(f"listing_{name}", args=[999_999]), {"date": "2027-01-05"}).status_code == 404
    for name in ("day_off", "day_on"):
        assert my.get(reverse(f"listing_{name}", args=[listing.pk])).status_code == 405
    assert my.get(reverse("listing_extra_day", args=[listing.pk])).status_code == 200


def test_on_behalf_is_recorded_and_told(client, listing, days, free):
    coordinator = make_user("coordinator", name="佐藤 次郎")
    client.force_login(coordinator)
    post(client, listing, "close", when="open")
    post(client, listing, "extra_day", date=days[0], start="10:00", end="12:00")
    post(client, listing, "day_off", date=days[0])
    said = [*SingleDate.objects.all(), *StatusStatement.objects.all()]
    assert len(said) == 5
    assert {(one.made_by, one.on_behalf) for one in said} == {(coordinator, True)}
    past = text_of(client.get(reverse("listing_history", args=[listing.pk])))
    assert past.count("佐藤 次郎さん（団体に代わって）") == 5


def test_html_in_a_note_is_text(my, client, listing, free):
    post(my, listing, "extra_day", date=free, start="13:00", reason="<script>alert(1)</script>")
    for address in (listing.get_absolute_url(), *(reverse(f"listing_{n}", args=[listing.pk]) for n in ("close", "history"))):  # fmt: skip
        page = client.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_first_page_costs_the_same_however_much_is_said(my, listing, days, django_assert_num_queries):
    home = reverse("listings_home")
    my.get(home)
    with CaptureQueriesContext(connection) as before:
        my.get(home)
    SingleDate.objects.bulk_create(SingleDate(resource=listing, day=day, meets=False) for day in days)
    with django_assert_num_queries(len(before)):
        my.get(home)
