"""Towns from files: all of a file or nothing of it, again and again, and what the postal register adds."""

import csv

import pytest
from django.core.management import CommandError, call_command

from directory.gazetteer.town_files import COLUMNS, load_towns
from directory.gazetteer.towns import find_municipality, find_towns, municipality, save_new, towns_of
from directory.geo.areas import Municipality, Town
from directory.spreadsheets.findings import Unreadable, Wrong
from tests.factories import make_municipality
from tests.paths import SHARED, SMALL, needs_shared

pytestmark = pytest.mark.django_db
HIRAO = {
    "lg_code": "132250", "pref": "東京都", "city": "稲城市", "town": "平尾", "koaza": "", "kana": "ヒラオ", "zip": "2060823",
    "lat": "35.613053", "lng": "139.485813",
}  # fmt: skip


def file_of(folder, *rows, columns=COLUMNS):
    path = folder / "towns.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_town_is_loaded_with_its_municipality_and_reading(tmp_path):
    loaded = load_towns(file_of(tmp_path, HIRAO))
    town = Town.objects.get()
    assert (str(town), town.reading, town.postcode, town.lat) == ("平尾", "ひらお", "2060823", 35.613053)
    assert (town.municipality.name, town.municipality.prefecture) == ("稲城市", "東京都")
    assert (loaded.created, loaded.unchanged) == (1, 0)


def test_loading_again_changes_nothing(tmp_path, django_assert_max_num_queries):
    path = file_of(tmp_path, *({**HIRAO, "koaza": f"小字{n}"} for n in range(300)))
    load_towns(path)
    with django_assert_max_num_queries(6):
        again = load_towns(path)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 300)


def test_a_better_point_is_taken_over_and_a_corrected_reading_stays(tmp_path):
    load_towns(file_of(tmp_path, {**HIRAO, "town": "百村"}))
    Town.objects.update(reading="もむら")
    loaded = load_towns(file_of(tmp_path, {**HIRAO, "town": "百村", "kana": "ヒャクムラ", "lat": "35.6"}))
    town = Town.objects.get()
    assert (town.reading, town.lat, loaded.changed) == ("もむら", 35.6, 1)


def test_the_postal_register_completes_reading_and_postcode(tmp_path):
    rows = [
        {**HIRAO, "kana": "", "zip": ""},
        {**HIRAO, "town": "向陽台三丁目", "kana": "", "zip": "", "lat": "", "lng": ""},
    ]
    loaded = load_towns(file_of(tmp_path, *rows))
    assert {t.name: (t.reading, t.postcode) for t in Town.objects.all()} == {
        "平尾": ("ひらお", "2060823"),
        "向陽台三丁目": ("こうようだい", "2060803"),
    }
    assert (loaded.completed, loaded.without_point) == (2, 1)


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"lg_code": "132251"}, "lg_code", "検査数字"),
        ({"lg_code": "いなぎ"}, "lg_code", "6けた"),
        ({"town": ""}, "town", "町の名前がありません"),
        ({"zip": "206-82"}, "zip", "7けた"),
        ({"lat": "北"}, "lat", "数字ではありません"),
        ({"lat": "139.4", "lng": "35.6"}, "lat", "入れかわって"),
        ({"lat": ""}, "lat", "片方だけ"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_stored(tmp_path, cells, column, says):
    loaded = load_towns(file_of(tmp_path, HIRAO, {**HIRAO, "koaza": "別", **cells}))
    [finding] = loaded.findings
    assert (finding.line, finding.column) == (3, column)
    assert says in str(finding)
    assert not Town.objects.exists()


def test_the_same_town_twice_is_wrong(tmp_path):
    loaded = load_towns(file_of(tmp_path, HIRAO, HIRAO))
    assert [str(finding) for finding in loaded.findings] == [
        "3行目「town」：「平尾」：2行目と同じ町です。どちらかを消してください。"
    ]


def test_a_lost_zero_of_a_code_is_put_back(tmp_path):
    hakodate = {
        **HIRAO,
        "lg_code": "12025",
        "pref": "北海道",
        "city": "函館市",
        "town": "元町",
        "lat": "41.76",
        "lng": "140.71",
    }
    load_towns(file_of(tmp_path, hakodate))
    assert Municipality.objects.get().pk == "012025"


def test_the_command_says_what_is_wrong(tmp_path, capsys):
    call_command("load_towns", str(file_of(tmp_path, HIRAO)))
    assert "新しい町 1" in capsys.readouterr().out
    with pytest.raises(CommandError, match="列「lat」「lng」がありません"):
        call_command("load_towns", str(file_of(tmp_path, HIRAO, columns=COLUMNS[:7])))
    with pytest.raises(CommandError, match=r"2行目「zip」"):
        call_command("load_towns", str(file_of(tmp_path, {**HIRAO, "zip": "x"})))
    with pytest.raises(CommandError, match="開けません"):
        call_command("load_towns", str(tmp_path / "nowhere.csv"))


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("名称,住所\n児童館,本町1\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="町の一覧ではありません"):
        load_towns(path)


def test_a_municipality_is_made_by_its_code():
    takamatsu = municipality("372013")
    assert (takamatsu.name, takamatsu.prefecture, takamatsu.lat) == ("高松市", "香川県", 34.34278)
    assert municipality("372013") == takamatsu
    assert municipality("012025").name == "函館市"
    for wrong in ("372014", "37201", "990019"):
        with pytest.raises(Wrong):
            municipality(wrong)


def test_a_municipality_without_towns_has_those_of_the_register():
    where = find_municipality("372013")
    towns = find_towns(where)
    assert (Municipality.objects.count(), Town.objects.count()) == (0, 0)
    save_new(where, towns)
    town = Town.objects.get(name="仏生山町甲")
    assert (town.reading, town.postcode, town.lat) == ("ぶっしょうざんちょうこう", "7618078", None)
    again = find_municipality("372013")
    save_new(again, find_towns(again))
    assert Town.objects.count() == len(towns) > 150


def test_towns_of_names_come_with_their_parts_and_are_added_where_missing():
    where = make_municipality()
    for koaza in ("", "入野"):
        Town.objects.create(municipality=where, name="平尾", koaza=koaza)
    found = towns_of(["平尾", "大丸"], where)
    assert [str(town) for town in found] == ["大丸", "平尾", "平尾入野"]
    assert Town.objects.get(name="大丸").reading == "おおまる"


def test_a_small_list_of_towns_is_loaded_and_the_second_time_nothing_changes():
    loaded = load_towns(SMALL / "towns.csv")
    assert (loaded.created, loaded.without_point, loaded.findings) == (7, 1, [])
    assert Town.objects.get(name="花野二丁目").reading == "はなの２ちょうめ"
    assert Town.objects.filter(reading="").count() == 1
    assert load_towns(SMALL / "towns.csv").unchanged == 7


@needs_shared("data", "towns.csv")
def test_the_five_cities_are_loaded():
    loaded = load_towns(SHARED / "data" / "towns.csv")
    assert (loaded.created, loaded.without_point, loaded.findings) == (1_255, 4, [])
    assert Town.objects.get(name="四十九町").reading == "しじゅくちょう"
    assert Town.objects.filter(reading="").count() == 7
    assert load_towns(SHARED / "data" / "towns.csv").unchanged == 1_255
