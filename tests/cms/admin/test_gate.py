"""Who gets into the admin, into which of its rooms, and that staff of one city meet nothing of another."""

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core import serializers
from django.http import HttpResponse
from django.urls import ResolverMatch, reverse
from wagtail.admin import urls as admin_urls
from wagtail.models import Page

from cms.admin import gate, own_pages
from cms.permissions.table_access import OF_A_CITY
from directory.associations.representatives import add_representative
from directory.models import (
    ImportRun,
    Place,
    Resource,
    StatusStatement,
    User,
    Vacancy,
    Verification,
)
from tests.cms.html_forms import filled
from tests.factories import (
    make_organization,
    make_user,
)

pytestmark = pytest.mark.django_db

OPEN = [
    "/admin/",
    "/admin/account/",
    "/admin/images/",
    "/admin/documents/",
    "/admin/pages/",
    "/admin/imports/",
    *(f"/admin/snippets/directory/{model._meta.model_name}/" for model in OF_A_CITY if model is not ImportRun),
]
SHUT = [
    "/admin/reports/site-history/",
    "/admin/reports/locked/",
    "/admin/reports/workflow/",
    "/admin/reports/workflow_tasks/",
    "/admin/reports/page-types-usage/",
    "/admin/workflows/list/",
    "/admin/users/",
    "/admin/groups/",
    "/admin/sites/",
    "/admin/collections/",
    "/admin/api/main/images/",
    "/admin/api/main/documents/",
    "/admin/snippets/",
    "/admin/bulk/directory/resource/delete/?id=1",
]


def test_nobody_gets_in_without_signing_in(client):
    for url in [*OPEN, *SHUT]:
        answer = client.get(url)
        assert answer.status_code == 302, url
        assert answer.url.startswith(reverse("wagtailadmin_login"))
        assert client.get(answer.url).url.startswith(reverse("sign_in"))


@pytest.mark.parametrize("person", ["coordinator", "outsider"])
def test_others_are_sent_back_to_their_own_room(client, request, person):
    client.force_login(request.getfixturevalue(person))
    for url in [*OPEN, *SHUT]:
        for method in (client.get, client.post):
            answer = method(url)
            assert (answer.status_code, answer.url) == (302, reverse("after_sign_in")), url


def test_the_refusal_says_why(client, coordinator):
    client.force_login(coordinator)
    answer = client.get("/admin/")
    assert "市の担当者のためのページ" in str(next(iter(answer.wsgi_request._messages)))


def test_staff_get_into_their_rooms_and_no_other(client, staff):
    client.force_login(staff)
    for url in OPEN:
        assert client.get(url).status_code == 200, url
    for url in SHUT:
        answer = client.get(url)
        assert (answer.status_code, answer.url) == (302, "/admin/"), url


def test_our_own_pages_open_no_view_of_wagtail():
    """The guard knows our pages by their names: Wagtail must have no other view of the same name."""
    ours = {id(pattern) for pattern in own_pages.urlpatterns}
    theirs = {getattr(pattern, "name", None) for pattern in admin_urls.urlpatterns if id(pattern) not in ours}
    assert theirs & own_pages.VIEW_NAMES == set()
    assert theirs >= gate.WAGTAIL_VIEWS
    assert None not in own_pages.VIEW_NAMES
    assert len(own_pages.VIEW_NAMES) == len(own_pages.urlpatterns)


def test_a_view_that_nobody_has_listed_is_closed(rf, staff):
    request = rf.get("/admin/new/")
    request.user, request._messages = staff, CookieStorage(request)
    request.resolver_match = ResolverMatch(lambda request: None, (), {}, url_name="wagtailadmin_new")
    answer = gate.gate(own_pages.VIEW_NAMES)(lambda request: HttpResponse("open"))(request)
    assert (answer.status_code, answer.url) == (302, "/admin/")


def test_the_superuser_gets_everywhere(client):
    client.force_login(User.objects.create_superuser("root"))
    assert {client.get(url).status_code for url in SHUT if "bulk" not in url and url != "/admin/snippets/"} == {200}


def test_the_admin_has_its_own_content_policy(client, staff):
    client.force_login(staff)
    policy = client.get("/admin/").headers["Content-Security-Policy"]
    assert policy == gate.CONTENT_SECURITY_POLICY
    assert "default-src 'self'" in policy


