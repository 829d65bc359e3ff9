"""Which desk is in charge of a worry in a town: every row of the tables of the five plans, and the order of the answers."""

import datetime as dt

import pytest

from directory.catalogue.desks import OTHER, desks_for, desks_of, topics, towns_named
from directory.catalogue.vocabulary import shipped_words
from directory.imports.city_fixtures import load_plan, plans, read_city
from directory.models import Area, AreaSystem, Resource, Town
from tests.factories import make_municipality, make_resource, make_town

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 27)
INAGI, IGA, NONOICHI, YOKKAICHI = "132250", "242161", "172120", "242021"
HIRAO, YANOKUCHI, MOMURA, KOYODAI = "平尾", "矢野口", "百村", "向陽台"
ROWS = [
    *((INAGI, town, topic, "福祉くらしの総合窓口") for town in (HIRAO, YANOKUCHI) for topic in (OTHER, "money")),
    *((INAGI, town, "older", "地域包括支援センターひらお") for town in ("坂浜", HIRAO)),
    *((INAGI, town, "older", "地域包括支援センターやのくち") for town in ("押立", YANOKUCHI)),
    *((INAGI, town, "older", "地域包括支援センターエレガントもむら") for town in ("大丸", "東長沼", MOMURA)),
    *((INAGI, town, "older", "地域包括支援センターこうようだい") for town in (KOYODAI, "長峰", "若葉台")),
    *(
        (INAGI, HIRAO, "disability", name)
        for name in ("基幹相談支援センター（市障害福祉課）", "稲城市社会福祉協議会", "マルシェいなぎ")
    ),
    *((INAGI, MOMURA, "children", name) for name in ("子ども家庭支援センター", "おやこ包括支援センター")),
    *(
        (IGA, "四十九町", topic, name)
        for topic, name in (
            (OTHER, "地域包括支援センター相談支援室（総合相談） 本庁"),
            (OTHER, "地域包括支援センター相談支援室（総合相談） 東部サテライト"),
            (OTHER, "地域包括支援センター相談支援室（総合相談） 南部サテライト"),
            (OTHER, "医療福祉政策課"),
            (OTHER, "地域福祉コーディネーター"),
            ("disability", "障がい者相談支援センター（基幹型及び一般）"),
            ("children", "こども未来課（利用者支援事業・基本型）"),
            ("children", "健康推進課（利用者支援事業・母子保健型）"),
            ("children", "こども未来課（児童等の相談）"),
            ("money", "生活支援課（自立相談支援事業）"),
            ("money", "自立相談支援機関「おあいこ」"),
        )
    ),
    *((NONOICHI, "本町", "older", f"{area}地区地域包括支援センター") for area in ("本町", "富奥", "郷・押野")),
    *(
        (NONOICHI, "本町", topic, name)
        for topic, name in (
            ("disability", "障害者基幹相談支援センター"),
            ("children", "利用者支援事業（こども家庭センター型）"),
            ("children", "子育て支援センターみって"),
            ("children", "母子・父子家庭相談事業"),
            ("children", "発達相談センター"),
            ("children", "母子保健事業"),
            ("money", "ののいち自立生活サポートセンター"),
            ("withdrawal", "野々市市社会福祉協議会"),
        )
    ),
    *(
        (YOKKAICHI, "諏訪町", topic, name)
        for topic, name in (
            ("older", "高齢福祉課"),
            ("older", "地域包括支援センター"),
            ("older", "在宅介護支援センター"),
            ("older", "介護保険課"),
            ("older", "認知症初期集中支援チーム"),
            ("disability", "障害福祉課"),
            ("disability", "委託相談支援事業所"),
            ("mind", "保健予防課"),
            ("family", "こども家庭課"),
            ("children", "子育てコンシェルジュ"),
            ("children", "子育て支援センター"),
            ("children", "こども保健福祉課"),
            ("children", "こども発達支援課"),
            ("children", "あけぼの学園"),
            ("children", "青少年育成室"),
            ("children", "指導課"),
            ("money", "保護課"),
            ("money", "生活支援室"),
            ("family", "男女共同参画センター"),
            ("rights", "人権センター"),
            ("foreign", "国際交流センター"),
            ("neighbours", "四日市市社会福祉協議会"),
            ("neighbours", "民生委員・児童委員"),
            (OTHER, "福祉総務課"),
        )
    ),
]
"""(city, town, topic, desk), one for each row of a plan's table of desks and each town that the table names."""


