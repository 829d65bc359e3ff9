"""The lists of the national standard: their headings, what stands in them, what is left out and why."""

import csv
import datetime as dt
import io
import json
from zoneinfo import ZoneInfo

import pytest

from directory.exports.open_data.data_sets import DATA_SETS
from directory.exports.open_data.features import geojson_lines
from directory.exports.open_data.listing_rows import POI_CODES
from directory.exports.open_data.machine_readability import faults_of_header, faults_of_row
from directory.models import Resource, SingleDate, StatusStatement
from tests.factories import CITY, make_municipality, make_organization, make_place, make_resource, make_town
from tests.paths import SHARED, needs_shared

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, tzinfo=ZoneInfo("Asia/Tokyo"))
FORMULA = "=HYPERLINK(1)"
SHARED_HEADERS = {
    "facilities": "std_public_facility_header.csv",
    "childcare": "std_childcare_header.csv",
    "meals": "std_kodomo_shokudo_header.csv",
}


def file_of(slug, municipality=CITY):
    return "".join(DATA_SETS[slug].csv_lines(municipality, NOW))


def rows_of(slug, municipality=CITY):
    text = file_of(slug, municipality)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


@needs_shared("data")
@pytest.mark.parametrize("slug", SHARED_HEADERS)
def test_the_headings_are_those_of_the_standard(slug):
    with (SHARED / "data" / SHARED_HEADERS[slug]).open(encoding="utf-8-sig", newline="") as file:
        assert DATA_SETS[slug].headings == tuple(next(csv.reader(file)))


@pytest.mark.parametrize("slug", DATA_SETS)
def test_a_list_without_rows_is_its_header(slug):
    assert faults_of_header(DATA_SETS[slug].headings) == []
    assert file_of(slug).count("\r\n") == 1


@pytest.fixture
def hall():
    place = make_place(
        name="平尾ふれあいセンター", town=make_town(), address="平尾1丁目2-3", building="2階", postcode="2060823"
    )
    return make_resource(
        name="平尾ふれあいセンター", reading="ひらおふれあいせんたー", kinds=["facility"], place=place, summary="だれでも 来られます。",
        description="1行目\n2行目", schedule="毎週月・水 9:00–24:00（祝日は休み）", features={"wheelchair": "yes", "nursing_room": "no"},
        organization=make_organization(name="稲城市", corporate_number="2000020132250"),
        contacts=[
            {"kind": "telephone", "value": "042-111-1111", "note": "平日のみ"}, {"kind": "telephone", "value": "042-222-2222"},
            {"kind": "email", "value": "hidden@example.jp", "is_public": False},
        ],
    )  # fmt: skip


def test_a_public_facility(hall):
    (row,) = rows_of("facilities")
    assert {name: text for name, text in row.items() if text} == {
        "全国地方公共団体コード": "132250", "ID": str(hall.uuid), "地方公共団体名": "稲城市", "名称": "平尾ふれあいセンター",
        "名称_カナ": "ヒラオフレアイセンター", "所在地_全国地方公共団体コード": "132250", "所在地_連結表記": "東京都稲城市平尾1丁目2-3",
        "所在地_都道府県": "東京都", "所在地_市区町村": "稲城市", "所在地_町字": "平尾", "所在地_番地以下": "1丁目2-3",
        "建物名等（方書）": "2階", "緯度": "35.604000", "経度": "139.489000", "電話番号": "042-111-1111", "郵便番号": "2060823",
        "連絡先備考（その他、SNSなど）": "電話は 平日のみ。電話 042-222-2222", "法人番号": "2000020132250", "団体名": "稲城市",
        "利用可能曜日": "月水", "開始時間": "09:00", "終了時間": "24:00",
        "利用可能時間特記事項": "毎週月・水 9:00–24:00（祝日は休み）", "説明": "だれでも 来られます。", "車椅子可": "有", "授乳室": "無",
        "備考": "1行目 2行目",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "code"), [("平尾公民館", "1307"), ("第一児童館", "1403"), ("ふれあいセンター", "")])
