"""Booklets as paper: made in the background, read aloud rightly, whatever stands in the texts."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from cms.print import booklets
from directory.changes.booklets import EXPECTED_WITHIN, KEPT, Booklet, ask_for
from directory.models import Place, StatusStatement
from tests.factories import make_municipality, make_organization, make_place, make_resource, make_town
from tests.read_pdf import ReadPdf

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>${7*7}</style><b>&amp;"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def made(**asked) -> Booklet:
    booklet, _ = ask_for(make_municipality(), asked.get("area"), None)
    booklets.make(booklet, timezone.localtime())
    booklet.refresh_from_db()
    assert booklet.state == Booklet.State.MADE, booklet.trouble
    return booklet


def read(file) -> ReadPdf:
    with file.open("rb") as opened:
        return ReadPdf(opened.read())


def test_a_city_without_places_has_a_booklet_that_says_so():
    booklet = made()
    book, sheet = read(booklet.file), read(booklet.map_file)
    assert (book.faults, sheet.faults, booklet.places) == ([], [], [])
    assert "のせられる場所がまだありません" in book.text
    assert "地図にのせられる場所がありません" in sheet.text


def test_one_place_stands_in_the_index_under_its_weekday_on_the_map_and_on_its_page():
    calls = [
        {"kind": "telephone", "value": "042-123-4567", "is_public": True},
        {"kind": "telephone", "value": "090-1111-2222", "is_public": False},
    ]
    resource = make_resource(
        "毎月第2・第4火曜 10時〜12時", name="ひまわりサロン", reading="ひまわりさろん", fee=100, contacts=calls
    )
    booklet = made()
    book, sheet = read(booklet.file), read(booklet.map_file)
    assert (book.faults, sheet.faults) == ([], [])
    assert booklet.printed == [(1, resource.pk)]
    for told in (
        "火曜日",
        "10時〜12時",
        "毎月第2・第4火曜",
        "1回100円",
        "042-123-4567",
        "まだです。行く前に",
        booklet.code_in_words,
    ):
        assert told in book.text
    assert "090-1111-2222" not in book.text
    assert book.text.count("ひまわりサロン") == 3, "index, weekday, its own page"
    assert any(tag.kind == "Figure" and "1 の 場所" in tag.alt for tag in book.tags)
    assert "ひまわりサロン" in sheet.text


def test_texts_of_others_are_inert_and_long_ones_stay_on_the_paper():
    town = make_town(HOSTILE[:50])
    organization = make_organization(name=HOSTILE)
    place = make_place(name=HOSTILE, town=town, address=HOSTILE, access=HOSTILE)
    contacts = [{"kind": "telephone", "value": "042-000-0000", "note": HOSTILE, "is_public": True}]
    texts = dict.fromkeys(("summary", "fee_note", "hours_note", "reading"), HOSTILE)
    make_resource(name=HOSTILE, place=place, organization=organization, contacts=contacts, **texts)
    make_resource(name="と" * 120, reading="と" * 240, hours_note="長い説明。" * 2_000)
    booklet = made()
    book = read(booklet.file)
    assert book.faults == []
    assert "alert(1)</script>${7*7}" in book.text
    assert booklet.pages < 15
    assert read(booklet.map_file).faults == []


def test_paused_places_say_so_ended_ones_are_left_out_and_one_without_a_position_is_on_no_map():
    today = timezone.localdate()
    paused, ended = make_resource("毎週月曜 10時〜12時", name="休む会"), make_resource(name="終わった会")
    nowhere = make_place(lat=None, lng=None, precision=Place.Precision.NONE, name="どこか")
    make_resource("毎週月曜 9時〜10時", name="位置のない会", place=nowhere)
    StatusStatement.objects.create(resource=paused, status="paused", since=today, reason="工事")
    StatusStatement.objects.create(resource=ended, status="ended", since=today)
    booklet = made()
    text = read(booklet.file).text
    assert "お休み中わけ:工事" in text
    assert "終わった会" not in text
    assert text.count("休む会") == 2, "nothing under its weekday"
    assert text.count("位置のない会") == 3
    assert len(booklet.places) == 2


def test_how_far_it_is_is_told_and_the_files_before_go(monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr(booklets, "_tell_progress", lambda booklet, done, total: told.append((done, total)))
    monkeypatch.setattr(booklets, "AT_ONCE", 2)
    for _ in range(5):
        make_resource()
    old = made()
    assert told == [(0, 5), (2, 5), (4, 5), (5, 5), (5, 5)]
    make_resource()
    with django_capture_on_commit_callbacks(execute=True):
        new = made()
    gone = old.file.name
    old.refresh_from_db()
    assert (bool(old.file), default_storage.exists(gone), default_storage.exists(new.file.name)) == (False, False, True)
    assert old.state == Booklet.State.MADE, "its code stays known"


def test_what_fails_says_so_and_another_worker_does_not_make_it_twice(monkeypatch):
    booklet, _ = ask_for(make_municipality(), None, None)
    assert booklet.claim()
    booklets.make(booklet, timezone.localtime())
    booklet.refresh_from_db()
    assert booklet.is_waiting, "somebody else has it"
    Booklet.objects.update(claimed_at=None)
    monkeypatch.setattr(booklets, "render_pdf", lambda *args: 1 / 0)
    booklets.make(booklet, timezone.localtime())
    booklet.refresh_from_db()
    assert (booklet.state, booklet.trouble) == (Booklet.State.FAILED, booklets.FAILED)


def test_what_no_worker_took_up_is_made_by_run_due():
    booklet, _ = ask_for(make_municipality(), None, None)
    assert booklets.make_waiting(timezone.localtime()) == 0, "a worker may still come"
    Booklet.objects.update(asked_at=timezone.now() - EXPECTED_WITHIN * 2)
    assert booklets.make_waiting(timezone.localtime()) == 1
    booklet.refresh_from_db()
    assert booklet.state == Booklet.State.MADE


def test_what_nobody_can_hold_any_more_is_forgotten_with_its_files(tmp_path):
    booklet, now = made(), timezone.now()
    assert booklets.forget_old(now) == 0
    Booklet.objects.update(asked_at=now - KEPT - dt.timedelta(days=1))
    assert booklets.forget_old(now) == 1
    assert not default_storage.exists(booklet.file.name)
    (tmp_path / "booklets" / "lost.pdf").write_bytes(b"%PDF")
    assert booklets.forget_old(now) == 0, "it may be being made"
    assert booklets.forget_old(now + dt.timedelta(days=2)) == 1


def test_a_resident_finds_it_and_its_number(client, django_assert_max_num_queries):
    make_resource(name="ひまわりサロン")
    booklet = made()
    page = client.get(reverse("booklets"))
    assert booklet.name in page.content.decode()
    file = client.get(reverse("booklet_file", args=[booklet.code]))
    assert (file["Content-Type"], b"".join(file.streaming_content)[:4]) == ("application/pdf", b"%PDF")
    assert b"".join(client.get(reverse("booklet_map", args=[booklet.code])).streaming_content)[:4] == b"%PDF"
    typed = client.get(reverse("booklets"), {"code": booklet.code_in_words})
    assert typed.url == reverse("booklet_changes", args=[booklet.code])
    assert "この冊子のあと 変わった所は ありません" in client.get(typed.url).content.decode()
    make_resource(name="新しい会")
    with django_assert_max_num_queries(40):
        changed = client.get(typed.url).content.decode()
    assert "この冊子のあと 変わった所：1件" in changed
    assert "新しい会" in changed


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [("12345673", "番号が ちがうようです"), ("12345672", "見つかりません"), ("<b>", "番号が ちがうようです")],
)
def test_a_number_that_leads_nowhere_is_told_where_it_was_typed(client, typed, trouble):
    page = client.get(reverse("booklets"), {"code": typed}).content.decode()
    assert trouble in page
    assert "<b>" not in page
    for name in ("booklet_changes", "booklet_file", "booklet_map"):
        assert client.get(reverse(name, args=["12345672"])).status_code == 404
