"""Two listings side by side, made one by staff of their city only, and warnings while a listing is typed."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cms.permissions.roles import appoint_approver
from directory.duplicates.merging import FormerAddress, merge
from directory.models import Apart, Representative, Resource
from tests.cms.html_forms import filled
from tests.factories import (
    CITY,
    make_agency,
    make_municipality,
    make_organization,
    make_place,
    make_resource,
    make_town,
    make_user,
)

pytestmark = pytest.mark.django_db
RESOURCE, ORGANIZATION, PLACE, TOWN = (f"directory_{name}" for name in ("resource", "organization", "place", "town"))


@pytest.fixture
def approver(staff):
    appoint_approver(staff)
    return staff


@pytest.fixture
def pair(db):
    place = make_place()
    return make_resource(name="髙橋サロン", place=place, summary="お茶の会"), make_resource(
        name="高橋さろん", place=place
    )


def address(pair):
    return reverse("city_double", args=[resource.pk for resource in pair])


def test_side_by_side_and_made_one(client, approver, pair):
    client.force_login(approver)
    assert address(pair) in client.get(reverse("city_doubles")).content.decode()
    page = client.get(address(pair)).content.decode()
    assert "お茶の会" in page
    assert "片方だけ（もらいます）" in page
    absorbed, survivor = pair
    assert "ひとつにしますか" in client.post(address(pair), {"survivor": survivor.pk}).content.decode()
    assert not FormerAddress.objects.exists(), "asked before it is done"
    answer = client.post(address(pair), {"survivor": survivor.pk, "sure": "1"}, follow=True)
    assert answer.status_code == 200
    assert Resource.objects.get(pk=survivor.pk).summary == "お茶の会"
    history = client.get(reverse("wagtailsnippets_directory_resource:history", args=[survivor.pk]))
    assert f"「{absorbed.name}」と、ひとつにしました" in history.content.decode()
    listed = client.get(reverse("wagtailsnippets_directory_resource:list")).context["object_list"]
    assert [resource.pk for resource in listed] == [survivor.pk]
    assert client.get(reverse("city_doubles")).context["pairs"] == []


def test_the_old_address_leads_to_the_survivor(client, approver, pair):
    client.force_login(approver)
    absorbed, survivor = pair
    client.post(address(pair), {"survivor": survivor.pk, "sure": "1"})
    client.logout()
    answer = client.get(f"/places/{absorbed.pk}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/places/{survivor.pk}/")
    calendar = client.get(f"/places/{absorbed.pk}/calendar.ics")
    assert (calendar.status_code, calendar["Location"]) == (301, f"/places/{survivor.pk}/calendar.ics")
    assert survivor.name in client.get(f"/places/{absorbed.pk}/wrong/").content.decode()
    Resource.objects.filter(pk=survivor.pk).update(visibility="supporters")
    assert client.get(f"/places/{absorbed.pk}/").status_code == 404


def test_those_who_work_with_it_are_led_on_and_others_are_not(client, approver, pair):
    absorbed, survivor = pair
    organization = make_organization()
    Resource.objects.filter(pk__in=[one.pk for one in pair]).update(organization=organization)
    merge(absorbed, survivor, approver)
    client.force_login(make_user("coordinator"))
    assert survivor.name in client.get(reverse("desk_place", args=[absorbed.pk])).content.decode()
    keeper, outsider = make_user(username="keeper"), make_user(username="outsider")
    Representative.objects.create(user=keeper, organization=organization, role="lead", since=timezone.localdate())
    other = make_organization(name="ほかの会")
    Representative.objects.create(user=outsider, organization=other, role="lead", since=timezone.localdate())
    for name in ("listing", "listing_edit", "listing_history", "listing_close"):
        old = reverse(name, args=[absorbed.pk])
        client.force_login(keeper)
        for answer in (client.get(old), client.post(old, {})):
            assert (answer.status_code, answer.url) == (302, reverse("listing", args=[survivor.pk]))
        client.force_login(outsider)
        assert client.get(old).status_code == 403
    client.force_login(keeper)
    assert "ひとつになりました" in client.get(old, follow=True).content.decode()


VIEWS = ("edit", "delete", "unpublish", "history", "status", "verify", "vacancy", "single_date")


@pytest.mark.parametrize("view", VIEWS)
def test_what_was_absorbed_leads_on_and_is_never_public_again(client, approver, pair, view):
    absorbed, survivor = merged = pair
    draft = absorbed.save_revision()
    client.force_login(approver)
    client.post(address(merged), {"survivor": survivor.pk, "sure": "1"})
    page = reverse(f"wagtailsnippets_directory_resource:{view}", args=[absorbed.pk])
    for answer in (client.get(page), client.post(page, {"name": "もどす", "action-publish": "1"})):
        edit = reverse("wagtailsnippets_directory_resource:edit", args=[survivor.pk])
        assert (answer.status_code, answer.url) == (302, edit)
    assert f"「{survivor}」とひとつにしました" in client.get(edit).content.decode()
    with pytest.raises(ValidationError, match="ひとつになっています"):
        draft.publish(user=approver)
    assert not Resource.objects.get(pk=absorbed.pk).live


@pytest.mark.parametrize("who", ["colleague", "another city", "outsider", "nobody"])
def test_nobody_else_makes_them_one(client, who, pair):
    elsewhere = make_agency(municipality=make_municipality("131016", "千代田区"))
    people = {
        "colleague": lambda: make_user("coordinator"),
        "another city": lambda: make_user("staff", elsewhere),
        "outsider": make_user,
    }
    if who in people:
        client.force_login(people[who]())
    for answer in (client.get(address(pair)), client.post(address(pair), {"survivor": pair[0].pk})):
        assert answer.status_code in (302, 403, 404)
        assert "お茶の会" not in answer.content.decode()
    assert not FormerAddress.objects.exists()


def test_who_may_not_publish_looks_and_sees_no_button(client, staff, pair):
    client.force_login(staff)
    assert 'name="survivor"' not in client.get(address(pair)).content.decode()
    assert client.post(address(pair), {"survivor": pair[0].pk}).status_code == 404
    assert not FormerAddress.objects.exists()


def test_a_refusal_says_why(client, approver, pair):
    client.force_login(approver)
    absorbed, survivor = pair
    Resource.objects.filter(pk=absorbed.pk).update(visibility="supporters")
    answer = client.post(address(pair), {"survivor": survivor.pk, "sure": "1"}, follow=True)
    assert "見える人" in answer.content.decode()
    assert client.post(address(pair), {"survivor": "999"}).status_code == 404
    assert not FormerAddress.objects.exists()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"name": "高橋さろん"}, True),
        ({"name": "タカハシ　サロン"}, True),
        ({"name": "囲碁"}, False),
        ({}, False),
        ({"name": "高橋さろん", "municipality": "131016"}, False),
        ({"name": "高橋さろん", "place": "abc", "organization": "9" * 30, "key": "-1"}, True),
    ],
)
def test_while_typing(client, staff, asked, found):
    make_municipality("131016", "千代田区")
    make_resource(name="髙橋サロン", place=make_place(lat=None, lng=None))
    client.force_login(staff)
    url = reverse("wagtailsnippets_directory_resource:doubles")
    fragment = client.get(url, {"municipality": CITY} | asked).content.decode()
    assert ("髙橋サロン" in fragment) is found


def test_without_javascript_the_form_warns_once_and_takes_the_word_for_it(client, staff, pair):
    client.force_login(staff)
    add = reverse("wagtailsnippets_directory_resource:add")
    facts = filled(client.get(add)) | {"name": "高橋サロン", "municipality": CITY, "place": pair[0].place_id}
    warned = client.post(add, facts).content.decode()
    assert "もう登録されているかもしれません" in warned
    assert "is_another" in warned
    assert Resource.objects.count() == 2
    client.post(add, facts | {"is_another": "1"})
    assert Resource.objects.count() == 3
    new = Resource.objects.order_by("pk").last()
    apart = set(Apart.objects.values_list("first", "second", "said_by"))
    assert apart == {(one.pk, new.pk, staff.pk) for one in pair}, "the tick is kept for every pair that was shown"
    edit = reverse("wagtailsnippets_directory_resource:edit", args=[new.pk])
    client.post(edit, filled(client.get(edit), name="高橋のサロン"))
    assert Resource.objects.get(pk=new.pk).get_latest_revision_as_object().name == "高橋のサロン", "asked once"


def test_editing_something_else_does_not_warn(client, staff, pair):
    client.force_login(staff)
    edit = reverse("wagtailsnippets_directory_resource:edit", args=[pair[0].pk])
    client.post(edit, filled(client.get(edit)) | {"summary": "新しいことば"})
    assert Resource.objects.get(pk=pair[0].pk).get_latest_revision_as_object().summary == "新しいことば"


SPELLINGS = {
    "さろん": "ふれあいサロン",
    "髙橋": "高橋の会",
    "ヶ丘": "旭が丘の家",
    "ﾌﾚｱｲ": "ふれあいサロン",
    "きずな": "絆の家",
    "kizuna": "絆の家",
}
MAKERS = {
    RESOURCE: lambda name: make_resource(name=name, kinds=[]),
    ORGANIZATION: lambda name: make_organization(name=name),
    PLACE: lambda name: make_place(name=name),
    TOWN: lambda name: make_town(name=name, reading="きずなのいえ" if "絆" in name else ""),
}


@pytest.mark.parametrize("table", MAKERS)
@pytest.mark.parametrize("screen", ["list", "chooser"])
def test_lists_and_choosers_find_every_spelling(client, staff, table, screen):
    for name in {*SPELLINGS.values(), "別の集まり"}:
        MAKERS[table](name)
    client.force_login(staff)
    room, shown = {
        "list": (f"wagtailsnippets_{table}:list", "object_list"),
        "chooser": (f"wagtailsnippetchoosers_{table}:choose_results", "results"),
    }[screen]
    for typed, name in SPELLINGS.items():
        assert [row.name for row in client.get(reverse(room), {"q": typed}).context[shown]] == [name], typed


@pytest.mark.parametrize("screen", ["list", "chooser"])
def test_the_most_alike_come_first(client, staff, screen):
    for name in ("あ高橋の集まり", "い高橋会", "高橋"):
        make_resource(name=name, kinds=[])
    client.force_login(staff)
    room, shown = {
        "list": (f"wagtailsnippets_{RESOURCE}:list", "object_list"),
        "chooser": (f"wagtailsnippetchoosers_{RESOURCE}:choose_results", "results"),
    }[screen]
    names = [row.name for row in client.get(reverse(room), {"q": "高橋"}).context[shown]]
    assert (names[0], len(names)) == ("高橋", 3)


def test_whoever_orders_a_list_of_finds_by_a_column_gets_that_order(client, staff):
    for name in ("い高橋会", "高橋", "あ高橋の集まり"):
        make_resource(name=name, kinds=[])
    client.force_login(staff)
    listed = client.get(reverse(f"wagtailsnippets_{RESOURCE}:list"), {"q": "高橋", "ordering": "name"})
    assert [row.name for row in listed.context["object_list"]] == ["あ高橋の集まり", "い高橋会", "高橋"]


def test_a_draft_is_found_in_the_list(client, staff):
    client.force_login(staff)
    draft = make_resource(name="髙橋サロン", live=False)
    answer = client.get(reverse("wagtailsnippets_directory_resource:list"), {"q": "高橋さろん"})
    assert [one.pk for one in answer.context["object_list"]] == [draft.pk]


@pytest.mark.parametrize("typed", ["x" * 10_000, "(((((a+)+)+)+)+)$", "'; DROP TABLE --", "\x00\x01", "😀", "　"])
@pytest.mark.parametrize("table", [RESOURCE, PLACE])
def test_anything_typed_gets_an_ordinary_answer(client, staff, typed, table):
    make_resource()
    client.force_login(staff)
    assert client.get(reverse(f"wagtailsnippets_{table}:list"), {"q": typed}).status_code == 200
