"""Pictures and papers belong to a city, in every list, form, chooser and bulk action of Wagtail."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.permissions import roles
from cms.permissions.city_files import CityCollection, collection_of
from directory.changes.amendments import propose
from directory.models import Agency
from tests.cms.html_forms import filled
from tests.factories import make_agency, make_municipality, make_resource, make_user

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
Image, Document = get_image_model(), get_document_model()
KINDS = {Image: ("wagtailimages", "image"), Document: ("wagtaildocs", "document")}


def make_file(model, user=None, title="公園の写真", **facts):
    file = get_test_image_file() if model is Image else ContentFile(b"%PDF-1.4", "a.pdf")
    return model.objects.create(title=title, file=file, uploaded_by_user=user, **facts)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def people(db):
    """Who tries it -> user. The uploader is staff of Inagi."""
    here, there = make_agency(), make_agency(municipality=make_municipality("372013", "高松市"))
    people = {"owner": make_user("staff", here), "colleague": make_user("staff", here)}
    people |= {"outsider": make_user(), "neighbour": make_user("staff", there), "coordinator": make_user("coordinator")}
    people["approver elsewhere"] = make_user("staff", there)
    roles.appoint_approver(people["approver elsewhere"])
    people["superuser"] = make_user(is_superuser=True)
    return people


@pytest.fixture(params=[(kind, is_loose) for kind in KINDS for is_loose in (False, True)], ids=str)
def file(request, people):
    """In the collection of the city, or uploaded into none by its staff."""
    kind, is_loose = request.param
    collection_of("132250")
    return make_file(kind, people["owner"], **{} if is_loose else {"collection": collection_of("132250")})


def addresses_of(file) -> dict[str, str]:
    """Every address by which Wagtail shows, changes or deletes a file."""
    app, name = KINDS[type(file)]
    addresses = {one: reverse(f"{app}:{one}", args=[file.pk]) for one in ("edit", "delete", f"{name}_usage")}
    addresses |= {"chosen": reverse(f"{app}_chooser:chosen", args=[file.pk])}
    for action in ("delete", "add_tags", "add_to_collection"):
        addresses[f"bulk {action}"] = f"/admin/bulk/{app}/{name}/{action}/?id={file.pk}"
    if name == "image":
        addresses["generator"] = reverse(f"{app}:url_generator", args=[file.pk])
        addresses["preview"] = reverse(f"{app}:preview", args=[file.pk, "width-20"])
        addresses["format"] = reverse(f"{app}_chooser:select_format", args=[file.pk])
    return addresses


def lists_of(model) -> list[str]:
    app = KINDS[model][0]
    names = (f"{app}:index", f"{app}:index_results", f"{app}_chooser:choose", f"{app}_chooser:choose_results")
    return [reverse(name) for name in names]


def said(answer) -> str:
    """The text of an answer; choosers answer with JSON, in which Japanese is escaped."""
    text = answer.content.decode()
    return str(answer.json()) if answer["Content-Type"].startswith("application/json") else text


@pytest.mark.parametrize("who", ["owner", "colleague", "superuser"])
def test_staff_of_the_city_use_its_files(client, people, file, who):
    client.force_login(people[who])
    answers = {name: client.get(url).status_code for name, url in addresses_of(file).items()}
    # There is nothing for it to generate: pictures are not served by keys.
    answers.pop("generator", None)
    assert answers == dict.fromkeys(answers, 200)
    assert [url for url in lists_of(type(file)) if file.title not in said(client.get(url))] == []
    form = client.get(reverse(f"{KINDS[type(file)][0]}:edit", args=[file.pk]))
    client.post(form.wsgi_request.path, {"title": "新しい題", "collection": file.collection_id, "tags": ""})
    file.refresh_from_db()
    assert file.title == "新しい題"
    client.post(addresses_of(file)["bulk delete"])
    assert not type(file).objects.exists()


@pytest.mark.parametrize("who", ["outsider", "coordinator", "neighbour", "approver elsewhere"])
def test_nobody_else_meets_them(client, people, file, who):
    client.force_login(people[who])
    app, name = KINDS[type(file)]
    for label, url in addresses_of(file).items():
        for answer in (client.get(url), client.post(url, {"title": "乗っ取り", "confirm": "1", "tags": "x"})):
            assert answer.status_code in (302, 403, 404, 405), label
    for url in [*lists_of(type(file)), f"{reverse(f'{app}:index')}?collection_id={file.collection_id}"]:
        assert file.title not in said(client.get(url))
    api = f"/admin/api/main/{'images' if name == 'image' else 'documents'}/"
    for url in (api, f"{api}{file.pk}/"):
        assert client.get(url).status_code == 302
    many = f"{reverse(f'{app}_chooser:chosen_multiple')}?id={file.pk}"
    assert file.title not in said(client.get(many))
    client.post(f"/admin/bulk/{app}/{name}/delete/?id=all")
    kept = type(file).objects.get()
    assert (kept.title, kept.collection_id) == (file.title, file.collection_id)


@pytest.mark.parametrize("model", KINDS, ids=["picture", "paper"])
def test_what_staff_add_comes_to_their_city_and_into_no_other(client, people, model):
    elsewhere = collection_of("372013")
    client.force_login(people["owner"])
    content = get_test_image_file().file.getvalue() if model is Image else b"%PDF-1.4"
    file = SimpleUploadedFile("a.png" if model is Image else "a.pdf", content)
    client.post(
        reverse(f"{KINDS[model][0]}:add"), {"title": "題", "file": file, "collection": elsewhere.pk, "tags": ""}
    )
    assert model.objects.get().collection == collection_of("132250")


def test_a_listing_shows_no_picture_of_another_city(client, people):
    theirs = make_file(Image, people["neighbour"], title="よその写真", collection=collection_of("372013"))
    listing = make_resource(name="うちのサロン")
    client.force_login(people["owner"])
    url = reverse("wagtailsnippets_directory_resource:edit", args=[listing.pk])
    answer = client.post(url, filled(client.get(url), photo=theirs.pk, photo_alt="説明", photo_source="市"))
    assert "photo" in answer.context["form"].errors
    assert "よその写真" not in answer.content.decode()


@pytest.mark.parametrize("model", KINDS, ids=["picture", "paper"])
def test_a_page_takes_no_picture_and_no_paper_of_another_city(client, people, model):
    file = make_file(model, people["neighbour"], collection=collection_of("372013"))
    own = make_file(model, people["owner"], collection=collection_of("132250"))
    page = Page.objects.get(slug="guide").specific
    before = page.revisions.count()
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.force_login(people["owner"])
    for one, is_kept in ((file, False), (own, True)):
        block = (
            ("image", {"image": one.pk, "decorative": "on", "alt_text": ""})
            if model is Image
            else ("text", rich_text(f'<p><a linktype="document" id="{one.pk}">紙</a></p>', features=["document-link"]))
        )
        body = nested_form_data({"body": streamfield([block])})
        answer = client.post(url, filled(client.get(url), form_id="page-edit-form", **body))
        assert answer.status_code == 302
        assert (page.revisions.count() > before) == is_kept


def test_a_photo_of_an_association_is_of_the_city_of_its_listing(client, people):
    from cms.listings.photo_form import PhotoForm
    from directory.changes.listing_fields import row_as_json

    upload = SimpleUploadedFile("a.png", get_test_image_file().file.getvalue(), "image/png")
    row = row_as_json(make_resource())
    form = PhotoForm({"photo_alt": "体操", "agreed": "on"}, {"photo": upload}, row=row)
    assert form.is_valid(), form.errors
    assert Image.objects.get(pk=form.values()["photo"]).collection == collection_of("132250")


# Databases of before.


def test_what_was_there_before_comes_into_the_city_that_showed_or_uploaded_it(people):
    CityCollection.objects.all().delete()
    paper, shown, sent, foreign = (
        make_file(Document, people["owner"]), make_file(Image), make_file(Image), make_file(Image, people["neighbour"])
    )  # fmt: skip
    nobodys = make_file(Image, people["outsider"])
    listing = make_resource(photo=shown, photo_alt="体操", photo_source="市")
    propose(listing, {"photo": sent.pk, "photo_alt": "体操"}, people["outsider"])
    make_resource(photo=foreign, photo_alt="体操", photo_source="市")
    roles.ensure()
    for file, code in ((paper, "132250"), (shown, "132250"), (sent, "132250"), (foreign, "132250")):
        file.refresh_from_db()
        assert file.collection == collection_of(code)
    nobodys.refresh_from_db()
    assert nobodys.collection.is_root()


def test_rights_that_are_not_in_our_tables_are_taken_away():
    right = Permission.objects.get
    for name in (roles.STAFF, roles.APPROVERS):
        group = Group.objects.get(name=name)
        group.permissions.add(right(codename="delete_image"), right(codename="delete_user"))
        for model, place, codename in (
            (GroupCollectionPermission, {"collection": Collection.get_first_root_node()}, "delete_collection"),
            (GroupPagePermission, {"page": Page.objects.get(slug="guide")}, "bulk_delete_page"),
        ):
            model.objects.create(group=group, permission=right(codename=codename), **place)
    roles.ensure()
    for name in (roles.STAFF, roles.APPROVERS):
        group = Group.objects.get(name=name)
        codenames = set(group.permissions.values_list("codename", flat=True))
        assert not codenames & {"delete_image", "change_image", "delete_user"}
        files = GroupCollectionPermission.objects.filter(group=group).values_list("permission__codename", flat=True)
        assert set(files) == {f"{action}_{one}" for action in roles.FILES for one in ("image", "document")}
        pages = GroupPagePermission.objects.filter(group=group)
        assert "bulk_delete_page" not in pages.values_list("permission__codename", flat=True)


def test_what_is_of_the_site_every_city_may_choose_and_none_may_change(client, people):
    shared = make_file(Image, people["superuser"], title="サイトの写真")
    client.force_login(people["neighbour"])
    assert "サイトの写真" in said(client.get(reverse("wagtailimages_chooser:choose")))
    for name in ("edit", "delete"):
        assert client.get(reverse(f"wagtailimages:{name}", args=[shared.pk])).status_code == 302
    assert "サイトの写真" not in said(client.get(reverse("wagtailimages:index")))


def test_tags_are_suggested_of_ones_own_city_only(client, people):
    for code, tag in (("132250", "夏まつり"), ("372013", "夏のひみつ")):
        make_file(Image, collection=collection_of(code)).tags.add(tag)
    client.force_login(people["owner"])
    assert client.get(reverse("wagtailadmin_tag_autocomplete"), {"term": "夏"}).json() == ["夏まつり"]
    assert client.get("/admin/tag-autocomplete/taggit/tag/", {"term": "夏"}).status_code == 302
    client.force_login(people["superuser"])
    assert len(client.get(reverse("wagtailadmin_tag_autocomplete"), {"term": "夏"}).json()) == 2


def test_an_agency_that_moves_takes_its_staff_along(client, people):
    make_file(Image, title="稲城の写真", collection=collection_of("132250"))
    Agency.objects.filter(memberships__user=people["owner"]).update(municipality="372013")
    client.force_login(people["owner"])
    assert "稲城の写真" not in client.get(reverse("wagtailimages:index")).content.decode()


def test_a_collection_below_the_citys_is_the_citys(client, people):
    below = collection_of("132250").add_child(name="広報")
    make_file(Image, title="広報の写真", collection=below)
    client.force_login(people["colleague"])
    assert "広報の写真" in client.get(reverse("wagtailimages:index")).content.decode()
