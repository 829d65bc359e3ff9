"""The inputs of ../shared/cases/imports with their right answers, and small ones of our own of the same kinds: each through the command."""

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from directory.imports.models import ImportedRow
from directory.models import Resource
from tests.directory.imports.lists import SMALL_LISTS, WORKBOOKS, saved_workbook
from tests.directory.imports.told_cells import lost_cells
from tests.paths import SHARED, SMALL, needs_shared

pytestmark = pytest.mark.django_db
CASES = SHARED / "cases" / "imports"
INAGI = "132250"


@pytest.fixture
def imported(capsys):
    def run(path, municipality=INAGI, kind="facility", **options):
        call_command("import_resources", str(path), municipality=municipality, kind=kind, **options)
        return capsys.readouterr().out

    return run


@pytest.fixture
def _towns():
    call_command("load_towns", str(SHARED / "data" / "towns.csv"))


@pytest.fixture
def _small_towns():
    call_command("load_towns", str(SMALL / "towns.csv"))


def hours(name):
    """What a listing says of its hours: its rules in words, and its text."""
    resource = Resource.objects.get(name=name)
    return [str(row) for row in resource.schedules.order_by("pk")], resource.hours_note


RULES = {
    "c01_weekday_and_nth.csv": {"みほん食堂": ["毎月第3土曜"]},
    "c02_kodomo_standard.csv": {"みほん子ども食堂": ["毎月第3水曜 16:00–20:00"]},
    "c03_two_days_two_hours.csv": {
        "みほんの場": ["毎月第2土曜 12:00–14:00", "毎月第4木曜 17:00–19:00"],
        "ためしの場": ["毎週月〜金 17:00–19:00", "毎週土曜 12:00–13:00"],
    },
    "c06_salon.xlsx": {
        "みほんサロン": ["毎月第1・第3木曜 13:30–15:00"],
        "ためしサロン": ["毎月第2火曜 10:00–12:00"],
    },
    "c07_title_then_tabs.txt": {"みほん会": ["毎月第3月曜 13:30–15:30"]},
    "c09_salon_headings.tsv": {"お茶の間みほん": ["毎週水曜 13:00–16:00"]},
    "c11_twice.csv": {"みほんのひとしずく": ["毎週日曜 12:00–13:30", "毎週水曜 16:00–20:00"]},
    "c15_each_note.csv": {
        "みほん食堂": ["毎月第1土曜"],
        "ためし食堂": ["毎月第4水曜"],
        "れい食堂": ["毎月第2・第4木曜"],
    },
    "c16_label_lost.csv": {"みほん室": ["毎月第2・第4金曜 18:00–19:30"], "ためし室": ["毎週火曜 18:00–19:00"]},
}


@needs_shared("cases", "imports")
@pytest.mark.usefixtures("_towns")
@pytest.mark.parametrize("name", RULES)
def test_hours_are_asserted_as_all_cells_of_a_row_say(imported, name):
    imported(CASES / name)
    for place, rules in RULES[name].items():
        assert hours(place) == (rules, ""), place


@needs_shared("cases", "imports")
@pytest.mark.usefixtures("_towns")
def test_what_no_cell_says_is_not_asserted(imported):
    imported(CASES / "c02_kodomo_standard.csv", kind="meal")
    rules, text = hours("ためし食堂")
    assert rules == []
    assert {"日", "11:00〜12:00"} <= set(text.split())
    imported(CASES / "c10_end_only.csv")
    rules, text = hours("みほん広場")
    assert rules == []
    assert "〜21:00" in text
    assert "開始時間は日の出。" in text


@needs_shared("cases", "imports")
@pytest.mark.usefixtures("_towns")
def test_the_recommended_data_set_is_read_whole(imported):
    imported(CASES / "c02_kodomo_standard.csv", kind="meal")
    meal = Resource.objects.get(name="みほん子ども食堂")
    assert [(c.kind, c.value) for c in meal.contacts.order_by("pk")] == [
        ("telephone", "042-000-1234"),
        ("email", "mihon@example.jp"),
    ]
    assert (str(meal.organization), meal.fee_note) == ("みほんの会", "小学生 0円、大人 300円")
    assert "予約：電話" in meal.description


@needs_shared("cases", "imports")
@pytest.mark.usefixtures("_towns")
def test_a_list_of_a_prefecture_gives_a_city_its_own_rows(imported):
    out = imported(CASES / "c04_prefecture_list.csv")
    assert Resource.objects.get().name == "みほん子育て支援センター"
    for place in ("2行目「city」：「多摩市：", "3行目「city」：「日野市："):
        assert place.split("：")[0] in out
        assert place.split("「")[-1].rstrip("：") in out


@needs_shared("cases", "imports")
@pytest.mark.usefixtures("_towns")
def test_telephones_keep_what_stands_beside_them(imported):
    imported(CASES / "c05_tel.csv")
    told = {r.name: [(c.kind, c.value, c.note) for c in r.contacts.all()] for r in Resource.objects.all()}
    assert told == {
        "みほん館": [("telephone", "042-000-1234", "")],
        "ためし館": [("telephone", "042-000-5678", "内線382")],
        "れい館": [("telephone", "042-000-9012", "午前中のみ")],
    }


