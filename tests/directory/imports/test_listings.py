"""A row becomes plain facts: everything it says is kept, what is certain in its own place."""

import pytest

from directory.gazetteer.geocoders import Geocoding
from directory.geo.areas import Town
from directory.imports.listing_reader import ListingReader
from directory.imports.row_reader import ListContext
from directory.imports.tables.entries import Entry
from directory.imports.tables.headers import HeadingCell, read_header
from directory.spreadsheets.findings import Severity
from directory.spreadsheets.sheets import SheetRow
from tests.factories import make_municipality

pytestmark = pytest.mark.django_db
PLACED = {"名称": "さくら", "住所": "稲城市平尾1-2"}


@pytest.fixture
def geocoding():
    where = make_municipality()
    Town.objects.create(municipality=where, name="平尾", postcode="2060823", lat=35.613, lng=139.486)
    return Geocoding(where)


@pytest.fixture
def read(geocoding):
    def reading(kind="salon", **cells):
        row = SheetRow(2, tuple(cells.values()))
        header = read_header(1, [HeadingCell(heading) for heading in cells], [row])
        table = ListContext(header, geocoding.gazetteer.municipality, kind, geocoding, {"kinds": [kind]})
        reader = ListingReader(table, Entry([row], {}))
        return reader.read(), reader.findings

    return reading


def told(findings, severity):
    return [(f.column, f.reason) for f in findings if f.severity is severity]


def test_a_row_with_everything(read):
    facts, findings = read(
        全国地方公共団体コード="132250", ID="A1", 名称="さくら　サロン", 名称_カナ="サクラ サロン", 所在地_連結表記="東京都稲城市平尾１－２　自治会館２階",
        緯度="35.613", 経度="139.486", 電話番号="042-000-1111", 内線番号="12", 連絡先メールアドレス="a@example.org", 団体名="さくら会",
        利用可能曜日="火", 開始時間="10:00", 終了時間="12:00", 利用可能時間特記事項="祝日は休み", 説明="お茶の会です。", 車椅子可="○", 多目的トイレ="×",
        筆談対応="有", ツエ貸出="○", URL="https://example.org/", 備考="上ばきが要ります。",
    )  # fmt: skip
    assert findings == []
    assert facts == {
        "kinds": ["salon"],
        "name": "さくら サロン",
        "reading": "さくら さろん",
        "place": {
            "name": "さくら サロン", "address": "平尾1-2", "building": "自治会館2階", "postcode": "2060823", "town": "平尾",
            "lat": 35.613, "lng": 139.486, "precision": "exact", "accessibility": "ツエ貸出：あり",
            "features": {"wheelchair": "yes", "accessible_toilet": "no"},
        },
        "schedule": ["毎週火曜 10:00–12:00（祝日は休み）"],
        "features": {"sign_language": "yes"},
        "summary": "お茶の会です。",
        "description": "上ばきが要ります。",
        "organization": "さくら会",
        "contacts": [
            {"kind": "telephone", "value": "042-000-1111", "note": "内線 12"},
            {"kind": "email", "value": "a@example.org"},
            {"kind": "website", "value": "https://example.org/"},
        ],
    }  # fmt: skip


def test_hours_that_are_not_certain_stay_text(read):
    facts, _ = read(
        **PLACED, 利用可能曜日="月", 開始時間="10:00", 終了時間="12:00", 利用可能時間特記事項="変更する場合があります"
    )
    assert "schedule" not in facts
    assert facts["hours_note"] == "月 10:00〜12:00 変更する場合があります"


def test_hours_in_columns_need_no_text_when_they_are_read(read):
    facts, _ = read(**PLACED, 利用可能曜日="月火", 開始時間="９：３０", 終了時間="12:00")
    assert (facts["schedule"], facts.get("hours_note")) == (["毎週月・火 9:30–12:00"], None)


def test_closed_days_are_no_opening_days(read):
    cells = {"利用時間": "10:00～12:00", "曜日": "月～土"}
    facts, _ = read(**PLACED, **cells, 休館日="祝日・年末年始")
    assert facts["schedule"] == ["毎週月〜土 10:00–12:00（祝日・年末年始は休み）"]
    assert "hours_note" not in facts
    assert "schedule" not in read(**PLACED, **cells, 休館日="不定休")[0]


