"""A whole import, from a file to its report: all or nothing, and the second time nothing."""

import csv

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from geopy.exc import GeocoderTimedOut

from directory.gazetteer.geocoders import Gsi
from directory.imports import runs
from directory.imports.models import ImportMapping
from directory.models import Place, Resource, Town, Verification
from directory.publishing.versions import Edition
from tests.directory.gazetteer.test_geocoders import answering
from tests.factories import make_municipality, make_place, make_resource

pytestmark = pytest.mark.django_db
HEAD = ["名称", "住所", "緯度", "経度", "電話番号", "参加費"]
SAKURA = ["さくらサロン", "稲城市平尾1-2", "35.613", "139.486", "042-000-1111", "100円"]
TSUBAKI = ["つばき体操", "稲城市大丸5", "35.640", "139.500", "", "無料"]
WRONG = ["だめな行", "稲城市大丸6", "0", "500", "", ""]


@pytest.fixture(autouse=True)
def _city():
    where = make_municipality()
    Town.objects.create(municipality=where, name="平尾", lat=35.613, lng=139.486)


def listed(folder, *rows, head=HEAD, name="salon.csv"):
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([head, *rows])
    return path


@pytest.fixture
def imported(capsys):
    def run(*paths, municipality="132250", kind="salon", **options):
        call_command("import_resources", *map(str, paths), municipality=municipality, kind=kind, **options)
        return capsys.readouterr().out

    return run


def test_a_list_is_live_with_its_source_and_nobody_has_verified_it(tmp_path, imported):
    out = imported(listed(tmp_path, SAKURA, TSUBAKI), source="社協の一覧", licence="CC BY 4.0")
    sakura = Resource.objects.get(name="さくらサロン")
    assert (sakura.live, sakura.fee, sakura.place.precision) == (True, 100, "exact")
    assert (sakura.source, sakura.source_licence) == ("社協の一覧", "CC BY 4.0")
    assert [term.slug for term in sakura.kinds.all()] == ["salon"]
    assert (sakura.last_verification, list(sakura.status_statements.all())) == (None, [])
    assert "新しい 2、変わった 0、同じ 0" in out
    assert out.rstrip().endswith("入れました。")


def test_running_again_changes_nothing(tmp_path, imported):
    path = listed(tmp_path, SAKURA, TSUBAKI)
    imported(path)
    before = (Edition.current(), Resource.objects.count(), Place.objects.count())
    out = imported(path)
    assert "新しい 0、変わった 0、同じ 2" in out
    assert (Edition.current(), Resource.objects.count(), Place.objects.count()) == before


@pytest.mark.parametrize("name", ["salon_2027.csv", "salon_20270401.csv", "salon-R9.csv"])
def test_next_years_file_is_the_same_list(tmp_path, imported, name):
    imported(listed(tmp_path, SAKURA, TSUBAKI))
    out = imported(listed(tmp_path, [*SAKURA[:5], "200円"], TSUBAKI, name=name), source="さくら")
    assert Resource.objects.count() == 2
    assert Resource.objects.get(name="さくらサロン").fee == 200
    assert "変わった 2" in out


def test_an_import_never_verifies(tmp_path, imported):
    imported(listed(tmp_path, SAKURA))
    Verification.objects.create(resource=Resource.objects.get(), day="2026-01-01", how="visit")
    imported(listed(tmp_path, [*SAKURA[:5], "200円"]))
    assert str(Resource.objects.get().last_verification.day) == "2026-01-01"
    assert Verification.objects.count() == 1


def test_rows_gone_from_the_file_are_listed_and_stay(tmp_path, imported):
    imported(listed(tmp_path, SAKURA, TSUBAKI))
    out = imported(listed(tmp_path, SAKURA))
    assert "ファイルから消えた 1" in out
    assert f"つばき体操（番号{Resource.objects.get(name='つばき体操').pk}）" in out
    assert Resource.objects.live().count() == 2


