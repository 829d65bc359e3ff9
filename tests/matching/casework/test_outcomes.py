"""What became of people outlives the listings."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from directory.models import Resource
from matching.casework.outcomes import unsuited_places
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


TOMORROW, DAY = timezone.localdate() + dt.timedelta(1), dt.date(2026, 3, 1)
IMPOSSIBLE = [
    ({"started_on": TOMORROW}, "started_on"),
    ({"started_on": DAY, "ended_on": TOMORROW, "ended_because": "goal"}, "ended_on"),
    ({"started_on": DAY, "ended_on": DAY - dt.timedelta(1), "ended_because": "goal"}, "ended_on"),
    ({"started_on": DAY, "stayed": True, "ended_on": DAY + dt.timedelta(9), "ended_because": "not_fit"}, "stayed"),
]


@pytest.mark.parametrize(("facts", "field"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_by_the_model_at_its_field(outcome, facts, field):
    wrong = Outcome(participant=outcome.participant, resource=outcome.resource, **facts)
    for refuse in (wrong.full_clean, wrong.save):
        with pytest.raises(ValidationError) as refused:
            refuse()
        assert list(refused.value.message_dict) == [field]


def test_the_database_holds_no_two_answers_that_exclude_each_other(outcome):
    wrong = {"stayed": True, "ended_on": outcome.started_on, "ended_because": "not_fit"}
    with pytest.raises(IntegrityError):
        Outcome.objects.filter(pk=outcome.pk).update(**wrong)


def test_who_goes_somewhere_waits_no_longer_and_waits_again_when_it_is_over(outcome):
    person = outcome.participant
    assert not Participant.objects.waiting().exists()
    assert Participant.objects.with_state_now().get().get_state_now_display() == "通っている"
    for over in ({"stayed": False}, {"stayed": None, "ended_on": outcome.started_on, "ended_because": "not_fit"}):
        Outcome.objects.filter(pk=outcome.pk).update(**over)
        assert list(Participant.objects.waiting()) == [person]
    Participant.objects.update(state="ended")
    assert not Participant.objects.waiting().exists()
    assert Participant.objects.with_state_now().get().state_now == "ended"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"stayed": None, "ended_on": DAY, "ended_because": "not_fit"},
            "2026年3月まで行きましたが、合いませんでした。",
        ),
        (
            {"stayed": False, "ended_on": DAY, "ended_because": "access"},
            "2026年3月まで行きましたが、通えなくなりました。",
        ),
        ({"stayed": False}, "前に行きましたが、つづきませんでした。"),
        ({"stayed": False, "ended_on": DAY, "ended_because": "health"}, ""),
        ({"stayed": False, "ended_on": DAY, "ended_because": "next"}, ""),
        ({"stayed": None}, ""),
    ],
)
def test_only_a_place_that_did_not_suit_is_said_to(outcome, facts, said):
    row = Outcome(participant=outcome.participant, started_on=DAY, resource=outcome.resource, **facts)
    assert row.unsuited_in_words == said


def test_the_newest_outcome_at_a_place_decides_and_a_later_day_is_not_known_yet(outcome):
    person, place, today = outcome.participant.pk, outcome.resource.pk, timezone.localdate()
    Outcome.objects.create(
        participant_id=person, resource_id=place, started_on=DAY, ended_on=DAY, ended_because="not_fit"
    )
    assert unsuited_places([person], today) == {}, "they went again today, and stayed"
    assert list(unsuited_places([person], today - dt.timedelta(1))[person]) == [place]
