"""いっせい確認: begun, watched and stopped."""

import pytest
from django.urls import reverse

from directory.models import Campaign, Verification
from tests.cms.admin.pages import read
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def test_a_campaign_is_begun_watched_and_stopped(city, today):
    listing = make_resource()
    facts = {"municipality": listing.municipality_id, "area": "", "starts_on": today.isoformat()}
    city.post(reverse("city_campaigns"), facts)
    campaign = Campaign.objects.get()
    assert "もうあります" in city.post(reverse("city_campaigns"), facts).content.decode()
    assert "1か所のうち 0か所" in read(city, "city_campaign", campaign.pk)
    Verification.objects.create(resource=listing, day=today, how="self")
    assert "1か所のうち 1か所" in read(city, "city_campaign", campaign.pk)
    city.post(reverse("city_campaign_stop", args=[campaign.pk]))
    campaign.refresh_from_db()
    assert campaign.stopped_on == today


@pytest.mark.parametrize("wrong", [{"starts_on": "2020-04-01"}, {"starts_on": ""}, {"municipality": "112089"}])
def test_a_campaign_that_makes_no_sense_is_refused(city, elsewhere, today, wrong):
    Campaign.objects.all().delete()
    facts = {"municipality": make_resource().municipality_id, "area": "", "starts_on": today.isoformat()} | wrong
    assert city.post(reverse("city_campaigns"), facts).status_code == 200
    assert not Campaign.objects.exists()
