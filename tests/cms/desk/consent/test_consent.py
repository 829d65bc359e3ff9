"""The pages of consents: what is signed is what a host receives, and what is taken back stops everywhere at once."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.mail.queue import Mail
from directory.accounts.links import Link
from matching.cases.consents import digest_of, mark_of
from matching.casework.introductions import begin
from matching.models import Consent, HostRequest, Identity, Introduction, Look, NeedsSheet, PaperCopy, Participant
from tests.cms.listings.test_attendance_views import text_of
from tests.factories import ask_agreed, make_agency, make_consent, make_resource, make_town

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TEXT = "70代の方が 見学を したいそうです。"


@pytest.fixture
def person(client, coordinator):
    client.force_login(coordinator)
    agency = coordinator.memberships.get().agency
    made = Participant.objects.create(code="M-0001", agency=agency, town=make_town())
    NeedsSheet.objects.create(participant=made, facts={"age": 70}, recorded_on=TODAY)
    Identity.objects.create(participant=made, name="夕凪 春子")
    return made


@pytest.fixture
def introduction(person, coordinator):
    return begin(person, make_resource(name="ひまわりサロン"), coordinator, TODAY)


def _page(person, name="desk_consent", *more):
    return reverse(name, args=[person.code, *more])


def _form(**facts):
    day = TODAY.isoformat()
    return {"text": TEXT, "how": "written", "given_on": day, "expires_on": day} | facts


def test_the_paper_the_record_and_the_host_have_the_very_same_text(client, person, introduction):
    facts = _form(hosts=[introduction.resource_id], expires_on=(TODAY + dt.timedelta(300)).isoformat())
    paper = text_of(client.post(_page(person), facts | {"paper": "1"}).content)
    assert not Consent.objects.exists()
    assert "夕凪" not in paper
    client.post(_page(person), facts)
    kept = Consent.objects.get()
    again = text_of(client.get(_page(person, "desk_consent_paper", kept.pk)).content)
    for said in (paper, again):
        assert TEXT.split()[0] in said
        assert mark_of(digest_of(TEXT)) in said
        assert "ひまわりサロン" in said
    ask = reverse("desk_introduction_ask", args=["M-0001", introduction.pk])
    assert client.get(ask).context["form"].initial["text"] == TEXT
    confirm = client.post(ask, {"text": TEXT, "how": "telephone"})
    assert confirm.context["agreed"] is None
    client.post(ask, {"text": TEXT, "how": "telephone", "seen": digest_of(TEXT)})
    assert HostRequest.objects.get().digest == kept.digest
    assert Consent.objects.count() == 1


def test_a_text_that_a_browser_sends_back_is_the_text_that_was_agreed(client, person, introduction):
    make_consent(person, introduction.resource, text="見学を したい方が います。\n来週です。")
    ask = reverse("desk_introduction_ask", args=["M-0001", introduction.pk])
    confirm = client.post(ask, {"text": "見学を したい方が います。\r\n来週です。", "how": "telephone"})
    assert confirm.context["agreed"] is None, "browsers end a line of a text area with CR LF"


def test_no_host_is_asked_with_a_text_to_which_nobody_agreed(client, person, introduction):
    make_consent(person, introduction.resource, text=TEXT)
    ask, other = reverse("desk_introduction_ask", args=["M-0001", introduction.pk]), "ほかの文"
    page = client.post(ask, {"text": other, "how": "telephone", "seen": digest_of(other)})
    assert "ご本人の同意が ないうちは" in page.content.decode()
    assert not HostRequest.objects.exists()
    client.post(ask, {"text": other, "how": "telephone", "seen": digest_of(other), "agreed": "spoken"})
    assert [one.digest for one in Consent.objects.all()] == [digest_of(other), digest_of(TEXT)]
    assert HostRequest.objects.get().text == other


def test_no_visit_is_agreed_on_without_consent(client, person, introduction):
    visit = reverse("desk_introduction_visit", args=["M-0001", introduction.pk])
    answer = client.post(visit, {"visit_on": TODAY.isoformat()}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{_page(person)}?place={introduction.resource_id}"
    assert Introduction.objects.get().visit_on is None


def test_a_withdrawal_stops_what_it_covered_everywhere_and_lists_the_papers(client, person, introduction, coordinator):
    kept = begin(person, make_resource(name="あさがお"), coordinator, TODAY)
    noted = begin(person, make_resource(name="まだ聞いていない所"), coordinator, TODAY)
    _, secret = ask_agreed(introduction, TEXT, "link", coordinator)
    _, alive = ask_agreed(kept, TEXT, "link", coordinator)
    PaperCopy.objects.create(
        participant=person, what="つなぐシート", holder="鈴木さん", telephone="042-111-2222", given_on=TODAY
    )
    link = reverse("link", args=[secret.token])
    assert client.get(link).status_code == 200
    first = Consent.objects.get(hosts__resource=introduction.resource)
    assert "とりけすと、元に もどせません" in client.get(_page(person)).content.decode()
    page = client.post(_page(person, "desk_consent_withdraw"), {"consent": first.pk}).content.decode()
    assert "tel:0421112222" in page.replace("-", "")
    assert "紹介 1件" in page
    assert "リンク 1件" in page
    assert client.get(link).status_code == 410
    assert client.get(reverse("link", args=[alive.token])).status_code == 200
    stages = dict(Introduction.objects.values_list("pk", "ended_because"))
    assert stages == {introduction.pk: "withdrawn", kept.pk: "", noted.pk: ""}
    client.post(_page(person, "desk_consent_withdraw"), {"consent": "all"})
    assert client.get(reverse("link", args=[alive.token])).status_code == 410
    assert not Link.objects.alive().exists()
    assert Introduction.objects.get(ended_on=None) == noted


def test_a_link_opens_no_more_once_the_consent_has_run_out(client, person, introduction, coordinator, monkeypatch):
    _, secret = ask_agreed(introduction, TEXT, "link", coordinator)
    link = reverse("link", args=[secret.token])
    for days, status in ((13, 200), (364, 200), (365, 410)):
        monkeypatch.setattr(timezone, "localdate", lambda *_, days=days: TODAY + dt.timedelta(days))
        assert client.get(link).status_code == status, days
        assert (TEXT in client.get(link).content.decode()) is (status == 200)


def test_a_consent_names_somebody_and_ends(client, person, introduction):
    wrong = {
        "だれに 伝えてよいか": _form(),
        "消してください": _form(text="夕凪さんです", hosts=[introduction.resource_id]),
        "まだ来ていない日": _form(allows_meeting="on", given_on=(TODAY + dt.timedelta(1)).isoformat()),
        "3年まで": _form(allows_meeting="on", expires_on=(TODAY - dt.timedelta(1)).isoformat()),
        "伝えることを": _form(text="", hosts=[introduction.resource_id]),
    }
    for said, facts in wrong.items():
        assert said in client.post(_page(person), facts).content.decode()
    client.post(_page(person), _form(hosts=[make_resource(live=False).pk]))
    assert not Consent.objects.exists()


def test_what_is_done_with_consents_is_in_the_record_of_looks(client, person):
    make_agency(municipality=person.agency.municipality)
    client.post(_page(person), _form(allows_meeting="on"))
    client.post(_page(person, "desk_consent_withdraw"), {"consent": "all"})
    client.get(_page(person, "desk_consent_paper", Consent.objects.get().pk))
    looks = list(Look.objects.order_by("pk").values_list("action", "what"))
    assert looks == [
        ("seen", "同意"),
        ("changed", "同意"),
        ("changed", "同意の とりけし"),
        ("seen", "同意"),
        ("printed", "同意の紙"),
    ]
    assert not Mail.objects.exists()


def test_a_paper_that_came_back_is_no_longer_asked_for(client, person):
    facts = {"what": "写し", "holder": "会", "telephone": "042-111-2222", "given_on": TODAY.isoformat()}
    client.post(_page(person, "desk_paper_given"), facts)
    paper = PaperCopy.objects.get()
    assert "写し" in client.get(_page(person)).content.decode()
    client.post(_page(person, "desk_paper_back", paper.pk))
    assert client.get(_page(person)).context["papers"] == []


def test_a_button_pressed_twice_makes_one_consent_that_is_taken_back_at_once(client, person, introduction):
    facts = _form(hosts=[introduction.resource_id], expires_on=(TODAY + dt.timedelta(300)).isoformat())
    for _ in range(2):
        client.post(_page(person), facts)
    kept = Consent.objects.get()
    client.post(_page(person, "desk_consent_withdraw"), {"consent": kept.pk})
    assert Introduction.objects.get().ended_because == "withdrawn"
    client.post(_page(person), facts)
    assert Consent.objects.count() == 2, "who agrees again after that has agreed anew"
