"""確認の間隔: who may change it."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_only_who_looks_after_the_site_changes_the_intervals(city, admin_client):
    from directory.models import CheckInterval, Term

    add = reverse("wagtailsnippets_directory_checkinterval:add")
    facts = {"kind": Term.objects.get(scheme="kinds", slug="salon").pk, "months": 6, "source": "季節ごとに変わるため"}
    assert city.post(add, facts).status_code == 302
    assert not CheckInterval.objects.exists()
    assert "確認の間隔" in admin_client.get(add).content.decode()
    admin_client.post(add, facts)
    assert CheckInterval.objects.get().months == 6
