"""The page of a place says each thing as a person would."""

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from directory.models import SingleDate, StatusStatement
from tests.cms.listing_pages import seen_on
from tests.factories import make_place, make_resource, make_town

pytestmark = pytest.mark.django_db


def page_of(client, resource):
    return client.get(resource.get_absolute_url()).content.decode()


def test_a_no_is_said_so_that_nobody_comes_in_vain(client):
    known = {"wheelchair": "no", "men_welcome": "no", "parking": "yes", "captions": "no", "quiet": "unknown"}
    page = page_of(client, make_resource(features=known))
    said = re.findall(r'<li class="answered-(yes|no)">([^<]*)</li>', page)
    assert said == [
        ("yes", "駐車場が あります。"),
        ("no", "車いすでは 入れません。"),
        ("no", "男の人は 少なめです。"),
        ("no", "話を 文字では 出していません（要約筆記・字幕は ありません）。"),
    ]
    assert "いいえ" not in page


@pytest.mark.parametrize(
    ("kind", "first"), [("meal", "名前を 言わなくても よいですか"), ("consultation", "電話で 相談できますか")]
)
def test_four_unknown_things_that_matter_for_its_kind_are_shown_and_the_others_folded(client, kind, first):
    page = page_of(client, make_resource(kinds=[kind], features={"drop_in": "yes", "parking": "no"}))
    before, folded = page[: page.index('<details class="folded')], page[page.index('<details class="folded') :]
    assert before.count("answered-unknown") == 4
    assert f">{first}<" in before
    assert folded.count("answered-unknown") == 27
    assert "問い合わせ先" in page


@pytest.mark.parametrize(
    ("facts", "features", "said"),
    [
        ({"referral": "open"}, {"drop_in": "yes"}, "予約も 紹介も いりません。そのまま 行けます。"),
        ({"referral": "open"}, {"drop_in": "no"}, "紹介は いりません。行く前に 予約してください。"),
        ({"referral": "open"}, {}, "紹介は いりません。"),
        ({"referral": "referral"}, {"drop_in": "no"}, "窓口などの 紹介を受けてから 行きます。"),
        ({"referral": "closed"}, {}, "今は、新しく来る人を 受け入れていません。"),
        ({}, {"drop_in": "no"}, "行く前に 予約してください。"),
        ({}, {}, "分かりません"),
    ],
)
def test_how_to_begin(client, facts, features, said):
    page = seen_on(page_of(client, make_resource(features=features, **facts)))
    assert re.search(rf"行くには\s*{said}", page)


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        ({}, "ja", r"だれのため\s*どなたでも"),
        ({"targets": ["older", "children"]}, "ja", r"だれのため\s*高齢の人、こども"),
        ({"activities": ["exercise", "tea"]}, "ja", r"すること\s*体操・運動、お茶・おしゃべり"),
        ({}, "en", r"For whom\s*Everybody"),
    ],
)
def test_for_whom_it_is_and_what_people_do_is_said_in_whole_words(client, words, language, said):
    page = client.get(f"{make_resource(**words).get_absolute_url()}?lang={language}", follow=True).content.decode()
    assert re.search(said, seen_on(page), re.DOTALL)


@pytest.mark.parametrize(
    ("kind", "features", "said"),
    [
        ("youth_space", {"online": "yes"}, "インターネットで 参加します"),
        ("life_support", {"home_visit": "yes"}, "家に 来てくれます"),
        ("life_support", {}, "家や 近所で 使えます"),
        ("consultation", {"by_phone": "yes", "online": "no"}, "電話で 話せます"),
        ("club", {}, "場所は お問い合わせください"),
    ],
)
def test_what_has_no_building_says_where_it_happens_on_page_card_and_in_suggestions(client, kind, features, said):
    resource = make_resource(name="まどべ", kinds=[kind], features=features)
    resource.place = None
    resource.save()
    for address in (resource.get_absolute_url(), "/", "/suggest?q=まど"):
        page = client.get(address).content.decode()
        page = page.encode().decode("unicode_escape") if "suggest" in address else page
        assert said in page
        assert "場所は 分かりません" not in page