def test_a_corrected_address_is_the_same_listing(tmp_path, imported):
    imported(listed(tmp_path, SAKURA, TSUBAKI))
    key = Resource.objects.get(name="さくらサロン").pk
    out = imported(listed(tmp_path, [SAKURA[0], "稲城市平尾1-3", *SAKURA[2:]], TSUBAKI))
    sakura = Resource.objects.get(name="さくらサロン")
    assert (sakura.pk, sakura.place.address) == (key, "平尾1-3")
    assert "新しい 0、変わった 1、同じ 1、入れない 0、ファイルから消えた 0" in out


def test_one_wrong_row_stores_nothing(tmp_path, imported):
    with pytest.raises(CommandError, match=r"4行目「緯度」：「0,500」：日本の外の位置です") as told:
        imported(listed(tmp_path, SAKURA, TSUBAKI, WRONG))
    assert "何も入れていません" in str(told.value)
    assert not Resource.objects.exists()


def test_one_wrong_file_stores_nothing_of_the_others(tmp_path, imported):
    with pytest.raises(CommandError):
        imported(listed(tmp_path, SAKURA), tmp_path / "nothing.csv")
    assert not Resource.objects.exists()


def test_partial_stores_what_is_right(tmp_path, imported):
    out = imported(listed(tmp_path, SAKURA, WRONG, TSUBAKI), partial=True)
    assert sorted(Resource.objects.values_list("name", flat=True)) == ["さくらサロン", "つばき体操"]
    assert "直してください（1）" in out