# The attack: staff of Inagi, with every right there is, on rows of Chiyoda.


SECRET = ("秘密", "千代田区")
STATEMENTS = (StatusStatement, Verification, Vacancy)


def snapshot(rows):
    """The rows, their children and what is said of them, as text."""
    fresh = [type(row).objects.get(pk=row.pk) for row in rows]
    said = [list(model.objects.values_list()) for model in STATEMENTS]
    revisions = [
        list(row.revisions.values_list("pk", "approved_go_live_at")) for row in fresh if hasattr(row, "revisions")
    ]
    return serializers.serialize("json", fresh), said, revisions


def addresses(row) -> list[str]:
    """Every address of the admin that takes a row of this table."""
    model = row._meta.model_name
    fillings = {"pk": row.pk, "revision_id": 1, "revision_id_a": "live", "revision_id_b": "latest"}
    fillings |= {"action_name": "approve", "task_state_id": 1, "task_id": 1, "workflow_state_id": 1}
    if hasattr(row, "latest_revision_id") and row.latest_revision_id:
        fillings["revision_id"] = row.latest_revision_id
    urls = []
    for room in (f"wagtailsnippets_directory_{model}", f"wagtailsnippetchoosers_directory_{model}"):
        for pattern in _patterns(room):
            needed = pattern.pattern.regex.groupindex.keys()
            if "pk" in needed:
                urls.append(reverse(f"{room}:{pattern.name}", kwargs={name: fillings[name] for name in needed}))
    return urls


def _patterns(room):
    return next(p for p in admin_urls.urlpatterns if getattr(p, "namespace", None) == room).url_patterns


def test_every_address_with_a_key_refuses_rows_of_another_city(client, attacker, foreign):
    before, asked = snapshot(foreign), 0
    for row in foreign:
        for url in addresses(row):
            for method in ("get", "post"):
                answer = getattr(client, method)(url, {"name": "うばった", "action-publish": "1", "status": "ended"})
                body = b"".join(answer).decode() if answer.streaming else answer.content.decode()
                assert answer.status_code in (302, 403, 404), f"{method} {url}"
                assert answer.status_code != 302 or answer.url == "/admin/", f"{method} {url}"
                assert not any(secret in body for secret in SECRET), url
                asked += 1
    assert snapshot(foreign) == before
    assert asked > 120, "the walk found fewer addresses than there are"


def test_lists_searches_files_and_choosers_show_no_row_of_another_city(client, attacker, foreign):
    for row in foreign:
        model, key = row._meta.model_name, row.pk
        listed, chosen = f"/admin/snippets/directory/{model}/", f"/admin/snippets/choose/directory/{model}/"
        for url in (
            listed,
            f"{listed}?q=秘密",
            f"{listed}results/?q=秘密",
            f"{listed}?export=csv",
            f"{listed}?export=xlsx",
            chosen,
            f"{chosen}?q=秘密",
            f"{chosen}results/?q=秘密",
            f"{chosen}chosen-multiple/?id={key}",
        ):
            answer = client.get(url)
            body = b"".join(answer) if answer.streaming else answer.content
            text = body.decode(errors="ignore").replace("?q=秘密", "").replace('value="秘密"', "")
            # A search repeats what was asked for; a row would stand there by its whole name.
            assert str(row) not in text, url


def test_the_first_page_counts_only_ones_own(client, attacker, foreign):
    body = client.get("/admin/").content.decode()
    assert "下書きも入れて 1か所" in body
    assert not any(secret in body for secret in SECRET)


@pytest.mark.parametrize("field", ["place", "organization", "municipality"])
def test_ones_own_listing_is_not_moved_into_another_city(client, attacker, foreign, field):
    own = Resource.objects.get(name="うちのサロン")
    url = reverse("wagtailsnippets_directory_resource:edit", args=[own.pk])
    key = {"place": foreign[1].pk, "organization": foreign[2].pk, "municipality": foreign[6].pk}[field]
    answer = client.post(url, filled(client.get(url), **{field: key}) | {"action-publish": "1"})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    own.refresh_from_db()
    assert str(getattr(own, f"{field}_id")) != str(key)


