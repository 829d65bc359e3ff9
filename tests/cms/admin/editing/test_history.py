"""The history of a listing in the admin."""

import pytest
from django.urls import reverse

from directory.changes.history import history
from directory.duplicates.merging import merge
from directory.models import Resource, Verification
from tests.factories import make_place, make_resource

pytestmark = pytest.mark.django_db


def test_the_history_is_the_one_that_the_association_reads(client, staff):
    client.force_login(staff)
    resource = make_resource(summary="お茶の会")
    versions = []
    for summary in ("体操の会", "歌の会"):
        draft = Resource.objects.get(pk=resource.pk)
        draft.summary = summary
        versions.append(draft.save_revision(user=staff))
        versions[-1].publish(user=staff, skip_permission_checks=True)
    Verification.objects.create(resource=resource, day="2026-11-21", how="self")
    answer = client.get(reverse("wagtailsnippets_directory_resource:history", args=[resource.pk]))
    page = answer.content.decode()
    assert [event.what in page for event in history(resource)] == [True, True, True]
    assert "体操の会→歌の会" in page
    assert "今のものと くらべる" in page
    compare = reverse(
        "wagtailsnippets_directory_resource:revisions_compare", args=[resource.pk, versions[0].pk, "latest"]
    )
    assert [address for _, address in answer.context["events"]] == ["", "", compare]


def test_what_was_said_of_a_listing_that_was_made_one_with_it_has_no_version_here(client, staff):
    client.force_login(staff)
    place = make_place()
    absorbed, survivor = make_resource(name="茶の会", place=place), make_resource(name="お茶の会", place=place)
    absorbed.save_revision(user=staff).publish(user=staff, skip_permission_checks=True)
    merge(Resource.objects.get(pk=absorbed.pk), survivor, staff)
    events = client.get(reverse("wagtailsnippets_directory_resource:history", args=[survivor.pk])).context["events"]
    assert [address for event, address in events if event.what.startswith("「茶の会」: ")] == [""]