def test_a_dry_run_tells_the_same_and_stores_nothing(tmp_path, imported):
    before = Edition.current()
    out = imported(listed(tmp_path, SAKURA, TSUBAKI), dry_run=True)
    assert "新しい 2" in out
    assert "ためしに読んだだけです" in out
    assert (Resource.objects.count(), Place.objects.count(), Edition.current()) == (0, 0, before)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"municipality": "132251"}, "検査数字"),
        ({"municipality": "990019"}, "見つかりません"),
        ({"kind": "palace"}, "種類「palace」はありません。使えるのは salon"),
        ({"licence": "長" * 61}, "60字"),
        ({"mapping": "ないもの"}, "「ないもの」という列の対応はありません"),
        ({"column": ["名前"]}, "項目=見出し"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(tmp_path, imported, options, says):
    with pytest.raises(CommandError, match=says):
        imported(listed(tmp_path, SAKURA), **options)
    assert not Resource.objects.exists()


def test_the_same_place_by_another_hand_is_not_stored_again(tmp_path, imported):
    mine = make_resource(name="さくらサロン", place=make_place(35.6131, 139.4861))
    out = imported(listed(tmp_path, SAKURA, TSUBAKI))
    assert sorted(Resource.objects.values_list("name", flat=True)) == ["さくらサロン", "つばき体操"]
    assert "もうあるので、入れませんでした（1）" in out
    assert f"（番号{mine.pk}）：似ている度合い 1.00" in out
    assert "新しい 0、変わった 0、同じ 1、入れない 1" in imported(listed(tmp_path, SAKURA, TSUBAKI))


def test_something_alike_is_stored_and_listed(tmp_path, imported):
    make_resource(name="平尾さくらのサロン", place=make_place(35.6131, 139.4861))
    out = imported(listed(tmp_path, ["平尾さくらサロン", *SAKURA[1:]]))
    assert Resource.objects.count() == 2
    assert "似たものがあります（1）" in out


def test_the_same_name_far_away_is_another_place(tmp_path, imported):
    make_resource(name="さくらサロン", place=make_place(35.65, 139.55))
    imported(listed(tmp_path, SAKURA))
    assert Resource.objects.filter(name="さくらサロン").count() == 2


def test_a_row_that_stands_twice_is_stored_once(tmp_path, imported):
    out = imported(listed(tmp_path, SAKURA, SAKURA))
    assert Resource.objects.count() == 1
    assert "2行目と同じなので、1つにしました" in out


def test_a_number_given_to_another_place_is_refused(tmp_path, imported):
    head = ["ID", *HEAD]
    imported(listed(tmp_path, ["1", *SAKURA], head=head))
    imported(listed(tmp_path, ["1", "さくらサロン平尾", *SAKURA[1:]], head=head))
    assert Resource.objects.get().name == "さくらサロン平尾"
    with pytest.raises(CommandError, match="この番号は「さくらサロン平尾」のものでした"):
        imported(listed(tmp_path, ["1", *TSUBAKI], head=head))
    assert Resource.objects.get().name == "さくらサロン平尾"


def test_a_running_number_is_no_identity(tmp_path, imported):
    head = ["NO", *HEAD]
    imported(listed(tmp_path, ["1", *SAKURA], ["2", *TSUBAKI], head=head))
    out = imported(listed(tmp_path, ["1", *TSUBAKI], head=head))
    assert "変わった 0、同じ 1、入れない 0、ファイルから消えた 1" in out


def test_a_mapping_is_saved_by_name_and_used_again(tmp_path, imported):
    book = openpyxl.Workbook()
    for row in (
        ["令和8年度 つどいの一覧"],
        ["つどい", "ところ", "いつ"],
        ["ひだまり", "稲城市平尾3", "毎月第2火曜 10時〜12時"],
    ):
        book.active.append(row)
    path = tmp_path / "list.xlsx"
    book.save(path)
    columns = ["name=つどい", "address=ところ", "hours_note=いつ"]
    assert "保存しました" in imported(path, mapping="社協", column=columns)
    assert ImportMapping.objects.get().columns == {"name": "つどい", "address": "ところ", "hours_note": "いつ"}
    [schedule] = Resource.objects.get().schedules.all()
    assert str(schedule) == "毎月第2火曜 10:00–12:00"
    assert "同じ 1" in imported(path, mapping="社協")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_html_stays_text_in_every_encoding(tmp_path, imported, encoding):
    path = tmp_path / "salon.csv"
    path.write_bytes("名称,住所,説明\r\n<b>会</b>,稲城市平尾１－２,<script>alert(1)</script>\r\n".encode(encoding))
    out = imported(path)
    resource = Resource.objects.get()
    assert (resource.name, resource.summary) == ("<b>会</b>", "<script>alert(1)</script>")
    assert (resource.place.address, resource.place.precision) == ("平尾1-2", "town")
    assert "HTMLのタグがあります。かざりにはならず、文字のまま出ます：2行" in out
    assert "2行目「説明」：「<script>alert(1)</script>」\n" in out


OLDER = {
    "current": "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,所在地_連結表記,建物名等（方書）,緯度,経度,電話番号,利用可能曜日,開始時間,終了時間,車椅子可",
    "older": "都道府県コード又は市区町村コード,NO,市区町村名,名称,名称_カナ,住所,方書,緯度,経度,電話番号,利用可能曜日,開始時間,終了時間,車椅子可",
    "takamatsu": "code,#property,市区町村名,name,カナ,address,方書,latitude,longitude,telephoneNumber,availableDate,startTime,endTime,車椅子可",
}


@pytest.mark.parametrize("head", OLDER.values(), ids=OLDER)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_every_standard_heading_means_the_same(tmp_path, imported, head, encoding):
    row = "１３２２５０,1,稲城市,児童館,ジドウカン,東京都稲城市平尾ニ丁目１－２,２階,１３９.４８６,３５.６１３,０４２－０００－１１１１,月火,９：３０,１７：００,○"
    path = tmp_path / "facility.csv"
    path.write_bytes(f"{head.replace('code', '市区町村コード')}\r\n{row}\r\n".encode(encoding))
    out = imported(path, kind="facility")
    [hall] = Resource.objects.all()
    assert (hall.reading, hall.place.address, hall.place.building) == ("じどうかん", "平尾二丁目1-2", "2階")
    assert (hall.place.lat, hall.place.lng, str(hall.place.town)) == (35.613, 139.486, "平尾")
    assert [str(schedule) for schedule in hall.schedules.all()] == ["毎週月・火 9:30–17:00"]
    assert hall.answers() == {"wheelchair": "yes"}
    assert hall.contacts.get().value == "042-000-1111"
    assert "直して読みました（2）" in out


def test_a_geocoder_that_fails_is_told_and_the_gazetteer_stands_in(tmp_path, imported, monkeypatch):
    adapter = answering(GeocoderTimedOut("slow"))
    monkeypatch.setattr(runs, "configured", lambda: Gsi(adapter_factory=adapter))
    out = imported(
        listed(tmp_path, ["さくら", "稲城市平尾1127-1", "", "", "", ""], ["つばき", "稲城市平尾5", "", "", "", ""])
    )
    assert set(Place.objects.values_list("precision", flat=True)) == {"town"}
    assert len(adapter.asked) == 1
    assert "住所さがしのサービスが答えません（GeocoderTimedOut）" in out


def test_a_cell_of_ten_megabytes_is_refused(tmp_path, imported):
    with pytest.raises(CommandError, match="長すぎるセル"):
        imported(listed(tmp_path, [*SAKURA[:5], "x" * 10_000_000]))
    with pytest.raises(CommandError, match=r"2行目「参加費」.*5,000字"):
        imported(listed(tmp_path, [*SAKURA[:5], "x" * 10_000]))
    assert not Resource.objects.exists()


def test_hundreds_of_rows_take_few_queries(tmp_path, imported, django_assert_max_num_queries):
    rows = [
        [f"サロン{n}", f"稲城市平尾{n}", f"{35.5 + n / 10_000}", "139.48", f"042-000-{n:04}", "100円"]
        for n in range(300)
    ]
    path = listed(tmp_path, *rows)
    with django_assert_max_num_queries(150):
        imported(path)
    with django_assert_max_num_queries(15):
        imported(path)


def test_a_dry_run_of_the_right_rows_is_no_error(tmp_path, imported):
    out = imported(listed(tmp_path, SAKURA, WRONG), dry_run=True, partial=True)
    assert "新しい 1" in out
    assert out.rstrip().endswith("ためしに読んだだけです。何も入れていません。")
    with pytest.raises(CommandError, match="何も入れていません"):
        imported(listed(tmp_path, WRONG), dry_run=True, partial=True)


def test_a_row_is_joined_when_it_is_asked_for(tmp_path, imported):
    mine = make_resource(name="さくらサロン", place=make_place(35.6131, 139.4861))
    out = imported(listed(tmp_path, SAKURA, TSUBAKI), join=True)
    assert "もうあるものに、つなぎました（1）" in out
    assert f"（番号{mine.pk}）：似ている度合い 1.00（稲城市・サロン）" in out
    assert (Resource.objects.count(), Resource.objects.get(pk=mine.pk).fee) == (2, 100)
    assert "新しい 0、変わった 0、同じ 2、入れない 0" in imported(listed(tmp_path, SAKURA, TSUBAKI))


def test_the_report_says_how_each_heading_was_taken(tmp_path, imported):
    out = imported(listed(tmp_path, [*SAKURA, "x"], head=[*HEAD, "ふしぎ"]))
    assert "「名称」→ 名前（見出しの言葉どおり）" in out
    assert "「ふしぎ」→ 説明の中に残します" in out


def test_findings_stand_by_kind(tmp_path, imported):
    out = imported(listed(tmp_path, *([f"会{n}", f"稲城市どこか{n}", "", "", "", ""] for n in range(37))))
    assert "：37行\n" in out
    assert out.count("…ほか27") >= 1


def test_a_mapping_of_another_city_is_not_used(tmp_path, imported):
    make_municipality("131016", "千代田区", lat=35.694, lng=139.753)
    ImportMapping.save_for("131016", "社協", {"name": "つどい"})
    with pytest.raises(CommandError, match="まだ1つもありません"):
        imported(listed(tmp_path, SAKURA), mapping="社協")