def test_nothing_is_made_in_another_city(client, attacker, foreign):
    for model, extra in ((Resource, {}), (Place, {})):
        url = f"/admin/snippets/directory/{model._meta.model_name}/add/"
        page = client.get(url)
        data = filled(page, name="よその市に", municipality=foreign[6].pk) | extra | {"action-publish": "1"}
        assert client.post(url, data).status_code == 200
        assert not model.objects.filter(name="よその市に").exists()


# Two keys in one address: the own row first, then what belongs to another.


@pytest.fixture
def sent(attacker, foreign):
    """Two drafts that wait in the workflow, the attacker's own one and the other city's: (row, its step) of each."""
    rows = {}
    for name, row in (("mine", Resource.objects.get(name="うちのサロン")), ("theirs", foreign[0])):
        draft = Resource.objects.get(pk=row.pk)
        draft.summary = "下書き"
        draft.save_revision(user=attacker)
        row = Resource.objects.get(pk=row.pk)
        rows[name] = row, row.get_workflow().start(row, attacker).current_task_state
    return rows


def test_one_does_not_approve_the_draft_of_another_city_by_ones_own_listing(client, sent):
    (mine, own), (theirs, step) = sent["mine"], sent["theirs"]
    page = Page.objects.filter(depth=2).first().specific
    page.save_revision()
    page.get_workflow().start(page, User.objects.first())
    for room, row in (("wagtailsnippets_directory_resource", mine), ("wagtailadmin_pages", page)):
        for name in ("workflow_action", "collect_workflow_action_data"):
            for action in ("approve", "reject"):
                url = reverse(f"{room}:{name}", args=[row.pk, action, step.pk])
                assert {client.get(url).status_code, client.post(url, {"comment": "よい"}).status_code} == {404}
    step.refresh_from_db()
    theirs.refresh_from_db()
    assert (step.status, theirs.summary) == ("in_progress", "")
    url = reverse("wagtailsnippets_directory_resource:workflow_action", args=[mine.pk, "approve", own.pk])
    assert client.post(url, {"comment": "よい"}).status_code == 302
    mine.refresh_from_db()
    assert mine.summary == "下書き"


def test_a_page_and_a_listing_of_the_same_number_are_two(client, sent):
    """The key alone does not say whose step it is: numbers of different tables are the same numbers."""
    step = sent["mine"][1]
    Page.objects.filter(depth=2).first().copy(update_attrs={"slug": "x", "title": "x"})
    step.workflow_state.object_id = str(page := Page.objects.filter(depth=2).first().pk)
    step.workflow_state.save()
    url = reverse("wagtailadmin_pages:workflow_action", args=[page, "approve", step.pk])
    assert client.post(url, {"comment": "よい"}).status_code == 404


@pytest.mark.parametrize(("whose", "status"), [("mine", 200), ("theirs", 404)])
def test_who_edits_a_listing_now_is_told_in_its_own_city_only(client, sent, whose, status):
    row = sent[whose][0]
    for key in (row.pk, "x"):
        url = reverse("wagtailadmin_editing_sessions:ping", args=["directory", "resource", key, 1])
        assert client.post(url).status_code == (status if key == row.pk else 404)


def test_a_key_that_no_table_can_hold_is_not_found(client, attacker):
    for url in ("/admin/numbers/%00/", "/admin/snippets/directory/municipality/edit/%00/"):
        assert client.get(url).status_code == 404


def test_an_organization_with_people_and_without_a_listing_is_nobodys_to_take(client, attacker):
    """Whoever names it in a draft of their own would be its city, and could hand it over."""
    theirs, mine = make_organization(name="新しい会"), Resource.objects.get(name="うちのサロン")
    add_representative(theirs, make_user(name="秘密 花子"), "lead")
    url = reverse("wagtailsnippets_directory_resource:edit", args=[mine.pk])
    answer = client.post(url, filled(client.get(url), organization=theirs.pk))
    assert "organization" in answer.context["form"].errors
    Resource.objects.create(name="わな", municipality=mine.municipality, live=False, organization=theirs)
    assert client.get(reverse("organization_people", args=[theirs.pk])).status_code == 403
