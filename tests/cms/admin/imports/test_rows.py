"""What becomes of each row is chosen one by one, or for all of a kind at once."""

import pytest
from django.urls import reverse

from directory.models import PlannedRow, Resource, StatusStatement
from tests.cms.admin.imports.conftest import SAKURA, TSUBAKI, listed, worked
from tests.cms.admin.pages import read
from tests.factories import make_municipality, make_place, make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def choose(city):
    """Sends choices of one state; gives the run after it was stored."""

    def choosing(run, state, choices=None, **data):
        rows = {row.name: row.pk for row in run.rows.filter(state=state)}
        told = {f"choice-{rows[name]}": value for name, value in (choices or {}).items()} | data
        answer = city.post(reverse("city_import_rows", args=[run.pk, state]), told)
        assert answer.status_code == 302
        city.post(reverse("city_import_store", args=[run.pk]))
        return worked(run)

    return choosing


def names():
    return sorted(Resource.objects.values_list("name", flat=True))


def test_one_row_is_left_out(city, approver, tried, choose):
    run = tried(SAKURA, TSUBAKI)
    assert "毎月第2火曜 10:00–12:00" in read(city, "city_import_rows", run.pk, "new")
    choose(run, "new", {"つばき体操": "skip"})
    assert names() == ["さくらサロン"]


def test_all_rows_are_left_out_with_one_choice(approver, tried, choose):
    run = choose(tried(SAKURA, TSUBAKI), "new", all="skip")
    assert set(run.rows.values_list("choice", flat=True)) == {"skip"}
    assert names() == []


def test_a_change_is_shown_in_words_and_may_be_refused(city, applied, tried, choose):
    applied(SAKURA, TSUBAKI)
    run = tried([*SAKURA[:3], "200円", SAKURA[4]], [*TSUBAKI[:3], "50円", ""])
    page = read(city, "city_import_rows", run.pk, "changed")
    assert "参加費：100円→200円" in page
    choose(run, "changed", {"つばき体操": "skip"})
    assert dict(Resource.objects.values_list("name", "fee")) == {"さくらサロン": 200, "つばき体操": 0}
    assert [row.name for row in tried([*SAKURA[:3], "200円", SAKURA[4]], [*TSUBAKI[:3], "50円", ""]).rows.all()] == [
        "つばき体操"
    ], "what was refused is proposed again"


@pytest.mark.parametrize(("choice", "count"), [("join", 1), ("store", 2), ("skip", 1)])
def test_a_twin_is_joined_stored_or_left_out(city, approver, tried, choose, choice, count):
    mine = make_resource(name="さくらサロン", place=make_place(None, None), kinds=["consultation"])
    run = tried(SAKURA)
    page = read(city, "city_import_rows", run.pk, "twin")
    assert "稲城市・相談窓口" in page
    assert "つなぐと うまる所" in page
    choose(run, "twin", {"さくらサロン": f"join-{mine.pk}" if choice == "join" else choice})
    mine.refresh_from_db()
    assert (Resource.objects.count(), mine.fee) == (count, 100 if choice == "join" else None)


def test_all_twins_are_joined_at_once_but_not_those_of_another_city(approver, tried, choose):
    other = make_municipality("132241", "多摩市", lat=35.637, lng=139.446)
    mine = make_resource(name="さくらサロン", place=make_place(None, None))
    make_resource(name="つばき体操", place=make_place(None, None, municipality=other, address="大丸5"))
    run = choose(tried(SAKURA, TSUBAKI), "twin", all="join")
    chosen = {row.name: (row.choice, row.resource_id) for row in run.rows.filter(state="twin")}
    assert chosen["さくらサロン"] == ("join", mine.pk)
    assert chosen.get("つばき体操", ("skip",))[0] != "join"


def test_what_is_gone_stays_unless_somebody_says_that_it_ended(city, applied, tried, choose):
    applied(SAKURA, TSUBAKI)
    run = tried(SAKURA)
    assert "つばき体操" in read(city, "city_import_rows", run.pk, "gone")
    assert run.rows.get().choice == "skip"
    choose(run, "gone", {"つばき体操": "end"})
    said = StatusStatement.objects.get()
    assert (said.resource.name, said.status, said.made_by) == ("つばき体操", "ended", run.made_by)
    assert names() == ["さくらサロン", "つばき体操"]


@pytest.mark.parametrize("value", ["end", "join-1", "nonsense", "join-", "change"])
def test_what_is_not_offered_changes_nothing(approver, tried, city, value):
    run = tried(SAKURA)
    key = run.rows.get().pk
    city.post(reverse("city_import_rows", args=[run.pk, "new"]), {f"choice-{key}": value, "all": ""})
    city.post(reverse("city_import_rows", args=[run.pk, "new"]), {"all": value})
    assert PlannedRow.objects.get().choice == "store"


def test_what_is_stored_is_chosen_no_more(city, applied):
    run = applied(SAKURA)
    page = read(city, "city_import_rows", run.pk, "new")
    assert 'type="radio"' not in page
    assert reverse("wagtailsnippets_directory_resource:edit", args=[Resource.objects.get().pk]) in page
    assert city.post(reverse("city_import_rows", args=[run.pk, "new"]), {"all": "skip"}).status_code == 404


def test_a_choice_stays_when_the_file_is_read_again(city, approver, tried, choose):
    run = tried(listed(SAKURA, TSUBAKI))
    key = run.rows.get(name="つばき体操").pk
    city.post(reverse("city_import_rows", args=[run.pk, "new"]), {f"choice-{key}": "skip"})
    city.post(reverse("city_import_again", args=[run.pk]))
    assert worked(run).rows.get(name="つばき体操").choice == "skip"


def test_another_word_for_a_state_is_no_page(city, tried):
    run = tried(SAKURA)
    assert city.get(reverse("city_import_rows", args=[run.pk, "old"])).status_code == 404
    assert city.get(reverse("city_import_findings", args=[run.pk, 99])).status_code == 404


def test_a_number_that_the_public_will_not_see_says_so(city, tried):
    head = ["名称", "住所", "電話番号", "代表者"]
    run = tried(listed(["さくらサロン", "稲城市平尾1-2", "042-000-1111（午前のみ）", "見本 花子"], head=head))
    assert "042-000-1111（午前のみ・公開しません）" in read(city, "city_import_rows", run.pk, "new")
