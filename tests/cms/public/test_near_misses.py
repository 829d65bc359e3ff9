"""What is shown where something incidental stands in the way: who helps with the need, and what the wish misses only by the time."""

import datetime as dt

import pytest
from django.utils.html import strip_tags

from cms.content.site_settings import SiteSettings
from directory.geo.areas import Area, AreaSystem
from tests.factories import make_municipality, make_resource, make_town

pytestmark = pytest.mark.django_db

SATURDAY = dt.datetime.fromisoformat("2026-11-28T10:00+09:00")
TELEPHONE = {"kind": "telephone", "value": "042-000-1111", "is_public": True}


@pytest.fixture
def town(time_machine):
    """A desk that is closed today, what is open today for something else, and a choir among what is music too."""
    time_machine.move_to(SATURDAY, tick=False)
    make_resource(
        name="あしあと", kinds=["consultation"], worries=["withdrawal"], schedule="毎週月曜 8:30–17:15",
        contacts=[{"kind": "telephone", "value": "042-000-2222", "is_public": False}, TELEPHONE],
    )  # fmt: skip
    make_resource(name="女の会", kinds=["salon"], features={"women_only": "yes"}, schedule="毎週土曜 9:00–17:00")
    make_resource(name="コーラスせせらぎ", kinds=["club"], activities=["music"], schedule="毎週水曜 10:00–12:00")
    make_resource(name="コーラス金糸雀", kinds=["club"], activities=["music"], schedule="毎週金曜 10:00–12:00")
    make_resource(name="デイ花", kinds=["welfare_service"], activities=["music"], schedule="毎週水曜 13:00–16:00")


def answer_to(client, **asked):
    answer = client.get("/", asked)
    return [card.resource.name for card in answer.context["cards"]], strip_tags(answer.content.decode())


@pytest.mark.parametrize("beside", ["今日", "きょう", "夜", "日曜の夜", "今夜 女性だけ"])
def test_a_worry_is_answered_whatever_stands_beside_it(client, town, beside):
    names, page = answer_to(client, q=f"ひきこもり {beside}")
    assert names[0] == "あしあと"
    assert "今は 閉まっています。次は 11月30日（月）8時30分〜17時15分" in page
    assert "近いものから 出しています" in page
    assert "見つかりませんでした" not in page


def test_a_worry_that_is_met_today_shows_today_only(client, town):
    make_resource(name="土曜の相談", kinds=["consultation"], worries=["withdrawal"], schedule="毎週土曜 9:00–17:00")
    names, page = answer_to(client, q="ひきこもり 今日")
    assert names == ["土曜の相談"]
    assert "今 ひらいています。" in page


def test_a_wish_that_misses_only_the_time_comes_before_what_fits_only_the_time(client, town):
    names, page = answer_to(client, q="水曜の午後 コーラス")
    assert names == ["コーラスせせらぎ", "コーラス金糸雀", "デイ花"]
    assert answer_to(client, q="コーラスのグループに入りたい 水曜の午後")[0] == names
    assert "「午後」にも 合う所は ありません" in page
    assert answer_to(client, q="水曜の午前 コーラス")[0] == ["コーラスせせらぎ"]
    assert answer_to(client, q="水曜 午後 音楽")[0] == ["デイ花"], "a word that means no more than its label"


def test_what_a_wish_is_for_is_not_let_go(client, town):
    assert answer_to(client, q="カラオケ 手話 日曜")[0] == []


def test_the_card_of_a_desk_has_its_public_number(client, town):
    page = client.get("/", {"q": "ひきこもり"}).content.decode()
    assert 'href="tel:0420001111"' in page
    assert "042-000-2222" not in page


def test_a_worry_finds_a_line_for_the_night_only_while_no_desk_is_open(client, town, time_machine):
    line = "今すぐ 話したいときは"
    SiteSettings.objects.update_or_create(defaults={"desk_telephone": "042-000-3333", "desk_hours": "平日 8:30〜17:15"})
    assert line in answer_to(client, q="ひきこもり")[1]
    assert line not in answer_to(client, q="コーラス")[1]
    assert "今は 閉まっています" in answer_to(client, q="カラオケ 手話 日曜")[1]
    time_machine.move_to(dt.datetime.fromisoformat("2026-11-30T10:00+09:00"), tick=False)
    assert line not in answer_to(client, q="ひきこもり")[1]


@pytest.fixture
def desks(town):
    """Three desks of one kind that share the city, and one for all of it."""
    system = AreaSystem.objects.create(municipality=make_municipality(), name="圏域")
    for name, town_name in (("東部", "桜木"), ("西部", "竹里"), ("南部", "平尾")):
        area = Area.objects.create(system=system, name=name)
        area.towns.add(make_town(town_name))
        make_resource(name=f"{name}地域包括支援センター", kinds=["consultation"], worries=["nursing"], areas=[area])
    make_resource(name="介護なんでも相談", kinds=["consultation"], worries=["nursing"])


def test_desks_that_divide_the_city_by_areas_are_one_card(client, desks):
    answer = client.get("/", {"q": "介護の相談"})
    (group,) = [item for item in answer.context["listed"] if hasattr(item, "desks")]
    assert (group.name, len(group.desks)) == ("地域包括支援センター", 3)
    assert len(answer.context["listed"]) == len(answer.context["cards"]) - 2
    numbers = [n.number for item in answer.context["listed"] for n in getattr(item, "desks", [item])]
    assert numbers == list(range(1, len(answer.context["cards"]) + 1))
    assert "お住まいの町の 地域包括支援センター" in answer.content.decode()


def test_who_names_a_town_sees_the_desks_one_by_one(client, desks):
    shown = client.get("/", {"q": "桜木 介護"}).context["listed"]
    assert not any(hasattr(item, "desks") for item in shown)


def test_the_page_of_a_desk_begins_with_its_telephone_and_that_of_a_group_with_its_dates(client, town):
    names = {}
    for word in ("ひきこもり", "コーラスせせらぎ"):
        (card, *_) = client.get("/", {"q": word}).context["cards"]
        page = client.get(card.resource.get_absolute_url()).content.decode()
        names[word] = page.index('id="ask"') < page.index('id="dates"')
    assert names == {"ひきこもり": True, "コーラスせせらぎ": False}
