"""What the minutes of a day say is missing becomes a task of development, without a word of the meeting."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.casework.meetings.minutes import Written, write
from matching.models import GapTask, MeetingMember
from tests.cms.desk.meetings.conftest import day_of, name_member
from tests.factories import make_user

pytestmark = pytest.mark.django_db
MISSING = "春子さんが 夕方に行ける場所"
TYPED = {"change": "schedule.wed-夕方", "activity": "tea", "area": "", "kind": "new", "talks": "社協が 自治会と"}


def minutes_of(meeting, by, develop=MISSING):
    day = day_of(meeting)
    there = list(MeetingMember.objects.filter(meeting=meeting))
    write(day, Written("話した", "made", develop, 0, there, {}), by)
    return day


def path(day):
    return reverse("desk_sitting_develop", args=[day.pk])


def test_it_becomes_one_task_that_says_nothing_of_the_meeting(client, compartment, city):
    day = minutes_of(compartment, city)
    client.force_login(city)
    assert MISSING in client.get(path(day)).content.decode()
    for _ in range(2):
        assert client.post(path(day), TYPED).url == reverse("desk_sitting", args=[day.pk])
    task = GapTask.objects.get()
    assert (task.agency, task.sitting_key, task.change, task.people) == (compartment.agency, day.pk, TYPED["change"], 0)
    assert "取り組み：水曜の夕方に 開けば" in client.get(reverse("desk_sitting", args=[day.pk])).content.decode()
    client.force_login(make_user("viewer", compartment.agency))
    board = client.get(reverse("desk_gaps")).content.decode()
    assert "社協が 自治会と" in board
    for word in (MISSING, "地域ケア会議", compartment.participant.code, f"/sittings/{day.pk}"):
        assert word not in board


def test_a_day_with_many_tasks_costs_no_more_queries(client, with_consent, owner):
    day = minutes_of(with_consent, owner)
    client.force_login(owner)

    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("desk_sitting", args=[day.pk]))
        return len(found)

    client.post(path(day), TYPED)
    queries()
    before = queries()
    for talks in ("市が 商店街と", "団地の会が 学校と"):
        client.post(path(day), TYPED | {"talks": talks})
    queries()
    assert (GapTask.objects.count(), queries()) == (3, before)


def test_only_who_opened_the_meeting_and_reads_the_day_begins_it(client, with_consent, owner, city):
    day = minutes_of(with_consent, owner)
    name_member(with_consent, city)
    colleague = make_user("coordinator", with_consent.agency)
    for user in (city, colleague, make_user("coordinator"), make_user("viewer", with_consent.agency)):
        client.force_login(user)
        assert client.post(path(day), TYPED).status_code == 403
        assert client.get(path(day)).status_code == 403
    assert not GapTask.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"change": "nothing"}, {"change": ""}, {"area": "遠く"}, {"talks": ""}, {"kind": ""}]
)
def test_what_is_no_task_is_refused(client, with_consent, owner, wrong):
    day = minutes_of(with_consent, owner)
    client.force_login(owner)
    assert client.post(path(day), TYPED | wrong).context["form"].errors
    assert not GapTask.objects.exists()


def test_where_nothing_is_missing_there_is_no_task(client, with_consent, owner):
    client.force_login(owner)
    assert client.get(path(minutes_of(with_consent, owner, develop=""))).status_code == 404


def test_the_plan_begins_with_day_and_decision_for_the_members_alone(client, with_consent, owner, person):
    day = minutes_of(with_consent, owner)
    plan = reverse("desk_plan_new", args=[person.code])

    def offered(user):
        client.force_login(user)
        form = client.get(plan).context["form"]
        return form.initial.get("meeting_on"), form.initial.get("meeting_result")

    assert offered(owner) == (day.held_on, "プランを 作る")
    assert offered(make_user("coordinator", person.agency)) == (None, None)
    today = day.held_on.isoformat()
    facts = dict.fromkeys(("wish", "problems", "short_goal", "what_0", "who_0"), "a")
    facts |= dict.fromkeys(("made_on", "until_on", "review_on", "meeting_on"), today)
    client.force_login(owner)
    client.post(plan, facts)
    assert offered(owner) == (None, None), "the last plan has it"


def test_what_a_compartment_decided_stands_in_no_plan(client, compartment, city, owner, person):
    minutes_of(compartment, city)
    client.force_login(owner)
    assert client.get(reverse("desk_plan_new", args=[person.code])).context["decided"] is None
