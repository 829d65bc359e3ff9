"""The admin speaks Japanese to the people of a city, and names no other host than that of the tiles."""

import html
import json
import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import Page

from cms.permissions import roles
from directory.models import Area, AreaSystem
from tests.cms.crawl import english, shown
from tests.cms.html_forms import filled, words
from tests.factories import make_municipality, make_organization, make_place, make_resource, make_town, make_user

pytestmark = pytest.mark.django_db

MODELS = ("resource", "organization", "place", "area", "areasystem", "town", "municipality")


@pytest.fixture
def urls(client):
    """Every page that a member of the staff meets, on a small city."""
    user = make_user("staff", name="山田")
    roles.appoint_approver(user)
    client.force_login(user)
    resource = make_resource(
        name="ひまわり",
        organization=make_organization(name="平尾の会"),
        schedule="毎週月曜 10:00–12:00",
        contacts=[{"kind": "telephone", "value": "042-000-0000"}],
    )
    resource.save_revision(user=user).publish(user=user)
    resource.save_revision(user=user)
    system = AreaSystem.objects.create(municipality=make_municipality(), name="圏域")
    area = Area.objects.create(system=system, name="第1圏域")
    room, pages = "/admin/snippets/directory", Page.objects.filter(depth__gte=2)
    rows = {
        "resource": (
            resource.pk,
            "edit history usage delete unpublish workflow_history status verify vacancy single_date",
        ),
        "place": (resource.place_id, "edit history usage delete unpublish"),
        "organization": (resource.organization_id, "edit history usage delete"),
        "area": (area.pk, "edit history delete"),
        "areasystem": (system.pk, "edit"),
        "municipality": (make_municipality().pk, "edit"),
    }
    _, first, second = resource.revisions.order_by("created_at")
    return [
        "/admin/",
        *(f"/admin/{name}/" for name in ("images", "images/add", "documents", "documents/multiple/add", "pages")),
        *(f"{room}/{model}/" for model in MODELS),
        *(f"{room}/{model}/add/" for model in MODELS[:-1]),
        *(f"{room}/{model}/{name}/{key}/" for model, (key, names) in rows.items() for name in names.split()),
        f"{room}/resource/history/{resource.pk}/revisions/compare/{first.pk}...{second.pk}/",
        f"{room}/resource/history/{resource.pk}/revisions/{first.pk}/revert/",
        *(f"/admin/snippets/choose/directory/{model}/" for model in ("organization", "place", "town")),
        "/admin/images/chooser/",
        *(f"/admin/pages/{page.pk}/{name}" for page in pages for name in ("", "edit/", "history/", "usage/", "copy/")),
    ]


def test_every_page_speaks_japanese(client, urls):
    found = {}
    for url in urls:
        answer = client.get(url)
        assert answer.status_code == 200, url
        found |= {text: url for text in words(shown(answer)) if english(html.unescape(text))}
    assert found == {}


def test_the_check_would_find_english():
    page = '<p title="Show more">保存</p><button aria-label="Close">×</button><p>Save draft</p><script>var x</script>'
    assert [text for text in words(page) if english(text)] == ["Show more", "Close", "Save draft"]


def test_no_page_names_another_host_than_that_of_the_tiles(client, urls):
    tiles = {address.split("/")[2] for address in (settings.MAP_TILES_URL, settings.MAP_TILES_CREDIT_URL)}
    own = {settings.SITE_URL.split("/")[2], "testserver", "localhost", "www.w3.org"}
    for url in urls:
        named = set(re.findall(r"https?://([^/\"'\s<>)&]+)", shown(client.get(url))))
        assert named - own <= tiles, url


def test_what_scripts_say_is_japanese(client, urls):
    catalogue = client.get("/admin/jsi18n/").content.decode()
    assert f'"Collapse all": {json.dumps("すべて閉じる")}' in catalogue


@pytest.mark.parametrize("text", ["Search all pages…", "Dashboard", "Draft saved", "Locked by you"])
def test_the_catalogue_is_compiled(text):
    assert gettext(text) != text


def test_a_draft_is_not_taken_for_public_and_no_words_are_counted(client, staff):
    client.force_login(staff)
    resource = make_resource(name="ひまわり")
    edit = reverse("wagtailsnippets_directory_resource:edit", args=[resource.pk])
    said = client.post(edit, filled(client.get(edit), summary="お茶の会"), follow=True).content.decode()
    assert "下書きにしました。まだ公開していません" in said
    assert "読みやすさ" not in said


@pytest.mark.parametrize(("model", "counted"), [("place", "56か所"), ("town", "56件")])
def test_lists_count_with_a_counter_word(client, staff, model, counted):
    client.force_login(staff)
    for number in range(56):
        make_place(name=f"会館{number}") if model == "place" else make_town(f"町{number}")
    page = client.get(f"/admin/snippets/directory/{model}/").content.decode()
    assert counted in words(page)


def test_nothing_chosen_is_said_in_words(client, staff):
    client.force_login(staff)
    for model in ("resource", "place", "supportvisit", "area"):
        page = client.get(f"/admin/snippets/directory/{model}/add/").content.decode()
        assert "-----" not in page
