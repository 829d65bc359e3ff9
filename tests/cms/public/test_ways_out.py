"""What is offered where nothing was found."""

import datetime as dt

import pytest

from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def _offered(answer):
    return {option.label: (option.toggled(), option.count) for option in answer.context["ways"].loosened}


def test_what_is_incidental_is_taken_off_before_what_was_meant_however_few_remain(client):
    make_resource(kinds=["salon"], targets=["older"])
    for _ in range(2):
        make_resource(kinds=["cafe"], features={"men_welcome": "yes", "wheelchair": "yes"})
    answer = client.get("/?kind=salon&feature=men_welcome")
    assert list(_offered(answer).items()) == [
        ("「男性も多い」を外すと", ("kind=salon", 1)),
        ("「サロン」を外すと", ("feature=men_welcome", 2)),
    ]
    words = client.get("/", {"q": "ひまわり", "kind": "cafe"})
    assert list(_offered(words)) == ["「ひまわり」を外すと"], "words that are in brackets already get no second pair"
    needs = client.get("/?kind=salon&feature=wheelchair")
    assert list(_offered(needs)) == ["「サロン」を外すと", "「車いすで入れる」を外すと"], (
        "nobody leaves a wheelchair at home"
    )


def test_an_empty_list_offers_no_calendar_and_no_feed(client):
    make_resource(kinds=["salon"], schedule="毎週火曜 9:00–11:00")
    assert "webcal://" in client.get("/?kind=salon").content.decode()
    page = client.get("/?kind=salon&weekday=0").content.decode()
    assert "webcal://" not in page
    assert "フィード" not in page


def test_where_today_has_nothing_left_another_day_is_one_tap_away(client, time_machine):
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-24T12:00+09:00"), tick=False)
    make_resource(schedule="毎週水曜 9:00–11:00")
    answer = client.get("/?open=today")
    assert "きょう これから ひらく所は、ありません" in answer.content.decode()
    days = answer.context["ways"].other_days
    assert [(option.value, option.count, option.toggled()) for option in days] == [
        ("tomorrow", 1, "open=tomorrow"),
        ("week", 1, "open=week"),
    ]


def test_that_nothing_opens_today_is_not_said_of_a_part_of_the_town(client, time_machine):
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-24T12:00+09:00"), tick=False)
    make_resource(kinds=["salon"], schedule="毎週火曜 13:00–15:00")
    make_resource(kinds=["cafe"], schedule="毎週水曜 9:00–11:00")
    page = client.get("/?open=today&kind=cafe").content.decode()
    assert '<p class="notice-title">この条件で きょう これから ひらく所は、ありません</p>' in page
