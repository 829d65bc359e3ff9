"""A list is understood by its headings, whoever made it."""

import pytest

from directory.catalogue.vocabulary import shipped_words
from directory.imports.tables.headers import HeadingCell, check_mapping, read_header
from directory.imports.tables.headings import aliases, squeezed
from directory.imports.tables.sheet_tables import read_tables
from directory.spreadsheets.findings import Unreadable
from directory.spreadsheets.reading import read_table
from directory.spreadsheets.sheets import Sheet, SheetRow
from tests.paths import SHARED, needs_shared

DATA = SHARED / "data"
CURRENT_CHILDCARE = (
    "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英字,種別,所在地_全国地方公共団体コード,町字ID,所在地_連結表記,所在地_都道府県,所在地_市区町村,"
    "所在地_町字,所在地_番地以下,建物名等（方書）,緯度,経度,高度の種別,高度の値,電話番号,内線番号,連絡先メールアドレス,連絡先FormURL,"
    "連絡先備考（その他、SNSなど）,郵便番号,法人番号,団体名,認可等年月日,収容定員,受入年齢,利用可能曜日,開始時間,終了時間,"
    "利用可能日時特記事項,一時預かりの有無,病児保育の有無,URL,備考"
)
OLDER_CHILDCARE = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,種別,住所,方書,緯度,経度,アクセス方法,駐車場情報,電話番号,内線番号,"
    "FAX番号,法人番号,団体名,認可等年月日,収容定員,受入年齢,利用可能曜日,開始時間,終了時間,利用可能日時特記事項,一時預かりの有無,URL,備考"
)
OLDER_FACILITY = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,名称_通称,POIコード,住所,方書,緯度,経度,電話番号,内線番号,法人番号,団体名,"
    "利用可能曜日,開始時間,終了時間,利用可能時間特記事項,説明,バリアフリー情報,URL,備考"
)


def rows(*lines):
    return [SheetRow(number, tuple(line.split(","))) for number, line in enumerate(lines, 1)]


def header_of(line, *below, mapping=None):
    headings = [HeadingCell(heading) for heading in line.split(",")]
    return read_header(1, headings, rows(line, *below)[1:], mapping)


def told(header):
    return {name: [header.headings[column] for column in columns] for name, columns in header.fields.items()}


@pytest.mark.parametrize("line", [CURRENT_CHILDCARE, OLDER_CHILDCARE, OLDER_FACILITY])
def test_standard_headings_are_all_known(line):
    header = header_of(line)
    assert header.findings == []
    assert {"code", "name", "reading", "address", "lat", "lng", "telephone", "weekdays", "start", "end"} <= set(
        header.fields
    )


def test_headings_that_name_a_feature_are_known_in_every_spelling():
    line = "名称,所在地_連結表記,車いす可,バリアフリートイレ,授乳室,優先駐車場,筆談対応,盲導犬・介助犬・聴導犬同伴"
    header = header_of(line)
    assert header.findings == []
    assert set(header.features) == {"wheelchair", "accessible_toilet", "nursing_room", "parking", "sign_language"}


@needs_shared("data", "std_public_facility_header.csv")
def test_the_current_public_facility_heading_is_all_known():
    header = header_of(",".join(read_table(DATA / "std_public_facility_header.csv")[0].cells))
    assert header.findings == []
    assert told(header)["name"] == ["名称"]
    assert set(header.features) == {"wheelchair", "accessible_toilet", "nursing_room", "parking", "sign_language"}


@pytest.mark.parametrize(
    "heading", ["都道府県コード又は\n市区町村コード", "ＩＤ", " 名称 ", "緯　度", "建物名等(方書)"]
)
def test_widths_blanks_and_breaks_do_not_matter(heading):
    known = {squeezed(name) for names in aliases()["fields"].values() for name in names}
    assert squeezed(heading) in known


def test_the_heading_is_found_below_a_title():
    sheet = Sheet(rows("令和8年度　ふれあいサロン一覧", "", "No.,サロン名,会場,住所,活動日時,代表者"))
    header = read_tables(sheet, {}).tables[0].header
    assert (header.line, told(header)["name"], told(header)["hours_note"]) == (3, ["サロン名"], ["活動日時"])


def test_a_groups_name_names_the_place_where_no_other_does():
    assert told(header_of("団体名,住所"))["name"] == ["団体名"]
    assert told(header_of("名称,団体名,住所"))["organization"] == ["団体名"]


def test_an_unknown_heading_is_noticed_and_a_remark_is_not():
    header = header_of("名称,住所,ひみつ,←ここに入力")
    assert [(f.line, f.column) for f in header.findings] == [(1, "ひみつ")]


def test_a_mapping_says_what_a_heading_means():
    header = header_of("つどい,どこ,住所,備考", mapping={"name": "つどい", "venue": "どこ"})
    assert told(header) == {"name": ["つどい"], "venue": ["どこ"], "address": ["住所"], "note": ["備考"]}
    taken = header_of("名称,備考,住所", mapping={"hours_note": "備考"})
    assert told(taken) == {"name": ["名称"], "hours_note": ["備考"], "address": ["住所"]}


@pytest.mark.parametrize(
    ("line", "mapping", "says"),
    [
        ("りんご,みかん", {}, "見出しの行が見つかりません"),
        ("名称", {}, "見出しの行が見つかりません"),
        ("名称,住所", {"venue": "どこ"}, "見出し「どこ」（venue）"),
        ("名称,住所", {"color": "色"}, "「color」という項目はありません"),
        ("№,対象,開催日,行事名,場所名称", {}, "行事（日づけの決まった催し）の一覧です"),
    ],
)
def test_a_list_that_is_not_understood_says_why(line, mapping, says):
    def read():
        check_mapping(mapping, [table.header for table in read_tables(Sheet(rows(line)), mapping).tables])

    with pytest.raises(Unreadable, match=says):
        read()


def test_the_aliases_name_known_words_and_no_heading_twice():
    known, words = aliases(), shipped_words()
    assert set(known["features"]) <= set(words["features"])
    assert set(known["target_words"].values()) <= set(words["targets"])
    headings = [squeezed(name) for names in known["fields"].values() for name in names]
    assert sorted({heading for heading in headings if headings.count(heading) > 1}) == []
