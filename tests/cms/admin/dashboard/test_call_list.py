"""Whom to telephone: the list narrowed, paged, with its sheets of paper, and back to it after a call."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.models import Area, AreaSystem, Campaign, Verification
from tests.cms.admin.pages import numbers, read
from tests.cms.html_forms import filled
from tests.cms.listings.test_attendance_views import pages_of, text_of
from tests.factories import make_municipality, make_place, make_resource, make_town

pytestmark = pytest.mark.django_db


def test_a_campaign_is_told_apart_on_the_list_and_the_board(city):
    """16 to telephone must not become 148 overnight without saying why."""
    today = timezone.localdate()
    system = AreaSystem.objects.create(municipality=make_municipality(), name="圏域")
    west = Area.objects.create(system=system, name="西")
    west.towns.add(make_town("平尾"))
    stale = make_resource(name="古い", place=make_place(town=make_town("平尾")))
    fresh = make_resource(name="新しい", place=make_place(town=make_town("坂浜")))
    Verification.objects.create(resource=fresh, day=today - dt.timedelta(days=3), how="visit")
    campaign = Campaign.objects.create(municipality=stale.municipality, starts_on=today)
    waiting = numbers(city, "waiting")
    assert (waiting["電話でたしかめる（時期をすぎた）"], waiting["いっせい確認で 電話する"]) == (1, 1)
    for query, names in (
        ({}, ["古い", "新しい"]),
        ({"of": "stale"}, ["古い"]),
        ({"of": "campaign"}, ["新しい"]),
        ({"of": campaign.pk, "area": west.pk}, ["古い"]),
        ({"of": campaign.pk}, ["古い", "新しい"]),
    ):
        page = city.get(reverse("city_telephone"), query)
        assert [row.name for row in page.context["page"]] == names, query
    text = read(city, "city_campaign", campaign.pk)
    assert "まだ 1か所" in text
    assert f"?of={campaign.pk}&amp;area={west.pk}" in text
    Verification.objects.create(resource=fresh, day=today, how="visit")
    assert "2か所中 1か所" in read(city, "city_campaigns")


def test_from_the_telephone_to_what_was_heard_and_back_to_the_list(city, staff):
    listing = make_resource(name="ひまわり")
    text = read(city, "city_telephone", why="no_address")
    assert reverse("listing", args=[listing.pk]) in text
    back = f"{reverse('city_telephone')}?why=no_address"
    verify = reverse("wagtailsnippets_directory_resource:verify", args=[listing.pk])
    address = f"{verify}?{urlencode({'how': 'telephone', 'on_behalf': 'on', 'next': back})}"
    assert address.replace("&", "&amp;") in text
    facts = filled(city.get(address))
    assert (facts["how"], facts["on_behalf"]) == (["telephone"], ["on"])
    assert city.post(address, facts).url == back
    said = Verification.objects.get()
    assert (said.how, said.on_behalf, said.made_by) == ("telephone", True, staff)
    elsewhere = city.post(f"{verify}?next=https://bad.example/", facts)
    assert elsewhere.url == reverse("wagtailsnippets_directory_resource:edit", args=[listing.pk])


def test_a_long_list_comes_page_by_page(city):
    for number in range(51):
        make_resource(name=f"サロン{number}")
    assert len(city.get(reverse("city_telephone")).context["page"]) == 50
    assert len(city.get(reverse("city_telephone"), {"page": 2, "of": "stale"}).context["page"]) == 1


def test_sheets_of_an_area_and_of_those_ticked(city):
    here, there = make_town("平尾"), make_town("坂浜", reading="さかはま")
    area = Area.objects.create(
        system=AreaSystem.objects.create(municipality=make_municipality(), name="圏域"), name="西"
    )
    area.towns.add(here)
    rows = [make_resource(name=f"サロン{n}", place=make_place(town=town)) for n, town in enumerate([here, here, there])]
    address = reverse("city_sheets")
    assert pages_of(city.post(address).content) == 3
    assert pages_of(city.post(address, {"area": area.pk}).content) == 2
    pdf = city.post(address, {"resource": [rows[2].pk]}).content
    assert "サロン2" in text_of(pdf)
    Verification.objects.create(resource=rows[0], day=timezone.localdate(), how="visit")
    assert pages_of(city.post(address, {"stale": "1"}).content) == 2
