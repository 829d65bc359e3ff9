"""A municipality is known by its name and its code, with its county, its prefecture and its wards."""

import pytest

from directory.gazetteer.municipality_names import is_code_of, is_name_of, wards, without_county
from directory.gazetteer.towns import find_municipality, find_towns
from directory.geo.areas import Municipality
from directory.spreadsheets.findings import Wrong
from tests.factories import make_municipality, make_town

pytestmark = pytest.mark.django_db
HINODE = Municipality(code="133051", prefecture="東京都", name="日の出町")
YOKOHAMA = Municipality(code="141003", prefecture="神奈川県", name="横浜市")
AOBA = Municipality(code="141178", prefecture="神奈川県", name="横浜市青葉区")
INAGI = Municipality(code="132250", prefecture="東京都", name="稲城市")


@pytest.mark.parametrize(
    ("code", "name", "prefecture"),
    [
        ("133051", "日の出町", "東京都"),
        ("141003", "横浜市", "神奈川県"),
        ("111007", "さいたま市", "埼玉県"),
        ("011002", "札幌市", "北海道"),
        ("271004", "大阪市", "大阪府"),
        ("401307", "福岡市", "福岡県"),
        ("221309", "浜松市", "静岡県"),
        ("141178", "横浜市青葉区", "神奈川県"),
    ],
)
def test_codes_of_wards_designated_cities_and_towns_in_a_county_are_found(code, name, prefecture):
    found = find_municipality(code)
    assert (found.name, found.prefecture) == (name, prefecture)


@pytest.mark.parametrize("code", ["140007", "990019"])
def test_a_code_that_no_municipality_has_is_refused(code):
    with pytest.raises(Wrong):
        find_municipality(code)


@pytest.mark.parametrize(
    ("where", "told"),
    [
        (HINODE, {"日の出町": True, "西多摩郡日の出町": True, "東京都西多摩郡日の出町": True, "瑞穂町": False, "西多摩郡": None}),
        (YOKOHAMA, {"横浜市": True, "横浜市青葉区": True, "青葉区": True, "川崎市": False, "神奈川県": None, "": None}),
        (AOBA, {"横浜市青葉区": True, "青葉区": True, "横浜市緑区": False, "横浜市": None, "大田区": False}),
        (INAGI, {"稲城市": True, "東京都 稲城市": True, "多摩市": False, "神奈川県川崎市": False, "平尾": None, "全域": None}),
    ],
)  # fmt: skip
def test_the_text_of_a_column_means_a_municipality_or_another_or_none(where, told):
    assert {text: is_name_of(text, where) for text in told} == told


@pytest.mark.parametrize(
    ("code", "where", "expected"),
    [
        ("141178", YOKOHAMA, True),
        ("14117", YOKOHAMA, True),
        ("141003", AOBA, True),
        ("141305", YOKOHAMA, False),
        ("132250", INAGI, True),
    ],
)
def test_a_code_means_a_municipality_its_ward_or_its_city(code, where, expected):
    assert is_code_of(code, where) is expected


def test_a_city_with_the_sign_of_a_county_in_its_name_keeps_it():
    assert [without_county(name) for name in ("大和郡山市", "蒲郡市", "小郡市", "郡上市")] == [
        "大和郡山市",
        "蒲郡市",
        "小郡市",
        "郡上市",
    ]


def test_a_designated_city_has_the_towns_of_its_wards():
    make_municipality(code="141178", name="横浜市青葉区", prefecture="神奈川県", lat=35.55, lng=139.53)
    make_town(municipality=Municipality.objects.get(pk="141178"), name="美しが丘", lat=35.57, lng=139.54)
    towns = {town.name: town for town in find_towns(find_municipality("141003"))}
    assert (towns["青葉区美しが丘"].lat, towns["青葉区美しが丘"].municipality_id) == (35.57, "141003")
    assert "鶴見区生麦" in towns
    assert wards("132250") == {}
