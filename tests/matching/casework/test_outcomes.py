"""What became of people outlives the listings."""

import pytest
from django.utils import timezone

from directory.models import Resource
from matching.models import NeedsSheet, Outcome, Participant
from matching.proposals.weight_proposals import weight_proposals_on
from tests.factories import make_agency, make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def outcome():
    today = timezone.localdate()
    person = Participant.objects.create(code="M-0001", agency=make_agency())
    NeedsSheet.objects.create(participant=person, facts={"age": 70}, recorded_on=today)
    return Outcome.objects.create(
        participant=person, resource=make_resource(name="ひまわりサロン"), started_on=today, stayed=True
    )


@pytest.mark.parametrize(
    "delete", [lambda row: row.delete(), lambda row: Resource.objects.filter(pk=row.pk).delete()], ids=["row", "rows"]
)
def test_an_outcome_stays_with_the_name_of_a_deleted_listing(outcome, delete):
    Resource.objects.update(name="ひまわりカフェ")
    delete(outcome.resource)
    kept = Outcome.objects.get()
    assert (kept.resource, kept.place_name, kept.stayed) == (None, "ひまわりカフェ", True)
    assert "ひまわりカフェ" in str(kept)


def test_the_desk_shows_it_as_text(outcome, client, coordinator):
    outcome.participant.agency = coordinator.memberships.get().agency
    outcome.participant.save()
    outcome.resource.delete()
    client.force_login(coordinator)
    page = client.get(f"/desk/people/{outcome.participant.code}/").content.decode()
    assert "ひまわりサロン（いまは のせていません）" in page


def test_nothing_is_learned_of_a_place_that_is_gone(outcome):
    outcome.resource.delete()
    assert weight_proposals_on(timezone.localdate()).cases == 0
