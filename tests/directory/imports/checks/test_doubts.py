"""Doubts about a list are asked in plain words: whose city it is of, and whether a place is still there."""

import pytest

from directory.gazetteer.geocoders import Geocoding
from directory.gazetteer.towns import find_municipality
from directory.geo.areas import Town
from directory.imports.checks.doubts import ENDS, HIDDEN_ADDRESS
from directory.imports.list_reader import read_list
from directory.imports.read_lists import ReadOptions
from tests.factories import make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(tmp_path):
    where = make_municipality()
    for name in ("平尾", "昭和町"):
        Town.objects.create(municipality=where, name=name, lat=35.613, lng=139.486)

    def reading(text, name="list.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_list(path, ReadOptions("132250", "salon"), Geocoding(find_municipality("132250")))

    return reading


@pytest.mark.parametrize(
    ("title", "name", "asked"),
    [
        ("多摩市社会福祉協議会 サロン一覧", "list.csv", ["多摩市"]),
        ("サロン一覧", "東久留米市サロン.csv", ["東久留米市"]),
        ("瑞穂町のサロン", "list.csv", ["瑞穂町"]),
        ("稲城市サロン一覧（多摩市と合同）", "list.csv", []),
        ("昭和町のサロン", "list.csv", []),
        ("サロン一覧", "list.csv", []),
    ],
)
def test_a_title_that_names_another_city_is_asked_about(read, title, name, asked):
    told = read(f"{title},,\n名称,住所,電話\nさくら,平尾1,042-000-1111\n", name)
    assert len(told.rows) == 1
    reasons = [f.reason for f in told.findings if f.line is None and f.reason.startswith("題に")]
    assert reasons == [
        f"題に「{city}」と あります。稲城市の一覧で まちがいないか、たしかめてから 入れてください。" for city in asked
    ]


@pytest.mark.parametrize(
    ("remark", "asks"),
    [
        ("Ｒ８．３．３１で終了予定", True),
        ("令和7年度をもって廃止しました", True),
        ("会は解散", True),
        ("現在休止中", True),
        ("3月末で閉会いたします", True),
        ("受付終了", False),
        ("12時終了。お茶が出ます", False),
        ("現地解散", False),
        ("終了後に お茶の時間", False),
        ("終了しだい 帰れます", False),
        ("雨の日は休み", False),
    ],
)
def test_a_remark_that_a_place_ends_is_asked_about(read, remark, asks):
    told = read(f"名称,住所,備考\nさくら,平尾1,{remark}\nつばき,平尾2,\n")
    assert len(told.rows) == 2
    assert [(f.line, f.column) for f in told.findings if f.reason == ENDS] == ([(2, "備考")] if asks else [])


@pytest.mark.parametrize(
    ("address", "remark", "asks"),
    [
        ("平尾1-2", "住所は非公開", True),
        ("平尾1-2", "会場は公開していません", True),
        ("平尾1-2", "所在地：非公表", True),
        ("平尾1-2", "電話番号は非公開", False),
        ("平尾1-2", "住所は ホームページで公開しています", False),
        ("平尾", "住所は非公開", False),
        ("非公開", "住所は非公開", False),
    ],
)
def test_an_address_that_is_not_to_be_told_is_asked_about(read, address, remark, asks):
    told = read(f"名称,住所,備考\nさくら,{address},{remark}\nつばき,平尾2,\n")
    assert [(f.line, f.column) for f in told.findings if f.reason == HIDDEN_ADDRESS] == ([(2, "備考")] if asks else [])
