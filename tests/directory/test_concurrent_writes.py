"""Two people at the same moment, on a database where both really write at once."""

import threading
import time

import pytest
from django.db import connection

from directory.accounts import links
from directory.accounts.links import Link, Purpose, create_link
from directory.associations import representatives
from directory.associations.representatives import add_representative, hand_over, lead_of
from directory.changes import amendments, listing_fields
from directory.changes.amendments import Amendment, approve, propose, refuse, revert_by_city
from directory.models import Place, Report
from tests.directory.conftest import TELEPHONE
from tests.factories import make_organization, make_resource, make_user

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True),
]
WISH, NEWER = ({"contacts": [TELEPHONE | {"value": value}]} for value in ("042-222-2222", "042-333-3333"))


def together(*acts):
    """What each act gives, or how it fails; all of them begin at the same moment."""
    gate, ends = threading.Barrier(len(acts)), {}

    def run(number, act):
        gate.wait()
        try:
            ends[number] = act()
        except Exception as trouble:
            ends[number] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [ends[number] for number in range(len(acts))]


def slow(monkeypatch, module, name):
    """Let whoever is in the middle of something stay there for a while."""
    act = getattr(module, name)

    def slowly(*args, **kwargs):
        done = act(*args, **kwargs)
        time.sleep(0.3)
        return done

    monkeypatch.setattr(module, name, slowly)


@pytest.mark.parametrize("middle", ["lock_listing_row", "_lock_in_state"])
@pytest.mark.parametrize("answer", ["approve", "refuse"])
def test_an_answer_and_a_newer_wish_wait_for_each_other_and_neither_undoes_the_other(monkeypatch, middle, answer):
    resource, volunteer, staff = make_resource(contacts=[TELEPHONE]), make_user(), make_user("staff")
    (waiting,) = propose(resource, WISH, volunteer)
    slow(monkeypatch, amendments, middle)
    act = {"approve": approve, "refuse": refuse}[answer]
    newer, answered = together(
        lambda: propose(resource, NEWER, volunteer), lambda: act(waiting, staff, "電話で たしかめました")
    )
    waiting.refresh_from_db()
    assert newer[0].state == "waiting"
    if isinstance(answered, ValueError):
        assert (waiting.state, waiting.reason) == ("withdrawn", "")
    else:
        assert (waiting.state, waiting.reason) == (answered.state, "電話で たしかめました")


def test_two_answers_are_one(monkeypatch):
    resource, staff = make_resource(contacts=[TELEPHONE]), make_user("staff")
    (waiting,) = propose(resource, WISH, make_user())
    slow(monkeypatch, amendments, "lock_listing_row")
    ends = together(lambda: approve(waiting, staff), lambda: refuse(waiting, staff, "わけ"))
    assert sum(isinstance(end, ValueError) for end in ends) == 1


def test_taking_back_twice_is_taking_back_once(monkeypatch):
    resource, staff = make_resource(fee=100), make_user("staff")
    (made,) = propose(resource, {"fee": 200}, make_user())
    slow(monkeypatch, amendments, "lock_listing_row")
    ends = together(*[lambda: revert_by_city(made, staff, "わけ")] * 2)
    assert sum(isinstance(end, ValueError) for end in ends) == 1
    assert Amendment.objects.count() == 2


def test_a_new_place_that_two_ask_for_is_made_once(monkeypatch):
    wish, staff = {"place": {"name": "新会館", "address": "平尾1-1", "building": ""}}, make_user("staff")
    both = [propose(make_resource(), wish, make_user())[0] for _ in range(2)]
    slow(monkeypatch, listing_fields, "known_places")
    together(*(lambda one=one: approve(one, staff) for one in both))
    assert Place.objects.filter(name="新会館").count() == 1


def test_two_hand_overs_leave_one_lead(monkeypatch):
    organization, after = make_organization(), [make_user(), make_user()]
    add_representative(organization, make_user(), "lead")
    slow(monkeypatch, representatives, "lead_of")
    ends = together(*(lambda user=user: hand_over(organization, user) for user in after))
    assert {end.user for end in ends} == set(after), "the second takes over from the first"
    assert lead_of(organization).user in after
    assert organization.representatives.count() == 3


@pytest.mark.parametrize("bound", ["user", "resource"])
def test_two_links_at_once_leave_one_that_opens(monkeypatch, bound):
    made = {"user": make_user, "resource": make_resource}[bound]()
    slow(monkeypatch, links, "_hashed")
    together(*[lambda: create_link(Purpose.REMINDER, **{bound: made})] * 2)
    assert Link.objects.alive().count() == 1


def test_a_report_is_answered_once():
    report, staff = Report.objects.create(resource=make_resource(), about="times"), make_user("staff")
    answers = [Report.objects.get(pk=report.pk) for _ in range(2)]
    ends = together(*(lambda one=one: one.close("mended", str(id(one)), staff) for one in answers))
    assert sorted(ends) == [False, True]
    assert {one.answer for one in answers} == {Report.objects.get().answer}
