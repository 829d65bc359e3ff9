"""A file is read for one municipality: its own rows, those of others named, and nothing given to it that may be another's."""

import openpyxl
import pytest

from directory.gazetteer.geocoders import Geocoding
from directory.gazetteer.towns import find_municipality
from directory.geo.areas import Town
from directory.imports.list_reader import read_list
from directory.imports.read_lists import ReadOptions
from directory.spreadsheets.findings import Severity
from tests.factories import make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(tmp_path):
    def reading(text, code="132250", name="list.csv", **options):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_list(path, ReadOptions(code, "salon", **options), Geocoding(find_municipality(code)))

    return reading


@pytest.fixture(autouse=True)
def _inagi():
    where = make_municipality()
    Town.objects.create(municipality=where, name="平尾", lat=35.613, lng=139.486)


def names(read):
    return [row.facts["name"] for row in read.rows.values()]


def of(read, severity):
    return [(finding.line, finding.value.split("：")[0]) for finding in read.findings if finding.severity is severity]


@pytest.mark.parametrize(
    ("heading", "own", "other"),
    [
        ("市区町村名", "稲城市", "多摩市"),
        ("市区町村名", "東京都稲城市", "神奈川県川崎市"),
        ("全国地方公共団体コード", "132250", "132241"),
        ("全国地方公共団体コード", "13225", "13224"),
        ("都道府県コード", "13", "14"),
        ("都道府県", "東京都", "埼玉県"),
    ],
)
def test_the_columns_for_the_municipality_decide_row_by_row(read, heading, own, other):
    told = read(f"名称,{heading},住所\nさくら,{own},平尾1\nつばき,{other},どこか2\n")
    assert names(told) == ["さくら"]
    assert [line for line, _ in of(told, Severity.ELSEWHERE)] == [3]
    assert (told.said, told.refused) == (2, 1)


def test_the_city_is_believed_before_a_code_that_does_not_fit(read):
    told = read("名称,市区町村コード,市区町村名,住所\nさくら,132251,稲城市,平尾1\n")
    assert names(told) == ["さくら"]
    assert "コード" in "".join(f.reason for f in told.findings)


def test_rows_of_wards_are_rows_of_their_city(read):
    text = "名称,市区町村名,住所\nさくら,横浜市青葉区,美しが丘1-1\nつばき,横浜市,横浜市鶴見区生麦4-6-4\nうめ,川崎市,川崎区駅前本町1\n"
    told = read(text, "141003")
    assert names(told) == ["さくら", "つばき"]
    assert told.rows[next(iter(told.rows))].facts["place"]["town"] == "青葉区美しが丘"
    assert of(told, Severity.ELSEWHERE) == [(4, "川崎市")]


def test_a_list_of_one_city_keeps_a_place_out_of_town_and_says_so(read):
    told = read("名称,住所\nさくら,稲城市平尾1\nつばき,平尾2\nうめ,多摩市関戸1\n")
    assert names(told) == ["さくら", "つばき", "うめ"]
    assert [line for line, _ in of(told, Severity.NOTICED)] == [4]


def test_of_a_list_of_many_cities_only_the_own_addresses_are_taken(read):
    told = read("名称,住所\nさくら,稲城市平尾1\nつばき,多摩市関戸1\nうめ,日野市神明1\n")
    assert names(told) == ["さくら"]
    assert [line for line, _ in of(told, Severity.ELSEWHERE)] == [3, 4]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("サロン名,会場\nさくら,平尾会館\n", "list.csv"),
        ("稲城市のサロン\nサロン名,会場,日時\nさくら,会館,火曜\n", "list.csv"),
        ("サロン名,会場\nさくら,会館\n", "稲城市サロン.csv"),
        ("平尾地区\nサロン名,会場,日時\nさくら,会館,火曜\n", "list.csv"),
    ],
)
def test_a_town_in_a_venue_or_a_title_ties_a_list_to_its_city(read, text, name):
    assert names(read(text, name=name)) == ["さくら"]


def test_a_list_that_nothing_ties_to_a_city_is_not_given_to_it(read):
    told = read("サロン名,会場,電話\nさくら,会館,042-000-1111\n")
    assert (names(told), told.prefix) == ([], "")
    assert "どの市町村の一覧か、分かりません" in told.findings[-1].reason


