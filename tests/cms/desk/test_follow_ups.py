"""The pages of a follow-up: at the desk and behind a host's link, the thanks, and what no mail says."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.mail.queue import Mail, deliver
from matching.casework.follow_ups import ask_host
from matching.casework.host_rests import CONSEQUENCE
from matching.casework.withdrawal import withdraw
from matching.models import FollowUp, HostRest, Identity, Look, Outcome, Participant
from tests.cms.listings.test_attendance_views import text_of
from tests.factories import make_consent, make_resource

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
MAIL = {"kind": "email", "value": "salon@example.jp", "is_public": True}


@pytest.fixture
def outcome(coordinator):
    agency = coordinator.memberships.get().agency
    person = Participant.objects.create(code="M-0001", agency=agency, note="ひみつの柿の木")
    Identity.objects.create(participant=person, name="夕凪 春子", telephone="042-000-1234")
    place = make_resource(name="ひまわりサロン", contacts=[MAIL])
    make_consent(person, place)
    return Outcome.objects.create(participant=person, resource=place, started_on=TODAY - dt.timedelta(92))


def _address(outcome, name="desk_follow_up"):
    return reverse(name, args=[outcome.participant.code, outcome.pk])


def _said(side, **facts):
    return {"side": side} | {f"{side}-{name}": value for name, value in facts.items()}


def test_it_is_opened_under_its_own_person_alone(desk, outcome):
    other = Participant.objects.create(code="M-0002", agency=outcome.participant.agency)
    for name in ("", "_thanks", "_thanks_paper"):
        assert desk.get(reverse(f"desk_follow_up{name}", args=[other.code, outcome.pk])).status_code == 404
    for name in ("_ask", "_silent", "_settle"):
        assert desk.post(reverse(f"desk_follow_up{name}", args=[other.code, outcome.pk])).status_code == 404


def test_what_both_sides_say_stands_on_the_page_and_is_a_task_until_it_is_settled(desk, outcome):
    desk.post(_address(outcome), _said("person", coming="yes", feeling="good", said="よく眠れる"))
    desk.post(_address(outcome), _said("host", feeling="fair", again="yes", said="椅子が 足りません"))
    page = desk.get(_address(outcome)).content.decode()
    assert all(words in page for words in ("はじめて3か月", "よく眠れる", "椅子が 足りません", "応えることが あります"))
    assert (Outcome.objects.get().stayed, Outcome.objects.get().introduction.stage) == (True, "settled")
    today = desk.get(reverse("desk_home")).context["counts"]
    assert [slug for slug, *_ in today] == ["worry"]
    desk.post(_address(outcome, "desk_follow_up_settle"))
    assert desk.get(reverse("desk_home")).context["total"] == 0
    assert Look.objects.filter(participant=outcome.participant, action="changed").count() == 3


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "から 通っています。"),
        ({"stayed": False}, "もう 通っていませんでした。"),
        ({"ended_on": TODAY, "ended_because": "health"}, "まで（体調のため）。"),
    ],
)
def test_it_says_whether_the_person_still_goes_there(desk, outcome, facts, said):
    Outcome.objects.update(**facts)
    assert said in desk.get(_address(outcome)).content.decode()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({}, "ended_on"),
        ({"ended_on": (TODAY + dt.timedelta(1)).isoformat()}, "ended_on"),
        ({"ended_on": (TODAY - dt.timedelta(99)).isoformat()}, "ended_on"),
        ({"ended_on": TODAY.isoformat()}, "ended_because"),
    ],
)
def test_who_stopped_has_a_day_that_can_be_and_a_reason(desk, outcome, facts, field):
    page = desk.post(_address(outcome), _said("person", coming="stopped", feeling="fair", **facts))
    assert field in page.context["person_form"].errors
    assert not FollowUp.objects.exists()


def test_an_answer_is_corrected_at_its_step(desk, outcome):
    stopped = {"coming": "stopped", "ended_on": TODAY.isoformat(), "ended_because": "health"}
    desk.post(_address(outcome), _said("person", feeling="fair", **stopped))
    assert Outcome.objects.get().ended_because == "health"
    assert 'value="stopped"' in desk.get(_address(outcome) + "?step=90").content.decode()
    desk.post(_address(outcome) + "?step=90", _said("person", coming="yes", feeling="fair"))
    assert (FollowUp.objects.get().step, Outcome.objects.get().ended_on) == (90, None)


def test_the_host_answers_by_a_link_and_learns_nothing_of_anybody(desk, client, outcome):
    desk.post(_address(outcome, "desk_follow_up_ask"), {"to": "salon@example.jp"})
    mail = Mail.objects.get()
    address = next(word for word in mail.text.split() if word.startswith("http"))
    client.logout()
    page = client.get(address)
    for said in (mail.subject + mail.text, page.content.decode()):
        assert [word for word in ("M-0001", "夕凪", "柿の木", "042-000-1234") if word in said] == []
    assert CONSEQUENCE in page.content.decode()
    assert not FollowUp.objects.filter(done_at__isnull=False).exists()
    done = client.post(address, {"host-feeling": "hard", "host-again": "no", "host-said": "人手が 足りません"})
    assert CONSEQUENCE in done.content.decode()
    assert client.get(address).status_code == 410
    assert (FollowUp.objects.get().done_how, HostRest.objects.count()) == ("link", 1)


def test_by_telephone_the_link_dies_and_the_mail_that_waits_is_not_sent(desk, client, outcome, mailoutbox):
    desk.post(_address(outcome, "desk_follow_up_ask"), {"to": "salon@example.jp"})
    mail = Mail.objects.get()
    address = next(word for word in mail.text.split() if word.startswith("http"))
    assert desk.get(reverse("desk_home")).context["total"] == 1, "the person is still to be asked"
    desk.post(_address(outcome, "desk_follow_up_silent"))
    assert not deliver(mail.pk)
    assert (mailoutbox, Mail.objects.count()) == ([], 0)
    assert client.get(address).status_code == 410
    assert desk.get(reverse("desk_home")).context["total"] == 0
    assert "電話ですんだ" in desk.get(_address(outcome)).content.decode()


def test_without_consent_no_mail_goes_and_a_link_that_is_out_opens_nothing(desk, client, outcome, coordinator):
    secret = ask_host(outcome, 90, coordinator)
    withdraw(outcome.participant, outcome.participant.consents.all(), TODAY, coordinator)
    assert client.get(reverse("link", args=[secret.token])).status_code == 410
    for name in ("desk_follow_up_ask", "desk_follow_up_thanks"):
        desk.post(_address(outcome, name), {"to": "salon@example.jp"})
    assert not Mail.objects.exists()
    assert desk.get(_address(outcome, "desk_follow_up_thanks_paper")).status_code == 302
    page = desk.get(_address(outcome, "desk_follow_up_thanks")).content.decode()
    assert "お礼も まだ 言えません" in page
    assert 'aria-label="お礼の文"' not in page, "nor is there a text to read out on the telephone"


def test_a_mail_that_waits_when_the_consent_is_taken_back_is_not_sent(desk, outcome, coordinator, mailoutbox):
    desk.post(_address(outcome, "desk_follow_up_ask"), {"to": "salon@example.jp"})
    stopped = withdraw(outcome.participant, outcome.participant.consents.all(), TODAY, coordinator)
    assert stopped.links == 1
    deliver(Mail.objects.get().pk)
    assert mailoutbox == []


def test_a_link_without_an_answer_becomes_a_telephone_call(desk, outcome, coordinator):
    desk.post(_address(outcome), _said("person", coming="yes", feeling="good"))
    ask_host(outcome, 90, coordinator)
    assert desk.get(reverse("desk_home")).context["total"] == 0
    FollowUp.objects.filter(side="host").update(asked_at=timezone.now() - dt.timedelta(9))
    assert [slug for slug, *_ in desk.get(reverse("desk_home")).context["counts"]] == ["follow"]


def test_a_place_that_takes_nobody_is_asked_only_by_whoever_heard_that_it_can(desk, outcome):
    HostRest.objects.create(resource=outcome.resource, since=TODAY)
    Participant.objects.create(code="M-0002", agency=outcome.participant.agency)
    desk.post(reverse("desk_begin", args=["M-0002", outcome.resource.pk]))
    one = Participant.objects.get(code="M-0002").introductions.get()
    address = reverse("desk_introduction_ask", args=["M-0002", one.pk])
    assert "いまは受けられないと聞いています" in desk.get(address).content.decode()
    facts = {"text": "見学したい方がいます", "how": "telephone", "agreed": "spoken"}
    assert "先に聞いてください" in desk.post(address, facts).content.decode()
    seen = desk.post(address, facts | {"can_again": "on"}).context["digest"]
    desk.post(address, facts | {"can_again": "on", "seen": seen})
    assert one.requests.count() == 1
    assert HostRest.objects.get().lifted_on == TODAY


def test_thanks_say_nothing_of_the_person_on_paper_by_mail_and_aloud(desk, outcome):
    desk.post(_address(outcome, "desk_follow_up_thanks"), {"to": "salon@example.jp"})
    mail = Mail.objects.get()
    paper = desk.get(_address(outcome, "desk_follow_up_thanks_paper"))
    card = desk.get(_address(outcome, "desk_follow_up_thanks")).content.decode().split('aria-label="お礼の文"')[1]
    for said in (mail.subject + mail.text, text_of(paper.content), card.split("</section>")[0]):
        assert "ひまわりサロン" in said
        assert [word for word in ("M-0001", "夕凪", "柿の木", "042-000-1234") if word in said] == []
    assert Look.objects.filter(action="printed", what="その後").exists()


def test_the_card_of_a_place_where_somebody_goes_leads_to_how_it_goes(desk, outcome):
    page = desk.get(reverse("desk_participant", args=["M-0001"])).content.decode()
    assert f'href="{_address(outcome)}">その後を 聞く</a>' in page
    assert reverse("desk_call", args=["M-0001", outcome.resource.pk]) in page, "a call can still be written down"
    Outcome.objects.update(ended_on=TODAY, ended_because="health")
    page = desk.get(reverse("desk_participant", args=["M-0001"])).content.decode()
    assert f'href="{_address(outcome)}">その後を 聞く</a>' not in page


def test_a_side_that_was_heard_is_not_asked_again_until_something_is_due(desk, outcome):
    assert desk.get(_address(outcome)).context["written"] == set()
    page = desk.post(_address(outcome), _said("person", coming="yes", feeling="good"), follow=True)
    assert page.context["written"] == {"person"}
    assert "ご本人の ようすは 書いてあります" in page.content.decode()
    assert desk.get(_address(outcome), {"step": 90}).context["written"] == set()
