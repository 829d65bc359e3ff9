"""団体への支援: visits that are written down, and those that are due."""

import pytest
from django.urls import reverse

from directory.models import SupportVisit
from tests.cms.admin.pages import read
from tests.factories import make_municipality, make_organization, make_resource

pytestmark = pytest.mark.django_db


def test_a_visit_is_written_down_and_its_next_date_comes_up(city, staff, today):
    organization = make_organization(name="できたての会")
    add = reverse("wagtailsnippets_directory_supportvisit:add")
    assert city.get(add, {"organization": organization.pk}).status_code == 200
    facts = {"organization": organization.pk, "municipality": make_municipality().pk, "day": today, "how": "visit",
             "about": "start", "said": "お茶の会の始め方", "next_on": today, "next_what": "補助金の書類"}  # fmt: skip
    city.post(add, facts)
    visit = SupportVisit.objects.get()
    assert (visit.organization, visit.made_by, visit.next_on) == (organization, staff, today)
    assert "補助金の書類" in read(city, "city_support_due")
    assert "できたての会" in read(city, "wagtailsnippets_directory_supportvisit:list")


def test_a_visit_is_not_begun_with_an_organization_of_another_city(city, elsewhere):
    make_resource()
    add = read(city, "wagtailsnippets_directory_supportvisit:add", organization=elsewhere.organization_id)
    assert "よその会" not in add
