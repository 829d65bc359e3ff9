"""Pages are shared by cities: none takes away what another one reads, by whatever way."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from cms.content.pages import GuidePage
from cms.permissions.roles import appoint_approver
from tests.cms.html_forms import filled
from tests.factories import make_agency, make_municipality, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(approver):
    """An approver of another city."""
    user = make_user("staff", make_agency(municipality=make_municipality("372013", "高松市")))
    appoint_approver(user)
    return user


def withdraw(user, page: Page) -> set[str]:
    """By which ways the page went away, closed or moved, tried one after the other; all is set right again after each."""
    client, went = Client(), set()
    client.force_login(user)
    for way in ("unpublish", "delete", "set_privacy", "bulk unpublish", "bulk delete"):
        room, _, action = way.rpartition(" ")
        url = f"/admin/bulk/wagtailcore/page/{action}/?id={page.pk}" if room else None
        client.post(
            url or reverse(f"wagtailadmin_pages:{action}", args=[page.pk]),
            {"restriction_type": "login", "include_descendants": "on"},
        )
        live = Page.objects.filter(pk=page.pk, live=True).exists()
        if not live or PageViewRestriction.objects.exists():
            went.add(way)
            PageViewRestriction.objects.all().delete()
            Page.objects.filter(pk=page.pk).update(live=True)
    return went


@pytest.mark.parametrize("slug", ["ibasho", "guide", "news"])
def test_no_city_takes_away_what_all_read(elsewhere, slug):
    assert withdraw(elsewhere, Page.objects.get(slug=slug)) == set()


def test_nor_gives_it_a_last_day(elsewhere):
    page = Page.objects.get(slug="guide")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    days = {}
    for user in (elsewhere, make_user(is_superuser=True)):
        client = Client()
        client.force_login(user)
        data = filled(client.get(url), "page-edit-form", expire_at="2030-01-01 00:00")
        client.post(url, data | {"body-count": "0", "action-publish": "1"})
        page.refresh_from_db()
        days[user.is_superuser] = page.expire_at is not None
    assert days == {False: False, True: True}


def test_the_root_of_all_pages_stays_where_one_city_works_alone(approver):
    assert withdraw(approver, Page.objects.get(slug="ibasho")) == set()


@pytest.mark.parametrize("who", ["approver", "superuser", "owner"])
def test_what_is_ones_own_goes(request, who):
    """Where only one city has staff, all pages are its own; else those that its staff made."""
    user = make_user(is_superuser=True) if who == "superuser" else request.getfixturevalue("approver")
    if who == "owner":
        request.getfixturevalue("elsewhere")
    page = Page.objects.get(slug="guide").add_child(instance=GuidePage(title="紙", slug="kami", owner=user))
    assert withdraw(user, page) >= {"unpublish", "delete"}
