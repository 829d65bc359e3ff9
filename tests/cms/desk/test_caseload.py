"""Few seats for many, and the forgotten places: proposals over one's own people only, and nothing is stored."""

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from directory.models import Resource
from directory.publishing.append_only import rewriting_allowed
from matching.casework.held_seats import held_seats
from matching.casework.introductions import begin
from matching.models import Identity, Introduction, LineAnswer, NeedsSheet, Outcome, Participant
from matching.oversight.audit_log import Look
from tests.factories import make_resource, make_town, make_user

PAGES = ("desk_caseload", "desk_audit")


def _person(code, agency, **facts):
    person = Participant.objects.create(code=code, agency=agency, town=make_town())
    NeedsSheet.objects.create(participant=person, facts=facts, recorded_on=timezone.localdate())
    return person


@pytest.fixture
def crowd(coordinator):
    """Two people of the coordinator's agency and one of another, one place that has not told its seats."""
    make_resource(name="お茶の会", activities=["tea"], referral="open")
    make_resource(name="子どもの会", activities=["tea"], max_age=12, referral="open")
    agency = coordinator.memberships.get().agency
    _person("M-1", agency, age=70, interests={"want": ["sports"]})
    _person("M-2", agency, age=71, interests={"want": ["tea"]})
    _person("X-9", make_user("coordinator").memberships.get().agency, age=72, interests={"want": ["tea"]})
    return agency


def _page(client, user, name):
    client.force_login(user)
    return client.get(reverse(name))


def test_the_proposal_names_who_goes_where_and_why_the_other_does_not(client, coordinator, crowd):
    for code, name in (("M-1", "夕凪 春子"), ("M-2", "浜 太郎")):
        Identity.objects.create(participant=Participant.objects.get(code=code), name=name)
    before = set(Participant.objects.values_list("code", "state"))
    page = _page(client, coordinator, "desk_caseload")
    assert [(person.code, place.name) for person, place, *_ in page.context["placed"]] == [("M-2", "お茶の会")]
    assert [(person.code, best.name) for person, _, best in page.context["left_out"]] == [("M-1", "お茶の会")]
    said = page.content.decode()
    assert "M-1 夕凪 春子" in said
    assert "M-2 浜 太郎" in said
    assert "空きが足りません" in said
    assert "予約も連絡も、していません" in said
    assert set(Participant.objects.values_list("code", "state")) == before
    assert not Outcome.objects.exists()


def _answer(client, code, place, answer, **facts):
    key = Resource.objects.get(name=place).pk
    return client.post(reverse("desk_caseload_answer", args=[code, key]), {"answer": answer} | facts, follow=True)


def _proposed(client):
    page = client.get(reverse("desk_caseload"))
    return {person.code: place.name for person, place, *_ in page.context["placed"]}


@pytest.fixture
def seats(client, coordinator):
    """Two people who want tea, and three places for it, the first of which suits them best."""
    agency = coordinator.memberships.get().agency
    for number, name in enumerate(("一の会", "二の会", "三の会")):
        make_resource(name=name, activities=["tea"], referral="open", max_age=None if number < 2 else 100)
    _person("M-1", agency, age=70, interests={"want": ["tea"]})
    client.force_login(coordinator)
    return agency


def test_a_line_that_is_taken_is_an_introduction_and_holds_its_seat(client, seats):
    (place,) = _proposed(client).values()
    _answer(client, "M-1", place, "accept")
    assert Introduction.objects.get().resource.name == place
    assert _proposed(client) == {}
    for number in (2, 3):
        _person(f"M-{number}", seats, age=70, interests={"want": ["tea"]})
    assert place not in _proposed(client).values()


@pytest.mark.parametrize(
    ("reason", "days", "again"),
    [
        ("person", 400, False),
        ("not_fit", 400, False),
        ("early", 55, False),
        ("early", 56, True),
        ("wait", 55, None),
        ("wait", 56, True),
    ],
)
def test_each_reason_has_one_consequence_for_the_next_proposal(client, seats, reason, days, again):
    place = _proposed(client)["M-1"]
    answer = _answer(client, "M-1", place, "refuse", reason=reason)
    assert "を ことわりました" in answer.content.decode()
    with rewriting_allowed():
        LineAnswer.objects.update(made_on=timezone.localdate() - dt.timedelta(days=days))
    assert (_proposed(client).get("M-1") == place) is bool(again)
    assert ("M-1" in _proposed(client)) is (again is not None)


