"""What a card and a page say of the times of a place, at a moment."""

import datetime as dt
import re

import pytest

from cms.content.site_settings import SiteSettings
from directory.catalogue.statements import Verification
from directory.geo.landmarks import Landmark
from directory.hours.rules import Rule
from tests.cms.listing_pages import seen_on
from tests.factories import make_municipality, make_organization, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
TEN, NOON = dt.time(10), dt.time(12)


def _page(client, address):
    return client.get(address).content.decode()


def test_what_began_the_evening_before_is_open_until_it_ends(client, time_machine):
    late = Rule(weekdays=(0,), start=dt.time(22), end=dt.time(2))
    resource = make_resource(rules=[late], organization=make_organization())
    addresses = ("/", "/?open=today", f"/places/{resource.pk}/", f"/organizations/{resource.organization_id}/")
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-24T01:30+09:00"))
    for address in addresses:
        assert "きのう 22時〜きょう 2時" in seen_on(_page(client, address))
    assert "DTEND;TZID=Asia/Tokyo:20261124T020000" in _page(client, f"/places/{resource.pk}/calendar.ics")
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-24T02:00+09:00"))
    for address in addresses:
        assert "きのう" not in seen_on(_page(client, address))
    assert "次は 11月30日（月）22時〜翌2時" in seen_on(_page(client, "/"))
    assert resource.name not in _page(client, "/?open=today")


@pytest.mark.parametrize(
    ("rule", "card", "said"),
    [
        (
            Rule(times=2, per="month", start=TEN, end=NOON),
            "月2回 10時〜12時（日は きまっていません）。お問い合わせください",
            ["ひらく日は、お問い合わせください。", "月2回 10時〜12時（日は きまっていません）"],
        ),
        (Rule(weekdays=(5, 6), open_on_holidays=True), "次は 11月28日（土）", ["毎週土・日・祝日"]),
        (Rule(weekdays=(5,), start=TEN), "次は 11月28日（土）10時から", ["毎週土曜 10時から"]),
        (Rule(weekdays=(5,), end=NOON), "次は 11月28日（土）12時まで", ["毎週土曜 12時まで"]),
        (Rule(weekdays=(5,), start=TEN, end=dt.time(0)), "次は 11月28日（土）10時〜24時", ["毎週土曜 10時〜24時"]),
        (Rule(weekdays=(5,), weeks=(-2,)), "次は 12月5日（土）", ["毎週土曜（最終土曜は休み）"]),
    ],
)
def test_times_are_shown_as_people_keep_them(client, time_machine, rule, card, said):
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-24T09:00+09:00"))
    resource = make_resource(rules=[rule])
    assert card in seen_on(_page(client, "/"))
    page = seen_on(_page(client, f"/places/{resource.pk}/"))
    for words in said:
        assert words in page
    assert "まだ 決まっていません" not in page


NORTH = 35.604 + 600 / 110_940
"""600 m north of the town of the factories, in degrees."""


@pytest.mark.parametrize(
    ("precision", "speed", "said"),
    [("exact", 60, "歩いて約15分（800m）"), ("exact", 80, "歩いて約10分（800m）"), ("town", 60, "歩いて およそ15分")],
)
def test_a_walk_takes_as_long_as_the_city_says_and_is_rough_to_a_place_of_which_only_the_town_is_known(
    client, precision, speed, said
):
    SiteSettings.objects.create(walking_speed=speed)
    make_resource(place=make_place(lat=NORTH, precision=precision))
    assert said in client.post("/", {"lat": 35.604, "lng": 139.489}).content.decode()


def test_a_walk_from_a_town_is_rough_and_from_a_station_is_not(client):
    make_town("平尾", reading="ひらお")
    make_resource(place=make_place(lat=NORTH))
    assert "平尾から 歩いて およそ15分" in _page(client, "/?q=平尾")
    Landmark.objects.create(municipality=make_municipality(), name="つむぎ野駅", lat=35.604, lng=139.489)
    assert "つむぎ野駅から 歩いて約15分（800m）" in _page(client, "/?q=つむぎ野駅")


@pytest.mark.parametrize(
    ("checked", "said"),
    [
        ("2026-05-25", "たしかめた日 5月25日"),
        ("2026-05-24", "たしかめた日 5月24日 6か月前"),
        ("2025-10-24", "たしかめた日 2025年10月24日 1年1か月前 古いかもしれません"),
        (None, "まだ たしかめていません"),
    ],
)
def test_a_card_says_how_long_ago_its_check_is_where_that_is_long(client, time_machine, checked, said):
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-24T12:00+09:00"))
    resource = make_resource()
    if checked:
        Verification.objects.create(resource=resource, day=checked, how=Verification.How.PAPER)
    (card,) = re.findall(r"<article.*?</article>", client.get("/").content.decode(), re.DOTALL)
    foot = card.partition('class="card-foot"')[2].replace("<", " <")
    words = " ".join(re.sub("<[^>]*>", " ", f"<{foot}").split())
    assert words.partition(" 自分のリスト")[0].endswith(said)


def test_a_place_in_the_town_that_was_named_says_the_walk_like_those_beside_it(client):
    town = make_town("百村", reading="もむら", lat=35.6, lng=139.5)
    make_resource(name="朝の体操", place=make_place(town=town, lat=35.6005, lng=139.5))
    page = seen_on(_page(client, "/?q=百村"))
    assert "百村から 歩いて およそ5分" in page
    assert "町「百村」で" not in page
