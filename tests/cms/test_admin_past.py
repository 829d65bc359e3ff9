"""The history of a listing in the admin."""

import pytest
from django.urls import reverse

from directory.history import history
from directory.models import Resource
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def test_the_history_is_the_one_that_the_association_reads(client, staff):
    client.force_login(staff)
    resource = make_resource(summary="お茶の会")
    for summary in ("体操の会", "歌の会"):
        draft = Resource.objects.get(pk=resource.pk)
        draft.summary = summary
        draft.save_revision(user=staff).publish(user=staff, skip_permission_checks=True)
    draft.save_revision(user=staff)
    page = client.get(reverse("wagtailsnippets_directory_resource:history", args=[resource.pk])).content.decode()
    assert [event.what in page for event in history(resource)] == [True, True]
    assert "体操の会→歌の会" in page
    assert "今のものと くらべる" in page
