"""Every page of every room is opened once with content in it, by each kind of user: none fails, none speaks English."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from cms.content.blocks import RICH_TEXT
from cms.content.pages import GuidePage, NewsIndex, NewsPage
from cms.permissions.city_files import collection_of
from cms.permissions.roles import appoint_approver
from directory.changes.booklets import Booklet
from directory.models import Resource, User
from tests.cms.crawl import Walk
from tests.cms.html_forms import filled
from tests.cms.permissions.addresses import addresses, key_in
from tests.cms.permissions.attacked_city import AttackedCity
from tests.factories import make_user

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


def written(page: Page, paper, picture) -> dict[str, str]:
    """What somebody writes with each feature of the text editor, as the database keeps it."""
    return {
        "h2": "<h2>行事</h2>",
        "h3": "<h3>来月</h3>",
        "bold": "<p><b>大切</b></p>",
        "ol": "<ol><li>一</li></ol>",
        "ul": "<ul><li>二</li></ul>",
        "link": f'<p><a linktype="page" id="{page.pk}">案内</a><a href="https://example.jp/">外</a><a href="mailto:a@example.jp">'
        '便り</a><a href="tel:0420001234">電話</a><a href="#ue">上</a></p>',
        "document-link": f'<p><a linktype="document" id="{paper.pk}">お便り</a></p>',
    }


@pytest.fixture
def town(db, settings, tmp_path):
    """A city with a row in every table, and pages that hold everything that an editor can put there."""
    settings.MEDIA_ROOT = tmp_path
    here = AttackedCity("132250", 1)
    shelf = collection_of(here.city.pk)
    letter = SimpleUploadedFile("お便り.pdf", b"%PDF-1.4")
    here.paper = get_document_model().objects.create(title="お便り", file=letter, collection=shelf)
    here.picture = get_image_model().objects.create(title="写真", file=get_test_image_file(), collection=shelf)
    _give_files_to_rows_without()
    guide = GuidePage.objects.get(slug="guide")
    text = "".join(written(guide, here.paper, here.picture)[name] for name in RICH_TEXT)
    Resource.objects.filter(pk=here.resource.pk).update(photo=here.picture, photo_alt="体操")
    body = [
        ("text", text),
        ("notice", {"kind": "info", "text": text}),
        ("question", {"question": "いつ？", "answer": text}),
        ("image", here.picture),
    ]
    here.guide = guide.add_child(instance=GuidePage(title="全部", slug="zenbu", body=body))
    index = NewsIndex.objects.get()
    here.news = index.add_child(instance=NewsPage(title="知らせ", slug="shirase", day="2026-11-01", body=body))
    for page in (here.guide, here.news):
        page.save_revision().publish()
    return here


def _give_files_to_rows_without() -> None:
    """The pictures and papers of the attacked city are rows alone."""
    for model, content in ((get_image_model(), get_test_image_file().file), (get_document_model(), ContentFile(b"x"))):
        for row in model.objects.all():
            if not row.file.storage.exists(row.file.name):
                row.file.storage.save(row.file.name, content)
    for booklet in Booklet.objects.all():
        booklet.file.save("x.pdf", ContentFile(b"x"))
        booklet.map_file.save("y.pdf", ContentFile(b"x"))


def user(town, role: str):
    match role:
        case "anonymous":
            return None
        case "association":
            return town.owner
        case "superuser":
            return User.objects.create_superuser("user0", name="管理")
        case "approver":
            one = make_user("staff", town.agency)
            appoint_approver(one)
            return one
    return make_user(role, town.agency)


OF_THE_SUPERUSER = tuple(f"/admin/{room}/" for room in ("sites", "groups", "workflows", "reports", "pages/1"))
"""Pages of whoever looks after the site, in no menu of staff: names of permissions, the port, Wagtail's own first page."""
NO_PAGES = {"wagtailadmin_logout", "wagtailadmin_error_test"}
"""One ends the walk, the other is Wagtail's own trial of an error."""
STARTS = {
    "anonymous": ["/"],
    "association": ["/my/", "/"],
    "coordinator": ["/desk/", "/my/"],
    "staff": ["/admin/", "/my/"],
    "approver": ["/admin/", "/my/"],
}


@pytest.mark.parametrize("role", STARTS)
def test_who_follows_every_link_meets_no_error_and_no_english(town, role):
    client = Client(raise_request_exception=False)
    if one := user(town, role):
        client.force_login(one)
    walk = Walk(client).follow(*STARTS[role], town.guide.url, town.news.url)
    assert (walk.broken, walk.english, walk.dashes) == ({}, {}, {})


def test_every_address_of_the_rooms_opens_with_content(town):
    """Also what no link leads to: dialogs, choosers, previews. Nobody may open more than the superuser."""
    client = Client(raise_request_exception=False)
    client.force_login(user(town, "superuser"))
    walk, own = Walk(client).follow("/admin/", "/desk/", "/my/"), _own_keys(town)
    met = {view for view, *_ in walk.met}
    for name, parts, _ in addresses():
        if name not in met | NO_PAGES:
            keys = {part: own(name, part) or key_in(town, name, part) for part in parts}
            walk.open(reverse(name, kwargs=keys))
    left = {text: at for text, at in walk.english.items() if not at.startswith(OF_THE_SUPERUSER)}
    assert (walk.broken, left, walk.dashes) == ({}, {}, {})


def _own_keys(town):
    """Whose key a part of one of Wagtail's own addresses is: of the page, the paper and the picture of the town."""
    rows = {"wagtaildocs": town.paper.pk, "wagtailimages": town.picture.pk, "wagtailadmin_pages": town.guide.pk}
    of_part = {
        **dict.fromkeys(("page_id", "page_pk", "page_to_move_id", "parent_page_id"), town.guide.pk),
        **dict.fromkeys(("document_id", "doc_id"), town.paper.pk),
        "image_id": town.picture.pk,
        "destination_id": town.guide.get_parent().pk,
    }

    def key(name: str, part: str):
        room = name.partition(":")[0].removesuffix("_chooser")
        return of_part.get(part) or (rows.get(room) if part == "pk" else None)

    return key


def test_what_an_editor_writes_with_each_feature_is_public(town, client):
    features = written(town.guide, town.paper, town.picture)
    assert features.keys() == set(RICH_TEXT)
    client.force_login(user(town, "approver"))
    edit = reverse("wagtailadmin_pages:edit", args=[town.guide.pk])
    page = client.get(edit)
    assert page.status_code == 200
    block = ContentstateConverter(RICH_TEXT).from_database_format("".join(features.values()))
    sent = filled(page, form_id="page-edit-form") | {
        "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": "",
        "body-0-value": block, "action-publish": "1", "title": "全部", "slug": "zenbu",
    }  # fmt: skip
    assert client.post(edit, sent).status_code == 302
    client.logout()
    public = client.get(town.guide.url).content.decode()
    for shown in (
        "<h2",
        "<h3",
        "<b>大切</b>",
        "<ol>",
        "<ul>",
        'href="mailto:a@example.jp"',
        'href="tel:0420001234"',
        town.paper.url,
    ):
        assert shown in public, shown


def test_a_paper_is_opened_by_its_address_and_no_other_one(town, client):
    answer = client.get(town.paper.url)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"%PDF-1.4")
    assert client.get(f"/documents/{town.paper.pk}/other.pdf").status_code == 404
    assert client.get("/documents/9999999/x.pdf").status_code == 404