def test_a_name_that_says_what_it_is_gives_the_code_of_it(name, code):
    make_resource(name=name, kinds=["facility"])
    assert rows_of("facilities")[0]["POIコード"] == code


@needs_shared("data")
def test_the_codes_are_those_of_the_list():
    with (SHARED / "data" / "poi_codes.csv").open(encoding="utf-8") as file:
        known = {row[1] for row in csv.reader(file)}
    assert set(POI_CODES.values()) <= known


def test_who_is_in_no_list(hall):
    make_resource(name="支援者だけ", kinds=["facility"], visibility="supporters")
    make_resource(name="下書き", kinds=["facility"], live=False)
    make_resource(name="サロン")
    make_resource(
        name="よその市", kinds=["facility"], place=make_place(municipality=make_municipality("131016", "千代田区"))
    )
    ended = make_resource(name="終わった所", kinds=["facility"])
    StatusStatement.objects.create(resource=ended, status="ended", since="2026-10-01")
    assert [row["名称"] for row in rows_of("facilities")] == ["平尾ふれあいセンター"]
    assert {row["名称"] for row in rows_of("facilities", "")} == {"平尾ふれあいセンター", "よその市"}


def test_who_is_closed_now_says_so_first(hall):
    StatusStatement.objects.create(
        resource=hall, status="paused", since="2026-11-01", until="2026-12-01", reason="工事のため"
    )
    assert rows_of("facilities")[0]["備考"] == "今はお休み中（2026年12月1日まで）。工事のため 1行目 2行目"


def test_a_childcare_hub_and_a_meal():
    make_resource(kinds=["childcare_hub"], min_age=0, max_age=3, capacity=20, features={"parking": "yes"})
    make_resource(
        kinds=["meal"], fee=0, targets=["children"], features={"drop_in": "yes"}, schedule="毎月第2土曜 11:00–13:00"
    )
    make_resource(kinds=["meal"], fee=300, fee_note="子どもは無料")
    (hub,) = rows_of("childcare")
    assert [hub[name] for name in ("受入年齢", "収容定員", "駐車場情報")] == ["0歳から3歳まで", "20", "有"]
    free, paid = rows_of("meals")
    assert [free[name] for name in ("参加費_大人", "参加条件", "予約方法", "開催曜日", "開催日時特記事項")] == [
        "0", "こども", "予約なし", "", "毎月第2土曜 11:00–13:00",
    ]  # fmt: skip
    assert (paid["参加費_大人"], paid["参加費特記事項"]) == ("", "1回300円。子どもは無料")
    assert free["市区町村名"] == "稲城市"


def test_events_are_the_meetings_that_take_place():
    salon = make_resource(name="夜の会", kinds=["cafe"], schedule="毎週火曜 22:00–2:00", fee=100)
    SingleDate.objects.create(resource=salon, day="2026-12-01", meets=False)
    make_resource(name="毎日あく館", kinds=["facility"], schedule="毎日 9:00–17:00")
    rows = rows_of("events")
    assert {row["イベント名"] for row in rows} == {"夜の会"}
    assert [row["開始日"] for row in rows[:2]] == ["2026-11-24", "2026-12-08"], "1 December is a day off"
    assert [rows[0][name] for name in ("ID", "終了日", "開始時間", "終了時間", "料金(基本)")] == [
        f"{salon.uuid}-20261124-1", "2026-11-25", "22:00", "02:00", "100",
    ]  # fmt: skip
    assert rows[-1]["開始日"] <= "2027-01-23"