@pytest.mark.parametrize(
    ("cells", "facts"),
    [
        ({"定員": "３８人"}, {"capacity": 38}),
        ({"定員": "40人（長期休暇60人）"}, {"description": "定員：40人（長期休暇60人）"}),
        ({"参加費": "無料"}, {"fee": 0}),
        ({"参加費": "２００円"}, {"fee": 200}),
        ({"参加費": "お茶代100円"}, {"fee_note": "お茶代100円"}),
        ({"料金": "長" * 121}, {"description": "料金：" + "長" * 121}),
        ({"参加費": "70000円"}, {"fee_note": "70000円"}),
        ({"対象": "高齢者"}, {"targets": ["older"]}),
        ({"対象": "概ね65歳以上の方"}, {"description": "対象：概ね65歳以上の方"}),
        ({"対象年齢": "65歳以上"}, {"min_age": 65, "description": "対象の年齢：65歳以上"}),
        ({"受入年齢": "生後6か月から"}, {"description": "対象の年齢：生後6か月から"}),
        ({"参加人数": "15名"}, {"group_size": 15}),
        (
            {"種別": "認可保育所", "認可等年月日": "H27.4.1"},
            {"description": "種別：認可保育所\n認可の日：2015年4月1日"},
        ),
        ({"認可等年月日": "昭和のころ"}, {"description": "認可の日：昭和のころ"}),
        ({"駐車場": "あり"}, {"place features": {"parking": "yes"}}),
        ({"駐車場": "3台"}, {"description": "駐車場：3台"}),
        ({"送迎": "無"}, {"features": {"pick_up": "no"}}),
        ({"車椅子可": "", "授乳室": "-"}, {}),
        ({"会場": "自治会館"}, {"place name": "自治会館"}),
        ({"郵便番号": "２０６-０８２４"}, {"place postcode": "2060824"}),
        ({"アクセス方法": "駅から5分"}, {"place access": "駅から5分"}),
        (
            {"フードパントリー実施": "1", "テイクアウト実施": "0"},
            {"description": "フードパントリー：あり\n持ち帰り：なし"},
        ),
        ({"一時預かりの有無": "有", "学区": "1"}, {"description": "一時預かり：あり\n学区：1"}),
        ({"予約方法": "電話;SMS"}, {"description": "予約：電話、SMS"}),
        ({"Memo": "あり"}, {"description": "Memo：あり"}),
        ({"留意事項": "予約制です。"}, {"description": "予約制です。"}),
        ({"参加費特記事項": "こどもの利用料は無料です。"}, {"fee_note": "こどもの利用料は無料です。"}),
        ({"参加費特記事項": "無料"}, {"fee": 0}),
        ({"参加費": "100円", "参加費備考": "お茶代"}, {"fee": 100, "fee_note": "お茶代"}),
        (
            {"参加費": "100円", "参加費備考": "3歳以下は無料、大人は300円"},
            {"fee_note": "100円。3歳以下は無料、大人は300円"},
        ),
        ({"参加費": "100円", "参加費備考": "長" * 121}, {"fee": 100, "description": "参加費について：" + "長" * 121}),
    ],
)
def test_each_cell_has_its_place(read, cells, facts):
    plain, _ = read(**PLACED)
    found, findings = read(**PLACED, **cells)
    flat = {**{k: v for k, v in found.items() if k != "place"}, **{f"place {k}": v for k, v in found["place"].items()}}
    before = {**plain, **{f"place {k}": v for k, v in plain["place"].items()}}
    assert {k: v for k, v in flat.items() if before.get(k) != v} == facts
    assert findings == []


def test_letters_of_a_pdf_are_stored_as_letters(read):
    facts, _ = read(**PLACED | {"名称": "⻄⼤丸⻑寿会", "会場": "⼤丸公⺠館", "備考": "⽕曜⽇"})
    assert (facts["name"], facts["place"]["name"], facts["description"]) == ("西大丸長寿会", "大丸公民館", "火曜日")


@pytest.mark.parametrize(
    ("cells", "postcode"),
    [
        ({"郵便番号": "〒２０６－０８２４"}, "2060824"),
        ({"郵便番号": "郵便番号 206-0824"}, "2060824"),
        ({"住所": "〒２０６ー０８２４　稲城市平尾1-2"}, "2060824"),
        ({"住所": "2060824 東京都稲城市平尾1-2"}, "2060824"),
        ({"郵便番号": "206-0825", "住所": "〒206-0824 稲城市平尾1-2"}, "2060825"),
        ({}, "2060823"),
    ],
)
def test_a_postcode_is_read_in_any_width_also_before_the_address(read, cells, postcode):
    place = read(**PLACED | cells)[0]["place"]
    assert (place["postcode"], place["address"]) == (postcode, "平尾1-2")


