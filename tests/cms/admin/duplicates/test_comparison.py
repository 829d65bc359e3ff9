"""Two listings side by side, merged by staff of their city only."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cms.permissions.roles import appoint_approver
from directory.duplicates.merging import FormerAddress, merge
from directory.models import Representative, Resource
from tests.factories import make_agency, make_municipality, make_organization, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def approver(staff):
    appoint_approver(staff)
    return staff


def address(pair):
    return reverse("city_duplicate", args=[resource.pk for resource in pair])


def test_side_by_side_and_made_one(client, approver, pair):
    client.force_login(approver)
    assert address(pair) in client.get(reverse("city_duplicates")).content.decode()
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
    assert client.get(reverse("city_duplicates")).context["pairs"] == []


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
