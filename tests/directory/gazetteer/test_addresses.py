"""Addresses become points only as exactly as the towns tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.gazetteer.addresses import Gazetteer
from directory.gazetteer.town_files import load_towns
from directory.gazetteer.towns import find_towns
from directory.geo.areas import Municipality, Town
from tests.paths import SHARED, SMALL, needs_shared

INAGI = Municipality(code="132250", prefecture="東京都", name="稲城市", lat=35.638, lng=139.505)
YOKKAICHI = Municipality(code="242021", prefecture="三重県", name="四日市市", lat=34.965, lng=136.624)


def towns(*names, where=INAGI):
    """Towns a hundredth of a degree apart; "大字鶴賀/緑町" has a 小字, a name with ? has no point."""
    made = []
    for number, name in enumerate(names):
        base, _, koaza = name.rstrip("?").partition("/")
        lat = None if name.endswith("?") else round(35.6 + number / 100, 2)
        made.append(Town(pk=number + 1, municipality=where, name=base, koaza=koaza, lat=lat, lng=lat and 139.5))
    return Gazetteer(where, made)


GAZETTEER = towns(
    "平尾", "平尾一丁目", "平尾二丁目", "向陽台一丁目", "向陽台三丁目", "坂浜三丁目?", "百村", "旭ヶ丘", "四十九町", "大字鶴賀", "大字鶴賀/緑町",
    "上平尾", "平尾町", "東長沼",
)  # fmt: skip


@pytest.mark.parametrize(
    ("address", "town", "rest"),
    [
        ("東京都稲城市平尾1127-1", "平尾", "1127-1"),
        ("稲城市平尾１丁目９−１", "平尾一丁目", "9−1"),
        ("平尾一丁目9番1号", "平尾一丁目", "9番1号"),
        ("平尾1-9-1", "平尾一丁目", "9-1"),
        ("平尾1の9の1", "平尾一丁目", "9の1"),
        ("平尾1-9", "平尾", "1-9"),
        ("向陽台3-1", "向陽台三丁目", "1"),
        ("〒206-0823　東京都 稲城市 平尾 2丁目", "平尾二丁目", ""),
        ("平尾9丁目1", "平尾", "9丁目1"),
        ("稲城市大字平尾字入野12", "平尾", "字入野12"),
        ("旭ケ丘12", "旭ヶ丘", "12"),
        ("旭が丘12番地", "旭ヶ丘", "12番地"),
        ("四十九町2802", "四十九町", "2802"),
        ("49町2802", "四十九町", "2802"),
        ("稲城市大字鶴賀緑町1613番地", "大字鶴賀緑町", "1613番地"),
        ("鶴賀字緑町1613", "大字鶴賀緑町", "1613"),
        ("緑町1613", "大字鶴賀緑町", "1613"),
        ("鶴賀1613", "大字鶴賀", "1613"),
        ("平尾町5", "平尾町", "5"),
        ("上平尾5", "上平尾", "5"),
        ("東長沼２１１１", "東長沼", "2111"),
        ("百村甲12", "百村", "甲12"),
    ],
)
def test_an_address_finds_its_town(address, town, rest):
    found = GAZETTEER.locate(address)
    assert (str(found.town), found.precision, found.rest) == (town, "town", rest)
    assert (found.lat, found.lng) == (found.town.lat, found.town.lng)


@pytest.mark.parametrize(
    "address", ["平尾台1-2", "新平尾3", "平尾自治会館", "稲城市役所", "稲城市", "東京都稲城市大丸5"]
)
def test_a_name_that_is_no_known_town_is_only_in_the_municipality(address):
    found = GAZETTEER.locate(address)
    assert (found.town, found.precision, found.lat) == (None, "municipality", INAGI.lat)


@pytest.mark.parametrize("address", ["東京都多摩市平尾1", "多摩市桜ヶ丘1", "三重県四日市市平尾町1", "世田谷区桜丘5"])
def test_an_address_of_another_municipality_has_no_point(address):
    found = GAZETTEER.locate(address)
    assert (found.precision, found.lat, found.town) == ("none", None, None)
    assert found.notes == ("稲城市の住所ではありません。",)


def test_a_town_without_a_point_is_known_but_not_placed():
    found = GAZETTEER.locate("坂浜3丁目5")
    assert (str(found.town), found.precision, found.lat) == ("坂浜三丁目", "municipality", INAGI.lat)
    assert found.notes == ("町の位置が分かりません。",)


def test_a_town_named_without_its_chome_is_the_middle_of_its_parts():
    found = GAZETTEER.locate("稲城市向陽台")
    assert (found.town, found.precision, found.lat, found.lng) == (None, "town", 35.635, 139.5)


def test_nothing_said_is_nowhere():
    assert GAZETTEER.locate("  ").precision == "none"


@pytest.mark.parametrize("name", ["四日市市", "野々市市", "市川三郷町"])
def test_the_name_of_a_city_is_taken_off_as_a_whole(name):
    where = Municipality(code="242021", prefecture="三重県", name=name, lat=34.9, lng=136.6)
    gazetteer = towns("市場町", "諏訪町", where=where)
    for address in (f"{name}諏訪町1番5号", f"三重県{name}諏訪町1番5号", f"三重郡{name}諏訪町1番5号"):
        assert str(gazetteer.locate(address).town) == "諏訪町"
    assert gazetteer.within(f"{name}市場町1") == "市場町1"


def test_without_towns_an_address_is_in_the_municipality():
    assert towns(where=YOKKAICHI).locate("諏訪町1-5").precision == "municipality"
    unknown = Municipality(code="242021", prefecture="三重県", name="四日市市")
    assert towns(where=unknown).locate("諏訪町1-5").precision == "none"


def test_the_neighbourhood_reaches_as_far_as_the_towns():
    assert GAZETTEER.is_near(35.8, 139.5)
    assert not GAZETTEER.is_near(36.2, 139.5)
    far = Gazetteer(INAGI, [Town(pk=1, name="奥", lat=36.1, lng=139.5)])
    assert far.is_near(36.18, 139.5)


@given(st.text(max_size=80))
def test_a_point_is_always_one_that_is_known(address):
    found = GAZETTEER.locate(address)
    known = {(name.plain.lat, name.plain.lng) for name in GAZETTEER.names.values() if name.plain}
    known |= {(t.lat, t.lng) for name in GAZETTEER.names.values() for t in (*name.chome.values(), *name.koaza.values())}
    assert (found.lat, found.lng) in known | {(INAGI.lat, INAGI.lng), (None, None), (35.635, 139.5)}


REAL = [
    ("242161", "三重県伊賀市四十九町3184番地", "四十九町"),
    ("242161", "伊賀市上野丸之内116", "上野丸之内"),
    ("242161", "伊賀市島ケ原4696-9", "島ヶ原"),
    ("242161", "伊賀市玉滝4858", "玉瀧"),
    ("242161", "伊賀市桐ヶ丘3-10-5", "桐ケ丘三丁目"),
    ("242161", "伊賀市希望が丘西3丁目1", "希望ヶ丘西三丁目"),
    ("242161", "伊賀市青山羽根下向55", "青山羽根下向"),
    ("202011", "長野県長野市大字鶴賀緑町1613番地", "大字鶴賀緑町"),
    ("202011", "長野市鶴賀緑町１６１３", "大字鶴賀緑町"),
    ("202011", "長野市権堂町2201-20", "大字鶴賀権堂町"),
    ("202011", "長野市大字南長野字幅下692-2", "大字南長野"),
    ("202011", "長野市篠ノ井御幣川281-1", "篠ノ井御幣川"),
    ("202011", "長野市松代町松代581", "松代町松代"),
    ("172120", "石川県野々市市三納一丁目1番地", "三納一丁目"),
    ("172120", "野々市市本町５丁目18番5号", "本町五丁目"),
    ("172120", "本町５－１８－５", "本町五丁目"),
    ("172120", "野々市市三納1-1", "三納一丁目"),
    ("132250", "東京都稲城市東長沼2111", "東長沼"),
    ("132250", "稲城市平尾1-9-1", "平尾一丁目"),
    ("132250", "稲城市平尾1127-1", "平尾"),
    ("132250", "〒206-0804 稲城市百村1612番地", "百村"),
    ("132250", "稲城市坂浜三丁目1", "坂浜三丁目"),
    ("242021", "三重県四日市市諏訪町1番5号", "諏訪町"),
    ("242021", "四日市市鵜ノ森1-2-3", "鵜の森一丁目"),
    ("242021", "四日市市生桑町菰池450-3", "生桑町菰池"),
    ("242021", "四日市市日永西3-1-18", "日永西三丁目"),
    ("242021", "四日市市富州原町", "富州原町"),
    ("202011", "長野県飯田市本町1", "None"),
    ("242161", "名張市鴻之台1番町1", "None"),
    ("172120", "白山市倉光二丁目1", "None"),
    ("132250", "稲城市平尾台1-2", "None"),
]


INVENTED = [
    ("132250", "東京都稲城市花野2-3-1", "花野二丁目"),
    ("132250", "稲城市花野１丁目９−１", "花野一丁目"),
    ("132250", "星見緑ヶ原12", "大字星見緑ヶ原"),
    ("132250", "稲城市雲影町5番地", "雲影町"),
    ("132250", "四日市市花野町1", "None"),
    ("242021", "四日市市花野町1", "花野町"),
    ("242021", "四日市市月待3", "月待"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "addresses"),
    [
        (SMALL / "towns.csv", INVENTED),
        pytest.param(SHARED / "data" / "towns.csv", REAL, marks=needs_shared("data", "towns.csv")),
    ],
    ids=["invented", "five cities"],
)
def test_addresses_of_several_cities(django_assert_num_queries, path, addresses):
    load_towns(path)
    gazetteers = {where.pk: Gazetteer(where, find_towns(where)) for where in Municipality.objects.all()}
    with django_assert_num_queries(0):
        found = [(code, address, str(gazetteers[code].locate(address).town)) for code, address, _ in addresses]
    assert found == addresses