def test_a_childs_age_is_not_the_visitors(read):
    facts, _ = read("childcare_hub", **PLACED, 受入年齢="0～3歳")
    assert (facts["min_age"], facts["max_age"], facts["ages_of"]) == (0, 3, "child")


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"名称": "", "住所": "平尾1"}, "名称", "名前がありません"),
        ({"名称": "長" * 121, "住所": "平尾1"}, "名称", "120字"),
        (PLACED | {"緯度": "35.6"}, "緯度", "片方"),
        (PLACED | {"緯度": "45.0", "経度": "141.0"}, "緯度", "稲城市の中心から約10"),
        (PLACED | {"緯度": "1", "経度": "2"}, "緯度", "日本の外"),
        (PLACED | {"市区町村コード": "132251"}, "市区町村コード", "検査数字"),
        (PLACED | {"郵便番号": "12"}, "郵便番号", "7けた"),
        (PLACED | {"備考": "長" * 5_001}, "備考", "5,000字"),
        ({"名称": "さくら", "住所": "平尾1" + "丁" * 200}, "住所", "200字"),
        ({"名称": "さくら", "住所": "平尾1", "方書": "館" * 101}, "building", "100字"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_line_and_reason(read, cells, column, says):
    facts, findings = read(**cells)
    assert facts is None
    wrong = [f for f in findings if f.severity is Severity.WRONG]
    assert [(f.line, f.column) for f in wrong] == [(2, column if column != "building" else "方書")]
    assert says in str(wrong[0])


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"緯度": "139.486", "経度": "35.613"}, "入れかえました"),
        ({"市区町村コード": "１３２２５０", "電話番号": "42-000-1111"}, "先頭の0"),
        ({"住所": "平尾ニ丁目3"}, "漢数字"),
        ({"備考": "見え\u200bない"}, "目に見えない"),
        ({"名称": "⻄⼤丸の会"}, "部首の字「⻄⼤」を、漢字「西大」に"),
    ],
)
def test_what_was_mended_is_told(read, cells, says):
    facts, findings = read(**PLACED | cells)
    assert facts
    assert [says in f.reason for f in findings if f.severity is Severity.MENDED] == [True]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"説明": "<script>alert(1)</script>"}, "HTMLのタグ"),
        ({"電話番号": "市役所の代表"}, "電話番号に見えません"),
        ({"URL": "javascript:alert(1)"}, "http"),
        ({"名称_カナ": "桜"}, "かなではない"),
        ({"住所": "多摩市桜ヶ丘1"}, "稲城市の住所ではありません"),
        ({"団体名": "さくら会", "法人番号": "123"}, "13けた"),
    ],
)
def test_what_is_doubtful_is_noticed_and_kept(read, cells, says):
    facts, findings = read(**PLACED | cells)
    assert facts
    assert [says in f.reason for f in findings if f.severity is Severity.NOTICED] == [True]


def test_html_stays_the_text_that_it_is(read):
    assert read(**PLACED, 説明="<b>太字</b>")[0]["summary"] == "<b>太字</b>"


def test_the_contact_of_a_person_is_for_supporters_only(read):
    facts, findings = read(**PLACED, 代表者="山田花子", 電話番号="042-000-1111")
    assert facts["contacts"] == [{"kind": "telephone", "value": "042-000-1111", "public": False, "person": "山田花子"}]
    assert "支援者だけ" in findings[0].reason


def test_an_address_in_parts_is_put_together(read):
    facts, _ = read(
        名称="さくら", 所在地_都道府県="東京都", 所在地_市区町村="稲城市", 所在地_町字="平尾", 所在地_番地以下="1127-1"
    )
    assert (facts["place"]["address"], facts["place"]["precision"]) == ("平尾1127-1", "town")


def test_a_place_may_have_no_address(read):
    assert "place" not in read(名称="さくら", 電話番号="042-000-1111")[0]
    venue = read(名称="さくら", 会場="どこかの家")[0]["place"]
    assert venue == {"name": "どこかの家", "precision": "none"}


@pytest.mark.parametrize("cells", [{"名称": "", "住所": ""}, {"NO": "7", "名称": " ", "住所": "-"}])
def test_a_row_that_says_nothing_is_no_row(read, cells):
    assert read(**cells) == (None, [])


def test_the_five_digit_code_is_another_spelling(read):
    assert read(**PLACED, 市区町村コード="13225")[1] == []
    assert read(**PLACED, 市区町村コード="130001")[1] == []
