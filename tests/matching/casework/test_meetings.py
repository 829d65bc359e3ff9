"""What a 重層的支援会議 is to speak of, and that a meeting never turns from one law into the other."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from matching.cases.support_meetings import convene, names_of_meetings
from matching.casework.meetings.agenda import to_discuss
from matching.casework.plans import make_plan
from matching.models import MeetingName, Participant, PlanEvaluation, Sitting, SupportMeeting
from tests.factories import make_agency, make_consent, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def person(coordinator):
    person = Participant.objects.create(code="M-1", agency=coordinator.memberships.get().agency)
    make_consent(person, allows_meeting=True)
    return person


def plan(person, by, made=-30, review=60, result="", **facts):
    """A plan made and to be reviewed so many days from today, with what its evaluation of yesterday says."""
    days = {"made_on": TODAY + dt.timedelta(made), "review_on": TODAY + dt.timedelta(review)}
    words = dict.fromkeys(("wish", "problems", "short_goal"), "x")
    one = make_plan(person, words | days | {"until_on": TODAY + dt.timedelta(180)} | facts, [], by)
    if result:
        PlanEvaluation.objects.create(plan=one, day=TODAY - dt.timedelta(1), achieved="yes", result=result)


def due():
    return [line for _, lines in to_discuss(Participant.objects.all(), TODAY) for line in lines]


CASES = {
    "no plan": (None, None, "プランを 作ること"),
    "no plan, but it was spoken of": (None, -3, ""),
    "a plan nobody looked at": ({}, None, "第1回のプランを たしかめること"),
    "a plan made before the meeting": ({}, -3, ""),
    "a plan that names its meeting": ({"meeting_on": TODAY}, None, ""),
    "a review within two weeks": ({"review": 14, "meeting_on": TODAY}, None, "第1回のプランの 見なおし"),
    "a review later": ({"review": 15, "meeting_on": TODAY}, None, ""),
    "it ends": ({"result": "ends"}, -3, "第1回のプランの 終結"),
    "it ends, and it was spoken of": ({"result": "ends"}, -1, ""),
    "it is broken off": ({"result": "breaks_off"}, None, "第1回のプランの 中断"),
    "it goes on": ({"result": "goes_on"}, -1, "次のプランを 作ること"),
    "a day is set": ({"review": 3}, 1, ""),
}


@pytest.mark.parametrize(("planned", "sat", "expected"), CASES.values(), ids=CASES)
def test_whom_a_meeting_is_to_speak_of(person, coordinator, planned, sat, expected):
    if planned is not None:
        plan(person, coordinator, **planned)
    if sat is not None:
        meeting = convene(person, person.agency, "x", coordinator, TODAY, "consent")
        Sitting.objects.create(meeting=meeting, held_on=TODAY + dt.timedelta(sat), agenda="x")
    assert [line.startswith(expected) for line in due()] == ([True] if expected else [])


def test_who_did_not_agree_is_never_proposed(coordinator):
    person = Participant.objects.create(code="M-2", agency=coordinator.memberships.get().agency)
    plan(person, coordinator, review=0)
    make_consent(person, agencies=[make_agency()])
    assert due() == []


def test_many_people_cost_no_more_queries(coordinator, django_assert_num_queries):
    for number in range(12):
        person = Participant.objects.create(code=f"M-{number}", agency=coordinator.memberships.get().agency)
        make_consent(person, allows_meeting=True)
    with django_assert_num_queries(3):
        assert len(due()) == 12


def test_the_city_gives_the_names_and_the_usual_ones_stand_for_what_it_did_not_name():
    city = make_agency().municipality
    assert names_of_meetings(city.pk) == [("consent", "重層的支援会議"), ("without", "支援会議")]
    for law, name in (("without", "地域ケア会議"), ("other", "推進会議")):
        MeetingName.objects.create(municipality=city, law=law, name=name)
    assert names_of_meetings(city.pk) == [("consent", "重層的支援会議"), ("without", "地域ケア会議")]


def test_a_person_has_one_of_each_law_at_a_time_and_no_third_law(person, coordinator):
    first = convene(person, person.agency, "x", coordinator, TODAY, "consent", "多機関協働会議")
    assert convene(person, person.agency, "y", make_user(), TODAY, "consent") == first
    assert convene(person, person.agency, "x", coordinator, TODAY) != first
    for law in ("consent", "other"):
        with pytest.raises(IntegrityError), transaction.atomic():
            SupportMeeting.objects.create(participant=person, agency=person.agency, why="x", begun_on=TODAY, law=law)
    assert [one.title for one in SupportMeeting.objects.order_by("pk")] == ["多機関協働会議", "支援会議"]