@pytest.mark.parametrize(("days", "is_notice"), [(1, True), (30, True), (31, False), (270, False)])
@pytest.mark.parametrize("status", ["paused", "ended"])
def test_only_what_begins_within_a_month_is_called_soon_and_the_rest_is_a_sentence(client, days, is_notice, status):
    resource, since = make_resource(), timezone.localdate() + dt.timedelta(days=days)
    StatusStatement.objects.create(resource=resource, status=status, since=since, reason="工事")
    page = seen_on(page_of(client, resource))
    assert ("もうすぐ" in page) == is_notice
    assert f"{since.month}月{since.day}日" in page
    assert page.count("工事") == 1


@pytest.mark.parametrize(
    ("place", "seen"),
    [
        ({"name": "平尾会館", "address": "平尾1-2", "building": "平尾会館"}, "平尾会館稲城市平尾1-2"),
        ({"name": "平尾会館", "address": "平尾1-2", "building": "平尾会館 2階"}, "平尾会館稲城市平尾1-2 2階"),
        ({"name": "平尾会館", "address": "平尾1-2 平尾会館", "building": ""}, "平尾会館稲城市平尾1-2"),
        ({"name": "平尾", "address": "平尾", "building": ""}, "平尾稲城市平尾"),
        ({"name": "サロンの家", "address": "平尾1-2", "building": "1階"}, "稲城市平尾1-2 1階"),
    ],
)
def test_no_name_stands_twice_beside_an_address(client, place, seen):
    page = seen_on(page_of(client, make_resource(name="サロンの家", place=make_place(**place))))
    where = page[page.index("どこ") :]
    assert " ".join(where.split()).startswith(f"どこ {seen}")


@pytest.mark.parametrize(
    ("description", "times", "rest"),
    [
        ("お茶です。", 1, ""),
        ("お茶です。\n毎週あります。", 1, "毎週あります。"),
        ("毎週あります。", 1, "毎週あります。"),
    ],
)
def test_the_summary_is_not_said_again(client, description, times, rest):
    page = page_of(client, make_resource(summary="お茶です。", description=description))
    main = page[page.index("<main") : page.index('<script type="application/ld+json')]
    assert main.count("お茶です。") == times
    assert rest in main


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({}, "35.604,139.489"),
        ({"precision": "town"}, "東京都稲城市平尾1丁目2-3 平尾会館"),
        ({"precision": "municipality"}, "東京都稲城市平尾1丁目2-3 平尾会館"),
        ({"lat": None, "lng": None}, "東京都稲城市平尾1丁目2-3 平尾会館"),
        ({"lat": None, "lng": None, "address": "", "town": "平尾"}, "東京都稲城市平尾 平尾会館"),
    ],
)
def test_a_map_application_is_asked_for_the_address_where_the_point_is_not_exact(client, facts, asked):
    facts = {"name": "平尾会館", "address": "平尾1丁目2-3"} | facts
    if "town" in facts:
        facts["town"] = make_town(facts["town"])
    page = page_of(client, make_resource(place=make_place(**facts)))
    link = re.search(r'href="(https://www.google.com/maps/[^"]*)"', page)[1].replace("&amp;", "&")
    assert parse_qs(urlsplit(link).query)["destination"] == [asked]


def test_a_single_day_off_is_said_before_the_dates(client, time_machine):
    time_machine.move_to("2026-11-24T09:00+09:00")
    resource = make_resource(schedule="毎週火曜 10:00–12:00")
    SingleDate.objects.create(resource=resource, day=dt.date(2026, 12, 8), meets=False)
    page = page_of(client, resource)
    assert page.index("12月8日（火）は お休みです。") < page.index('<ol class="dates">')
