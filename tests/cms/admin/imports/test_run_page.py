"""What an import would do is shown, is done as a whole, and is taken back as a whole."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.admin.imports import tasks
from cms.jobs import delete_old, finish_imports
from directory.imports.steps import running
from directory.imports.steps.import_runs import CLAIM, UNDO_DAYS
from directory.models import ImportRun, Organization, Place, Resource, Verification
from tests.cms.admin.imports.conftest import HEAD, SAKURA, TSUBAKI, listed, upload, worked
from tests.cms.admin.pages import read
from tests.factories import make_place, make_resource

pytestmark = pytest.mark.django_db
WRONG = ["だめな行", "稲城市大丸6", "", "", ""]


def test_a_dry_run_says_what_would_be_and_stores_nothing(city, approver, tried):
    run = tried(SAKURA, TSUBAKI)
    page = read(city, "city_import", run.pk)
    assert "新しく入れる：<strong>2か所" in page
    assert "このとおりに 入れる（2か所）" in page
    assert not Resource.objects.exists()


def test_findings_stand_by_kind_and_never_a_thousand_at_once(city, approver, tried):
    run = tried(*([f"サロン{n}", f"稲城市どこか{n}", "", "", ""] for n in range(230)))
    page = read(city, "city_import", run.pk)
    assert "：230" in page
    assert 20 <= page.count("行目「住所」") <= 60
    assert page.count("<details") <= 5
    group = run.findings.filter(text__contains="2行目").first().group
    assert read(city, "city_import_findings", run.pk, group).count("行目「住所」") == 200
    assert read(city, "city_import_findings", run.pk, group, page=2).count("行目「住所」") == 30


def test_from_the_file_to_public_places_and_back(city, applied, client):
    mine = make_resource(name="さくらサロン", place=make_place(None, None))
    before = (Resource.objects.count(), Place.objects.count(), Organization.objects.count())
    run = applied(SAKURA, TSUBAKI, source="社協の一覧")
    assert run.state == "applied"
    sakura, tsubaki = Resource.objects.order_by("pk")[:2]
    assert (sakura, sakura.fee, sakura.contacts.get().value) == (mine, 100, "042-000-1111")
    assert (tsubaki.live, tsubaki.source) == (True, "社協の一覧")
    assert client.get(tsubaki.get_absolute_url()).status_code == 200
    assert "まとめて元にもどす" in read(city, "city_import", run.pk)
    assert "消えます" in read(city, "city_import_undo", run.pk)
    city.post(reverse("city_import_undo", args=[run.pk]))
    assert worked(run).state == "undone"
    assert (Resource.objects.count(), Place.objects.count(), Organization.objects.count()) == before
    mine.refresh_from_db()
    assert (mine.fee, mine.contacts.count()) == (None, 0)
    assert client.get(tsubaki.get_absolute_url()).status_code == 404
    assert "元にもどしました" in read(city, "city_import", run.pk)


def test_what_stands_in_the_way_of_undoing_is_said(city, applied):
    run = applied(SAKURA, TSUBAKI)
    sakura = Resource.objects.get(name="さくらサロン")
    Verification.objects.create(resource=sakura, day=timezone.localdate(), how="visit")
    page = read(city, "city_import_undo", run.pk)
    assert "元にもどせません" in page
    assert "「さくらサロン」には、そのあとの記録があります（確認）" in page
    city.post(reverse("city_import_undo", args=[run.pk]))
    assert (worked(run).state, Resource.objects.count()) == ("applied", 2)


def test_who_may_not_publish_tries_and_an_approver_stores(city, tried, staff):
    run = tried(SAKURA)
    page = read(city, "city_import", run.pk)
    assert "入れるのは、市の承認者です" in page
    assert "このとおりに 入れる" not in page
    assert city.post(reverse("city_import_store", args=[run.pk])).status_code in (302, 403)
    assert (worked(run).state, Resource.objects.count()) == ("tried", 0)


def test_what_changed_since_the_trial_is_shown_before_it_is_stored(city, applied, tried):
    applied(SAKURA, TSUBAKI)
    run = tried([*SAKURA[:3], "200円", SAKURA[4]], TSUBAKI)
    Resource.objects.filter(name="さくらサロン").update(fee=500)
    city.post(reverse("city_import_store", args=[run.pk]))
    run = worked(run)
    assert run.state == "tried"
    assert "ほかの人が場所を変えました" in read(city, "city_import", run.pk)
    assert run.rows.get().kept == ["fee"]
    city.post(reverse("city_import_store", args=[run.pk]))
    assert (worked(run).state, Resource.objects.get(name="さくらサロン").fee) == ("applied", 500)


def test_a_change_elsewhere_does_not_ask_again(city, applied, tried):
    run = tried(SAKURA)
    make_resource(name="べつの場所")
    city.post(reverse("city_import_store", args=[run.pk]))
    assert worked(run).state == "applied"


def test_a_step_that_nobody_takes_up_is_done_by_the_page(city):
    upload(city, listed(SAKURA))
    run = ImportRun.objects.get()
    assert "読んでいます" in read(city, "city_import", run.pk)
    ImportRun.objects.update(moved_at=timezone.now() - dt.timedelta(minutes=1))
    assert "入れると、こうなります" in read(city, "city_import", run.pk)


def test_a_long_list_waits_for_a_worker_and_is_done_by_cron_at_last(city, monkeypatch):
    monkeypatch.setattr(tasks, "SMALL", 10)
    upload(city, listed(SAKURA))
    ImportRun.objects.update(moved_at=timezone.now() - dt.timedelta(minutes=1))
    run = ImportRun.objects.get()
    assert "順番を待っています" in read(city, "city_import", run.pk)
    assert finish_imports(timezone.localdate()) == 1
    assert finish_imports(timezone.localdate()) == 0
    assert "入れると、こうなります" in read(city, "city_import", run.pk)


def test_a_step_is_done_once_and_again_when_its_worker_died(city):
    upload(city, listed(SAKURA))
    run = ImportRun.objects.get()
    assert run.claim()
    assert worked(run).state == "reading"
    ImportRun.objects.update(claimed_at=timezone.now() - CLAIM - dt.timedelta(minutes=1))
    assert worked(run).state == "tried"


def test_an_error_stores_nothing_and_is_said(city, approver, tried, monkeypatch):
    run = tried(SAKURA)

    def broken(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(running, "apply", broken)
    city.post(reverse("city_import_store", args=[run.pk]))
    run = worked(run)
    assert (run.state, Resource.objects.count()) == ("tried", 0)
    assert "思わぬことがおきて" in read(city, "city_import", run.pk)


def test_progress_is_seen_while_a_transaction_runs(city, approver, tried, monkeypatch):
    run, seen = tried(SAKURA, TSUBAKI), []
    told = running._tell_progress

    def telling(run, done, total):
        told(run, done, total)
        seen.append(read(city, "city_import", run.pk))

    monkeypatch.setattr(running, "_tell_progress", telling)
    city.post(reverse("city_import_store", args=[run.pk]))
    worked(run)
    assert "2行のうち 2行" in seen[-1]


def test_two_clicks_store_once(city, approver, tried):
    run = tried(SAKURA)
    for _ in range(2):
        city.post(reverse("city_import_store", args=[run.pk]))
    worked(run)
    assert Resource.objects.count() == 1
    assert DBTaskResult.objects.filter(task_path__contains="imports").count() == 2


def test_an_old_run_forgets_its_file_and_can_be_undone_no_longer(city, applied, tried):
    run, only_tried = applied(SAKURA), tried(TSUBAKI)
    ImportRun.objects.update(moved_at=timezone.now() - dt.timedelta(days=UNDO_DAYS + 1))
    delete_old(timezone.localdate())
    assert not ImportRun.objects.filter(pk=only_tried.pk).exists()
    kept = ImportRun.objects.get(pk=run.pk)
    assert (kept.content, kept.rows.count(), kept.findings.count()) == (None, 0, 0)
    assert "もどすことは できません" in read(city, "city_import", run.pk)
    assert city.get(reverse("city_import_undo", args=[run.pk])).status_code == 404


def test_a_list_of_ten_thousand_rows_is_shown_with_few_questions(city, approver, tried, django_assert_max_num_queries):
    run = tried(*([f"第{n}集会所", f"稲城市平尾{n}", "", "", ""] for n in range(2_000)))
    read(city, "city_import", run.pk)  # The first page of all makes the city's collection of pictures.
    with django_assert_max_num_queries(30):
        page = read(city, "city_import", run.pk)
    assert len(page) < 120_000
    with django_assert_max_num_queries(30):
        assert read(city, "city_import_rows", run.pk, "new").count("行目</p>") == 50
    assert HEAD[0] == "名称"


def test_a_list_without_rows_and_one_of_another_city_say_so(city, tried):
    assert "見出しの下に、場所の行が ありません。" in read(city, "city_import", tried(listed()).pk)
    elsewhere = read(city, "city_import", tried(listed(["よそのサロン", "栃木県宇都宮市本町1-1", "", "", ""])).pk)
    assert "稲城市の行が、1つもありません。ほかの市町村の一覧でないか、たしかめてください" in elsewhere
    assert "<li></li>" not in elsewhere


def test_what_was_taken_back_is_not_called_a_change(city, applied):
    run = applied(listed(SAKURA))
    assert "新しく入れた：<strong>1か所" in read(city, "city_import", run.pk)
    city.post(reverse("city_import_undo", args=[run.pk]))
    assert "入れて、元にもどしたこと" in read(city, "city_import", worked(run).pk)
