"""Answers that are kept for visitors: always right, the same for everybody, and nobody's own."""

import base64
import datetime as dt
import gzip
import hashlib
import re

import pytest
from django.apps import apps
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import PageViewRestriction, Site

from cms.content.pages import GuidePage, NewsIndex, NewsPage
from cms.content.site_settings import SiteSettings
from cms.kept_pages.middleware import forget
from cms.kept_pages.shown_rows import KEPT, SHOWN, ShownChange, forget_old_changes, shown_version
from directory.accounts.users import User
from directory.associations.representatives import add_representative
from directory.catalogue.resources import Resource
from directory.publishing.append_only import rewriting_allowed
from directory.publishing.versions import VersionedModel
from tests.cms.content.test_pictures import photo
from tests.factories import make_organization, make_resource, make_user

pytestmark = pytest.mark.django_db
TUESDAY = dt.date(2026, 11, 24)
OF_THE_VERSIONS = 1
"""The query that asks for the versions: all that a kept answer costs."""
ASKS = {"Accept-Encoding": "gzip, br"}
NEEDS_NO_WATCHING = {
    "wagtailimages_rendition": "made from its image, whose row is watched",
    "directory_edition": "the version itself",
    "directory_change": "the version itself",
    "cms_shownchange": "the version itself",
}


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Stands still in the middle of a minute; `clock(12, 1)` puts it forward."""

    def moved_to(hour, minute, second=20, day=TUESDAY):
        time_machine.move_to(f"{day}T{hour:02}:{minute:02}:{second:02}+09:00", tick=False)

    moved_to(11, 59)
    return moved_to


@pytest.fixture
def place():
    SiteSettings.objects.create()  # the first page of a new site stores this row
    return make_resource(
        name="ひだまりサロン", schedule="毎週火曜 10:00–12:00", organization=make_organization(name="ひだまりの会")
    )


def asked_twice(address, first=None, second=None, **headers):
    """Whether the answer to a second visitor is the one that was made for the first."""
    (first or Client()).get(address, headers=headers)
    with CaptureQueriesContext(connection) as asked:
        answer = (second or Client()).get(address, headers=headers)
    assert answer.status_code == 200
    return len(asked) == OF_THE_VERSIONS


def read(address, client=None, **headers):
    return (client or Client()).get(address, headers=headers).content.decode()


def pages_of(place):
    """Every address whose answers are kept."""
    key = place.pk
    lists = ("/", "/?q=サロン", "/?kind=salon&open=today", "/places.json", "/places.json?q=サロン", "/suggest?q=サロン")
    followed = ("/calendar.ics", "/feed.atom?q=サロン", f"/places/{key}/calendar.ics", f"/places/{key}/feed.atom")
    own = (f"/places/{key}/", f"/places/{key}/?from=kind%3Dsalon", f"/organizations/{place.organization_id}/")
    return *lists, *followed, *own, "/guide/", "/news/", "/news/rest/", "/map.json?bbox=20,122,46,154&zoom=5"


@pytest.fixture
def everything(place):
    """A place, and a row of every watched table."""
    image = Image.objects.create(title="写真", file=photo())
    paper = Document.objects.create(title="ちらし", file=ContentFile(b"%PDF-", "a.pdf"))
    text = f'<p><a linktype="document" id="{paper.pk}">ちらし</a></p>'
    body = [("image", {"image": image, "alt_text": "写真", "decorative": False}), ("text", text)]
    pages = [
        NewsPage(title="休み", slug="rest", day=TUESDAY, body=body),
        NewsPage(title="内", slug="in", day=TUESDAY),
    ]
    for page in pages:
        NewsIndex.objects.get().add_child(instance=page)
    PageViewRestriction.objects.create(page=pages[1], restriction_type="login")
    add_representative(place.organization, make_user(), "lead")
    place.save_revision(log_action=True)
    Resource.objects.filter(pk=place.pk).update(photo=image, photo_alt="写真")
    return place


# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_public_page_reads_a_table_whose_changes_nobody_notes(everything):
    assert [address for address in pages_of(everything) if not asked_twice(address)] == []
    read_of = set()
    for address in pages_of(everything):
        forget()
        with CaptureQueriesContext(connection) as asked:
            read(address)
        read_of |= {table for query in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    noted = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if issubclass(model._meta.auto_created or model, VersionedModel) or model._meta.label in SHOWN
    }
    assert read_of - noted - NEEDS_NO_WATCHING.keys() == set()


def test_each_watched_table_says_when_a_row_changes_whoever_changes_it(everything):
    silent = []
    for name in SHOWN:
        meta, before = apps.get_model(name)._meta, shown_version()
        with rewriting_allowed(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {meta.db_table} SET {meta.pk.column} = {meta.pk.column}")
        silent += [name] if shown_version() == before else []
    assert silent == []
    site, versions = Site.objects.get(), [shown_version()]
    Site.objects.bulk_create([Site(hostname="a.example", root_page=site.root_page)], ignore_conflicts=True)
    versions.append(shown_version())
    Site.objects.bulk_create([site], update_conflicts=True, unique_fields=["id"], update_fields=["site_name"])
    assert len({*versions, shown_version()}) == 3
    ShownChange.objects.bulk_create(ShownChange(lot=number) for number in range(KEPT + 9))
    assert forget_old_changes() >= 9
    assert ShownChange.objects.count() == KEPT


def test_a_site_on_which_nothing_was_changed_since_its_upgrade_answers(client, db):
    ShownChange.objects.all().delete()
    assert shown_version() == 0
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("change", "address", "shown"),
    [
        (lambda place: Resource.objects.filter(pk=place.pk).update(name="あたらしい名"), "/", "あたらしい名"),
        (lambda place: Resource.objects.filter(pk=place.pk).update(name="あたらしい名"), "/places/{}/", "あたらしい名"),
        (lambda place: SiteSettings.objects.update(desk_telephone="042-000-1111"), "/places/{}/", "042-000-1111"),
        (lambda place: GuidePage.objects.update(title="はじめに"), "/guide/", "はじめに"),
    ],
)
def test_an_edit_is_seen_at_once(place, change, address, shown):
    address = address.format(place.pk)
    assert asked_twice(address)
    assert shown not in read(address)
    change(place)
    assert shown in read(address)


def test_no_page_says_what_the_clock_has_made_wrong(place, clock):
    start, own = "/?q=サロン", f"/places/{place.pk}/"
    assert asked_twice(start)
    assert asked_twice(own)
    assert "きょうは 終わりました" not in read(start) + read(own)
    clock(12, 1, second=0)
    assert "きょうは 終わりました" in read(start)
    assert "きょうは 終わりました" in read(own)
    read(own)
    clock(23, 59, second=59)
    with CaptureQueriesContext(connection) as asked:
        read(own)
    assert len(asked) == OF_THE_VERSIONS, "nothing changes any more today"
    clock(0, 0, second=0, day=dt.date(2026, 12, 1))
    assert "きょう" in read(own)


@pytest.mark.parametrize("address", ["/guide/", "/places/{}/", "/week/"])
def test_no_page_that_is_kept_for_a_day_says_that_the_desk_is_closed_while_it_is_open(place, clock, address):
    SiteSettings.objects.update(desk_telephone="042-000-1111", desk_hours="平日 8時30分〜17時15分")
    address, closed = address.format(place.pk), "17時15分。今は 閉まっています"
    clock(16, 0)
    assert closed not in read(address)
    assert asked_twice(address)
    clock(17, 15, second=0)
    assert closed in read(address)
    clock(8, 29, day=TUESDAY + dt.timedelta(days=1))
    assert closed in read(address)
    clock(8, 30, second=0, day=TUESDAY + dt.timedelta(days=1))
    assert closed not in read(address)


def signed_in(name):
    client = Client()
    client.force_login(User.objects.filter(name=name).first() or make_user(name=name))
    return client


READERS = ("data-text=", "name=")
"""How the marks of a reader's choice begin: nobody's own, and shared with whoever has chosen the same."""


def with_cookie(name, value):
    client = Client()
    client.cookies[name] = value
    return client


def with_message():
    request = RequestFactory().get("/")
    value = CookieStorage(request)._encode([Message(constants.INFO, "あなたへの ことば")])
    return with_cookie("messages", value)


@pytest.mark.parametrize(
    ("visitor", "own"),
    [
        (lambda: signed_in("花子"), "花子さんのページ"),
        (with_message, "あなたへの ことば"),
        (lambda: with_cookie("text_size", "largest"), 'data-text="largest"'),
        (lambda: with_cookie("easy", "on"), 'name="easy" value="off"'),
        (lambda: with_cookie("furigana", "on"), 'name="furigana" value="off"'),
        (lambda: with_cookie("sessionid", "x" * 32), None),
    ],
)
def test_what_belongs_to_one_person_is_shown_to_nobody_else(place, visitor, own):
    for address in ("/", f"/places/{place.pk}/", "/guide/"):
        plain, mine = read(address), visitor().get(address)
        assert own is None or (own in mine.content.decode() and own not in plain)
        assert read(address) == plain, "what the one was shown is not kept for the other"
        if own is None or not own.startswith(READERS):
            assert not asked_twice(address, second=visitor())
            assert {"private", "no-cache"} <= set(mine["Cache-Control"].split(", "))
        assert "Cookie" in mine["Vary"]


def test_a_page_that_is_kept_has_nothing_that_was_drawn_for_one_answer(place):
    for address in ("/", f"/places/{place.pk}/", "/guide/"):
        answer = Client().get(address)
        page = answer.content.decode()
        assert not answer.cookies
        assert "csrfmiddlewaretoken" not in page
        assert "nonce" not in page + answer["Content-Security-Policy"]
        assert set(answer["Cache-Control"].split(", ")) == {"no-cache"}


@pytest.mark.parametrize(
    "address",
    [
        "/?q=田中さん", "/?q=090-1234-5678", "/?fbclid=abc", "/?lat=35.6&lng=139.5", "/?q=ぞめきぬぺろ", "/places/{}/?token=abc",
        "/places/{}/?from=q%3D田中さん", "/suggest?q=田中さん", "/?q=死にたい", "/places.json?q=死にたい", "/map.json?bbox=20,122,46,154&zoom=5&q=死にたい",
        "/places/{}/?from=q%3D死にたい", "/calendar.ics?q=死にたい",
    ],
)  # fmt: skip
def test_what_somebody_typed_about_a_person_or_in_danger_or_brought_along_is_not_kept(place, address):
    address = address.format(place.pk)
    read(address)
    with CaptureQueriesContext(connection) as asked:
        read(address)
    assert len(asked) > OF_THE_VERSIONS
    if "死にたい" in address:
        assert "no-store" in Client().get(address)["Cache-Control"]
        assert "no-store" in signed_in("花子").get(address)["Cache-Control"]


@pytest.mark.parametrize("before", [0, 95, 190, 299, 470])
def test_danger_at_the_far_end_of_a_long_text_stays_in_no_browser(place, before):
    answer = Client().get("/", {"q": "あ" * before + "死にたい"})
    assert "ひとりで かかえないでください" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_position_is_read_without_a_token_and_never_kept(place):
    strict = Client(enforce_csrf_checks=True)
    near = {"lat": "35.6", "lng": "139.5", "asked": "1"}
    assert "139.5" in strict.post("/", near).content.decode()
    assert strict.post("/map.json?bbox=20,122,46,154&zoom=5", near).status_code == 200
    assert strict.post("/reading/", {"text_size": "large", "next": "/"}).cookies["text_size"].value == "large"
    assert "139.5" not in read("/")


def test_each_name_of_the_site_has_its_own_answers(place, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    assert asked_twice("/", host="127.0.0.1")
    with CaptureQueriesContext(connection) as asked:
        Client().get("/", headers={"host": "localhost"})
    assert len(asked) > OF_THE_VERSIONS
    assert Client().get("/", headers={"host": "evil.example"}).status_code == 400


def test_the_same_question_in_another_spelling_is_the_same(place):
    read("/?kind=salon&q=%E3%82%B5%E3%83%AD%E3%83%B3")
    with CaptureQueriesContext(connection) as asked:
        read("/?q=サロン&kind=salon")
    assert len(asked) == OF_THE_VERSIONS


@pytest.mark.parametrize("made_before", [False, True])
def test_a_browser_that_has_the_page_gets_304_with_the_policy_of_its_own_copy(place, made_before):
    address = f"/places/{place.pk}/"
    first = Client().get(address, headers=ASKS)
    if not made_before:
        forget()
    again = Client().get(address, headers=ASKS | {"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    script = re.search(r'<script type="module">(.*?)</script>', gzip.decompress(first.content).decode(), re.S)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in again["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"]
    Resource.objects.filter(pk=place.pk).update(summary="かわりました。")
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_compressed_and_the_plain_form_say_the_same(place):
    for encoding, packed in (("gzip", True), ("br", False), ("br, gzip;q=0.5", True)):
        for _ in "ab":
            answer = Client().get("/", headers={"Accept-Encoding": encoding})
            assert (answer.headers.get("Content-Encoding") == "gzip") is packed
            body = gzip.decompress(answer.content) if packed else answer.content
            assert body.decode() == read("/")
            assert int(answer["Content-Length"]) == len(answer.content)
            assert {"Cookie", "Accept-Encoding"} <= set(answer["Vary"].split(", "))