@needs_shared("cases", "imports")
@pytest.mark.usefixtures("_towns")
def test_a_workbook_with_layout_gives_its_salons_and_nothing_else(imported):
    imported(CASES / "c06_salon.xlsx", kind="salon")
    assert sorted(Resource.objects.values_list("name", flat=True)) == ["ためしサロン", "みほんサロン", "れいサロン"]
    salon = Resource.objects.get(name="みほんサロン")
    assert salon.place.name == "東長沼自治会館 2階和室"
    assert {term.slug for term in salon.targets.all()} == {"older", "children"}
    assert "大丸地区" in Resource.objects.get(name="れいサロン").description


@needs_shared("cases", "imports")
@pytest.mark.usefixtures("_towns")
def test_a_village_and_designated_cities_are_accepted(imported):
    imported(CASES / "c08_village.csv", municipality="133051")
    meal = Resource.objects.select_related("municipality", "place__town").get()
    assert (meal.municipality.name, meal.place.address, str(meal.place.town)) == ("日の出町", "大久野1", "大久野")


@needs_shared("cases", "imports")
@pytest.mark.usefixtures("_towns")
def test_who_answers_for_a_salon_is_for_supporters_only(imported):
    imported(CASES / "c09_salon_headings.tsv", kind="salon")
    salon = Resource.objects.get()
    [contact] = salon.contacts.all()
    assert ("見本花子" in contact.value, contact.is_public) == (True, False)
    assert (salon.place.name, salon.fee_note) == ("東長沼自治会館", "1回100円")
    assert "連絡事項：上ばき持参" in salon.description
    assert "見本花子" not in salon.description


@needs_shared("cases", "imports")
@pytest.mark.usefixtures("_towns")
def test_one_place_on_two_rows_keeps_both_remarks(imported):
    imported(CASES / "c11_twice.csv")
    assert Resource.objects.get().description.split("\n") == [
        "毎週日曜 12:00–13:30：弁当",
        "毎週水曜 16:00–20:00：夕食つき学習",
    ]


@needs_shared("cases", "imports")
@pytest.mark.usefixtures("_towns")
def test_geojson_readings_with_digits_and_units_in_headings(imported):
    imported(CASES / "c12.geojson")
    hall = Resource.objects.select_related("place").get(name="みほん児童館")
    assert (hall.place.lat, hall.place.lng, hall.place.precision) == (35.638, 139.5047, "exact")
    imported(CASES / "c13_kana_digit.csv")
    assert Resource.objects.get(name="大丸１号公園").reading == "おおまる1ごうこうえん"
    imported(CASES / "c14_guide_dog.csv")
    hall = Resource.objects.select_related("place").get(name="みほん館")
    assert (hall.capacity, hall.min_age, hall.max_age) == (30, 0, 2)
    assert "盲導犬・介助犬、聴導犬同伴：あり" in hall.place.accessibility


@needs_shared("cases", "imports")
@pytest.mark.usefixtures("_towns")
@pytest.mark.parametrize("name", sorted(path.name for path in CASES.glob("c*")))
def test_no_cell_of_a_case_is_lost(imported, name):
    out = imported(CASES / name, municipality="133051" if name.startswith("c08") else INAGI)
    assert lost_cells(CASES / name, out) == []


@pytest.mark.usefixtures("_small_towns")
@pytest.mark.parametrize("name", SMALL_LISTS)
def test_no_cell_of_our_small_lists_is_lost(imported, name):
    path = SMALL / "lists" / name
    out = imported(path, partial=True)
    assert Resource.objects.count() == SMALL_LISTS[name]
    assert lost_cells(path, out) == []
    assert f"変わった 0、同じ {SMALL_LISTS[name]}" in imported(path, partial=True)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_no_cell_of_our_workbooks_is_lost(tmp_path, imported, name):
    path = saved_workbook(tmp_path, name)
    out = imported(path, kind="salon")
    assert set(Resource.objects.values_list("name", flat=True)) == set(WORKBOOKS[name].places)
    assert lost_cells(path, out) == []


def test_the_words_of_unused_columns_are_stored_beside_the_listing(tmp_path, imported):
    book = openpyxl.Workbook()
    for row in (["名称", "住所", "POIコード", "町字ID"], ["さくら館", "稲城市平尾1", "1234", "0005"]):
        book.active.append(row)
    path = tmp_path / "list.xlsx"
    book.save(path)
    out = imported(path)
    assert ImportedRow.objects.get().facts["unused"] == {"POIコード": "1234", "町字ID": "0005"}
    assert "場所のページに出さないセル（2）：POIコード 1、町字ID 1" in out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("名称,電話\nさくら,042-000-1111\n", "どの市町村の一覧か、分かりません"),
        ("名称,市区町村名,住所\nさくら,多摩市,関戸1\nつばき,日野市,神明1\n", "の行が、1つもありません"),
        ("サロン名,さくら\n会場,平尾会館\n日時,第1火曜\n代表者,山田\n", "カード"),
        ("イベント名,開始日,場所名称\nまつり,2026-12-01,公園\n", "行事"),
        ("ID,住所,開催曜日\n1,平尾1,火\n", "場所の名前の列が見つかりません"),
    ],
)
def test_a_file_that_cannot_be_given_to_a_city_says_why_and_stores_nothing(tmp_path, imported, text, says):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=says):
        imported(path)
    assert not Resource.objects.exists()
