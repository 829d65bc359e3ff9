"""What is written into a listing: a place, an end and its being taken back, and the words for a difference."""

import datetime as dt

import pytest
from django.utils import timezone

from directory.changes.amendments import approve, propose, revert, revert_by_city
from directory.changes.closures import pause, resume
from directory.changes.listing_fields import preview_with
from directory.hours.rules import Rule
from directory.models import Place, StatusStatement
from tests.cms.listing_pages import now_of
from tests.directory.conftest import ENDED, NEW_NUMBER, times
from tests.factories import make_resource, make_town

TEN = dt.time(10)


def _days(*steps):
    return [timezone.localdate() + dt.timedelta(days=step) for step in steps]


@pytest.mark.parametrize("ends_in", [-10, 0, 30])
def test_an_end_taken_back_leaves_what_was_said_of_the_days_ahead(resource, volunteer, staff, ends_in):
    over, soon, later = _days(-120, -90), _days(40, 60), _days(-5, 20)
    for since, until in (over, soon, later):
        pause(resource, since, until, "", volunteer)
    resume(StatusStatement.objects.get(since=soon[0]), _days(50)[0], volunteer)
    before = now_of(resource)
    (ended,) = _days(ends_in)
    approved = approve(propose(resource, {"status": ENDED | {"since": ended.isoformat()}}, volunteer)[0], staff)
    assert now_of(resource).status_on(_days(35)[0]).status == "ended"
    revert_by_city(approved, staff, "つづけるそうです")
    days = _days(*range(80))
    states = [
        [said.status if (said := listing.status_on(day)) else "active" for day in days]
        for listing in (before, now_of(resource))
    ]
    assert states[0] == states[1]
    assert {"active", "paused"} == set(states[1])


def test_an_end_taken_back_opens_a_place_whose_last_pause_is_over(resource, volunteer, staff):
    pause(resource, *_days(-120, -90), "夏休み", volunteer)
    today = timezone.localdate()
    approved = approve(propose(resource, {"status": ENDED | {"since": today.isoformat()}}, volunteer)[0], staff)
    undone = revert_by_city(approved, staff, "つづけるそうです")
    assert now_of(resource).status_on(today).status == "active"
    assert undone.lines[0][1].endswith(f"→活動中（{today.month}月{today.day}日から）")


def test_a_new_place_comes_about_when_the_city_says_yes_and_is_found_by_its_address(resource, volunteer, staff):
    town = make_town("大丸", lat=35.64, lng=139.5, reading="おおまる")
    wish = {"name": "大丸会館", "address": "大丸1-2", "building": ""}
    (waiting,) = propose(resource, {"place": wish}, volunteer)
    assert not Place.objects.filter(name="大丸会館").exists()
    assert waiting.lines[0][1].endswith("→大丸会館、大丸1-2")
    approved = approve(waiting, staff)
    place = now_of(resource).place
    assert (place.name, place.town, place.precision) == ("大丸会館", town, "town")
    revert(approved, staff)
    assert now_of(resource).place == resource.place


def test_a_new_place_that_two_listings_ask_for_is_one_place(resource, volunteer, staff):
    wish = {"name": "大丸会館", "address": "大丸1-2", "building": ""}
    both = [propose(one, {"place": wish}, volunteer)[0] for one in (resource, make_resource())]
    first, second = (approve(waiting, staff).resource for waiting in both)
    assert now_of(first).place == now_of(second).place
    assert Place.objects.filter(name="大丸会館").count() == 1
    (third,) = propose(make_resource(), {"place": wish | {"building": "2階"}}, volunteer)
    assert now_of(approve(third, staff).resource).place != now_of(first).place, "another room"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("schedules", "毎月第2・第4火曜 13:00–15:00", "はじまり 10時→13時、おわり 12時→15時"),
        ("schedules", "毎月第2・第4火曜 10:00–12:30", "おわり 12時→12時30分"),
        ("schedules", "毎週金曜 10:00–12:00", "毎月第2・第4火曜 10:00–12:00→毎週金曜 10:00–12:00"),
        ("schedules", Rule(weekdays=(1,), weeks=(2, 4), start=TEN, end=dt.time(0)), "おわり 12時→24時"),
        ("schedules", Rule(weekdays=(1,), weeks=(2, 4), start=TEN, end=dt.time(2)), "おわり 12時→翌2時"),
        ("schedules", Rule(weekdays=(1,), weeks=(2, 4), end=dt.time(12)), "はじまり 10時→決まっていない"),
        ("schedules", Rule(times=2, per="month"), "毎月第2・第4火曜 10:00–12:00→月2回"),
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
    value = times(value) if name == "schedules" else value
    (made,) = propose(resource, {name: value}, volunteer)
    assert made.lines[0][1].endswith(words)


def test_a_preview_saves_nothing(resource):
    shown = preview_with(
        resource,
        {"schedules": times("毎週金曜 10:00–12:00"), "place": {"name": "新しい会館", "address": "", "building": ""}},
    )
    assert [str(schedule) for schedule in shown.schedules.all()] == ["毎週金曜 10:00–12:00"]
    assert shown.place.name == "新しい会館"
    assert (Place.objects.count(), str(now_of(resource).schedules.get())) == (1, "毎月第2・第4火曜 10:00–12:00")