def test_no_text_of_a_listing_is_a_formula():
    make_resource(name=FORMULA, kinds=["facility", "meal", "childcare_hub", "salon"], summary=FORMULA, schedule="毎週火曜 10:00–12:00",
                  description=FORMULA, fee_note=FORMULA, hours_note=FORMULA,
                  place=make_place(name=FORMULA, address=FORMULA, building=FORMULA),
                  organization=make_organization(name=FORMULA), contacts=[{"kind": "other", "value": FORMULA}])  # fmt: skip
    for slug in DATA_SETS:
        cells = [cell for row in rows_of(slug) for cell in row.values()]
        assert any(FORMULA in cell for cell in cells), slug
        assert not [cell for cell in cells if cell.startswith("=")], slug


def test_geojson_has_the_same_rows(hall):
    make_resource(name="場所なし", kinds=["facility"], place=make_place(lat=None, lng=None))
    make_resource(name="およそ", kinds=["facility"], place=make_place(precision="town"))
    told = json.loads("".join(geojson_lines(DATA_SETS["facilities"], CITY, NOW)))
    assert [one["properties"]["名称"] for one in told["features"]] == ["平尾ふれあいセンター", "場所なし", "およそ"]
    assert [one["geometry"] for one in told["features"]] == [
        {"type": "Point", "coordinates": [139.489, 35.604]}, None, None,
    ]  # fmt: skip
    assert json.loads("".join(geojson_lines(DATA_SETS["meals"], CITY, NOW)))["features"] == []


def broken(slug="facilities", **cells):
    headings = DATA_SETS[slug].headings
    right = {"全国地方公共団体コード": "132250", "名称": "サロン", "イベント名": "サロン"} | cells
    return [
        (fault.rule, fault.heading) for fault in faults_of_row(headings, [right.get(name, "") for name in headings])
    ]


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"全国地方公共団体コード": "132251"}, "L3-06"),
        ({"全国地方公共団体コード": ""}, "L3-06"),
        ({"名称": ""}, "L1-07"),
        ({"名称": "髙橋の家"}, "L1-08"),
        ({"名称": "①の家"}, "L1-08"),
        ({"緯度": "35.6"}, "L2-01"),
        ({"緯度": "139.489", "経度": "35.604"}, "L2-01"),
        ({"法人番号": "不明"}, "L2-01"),
        ({"開始時間": "9:30"}, "L3-05"),
        ({"開始時間": "午前"}, "L3-05"),
        ({"電話番号": "042-1 042-2"}, "L1-07"),
        ({"建物名等（方書）": "同上"}, "L2-02"),
    ],
)
def test_each_fault_has_the_number_of_its_rule(cells, rule):
    assert {found for found, _ in broken(**cells)} == {rule}


def test_a_right_row_has_no_fault():
    assert broken(緯度="35.604", 経度="139.489", 開始時間="09:30", 終了時間="24:00", 電話番号="042-111-1111") == []
    assert broken("events", 開始日="2026-12-01") == []
    assert broken("events", 開始日="12/1") == [("L3-05", "開始日")]


@needs_shared("data")
def test_the_numbers_are_those_of_the_rules():
    with (SHARED / "data" / "machine_readability_rules.csv").open(encoding="utf-8") as file:
        known = {row["id"] for row in csv.DictReader(file)}
    cells = {
        "全国地方公共団体コード": "1",
        "緯度": "x",
        "名称": "髙",
        "開始時間": "x",
        "電話番号": "1 2",
        "説明": "同上",
    }
    assert {rule for rule, _ in broken(**cells)} | {fault.rule for fault in faults_of_header(["", "a", "a"])} <= known


def test_a_row_that_would_mislead_is_left_out_and_others_stay(hall):
    Resource.objects.filter(pk=hall.pk).update(name="髙橋の①館")
    wrong = make_municipality("132251", "検査数字のちがう市")
    make_resource(name="よその館", kinds=["facility"], place=make_place(municipality=wrong))
    assert [row["名称"] for row in rows_of("facilities", "")] == ["髙橋の1館"], "① has an equal letter, 髙 has none"
    found = {fault.rule for _, _, faults in DATA_SETS["facilities"].checked_rows("", NOW) for fault in faults}
    assert found == {"L1-08", "L3-06"}