def test_every_row_of_each_plans_table_is_found_by_town_and_worry():
    for path in plans():
        load_plan(read_city(path), TODAY)
    missing = []
    for city, town, topic, name in ROWS:
        found = desks_for(desks_of(city, TODAY), topics()[topic], towns_named(city, town))
        if name not in [one.resource.name for one in found]:
            missing.append((town, topic, name))
    assert missing == []
    named = {(city, name) for city, _, _, name in ROWS}
    takes = {city: [row.name for row in desks_of(city, TODAY) if row.rows_of("worries")] for city, *_ in ROWS}
    assert [(city, name) for city, names in takes.items() for name in names if (city, name) not in named] == []
    # A centre of another part of the city is never the answer.
    (only,) = desks_for(desks_of(INAGI, TODAY), topics()["older"], towns_named(INAGI, MOMURA))
    assert (only.resource.name, only.of_town) == ("地域包括支援センターエレガントもむら", True)


def test_every_worry_of_the_vocabulary_has_a_topic():
    assert {slug for topic in topics().values() for slug in topic.worries} == set(shipped_words()["worries"])


@pytest.fixture
def centres():
    """Two centres with a part of the city each, one whose area has no towns, and one for all."""
    city = make_municipality()
    system = AreaSystem.objects.create(municipality=city, name="圏域")
    areas = {name: Area.objects.create(system=system, name=name) for name in ("北", "南", "東")}
    areas["北"].towns.add(make_town("平尾一丁目"), make_town("平尾二丁目"))
    areas["南"].towns.add(make_town("百村"))
    same = {"kinds": ["consultation"], "worries": ["nursing"]}
    for name, area in areas.items():
        make_resource(name=f"{name}センター", areas=[area], **same)
    make_resource(name="あ 高齢福祉課", **same)
    return city


def names(city, topic, said=""):
    found = desks_for(desks_of(city, TODAY), topics()[topic], towns_named(city, said))
    return [(one.resource.name, one.of_town) for one in found]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("平尾", [("北センター", True), ("あ 高齢福祉課", None), ("東センター", None)]),
        ("百村", [("南センター", True), ("あ 高齢福祉課", None), ("東センター", None)]),
        ("", [("あ 高齢福祉課", None), ("北センター", None), ("南センター", None), ("東センター", None)]),
    ],
)
def test_who_has_the_town_comes_first_then_the_whole_city_then_what_is_unknown(centres, said, expected):
    assert sorted(names(centres, "older", said)) == sorted(expected)
    assert names(centres, "older", said)[0] == expected[0]


def test_a_desk_for_supporters_an_ended_and_a_hidden_one_are_no_answer(centres):
    Resource.objects.filter(name="北センター").update(visibility="supporters")
    Resource.objects.filter(name="南センター").update(live=False)
    Resource.objects.get(name="東センター").status_statements.create(status="ended", since=TODAY)
    assert names(centres, "older") == [("あ 高齢福祉課", None)]
    assert len(desks_of(centres, TODAY, also_for_supporters=True)) == 2


def test_who_names_the_worry_comes_before_who_is_meant_by_a_word(centres):
    make_resource(name="あ 社協", kinds=["consultation"], field="地域の福祉に関すること")
    make_resource(name="ん 福祉課", kinds=["consultation"], worries=["hoarding"])
    assert [name for name, _ in names(centres, "neighbours")] == ["ん 福祉課", "あ 社協"]


@pytest.mark.parametrize(
    ("said", "towns"),
    [("平尾", 2), ("平尾一丁目", 1), ("平尾１丁目", 1), ("百村", 1), ("百", 1), ("", 0), ("  ", 0), ("ない町", 0)],
)
def test_a_town_is_understood_as_it_is_written(centres, said, towns):
    assert len(towns_named(centres, said)) == towns


def test_a_town_that_is_also_the_beginning_of_others_is_meant_with_them(centres):
    Town.objects.create(municipality=centres, name="平尾")
    assert len(towns_named(centres, "平尾")) == 3