def test_an_id_of_several_places_is_none_and_one_of_one_place_is(read):
    told = read("ID,名称,住所\n9,さくら,平尾1\n9,つばき,平尾2\n7,うめ,平尾3\n")
    keys = [key.split(":", 2)[2] for key in told.rows]
    assert len(keys) == 3
    assert [key for key in keys if key.startswith("id:")] == ["id:7"]


def test_a_row_that_is_wider_than_its_header_has_been_shifted(read):
    told = read("名称,料金,住所\nさくら,1,000円,平尾1\nつばき,無料,平尾2\n")
    assert names(told) == ["つばき"]
    assert [f.line for f in told.findings if f.severity is Severity.WRONG] == [2]


def test_dates_of_a_list_are_asserted_and_its_words_stay(read):
    [row] = read("名称,住所,開催日,開催時間\nさくら,平尾1,2026年12月6日、1月10日,10:00〜12:00\n").rows.values()
    assert [one["day"] for one in row.facts["dates"]] == ["2026-12-06", "2027-01-10"]
    assert "12月6日" in row.facts["hours_note"]


def test_dates_without_a_year_stay_text(read):
    """Nobody knows of which year a list is: of last April, it would assert next April."""
    [row] = read("名称,住所,開催日,開催時間\nさくら,平尾1,4/12、5/10,10:00〜12:00\n").rows.values()
    assert "dates" not in row.facts
    assert "4/12、5/10" in row.facts["hours_note"]


def test_a_sheet_that_is_not_read_is_named_with_what_stands_in_it(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "表紙"
    book.active.append(["社会福祉協議会のご案内"])
    for row in (["名称", "住所"], ["さくら", "平尾1"]):
        (book["平尾地区"] if "平尾地区" in book else book.create_sheet("平尾地区")).append(row)
    book.create_sheet("控え").append(["ひみつ"])
    book["控え"].sheet_state = "hidden"
    for row in (["名称", "住所"], ["○○サロン", "平尾9"]):
        (book["記入例"] if "記入例" in book else book.create_sheet("記入例")).append(row)
    path = tmp_path / "list.xlsx"
    book.save(path)
    told = read_list(path, ReadOptions("132250", "salon"), Geocoding(find_municipality("132250")))
    assert [(row.sheet, row.facts["description"]) for row in told.rows.values()] == [("平尾地区", "地区：平尾地区")]
    unread = {f.sheet: f for f in told.findings if f.severity is Severity.OUTSIDE}
    assert "社会福祉協議会のご案内" in str(unread["表紙"])
    assert "表に出して" in unread["控え"].reason
    assert unread["記入例"].reason == "このシートは読みませんでした（4セル）。書き方の例の シートだからです。"


def test_how_each_heading_was_taken_is_told_with_samples(read):
    told = read(
        "登録施設名,住所,連絡事項,これは何\nさくら,平尾1,上ばき,https://example.org/\nつばき,平尾2,,https://example.org/b\n"
    )
    assert [(h.heading, h.field, h.sure.name, h.samples) for h in told.headings] == [
        ("登録施設名", "name", "PART", ("さくら", "つばき")),
        ("住所", "address", "EXACT", ("平尾1", "平尾2")),
        ("連絡事項", "", "UNKNOWN", ("上ばき",)),
        ("これは何", "website", "CELLS", ("https://example.org/", "https://example.org/b")),
    ]
    corrected = read("登録施設名,住所,連絡事項\nさくら,平尾1,上ばき\n", mapping={"note": "連絡事項"})
    assert [h.sure.name for h in corrected.headings if h.field == "note"] == ["TOLD"]


def test_no_word_of_a_row_is_lost_whatever_its_headings_are(read):
    told = read("名称,住所,備品,民生委員,内線番号,法人番号,名称_カナ,休館日,駐車場,説明\nさくら,平尾1,車いす2台,見本花子,12,abc,桜,なし,3台,茶の会\n")  # fmt: skip
    [row] = told.rows.values()
    facts = str(row.facts)
    for word in ("車いす2台", "見本花子", "12", "abc", "桜", "3台", "茶の会"):
        assert word in facts
    assert "見本花子" not in row.facts["description"]
    assert told.kept["備品"] == told.private["民生委員"] == 1