def test_a_swap_refuses_the_first_with_a_reason_and_takes_the_second(client, seats):
    page = client.get(reverse("desk_caseload"))
    ((_, place, _, _, others),) = page.context["placed"]
    assert len(others) == 2
    second = others[0][0]
    assert _answer(client, "M-1", place.name, "swap", other=second.pk).status_code == 200
    assert LineAnswer.objects.count() == 0, "without a reason nothing is said"
    _answer(client, "M-1", place.name, "swap", other=second.pk, reason="not_fit")
    assert Introduction.objects.get().resource == second
    assert [(one.resource, one.reason) for one in LineAnswer.objects.order_by("pk")] == [
        (place, "not_fit"), (second, ""),
    ]  # fmt: skip


def test_who_was_taken_after_all_is_refused_no_longer(client, seats):
    place = _proposed(client)["M-1"]
    _answer(client, "M-1", place, "refuse", reason="person")
    _answer(client, "M-1", place, "accept")
    Introduction.objects.all().delete()
    assert _proposed(client)["M-1"] == place


def test_who_waits_longest_stands_first(client, seats):
    today = timezone.localdate()
    for number, days in ((2, 200), (3, 90)):
        person = Participant.objects.create(code=f"M-{number}", agency=seats, town=Participant.objects.first().town)
        facts = {"age": 70, "interests": {"want": ["tea"]}}
        NeedsSheet.objects.create(participant=person, facts=facts, recorded_on=today - dt.timedelta(days=days))
    page = client.get(reverse("desk_caseload"))
    assert [person.code for person, *_ in page.context["placed"]] == ["M-2", "M-3", "M-1"]
    assert "200日 待っています" in page.content.decode()


def test_forgotten_places_come_with_what_keeps_them_back(client, coordinator, crowd):
    page = _page(client, coordinator, "desk_audit")
    assert [(r.name, p.criterion, p.excluded) for r, p in page.context["never"]] == [("子どもの会", "age", 2)]
    assert [(r.name, p.people) for r, p in page.context["always"]] == [("お茶の会", 2)]
    assert "「年齢」が合わない方が、いちばん多いです（2人）" in page.content.decode()


def test_the_audit_says_how_often_a_place_was_possible_proposed_and_chosen(client, coordinator, crowd, capsys):
    tea, gone = Resource.objects.get(name="お茶の会"), make_resource(name="子どもだけの会", max_age=12)
    today = timezone.localdate()
    for code, place in (("M-1", tea), ("M-1", gone), ("M-2", tea), ("X-9", tea)):
        Outcome.objects.create(participant=Participant.objects.get(code=code), resource=place, started_on=today)
    page = _page(client, coordinator, "desk_audit")
    counts = {place.name: tuple(count)[1:] for place, count in page.context["counted"]}
    assert counts == {"お茶の会": (2, 2, 2), "子どもだけの会": (0, 0, 1)}
    call_command("match_audit", "--json")
    found = json.loads(capsys.readouterr().out)["by_place"]
    assert [(one["name"], one["possible"], one["proposed"], one["chosen"]) for one in found] == [
        ("お茶の会", 3, 3, 3), ("子どもだけの会", 0, 0, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_owner_colleague_and_outsiders(client, coordinator, crowd, name):
    """The owner and a colleague get their agency's people, another agency its own, everyone else a refusal."""
    assert client.get(reverse(name)).status_code == 302
    colleague, stranger = make_user("coordinator", agency=crowd), make_user("coordinator")
    for user, people in {coordinator: 2, colleague: 2, stranger: 0}.items():
        page = _page(client, user, name)
        assert page.status_code == 200
        assert "X-9" not in page.content.decode()
        counted = page.context["people"] if name == "desk_caseload" else range(page.context["exposure"].people)
        assert len(counted) == people
    for user in (make_user("staff", agency=crowd), make_user()):
        assert _page(client, user, name).status_code == 403
    assert Look.objects.filter(action="searched").count() == 3


@pytest.mark.parametrize("name", PAGES)
def test_queries_do_not_grow_with_people_and_places(client, coordinator, crowd, name, django_assert_max_num_queries):
    for number in range(20):
        make_resource(activities=["tea"], referral="open")
        _person(f"M-1{number}", crowd, age=60, interests={"want": ["tea"]})
    _page(client, coordinator, name)
    with django_assert_max_num_queries(25):
        client.get(reverse(name))


@pytest.mark.django_db
def test_an_introduction_of_somebody_whose_support_has_ended_holds_no_seat(client, coordinator, crowd):
    place = Resource.objects.get(name="お茶の会")
    begin(Participant.objects.get(code="M-1"), place, coordinator, timezone.localdate())
    assert held_seats(Participant.objects.values("agency")) == {place.pk: 1}
    Participant.objects.filter(code="M-1").update(state="ended", ended_on=timezone.localdate())
    assert held_seats(Participant.objects.values("agency")) == {}
