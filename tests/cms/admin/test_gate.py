"""Who gets into the admin, into which of its rooms, and that staff of one city meet nothing of another."""

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core import serializers
from django.http import HttpResponse
from django.urls import ResolverMatch, reverse
from wagtail.admin import urls as admin_urls
from wagtail.models import GroupPagePermission, Page, Workflow

from cms.admin import gate, own_pages
from cms.forms.csv_cells import csv_cell
from cms.permissions import roles
from cms.permissions.city_policy import policy_of
from cms.permissions.table_access import OF_A_CITY
from directory.associations.invitations import Invitation
from directory.associations.representatives import add_representative
from directory.models import (
    Area,
    AreaSystem,
    Membership,
    Organization,
    Place,
    Resource,
    StatusStatement,
    User,
    Vacancy,
    Verification,
)
from tests.cms.html_forms import filled
from tests.factories import (
    make_agency,
    make_municipality,
    make_organization,
    make_place,
    make_resource,
    make_town,
    make_user,
)

pytestmark = pytest.mark.django_db

OPEN = [
    "/admin/",
    "/admin/account/",
    "/admin/images/",
    "/admin/documents/",
    "/admin/pages/",
    *(f"/admin/snippets/directory/{model._meta.model_name}/" for model in OF_A_CITY),
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


def test_the_roles_are_made_once(db):
    before = (GroupPagePermission.objects.count(), Workflow.objects.count())
    roles.ensure()
    assert (GroupPagePermission.objects.count(), Workflow.objects.count()) == before
    assert Resource.get_default_workflow().name == roles.WORKFLOW
    assert not Workflow.objects.filter(name="Moderators approval").exists()


def test_a_membership_made_in_the_admin_opens_it(client):
    client.force_login(User.objects.create_superuser("root"))
    person, agency = make_user(), make_agency(kind="city")
    answer = client.post("/admin/membership/new/", {"user": person.pk, "agency": agency.pk, "role": "staff"})
    assert answer.status_code == 302
    client.force_login(person)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("url", ["/admin/membership/", "/admin/membership/new/", "/admin/agency/"])
def test_staff_do_not_appoint_each_other(client, staff, url):
    roles.appoint_approver(staff)
    client.force_login(staff)
    for method in (client.get, client.post):
        assert method(url, {"user": staff.pk, "agency": make_agency().pk, "role": "coordinator"}).url == "/admin/"
    assert Membership.objects.count() == 1


def test_who_leaves_the_staff_leaves_its_groups(staff):
    roles.appoint_approver(staff)
    assert set(staff.groups.values_list("name", flat=True)) == {roles.STAFF, roles.APPROVERS}
    Membership.objects.get(user=staff).delete()
    assert not staff.groups.exists()


def test_a_coordinator_is_no_staff(coordinator):
    assert not coordinator.groups.exists()


def test_staff_write_pages_and_only_approvers_publish_them(staff):
    page = Page.objects.filter(depth=2).first()
    mine = page.permissions_for_user(staff)
    assert mine.can_edit()
    assert not mine.can_publish()
    roles.appoint_approver(staff)
    assert page.permissions_for_user(User.objects.get(pk=staff.pk)).can_publish()


# The attack: staff of Inagi, with every right there is, on rows of Chiyoda.


@pytest.fixture
def foreign(db):
    """Rows of another city, one of each table, all named so that a leak is seen."""
    other = make_municipality("131016", "千代田区", lat=35.694, lng=139.753)
    town = make_town("秘密町", other)
    place = make_place(name="秘密の会館", municipality=other, town=town)
    organization = make_organization(name="秘密の団体")
    resource = make_resource(name="秘密のサロン", place=place, organization=organization)
    draft = resource.get_latest_revision_as_object()
    draft.name = "秘密の下書き"
    draft.save_revision()
    system = AreaSystem.objects.create(municipality=other, name="秘密の分け方")
    area = Area.objects.create(system=system, name="秘密の圏域")
    return [resource, place, organization, area, system, town, other]


@pytest.fixture
def attacker(client):
    """An approver of Inagi, signed in."""
    user = make_user("staff", agency=make_agency(kind="city"))
    roles.appoint_approver(user)
    client.force_login(user)
    make_resource(name="うちのサロン")
    return user


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


def test_the_row_in_the_database_is_judged_and_not_the_draft(attacker, foreign):
    resource = Resource.objects.get(pk=foreign[0].pk)
    resource.municipality = make_municipality()
    assert not policy_of(Resource).user_has_permission_for_instance(attacker, "change", resource)


def test_a_list_of_rows_and_a_single_row_agree(attacker, foreign):
    for model in OF_A_CITY:
        policy = policy_of(model)
        seen = set(policy.instances_user_has_any_permission_for(attacker, ["change"]).values_list("pk", flat=True))
        for row in model.objects.all():
            assert policy.user_has_permission_for_instance(attacker, "change", row) == (row.pk in seen)
            assert (attacker in policy.users_with_any_permission_for_instance(["change"], row)) == (row.pk in seen)


def test_an_organization_that_runs_nothing_yet_is_everybodys(attacker, foreign):
    new = make_organization(name="できたての会")
    assert policy_of(Organization).sees(attacker, new.pk)
    assert not policy_of(Organization).sees(attacker, foreign[2].pk)


def test_staff_without_a_city_see_nothing(db):
    person = make_user()
    roles.appoint_approver(person)
    make_resource()
    assert not policy_of(Resource).rows(person).exists()
    assert not policy_of(Resource).user_has_permission(person, "change")


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


def test_nobody_is_mailed_a_link_that_opens_the_desk(client, coordinator, mailoutbox):
    User.objects.filter(pk=coordinator.pk).update(email="coord@example.jp")
    assert client.post("/admin/password_reset/", {"email": "coord@example.jp"}).status_code == 404
    assert mailoutbox == []
    assert "password_reset" not in client.get(reverse("sign_in")).content.decode()


def test_the_superuser_sets_a_new_password_for_those_who_forgot_theirs(client, coordinator):
    client.force_login(User.objects.create_superuser("root"))
    url = f"/admin/users/edit/{coordinator.pk}/"
    said = {"email": "coord@example.jp", "name": "山田 花子"}
    said |= dict.fromkeys(("password1", "password2"), "atarashii-himitsu-1")
    assert client.post(url, filled(client.get(url), **said)).status_code == 302
    client.logout()
    answer = client.post(reverse("sign_in"), {"username": coordinator.username, "password": "atarashii-himitsu-1"})
    assert answer.url == reverse("after_sign_in")


def test_a_key_that_no_table_can_hold_is_not_found(client, attacker):
    for url in ("/admin/numbers/%00/", "/admin/snippets/directory/municipality/edit/%00/"):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_no_name_becomes_a_formula_in_a_file(first):
    assert csv_cell(f"{first}HYPERLINK(1)") == f"'{first}HYPERLINK(1)"
    assert csv_cell("ひまわり=会") == "ひまわり=会"


def test_an_organization_with_people_and_without_a_listing_is_nobodys_to_take(client, attacker):
    """Whoever names it in a draft of their own would be its city, and could hand it over."""
    theirs, mine = make_organization(name="新しい会"), Resource.objects.get(name="うちのサロン")
    add_representative(theirs, make_user(name="秘密 花子"), "lead")
    url = reverse("wagtailsnippets_directory_resource:edit", args=[mine.pk])
    answer = client.post(url, filled(client.get(url), organization=theirs.pk))
    assert "organization" in answer.context["form"].errors
    Resource.objects.create(name="わな", municipality=mine.municipality, live=False, organization=theirs)
    assert client.get(reverse("organization_people", args=[theirs.pk])).status_code == 403


def test_letters_go_to_no_organization_that_is_at_home_in_another_city_too(client, attacker):
    both, own = make_organization(name="二つの市の会"), make_organization(name="うちの会")
    make_resource(organization=own)
    make_resource(organization=both)
    make_resource(organization=both, place=make_place(municipality=make_municipality("131016", "千代田区")))
    page = client.get(reverse("city_invitations"))
    assert [row[0].name for row in page.context["rows"]] == ["うちの会"]
    client.post(reverse("city_invitations"), {"organization": [both.pk]})
    assert not Invitation.objects.exists()
