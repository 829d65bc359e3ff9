"""A text on the public page as a wish: what fulfils it, what was understood, what is taken back, what helps where nothing is."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from cms.content.site_settings import SiteSettings
from directory.catalogue.statements import StatusStatement
from directory.geo.landmarks import Landmark
from directory.search.unanswered import CountedQuery
from directory.search.wishes.table import WishWord
from tests.factories import make_municipality, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db
NOON = dt.datetime.fromisoformat("2026-11-24T12:00+09:00")  # a Tuesday


@pytest.fixture
def town(time_machine):
    """Six places of which each fulfils something else, at noon of a Tuesday."""
    time_machine.move_to(NOON, tick=False)
    here, far = make_town("桜木"), make_town("竹里", lat=35.75, lng=139.75)
    by, away = make_place(town=here), make_place(lat=35.75, lng=139.75, town=far)
    make_resource(name="朝の体操", activities=["exercise"], schedule="毎週火曜 9:00–11:00", fee=0, place=by)
    make_resource(
        name="夕日の会", activities=["exercise"], schedule="毎週土曜 14:00–16:00", fee=300, place=by,
        features={"wheelchair": "yes"},
    )  # fmt: skip
    make_resource(
        name="みどりの家", kinds=["cafe"], description="車いすでは、階段があって入れません。", place=away,
        features={"wheelchair": "no"}, targets=["older"],
    )  # fmt: skip
    make_resource(
        name="こだま", kinds=["cafe"], description="補聴器の電池を かえられます。", place=away, targets=["children"]
    )
    make_resource(
        name="なんでも相談", kinds=["consultation"], worries=["debt", "money"], place=by,
        schedule="毎週月曜 9:00–17:00", contacts=[{"kind": "telephone", "value": "042-000-1111", "is_public": True}],
    )  # fmt: skip
    make_resource(name="土曜会", kinds=["club"], schedule="毎週水曜 10:00–12:00", place=away)
    return here


def listed(client, **asked):
    return [card.resource.name for card in client.get("/", asked).context["cards"]]


WISHES = [
    ("体操", {"朝の体操", "夕日の会"}),
    ("体操 午後", {"夕日の会"}),
    ("土曜の午後に体操", {"夕日の会"}),
    ("土曜の午前に体操", {"朝の体操", "夕日の会"}),
    ("土曜の午前に カラオケ", set()),
    ("無料の体操", {"朝の体操"}),
    ("車いす", {"夕日の会"}),
    ("借金", {"なんでも相談"}),
    ("カードの支払いができない", {"なんでも相談"}),
    ("補聴器", {"こだま"}),
    ("明日", {"土曜会"}),
    ("桜木 体操 午後", {"夕日の会"}),
    ("土曜会", {"土曜会"}),
    ("カフェ 子ども以外", {"みどりの家"}),
    ("今日", set()),
]


@pytest.mark.parametrize(("text", "names"), WISHES)
def test_a_wish_finds_what_is_known_to_fulfil_it_or_says_so(client, town, text, names):
    assert set(listed(client, q=text)) == names


def test_list_map_suggestion_and_json_understand_the_same(client, town):
    asked = {"q": "体操 午後"}
    assert client.get("/places.json", asked).json()["total"] == 1
    pins = client.get("/map.json", asked | {"bbox": "35,139,36,140", "zoom": "18"}).json()["pins"]
    assert [pin[4] for pin in pins] == ["夕日の会"]
    first = client.get("/suggest", asked).json()["places"][0]
    assert (first["name"], first["where"]) == ("体操・運動 午後", "1か所")
    assert [part["concepts"] for part in client.get("/places.json", asked).json()["understood"]] == [
        ["activity:exercise"],
        ["time:afternoon"],
    ]


def test_what_was_understood_is_taken_off_and_put_back(client, town):
    facets = client.get("/", {"q": "体操 午後"}).context["facets"]
    assert [option.label for option in facets.wished] == ["体操・運動", "午後"]
    answer = client.get(f"/?{facets.wished[1].toggled()}")
    assert {card.resource.name for card in answer.context["cards"]} == {"朝の体操", "夕日の会"}
    (back,) = answer.context["facets"].taken_back
    assert {card.resource.name for card in client.get(f"/?{back.toggled()}").context["cards"]} == {"夕日の会"}
    assert client.get(f"/?{facets.as_text}").context["facets"].wished == []


def test_nothing_found_offers_what_stands_in_the_way_with_the_number_that_remains(client, town):
    SiteSettings.objects.update_or_create(defaults={"desk_telephone": ""})
    ways = client.get("/", {"q": "土曜の午前に無料の体操"}).context["ways"]
    offered = {option.label: option.count for option in ways.loosened}
    assert offered["「土曜日」を外すと"] == 1
    (best, *_) = ways.loosened
    assert client.get(f"/?{best.toggled()}").context["cards"]
    assert [(desk.telephone, desk.opens_today) for desk in ways.desks] == [
        ("042-000-1111", "きょうは お休みです。次は 11月30日（月）9時〜17時")
    ]


def test_two_desks_are_proposed_by_their_first_public_number_and_none_that_the_page_names_anyway(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    SiteSettings.objects.update_or_create(defaults={"desk_telephone": "042-000-1111"})
    for first in ("042-000-1111", "042-000-2222", "042-000-3333"):
        numbers = [("042-000-8888", False), (first, True), ("042-000-9999", True)]
        told = [{"kind": "telephone", "value": value, "is_public": public} for value, public in numbers]
        make_resource(kinds=["consultation"], contacts=told)
    ways = client.get("/", {"q": "囲碁", "fee": "free"}).context["ways"]
    assert sorted(desk.telephone for desk in ways.desks) == ["042-000-2222", "042-000-3333"]


def test_the_nearest_is_shown_where_nothing_is_near_and_the_other_city_is_named(client, town):
    Landmark.objects.create(name="山際駅", reading="やまぎわえき", lat=35.68, lng=139.6, municipality=town.municipality)
    other = make_municipality("132047")
    make_resource(
        name="となり町の将棋", activities=["board_games"], municipality=other, place=make_place(municipality=other)
    )
    SiteSettings.objects.update_or_create(defaults={"municipality": town.municipality})
    ways = client.get("/", {"q": "山際駅の近くで将棋"}).context["ways"]
    assert [(option.label, option.count) for option in ways.cities] == []
    assert [(o.label, o.count) for o in client.get("/", {"q": "将棋"}).context["ways"].cities] == [
        (f"{other.name}で見る", 1)
    ]
    near = client.get("/", {"q": "山際駅の近くで体操"}).context["ways"].nearest
    assert near[0].resource.name in {"朝の体操", "夕日の会"}


def test_what_is_over_today_stands_below(client, town):
    answer = client.get("/", {"open": "today"})
    assert answer.context["cards"] == []
    assert [card.resource.name for card in answer.context["over"]] == ["朝の体操"]
    make_resource(name="昼の体操", activities=["exercise"], schedule="毎週火曜 13:00–14:00")
    told = client.get("/", {"q": "今日の体操"}).context
    assert [[card.resource.name for card in told[name]] for name in ("cards", "over")] == [["昼の体操"], ["朝の体操"]]


def test_minutes_on_foot_count_from_the_place_that_is_named(client, town):
    assert {
        o.value: o.count
        for g in client.get("/", {"q": "桜木"}).context["facets"].groups
        if g.name == "walk"
        for o in g.options
    }
    near, far = listed(client, q="桜木", walk="10"), listed(client, q="竹里", walk="10")
    assert set(near) == {"朝の体操", "夕日の会", "なんでも相談"}
    assert set(far) == {"みどりの家", "こだま", "土曜会"}
    assert len(listed(client, walk="10")) == 6, "nobody told from where"


def test_danger_comes_first_is_told_to_programs_and_never_counted(client, town):
    page = client.get("/", {"q": "死にたい"})
    text = page.content.decode()
    assert text.index("0120-") < text.index('id="list-title"')
    assert client.get("/places.json", {"q": "死にたい"}).json()["help"]
    assert client.get("/places.json", {"q": "体操"}).json()["help"] == []
    assert not CountedQuery.objects.exists()


def test_a_long_text_says_how_much_of_it_was_looked_for_and_danger_is_heard_to_its_end(client, town):
    long = "毎日のことが書いてある とても長い文です。" * 6
    said = "文が 長いので、はじめの 100文字で さがしました"
    assert said in client.get("/", {"q": long}).content.decode()
    assert said not in client.get("/", {"q": long[:100]}).content.decode()
    for words in ("もう死にたい", "夫に殴られる"):
        for filler in range(100, 140, 7):
            assert client.get("/", {"q": long[:filler] + words}).context["facets"].help_lines, (words, filler)
    assert client.get("/", {"q": long}).context["facets"].help_lines == []


def test_only_a_text_that_finds_nothing_by_itself_is_counted(client, town):
    client.get("/", {"q": "ぬかみそ漬け"})
    assert CountedQuery.objects.count() == 1
    client.get("/", {"q": "ぬかみそ漬け"})
    client.get("/", {"q": "体操"})
    client.get("/", {"q": "へちま水", "kind": "salon"})
    client.get("/places.json", {"q": "へちま水"})
    assert CountedQuery.objects.count() == 1


@pytest.mark.parametrize("text", ["☕", "★", "？", "…"])
def test_a_text_without_letters_says_so_and_shows_all(client, town, text):
    answer = client.get("/", {"q": text})
    assert "文字では ないので" in answer.content.decode()
    assert len(answer.context["cards"]) == 6


def test_an_empty_value_is_no_wrong_choice(client, town):
    answer = client.get("/?kind=&open=&q=&weekday=")
    assert answer.context["facets"].wrong == []
    assert len(answer.context["cards"]) == 6


def test_a_paused_place_is_found_by_name_alone(client, town):
    paused = make_resource(name="おやすみ亭", kinds=["cafe"])
    StatusStatement.objects.create(
        resource=paused, status="paused", since=timezone.localdate(), until=timezone.localdate() + dt.timedelta(9)
    )
    assert "おやすみ亭" not in listed(client, q="カフェ")
    assert [card.resource.name for card in client.get("/", {"q": "おやすみ亭"}).context["away"]] == ["おやすみ亭"]


def test_a_day_and_an_hour_are_of_one_meeting_wherever_they_were_said(client, town):
    make_resource(name="二つの顔", schedule="毎週火曜 9:00–11:00、毎週木曜 18:00–20:00", activities=["music"])
    for asked in ({"q": "火曜", "time": "evening"}, {"q": "夜", "weekday": "1"}, {"q": "夜", "open": "today"}):
        assert "二つの顔" not in listed(client, **asked), asked
    assert "二つの顔" in listed(client, q="夜", weekday="3")
    groups = {
        group.name: group for group in client.get("/", {"weekday": "1", "activity": "music"}).context["facets"].groups
    }
    assert {option.value: option.count for option in groups["time"].options} == {"morning": 1}


def test_own_words_never_stand_against_what_is_known_nor_where_they_refuse(client, town):
    make_resource(name="有料の部屋", fee=1000, description="駐車場は無料です。")
    make_resource(name="階段の家", description="車いすでは入れません。")
    make_resource(name="静かな家", description="カラオケはありません。")
    make_resource(name="うたう家", description="カラオケも できます。")
    assert "有料の部屋" not in listed(client, q="無料")
    assert "階段の家" not in listed(client, q="車いすで入れる")
    assert listed(client, q="カラオケ") == ["うたう家"]


def test_the_first_page_counts_what_is_open_at_its_own_minute(client, town, time_machine):
    def counted():
        options = client.get("/").context["facets"].openings.options
        return {option.value: option.count for option in options}.get("today", 0)

    time_machine.move_to(NOON.replace(hour=8), tick=False)
    assert counted() == 1
    time_machine.move_to(NOON.replace(hour=15), tick=False)
    assert counted() == 0


def test_a_city_knows_its_own_words_though_it_is_the_only_one(client, town):
    SiteSettings.objects.update_or_create(defaults={"municipality": town.municipality})
    WishWord.objects.create(municipality=town.municipality, phrase="ぷらぷら", concepts="activity:exercise")
    assert set(listed(client, q="ぷらぷら")) == {"朝の体操", "夕日の会"}


def test_what_is_only_wider_says_so_and_is_no_suggestion(client, town):
    make_resource(name="うたの会", activities=["music"])
    answer = client.get("/", {"q": "カラオケ"})
    assert [card.resource.name for card in answer.context["cards"]] == ["うたの会"]
    assert "専門の所は、まだ のっていません" in answer.content.decode()
    assert client.get("/places.json", {"q": "カラオケ"}).json()["widened"] == ["activity:karaoke"]
    assert client.get("/suggest", {"q": "カラオケ"}).json()["places"] == []


def test_what_was_taken_back_holds_for_its_text_alone(client, town):
    kept = client.get("/", {"q": "体操 午後", "off": "time:afternoon", "off_of": "体操 午後", "fee": "free"})
    assert [card.resource.name for card in kept.context["cards"]] == ["朝の体操"]
    other = client.get("/", {"q": "午後の集まり", "off": "time:afternoon", "off_of": "体操 午後"})
    assert [option.value for option in other.context["facets"].wished] == ["time:afternoon"]
    alone = client.get("/", {"off": "time:afternoon"})
    assert alone.context["facets"].wrong == []
    as_text = client.get("/", {"q": "体操 午後", "off": "wish"}).context["facets"]
    again = client.get(f"/?{as_text.taken_back[0].toggled()}").context["facets"]
    assert [option.value for option in again.wished] == ["activity:exercise"]


def test_a_long_wish_that_nobody_fulfils_shows_who_fulfils_most(client, town):
    answer = client.get("/", {"q": "土曜 午前 無料 体操 車いす"})
    assert answer.context["cards"]
    assert "1か所で ぜんぶは できません" in answer.content.decode()


def test_near_on_foot_asks_from_where_or_counts_from_there(client, town):
    said = client.get("/", {"q": "歩いて行ける体操"}).content.decode()
    assert "どこから 歩きますか。町の名前も 入れてください。" in said
    assert re.search(r"hidden>[^<]*「近い順」", said), "who has no JavaScript has no such button"
    there = client.post("/?q=歩いて行ける体操", {"lat": "35.75", "lng": "139.75"})
    assert there.context["cards"] == []


@pytest.mark.parametrize(
    ("asked", "names", "dates"),
    [
        ({"q": "明日"}, {"土曜会"}, {"2026-11-25"}),
        ({"open": "tomorrow"}, {"土曜会"}, {"2026-11-25"}),
        ({"q": "12月1日"}, {"朝の体操"}, {"2026-12-01"}),
        ({"q": "12月1日の午後"}, set(), set()),
        ({"q": "1日 体操"}, {"朝の体操"}, {"2026-12-01"}),
        ({"q": "来週の土曜 体操"}, {"夕日の会"}, {"2026-12-05"}),
        ({"q": "あさって"}, set(), set()),
    ],
)
def test_a_day_that_is_named_is_asked_for_and_is_the_date_of_the_card(client, town, asked, names, dates):
    cards = client.get("/", asked).context["cards"]
    assert {card.resource.name for card in cards} == names
    assert {card.next_date.day.isoformat() for card in cards} == dates


def test_tomorrow_is_the_date_of_the_card_also_of_what_meets_today(client, town):
    make_resource(name="毎日の家", schedule="毎日 9:00–17:00")
    shown = {card.resource.name: card.next_date.day for card in client.get("/", {"q": "明日"}).context["cards"]}
    assert shown["毎日の家"] == dt.date(2026, 11, 25)


def test_a_day_is_a_chip_that_can_be_taken_off(client, town):
    facets = client.get("/", {"q": "12月1日 体操"}).context["facets"]
    assert [option.label for option in facets.wished] == ["12月1日", "体操・運動"]


def test_the_box_has_two_lines_for_a_sentence_where_the_browser_does_not_let_it_grow(client, town):
    text = "土曜の午後に 車いすで行ける体操をさがしています"
    assert f'rows="2" maxlength="300" autocomplete="off" enterkeyhint="search">{text}</textarea>' in (
        client.get("/", {"q": text}).content.decode()
    )
    assert 'rows="1"' in client.get("/", {"q": "体操"}).content.decode()


def test_what_somebody_says_of_themselves_only_ranks(client, town):
    make_resource(name="ママの輪", activities=["parenting"])
    assert listed(client, q="人見知りで人の輪に入れないのでママ友ができません") == ["ママの輪"]


def test_a_class_that_calls_itself_one_is_no_wider_answer(client, town):
    make_resource(name="ことばの会", description="日本語教室です。", activities=["reading"])
    page = client.get("/", {"q": "日本語の学習"})
    assert [card.resource.name for card in page.context["cards"]] == ["ことばの会"]
    assert not page.context["facets"].widened


@pytest.mark.parametrize(("typed", "first"), [("日本語教室", "まなぶ会"), ("日本語を教えたい", "おしえる会")])
def test_who_wants_to_learn_is_not_shown_first_where_helpers_are_wanted(client, town, typed, first):
    make_resource(name="おしえる会", kinds=["volunteering"], activities=["japanese_language"], description="日本語教室")
    make_resource(name="まなぶ会", kinds=["club"], activities=["japanese_language"], description="日本語教室")
    assert listed(client, q=typed)[0] == first


def test_who_writes_in_another_language_finds_first_where_it_is_understood(client, town):
    make_resource(name="あおぞら", activities=["exercise"], features={"foreign_language": "yes"})
    assert listed(client, q="I want to do gymnastics")[0] == "あおぞら"
