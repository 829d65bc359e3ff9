"""How headings were understood is shown with samples, and may be corrected and kept under a name."""

import pytest
from django.urls import reverse

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
    places = {heading["heading"]: number for number, heading in enumerate(run.headings)}
    return {f"column-{places[heading]}": field for heading, field in chosen.items()}


def test_every_heading_is_shown_with_three_values(city, run):
    page = read(city, "city_import_columns", run.pk)
    for text in (*HEAD, "東の部屋", "西の部屋", "毎週水曜 13時〜15時", "分かりません", "たしか"):
        assert text in page


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


def test_two_headings_cannot_be_one_field(city, run):
    told = choices(run, ところ="venue", いつやるか="venue")
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
