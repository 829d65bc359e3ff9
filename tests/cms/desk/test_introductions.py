"""The desk's pages of an introduction, and the page that a host sees: who may, what is shown, and what a mail says."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from cms.desk.introducing.forms import ANYWAY, VisitForm
from cms.mail.queue import Mail
from directory.accounts.links import Link
from directory.hours.rules import Rule
from directory.models import Report, Schedule
from matching.cases.consents import digest_of
from matching.casework.host_requests import CONSEQUENCES, Reply, answer
from matching.casework.introductions import begin
from matching.models import HostRequest, Identity, Introduction, NeedsSheet, Outcome, Participant
from tests.factories import ask_agreed, make_resource, make_town

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
MAIL = {"kind": "email", "value": "salon@example.jp", "is_public": True}
TEXT = "70代の方が 見学を したいそうです。"


@pytest.fixture
def introduction(coordinator):
    agency = coordinator.memberships.get().agency
    person = Participant.objects.create(code="M-0001", agency=agency, town=make_town(), note="ひみつの柿の木")
    NeedsSheet.objects.create(participant=person, facts={"age": 70}, recorded_on=TODAY)
    Identity.objects.create(participant=person, name="夕凪 春子", telephone="042-000-1234")
    return begin(person, make_resource(name="ひまわりサロン", contacts=[MAIL]), coordinator, TODAY)


def _address(introduction, name="desk_introduction"):
    last = introduction.resource_id if name == "desk_begin" else introduction.pk
    return reverse(name, args=[introduction.participant.code, last])


READ = ("desk_introduction", "desk_introduction_ask", "desk_introduction_answer", "desk_introduction_visit")
WRITTEN = ("desk_introduction_settle", "desk_introduction_move", "desk_introduction_seen")


def test_an_introduction_is_opened_under_its_own_person_alone(desk, introduction):
    other = Participant.objects.create(code="M-0002", agency=introduction.participant.agency)
    for name in (*READ, *WRITTEN):
        address = reverse(name, args=[other.code, introduction.pk])
        assert (desk.get(address) if name in READ else desk.post(address)).status_code == 404


def _send(desk, introduction, **changes):
    facts = {"text": TEXT, "how": "link", "to": "salon@example.jp", "agreed": "spoken"} | changes
    return desk.post(_address(introduction, "desk_introduction_ask"), facts)


def test_nothing_goes_before_the_very_text_was_seen(desk, introduction):
    assert TEXT in _send(desk, introduction).content.decode()
    _send(desk, introduction, seen=digest_of("ほかの文"))
    for told in ("M-0001の方", "夕凪さんです", "042-000-1234へ"):
        assert "消してください" in _send(desk, introduction, text=told).content.decode()
    assert not HostRequest.objects.exists()
    assert _send(desk, introduction, seen=digest_of(TEXT)).status_code == 302
    assert (HostRequest.objects.get().text, Mail.objects.count()) == (TEXT, 1)


def test_the_mail_says_nothing_of_anybody(desk, introduction):
    _send(desk, introduction, seen=digest_of(TEXT))
    mail = Mail.objects.get()
    said = mail.subject + mail.text
    assert [word for word in ("M-0001", "70代", "柿の木") if word in said] == []
    assert reverse("link", args=["x"])[:-2] in said
    assert "ひまわりサロン" in said


def test_a_host_sees_the_agreed_text_and_what_follows_from_each_no_and_answers_once(client, introduction, coordinator):
    _, secret = ask_agreed(introduction, TEXT, "link", coordinator)
    address = reverse("link", args=[secret.token])
    for _ in range(2):
        page = client.get(address)
        said = page.content.decode()
        assert page.status_code == 200
        assert TEXT in said
        assert all(words in said for words in CONSEQUENCES.values())
        assert [word for word in ("M-0001", "ひみつの柿の木") if word in said] == []
    assert HostRequest.objects.get().answer == ""
    wrong = client.post(address, {"answer": "no", "reason": "later"})
    assert "明日からあとの日" in wrong.content.decode()
    again = (TODAY + dt.timedelta(20)).isoformat()
    done = client.post(address, {"answer": "no", "reason": "later", "again_on": again})
    assert CONSEQUENCES["later"] in done.content.decode()
    assert Introduction.objects.get().ask_again_on.isoformat() == again
    later = client.get(address)
    assert (later.status_code, "お返事は とどいています" in later.content.decode()) == (410, True)
    assert reverse("listings_mail") not in later.content.decode(), "a host has no account"
    assert client.post(address, {"answer": "yes"}).status_code == 410
    assert not Session.objects.exists()


def test_a_link_dies_with_time_and_with_the_introduction(client, introduction, coordinator):
    for end in (
        lambda: Link.objects.update(expires_at=timezone.now()),
        lambda: Participant.objects.update(state="ended", ended_on=TODAY),
        lambda: Introduction.objects.update(stage="broken_off", ended_on=TODAY, ended_because="person"),
    ):
        _, secret = ask_agreed(introduction, TEXT, "link", coordinator)
        end()
        answer = client.get(reverse("link", args=[secret.token]))
        assert answer.status_code == 410
        assert TEXT not in answer.content.decode()


def test_from_the_candidate_to_taking_part_without_asking_twice(desk, introduction):
    desk.post(
        _address(introduction, "desk_introduction_ask"),
        {"text": TEXT, "how": "telephone", "seen": digest_of(TEXT), "agreed": "written"},
    )
    desk.post(_address(introduction, "desk_introduction_answer"), {"answer": "yes"})
    visit = {"visit_on": (TODAY + dt.timedelta(1)).isoformat(), "visit_at": "10:00", "door": "東の入口"}
    desk.post(_address(introduction, "desk_introduction_visit"), visit)
    page = desk.get(_address(introduction)).content.decode()
    assert all(words in page for words in ("見学", "東の入口", "10:00", "はい、来てください", "電話・会って"))
    outcome = reverse("desk_outcome", args=["M-0001", introduction.resource_id])
    desk.post(outcome, {"started_on": TODAY.isoformat()})
    assert (Introduction.objects.get().stage, Outcome.objects.count()) == ("joined", 1)
    assert "その後を 聞く" in desk.get(_address(introduction)).content.decode()


@pytest.mark.parametrize(
    ("days", "refused"), [(-1, "紹介を はじめた日より前の日です。"), (0, ""), (1, "まだ来ていない日です。")]
)
def test_nobody_starts_at_a_place_before_its_introduction_began_or_after_today(desk, introduction, days, refused):
    begun = introduction.begun_on
    outcome = reverse("desk_outcome", args=["M-0001", introduction.resource_id])
    page = desk.post(outcome, {"started_on": (begun + dt.timedelta(days)).isoformat()})
    assert Outcome.objects.exists() is not bool(refused)
    assert refused in page.content.decode()


def test_who_stopped_and_starts_again_on_the_same_day_is_told_of_the_first_start(desk, introduction):
    facts = {"participant": introduction.participant, "resource": introduction.resource, "started_on": TODAY}
    Outcome.objects.create(**facts, ended_on=TODAY, ended_because="health")
    outcome = reverse("desk_outcome", args=["M-0001", introduction.resource_id])
    page = desk.post(outcome, {"started_on": TODAY.isoformat()})
    assert (page.status_code, Outcome.objects.count()) == (200, 1)
    assert "この日に はじめたことは、もう記録してあります。" in page.content.decode()


def test_a_place_without_mail_is_asked_by_telephone(desk, introduction):
    introduction.resource.contacts.all().delete()
    page = desk.get(_address(introduction, "desk_introduction_ask"))
    assert [choice for choice, _ in page.context["form"].fields["how"].choices] == ["telephone"]


def test_the_end_before_a_start_has_a_day_and_a_reason(desk, introduction):
    address, day = _address(introduction, "desk_introduction_move"), TODAY + dt.timedelta(1)
    wrong = desk.post(address, {"to": "broken_off", "end-day": day.isoformat(), "end-because": "person"})
    assert "まだ来ていない日です" in wrong.content.decode()
    desk.post(address, {"to": "broken_off", "end-day": TODAY.isoformat(), "end-because": "person"})
    assert Introduction.objects.get().ended_because == "person"


def test_a_host_that_rests_is_marked_on_the_card(desk, introduction, coordinator):
    for _ in range(4):
        ask_agreed(introduction, TEXT, "telephone", coordinator)
    card = desk.get(reverse("desk_participant", args=["M-0001"])).content.decode()
    assert "少し休んでもらう" in card
    assert "少し休んでもらう" in desk.get(_address(introduction, "desk_introduction_ask")).content.decode()


SAID = ("春子さん", "ﾊﾙｺさん", "森さんです", "Ｍ－０００１", "m-0001", "0420001234", "０４２（０００）１２３４")


@pytest.mark.parametrize("said", SAID)
def test_no_way_of_writing_who_it_is_goes_to_a_host_or_into_a_report(desk, introduction, coordinator, said):
    Identity.objects.update(name="森 春子", reading="もり はるこ", telephone="042-000-1234")
    assert "消してください" in _send(desk, introduction, text=f"{said}のことです").content.decode()
    asked, _ = ask_agreed(introduction, TEXT, "link", coordinator)
    answer(asked, Reply("no", "wrong", f"{said}に言われた時間と ちがいます"))
    assert said not in Report.objects.get().said


def test_plain_words_go_to_a_host(desk, introduction):
    Identity.objects.update(name="森 春子", reading="もり はるこ", telephone="042-000-1234")
    assert "消してください" not in _send(desk, introduction, text="森林公園を 歩きたい方です。").content.decode()


def test_a_no_that_comes_while_a_visit_is_typed_stays(desk, introduction, coordinator, monkeypatch):
    asked, _ = ask_agreed(introduction, TEXT, "link", coordinator)
    clean = VisitForm.clean_visit_on

    def meanwhile(form):
        answer(asked, Reply("no", "full"))
        return clean(form)

    monkeypatch.setattr(VisitForm, "clean_visit_on", meanwhile)
    desk.post(_address(introduction, "desk_introduction_visit"), {"visit_on": (TODAY + dt.timedelta(1)).isoformat()})
    now = Introduction.objects.get()
    assert (now.stage, now.ended_because, now.visit_on) == ("broken_off", "full", None)


@pytest.mark.parametrize(
    ("days", "at", "wrong"),
    [
        (0, "13:30", None),
        (0, "13:00", None),
        (0, "", None),
        (0, "10:00", "visit_at"),
        (0, "15:30", "visit_at"),
        (1, "13:30", "visit_on"),
    ],
)
def test_a_first_visit_before_a_closed_door_waits_until_the_host_has_agreed(
    desk, introduction, coordinator, days, at, wrong
):
    ask_agreed(introduction, TEXT, "telephone", coordinator)
    opens = TODAY + dt.timedelta(7)
    rule = Rule(weekdays=(opens.weekday(),), start=dt.time(13, 30), end=dt.time(15, 30))
    Schedule.of(rule, resource=introduction.resource).save()
    address = _address(introduction, "desk_introduction_visit")
    assert "ひらく日: " in desk.get(address).content.decode()
    facts = {"visit_on": (opens + dt.timedelta(days)).isoformat(), "visit_at": at}
    answer = desk.post(address, facts)
    assert Introduction.objects.get().visit_on == (None if wrong else opens)
    if wrong:
        assert list(answer.context["form"].errors) == [wrong]
        assert ANYWAY in answer.content.decode()
        desk.post(address, facts | {"anyway": "on"})
        assert Introduction.objects.get().visit_on.isoformat() == facts["visit_on"]
    # Who only adds the door is not asked again.
    assert desk.post(address, facts | {"door": "東の入口"}).status_code == 302
