"""How headings were understood is shown with samples, and may be corrected and kept under a name."""

import pytest
from django.urls import reverse

from cms.admin.imports.headings import merged_headings
from directory.models import ImportMapping
from tests.cms.admin.imports.conftest import listed, worked
from tests.cms.admin.pages import read

pytestmark = pytest.mark.django_db
HEAD = ["名称", "ところ", "いつやるか", "住所"]
ROWS = [
    ["さくら", "東の部屋", "毎月第2火曜 10時〜12時", "稲城市平尾1"],
    ["つばき", "西の部屋", "毎週水曜 13時〜15時", "稲城市平尾2"],
]


@pytest.fixture
def run(tried):
    return tried(listed(*ROWS, head=HEAD))


def choices(run, **chosen):
    """The form with a field for some headings."""
    places = {heading["heading"]: number for number, heading in enumerate(merged_headings(run.headings))}
    return {f"column-{places[heading]}": field for heading, field in chosen.items()}


def test_every_heading_is_shown_with_three_values(city, run):
    page = read(city, "city_import_columns", run.pk)
    for text in (*HEAD, "東の部屋", "西の部屋", "毎週水曜 13時〜15時", "分かりません", "たしか"):
        assert text in page


def test_headings_that_are_certain_are_folded_away_below_those_in_doubt(city, run):
    doubtful, folded = read(city, "city_import_columns", run.pk).split('<details class="import__findings">')
    for heading, samples in zip(HEAD, zip(*ROWS, strict=True), strict=True):
        place = folded if heading in ("名称", "住所") else doubtful
        assert f"<strong>{heading}</strong>" in place
        assert samples[0] in place
    assert "ほかの 2の見出し" in folded


def test_a_corrected_heading_is_read_anew_and_kept_under_a_name(city, run):
    told = choices(run, ところ="venue", いつやるか="hours_note") | {"name": "社協"}
    city.post(reverse("city_import_columns", args=[run.pk]), told)
    again = worked(run)
    assert again.mapping == {"venue": "ところ", "hours_note": "いつやるか"}
    facts = {row.name: row.facts for row in again.rows.all()}
    assert facts["さくら"]["place"]["name"] == "東の部屋"
    assert facts["さくら"]["schedule"]
    assert ImportMapping.of_city("132250")["社協"].columns == again.mapping
    assert "えらんだとおり" in read(city, "city_import_columns", run.pk)


def test_several_headings_may_tell_one_text(city, run):
    city.post(reverse("city_import_columns", args=[run.pk]), choices(run, ところ="note", いつやるか="note"))
    again = worked(run)
    assert sorted(again.mapping["note"]) == ["いつやるか", "ところ"]
    described = again.rows.get(name="さくら").facts["description"]
    assert "東の部屋" in described
    assert "毎月第2火曜" in described
    city.post(reverse("city_import_columns", args=[run.pk]), choices(again, いつやるか="hours_note"))
    assert worked(run).mapping == {"note": "ところ", "hours_note": "いつやるか"}


def test_the_same_heading_of_two_sheets_is_one_line(run):
    both = [heading | {"sheet": sheet} for sheet in ("東", "西") for heading in run.headings]
    assert [one["heading"] for one in merged_headings(both)] == [
        one["heading"] for one in merged_headings(run.headings)
    ]
    assert merged_headings(both)[0]["sheets"] == ["東", "西"]


def test_two_headings_cannot_be_one_field(city, run):
    told = choices(run, ところ="address", いつやるか="address")
    page = city.post(reverse("city_import_columns", args=[run.pk]), told).content.decode()
    assert "「ところ」と同じ項目です" in page
    run.refresh_from_db()
    assert run.state == "tried"


@pytest.mark.parametrize("told", [{"column-0": "nonsense"}, {"name": "長" * 61}])
def test_a_wrong_form_changes_nothing(city, run, told):
    assert city.post(reverse("city_import_columns", args=[run.pk]), told).status_code == 200
    assert not ImportMapping.objects.exists()


def test_nothing_chosen_reads_nothing_anew(city, run):
    city.post(reverse("city_import_columns", args=[run.pk]), {})
    run.refresh_from_db()
    assert run.state == "tried"


def test_headings_that_nobody_knows_are_told_by_a_person(city, tried):
    """The file of a group that calls its columns by words of its own."""
    rows = [["ひだまり", "稲城市平尾3", "毎月第2火曜 10時〜12時"], ["こかげ", "稲城市平尾4", "毎週水曜 13時〜15時"]]
    run = tried(listed(*rows, head=["つどうところのよびな", "どちら", "いつごろ"]))
    assert run.state == "unreadable"
    assert "どれが見出しか、教える" in read(city, "city_import", run.pk)
    assert "つどうところのよびな" in read(city, "city_import_headings", run.pk)
    told = {"name": "つどうところのよびな", "address": "どちら", "hours_note": "いつごろ"}
    assert "名前の上に書いてある" in city.post(reverse("city_import_headings", args=[run.pk]), {}).content.decode()
    city.post(reverse("city_import_headings", args=[run.pk]), told)
    again = worked(run)
    assert (again.state, again.mapping) == ("tried", told)
    assert again.rows.get(name="ひだまり").facts["schedule"]
