"""A file comes in, or the form comes back and says what to do."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cms.admin.imports import upload as upload_page
from directory.models import ImportMapping, ImportRun
from tests.cms.admin.imports.conftest import SAKURA, TSUBAKI, listed, upload, worked
from tests.cms.admin.pages import read
from tests.factories import make_municipality

pytestmark = pytest.mark.django_db


def test_a_file_is_read_in_the_background_and_its_run_is_in_the_list(city, staff):
    answer = upload(city, listed(SAKURA), source="社協の一覧")
    run = ImportRun.objects.get()
    assert answer["Location"] == reverse("city_import", args=[run.pk])
    assert (run.state, run.made_by, run.source, run.file_name) == ("reading", staff, "社協の一覧", "salon.csv")
    assert "読んでいます" in read(city, "city_import", run.pk)
    assert worked(run).state == "tried"
    assert "まだ入れていません" in read(city, "city_imports")


def test_where_no_worker_comes_the_page_that_waits_does_the_step_itself(city):
    upload(city, listed(SAKURA))
    assert ImportRun.objects.get().state == "reading"
    ImportRun.objects.update(moved_at=timezone.now() - dt.timedelta(minutes=1))
    assert "読んでいます" not in read(city, "city_import", ImportRun.objects.get().pk)
    assert ImportRun.objects.get().state == "tried"


@pytest.mark.parametrize(
    ("file", "facts", "says"),
    [
        (None, {}, "ファイルを えらんでください"),
        (SimpleUploadedFile("a.csv", b""), {}, "このファイルは空です"),
        (listed(SAKURA), {"kind": ""}, "何の一覧かを えらんでください"),
        (listed(SAKURA), {"kind": "palace"}, "何の一覧かを えらんでください"),
        (listed(SAKURA), {"municipality": "131016"}, "あなたの市町村では ありません"),
    ],
    ids=["no file", "empty", "no kind", "unknown kind", "another city"],
)
def test_a_wrong_form_comes_back_filled(city, file, facts, says):
    make_municipality("131016", "千代田区", lat=35.694, lng=139.753)
    told = {"municipality": "132250", "kind": "salon", "source": "社協の一覧"} | facts
    answer = city.post(reverse("city_import_new"), told | ({"file": file} if file else {}))
    page = answer.content.decode()
    assert says in page
    assert 'value="社協の一覧"' in page
    assert not ImportRun.objects.exists()


def test_a_file_that_is_too_large_is_refused(city, monkeypatch):
    monkeypatch.setattr(upload_page, "LARGEST_FILE", 10)
    assert "30MBまで" in upload(city, listed(SAKURA)).content.decode()


@pytest.mark.parametrize("name", ["list.pdf", "list.xlsx", "list.csv"])
def test_what_cannot_be_read_says_what_to_do_and_the_form_keeps_the_rest(city, name):
    upload(city, SimpleUploadedFile(name, b"%PDF-1.7 x"), source="社協の一覧")
    run = worked(ImportRun.objects.get())
    assert run.state == "unreadable"
    page = read(city, "city_import", run.pk)
    assert "読めませんでした" in page
    assert "保存" in page
    assert 'value="社協の一覧"' in read(city, "city_import_new", like=run.pk)
    city.post(reverse("city_import_discard", args=[run.pk]))
    assert not ImportRun.objects.exists()


def test_a_name_with_a_path_is_only_a_name(city):
    upload(city, listed(SAKURA, name="../../etc/salon.csv"))
    assert worked(ImportRun.objects.get()).file_name == "salon.csv"


def test_a_saved_reading_is_offered_and_used(city):
    other = make_municipality("131016", "千代田区", lat=35.694, lng=139.753)
    ImportMapping.save_for("132250", "うちの読み方", {"name": "つどい"})
    ImportMapping.save_for(other.pk, "よその読み方", {"name": "つどい"})
    page = read(city, "city_import_new")
    assert "うちの読み方" in page
    assert "よその読み方" not in page
    upload(city, listed(SAKURA, head=["つどい", "住所", "電話", "参加費", "日時"]), mapping="うちの読み方")
    run = worked(ImportRun.objects.get())
    assert (run.state, run.mapping, run.rows.get().name) == ("tried", {"name": "つどい"}, "さくらサロン")


def test_the_list_of_runs_asks_the_same_few_questions_however_many(city, tried, django_assert_max_num_queries):
    for _ in range(5):
        tried(SAKURA, TSUBAKI)
    read(city, "city_imports")  # The first page of all makes the city's collection of pictures.
    with django_assert_max_num_queries(25):
        read(city, "city_imports")
