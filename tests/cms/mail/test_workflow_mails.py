"""Who hears of a draft in the workflow: only those who may open it, and by the queue."""

import pytest
from django.core import mail

from cms.mail.queue import Mail
from cms.permissions.roles import appoint_approver
from directory.models import Resource
from tests.factories import make_agency, make_municipality, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(approver, listing):
    """Writer and approver of the city, and an approver of another one, all with a mail address."""
    agency = approver.memberships.get().agency
    people = {"writer": make_user("staff", agency, email="writer@example.jp"), "approver": approver}
    people["stranger"] = make_user("staff", make_agency(municipality=make_municipality("372013", "高松市")))
    appoint_approver(people["stranger"])
    for name, user in people.items():
        user.email = f"{name}@example.jp"
        user.save()
    return people


@pytest.fixture
def workflow(people, listing):
    """A draft of the writer that waits for approval."""
    draft = Resource.objects.get(pk=listing.pk)
    draft.summary = "下書き"
    draft.save_revision(user=people["writer"])
    return draft.get_workflow().start(draft, people["writer"])


def told():
    assert not mail.outbox, "nothing goes out in a request"
    return {one.to: one.subject for one in Mail.objects.all()}


def test_a_draft_is_told_to_the_approvers_of_its_city_alone(workflow):
    assert told() == {"approver@example.jp": "「ひまわりサロン」の下書きを たしかめてください"}
    assert "/admin/" in Mail.objects.get().text


@pytest.mark.parametrize(("action", "words"), [("approve", "承認されました"), ("reject", "もどされました")])
def test_the_writer_is_told_what_became_of_it(workflow, people, action, words):
    Mail.objects.all().delete()
    workflow.current_task_state.task.specific.on_action(
        workflow.current_task_state, people["approver"], action, comment="時間を 直してください"
    )
    assert told() == {"writer@example.jp": f"「ひまわりサロン」の下書きが {words}"}
    assert ("時間を 直してください" in Mail.objects.get().text) == (action == "reject")
