"""Mail on its way out: written down, delivered once, tried again, and never to where it does not arrive."""

import datetime as dt
import os
import re
import smtplib
import subprocess
import sys
import unicodedata
from html import unescape
from pathlib import Path

import pytest
from django.core import mail as box
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms import jobs
from cms.content.site_settings import SiteSettings
from cms.mail import queue as mail
from cms.mail import texts
from cms.mail.outbox import KeptMail, OutboxBackend
from cms.mail.queue import PAUSES, RESERVED_FOR, Mail, deliver, enqueue
from directory.models import BouncedAddress, Invitation, Organization, User
from directory.upkeep.bounces import Bounce, record_bounces
from tests.paths import ROOT


def send(template, to, **context):
    """As a worker does right after the request."""
    if made := enqueue(template, to, **context):
        deliver(made.pk)


def sign_in_mail(to="hana@example.jp", how=enqueue):
    return how("sign_in", to, user="花子", link="https://ibasho.example/x/ひみつ/")


class Server:
    """Stands in for a mail server: refuses as often as it is told to."""

    def __init__(self, monkeypatch, *troubles):
        self.troubles, self.sent = list(troubles), []
        monkeypatch.setattr(mail, "get_connection", lambda timeout: self)

    def send_messages(self, messages):
        if self.troubles:
            raise self.troubles.pop(0)
        self.sent += messages


pytestmark = pytest.mark.django_db


def test_a_mail_goes_out_as_text_with_an_html_twin(settings):
    settings.SITE_URL = "https://ibasho.example"
    sign_in_mail(how=send)
    [message] = box.outbox
    html, kind = message.alternatives[0]
    assert (message.to, kind) == (["hana@example.jp"], "text/html")
    assert "花子さん" in message.body
    assert "花子さん" in html
    assert 'href="https://ibasho.example/x/' in html
    assert len(max(message.body.splitlines(), key=len)) < 80


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("くわしくは https://ibasho.example/a/。", ["https://ibasho.example/a/"]),
        ("（https://ibasho.example/a/）を見てください", ["https://ibasho.example/a/"]),
        (
            "https://ibasho.example/a/をひらく、https://ibasho.example/?b=1&c=2",
            ["https://ibasho.example/a/", "https://ibasho.example/?b=1&amp;c=2"],
        ),
        ("(https://ibasho.example/a_(b)), <b>", ["https://ibasho.example/a_(b)"]),
        ("リンクは ありません", []),
        ("https://evil.example/ https://ibasho.example@evil.example/ https://ibasho.example.evil.example/", []),
        ("http://ibasho.example/ https://ibasho.example:8/ https://[ibasho.example/", []),
    ],
)
def test_only_our_own_addresses_are_links_and_they_end_where_the_address_ends(text, links, settings):
    settings.SITE_URL = "https://ibasho.example"
    [(html, _)] = Mail(to="hana@example.jp", text=text).message().alternatives
    assert re.findall('href="([^"]*)"', html) == links
    shown = re.sub("<[^>]+>", "", html.partition("<div")[2].partition(">")[2])
    assert unescape(shown).strip() == text, "and no letter is lost"


@pytest.mark.parametrize(
    ("desk", "reply_to"),
    [("madoguchi@example.jp", "madoguchi@example.jp"), ("a..b@docomo.ne.jp", '"a..b"@docomo.ne.jp'), ("", None)],
)
def test_a_mail_says_that_no_person_wrote_it_and_who_reads_an_answer(desk, reply_to):
    SiteSettings.objects.create(desk_email=desk)
    message = sign_in_mail().message().message()
    assert (message["Auto-Submitted"], message["Reply-To"]) == ("auto-generated", reply_to)


def test_what_was_sent_is_wiped_and_a_task_stands_in_the_database():
    sign_in_mail(how=send)
    sent = Mail.objects.get()
    assert (sent.text, sent.attempts, sent.failed_at) == ("", 1, None)
    assert sent.sent_at
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[sent.pk]]
    jobs.deliver_all()
    assert len(box.outbox) == 1, "the task finds that it is sent"


def test_the_worker_delivers_what_was_left_to_it():
    enqueue("sign_in", "a@example.jp", user="a", link="x")
    enqueue("sign_in", "b@example.jp", user="b", link="x")
    assert box.outbox == []
    assert jobs.deliver_all() == 2
    assert sorted(message.to[0] for message in box.outbox) == ["a@example.jp", "b@example.jp"]
    assert jobs.deliver_all() == 0


def test_a_refusal_is_tried_again_later_with_the_same_message_id(monkeypatch):
    ids = []
    server = Server(monkeypatch, smtplib.SMTPServerDisconnected("gone"), ConnectionRefusedError())
    monkeypatch.setattr(Mail, "message", lambda self, make=Mail.message: ids.append(make(self)) or ids[-1])
    sign_in_mail(how=send)
    waiting = Mail.objects.get()
    assert "gone" in waiting.trouble
    assert DBTaskResult.objects.filter(run_after=waiting.next_try).exists()
    assert dt.timedelta() < waiting.next_try - timezone.now() <= PAUSES[0]
    assert deliver(waiting.pk) is False, "not before its time"
    for _ in range(2):
        Mail.objects.update(next_try=timezone.now())
        deliver(waiting.pk)
    assert [message.to for message in server.sent] == [["hana@example.jp"]]
    assert len({message.extra_headers["Message-ID"] for message in ids}) == 1
    assert len(ids) == 3


def test_after_the_last_try_it_is_given_up_and_wiped(monkeypatch):
    Server(monkeypatch, *[TimeoutError()] * (len(PAUSES) + 1))
    key = sign_in_mail().pk
    for _ in range(len(PAUSES) + 1):
        Mail.objects.update(next_try=timezone.now())
        deliver(key)
    lost = Mail.objects.get()
    assert (bool(lost.failed_at), lost.text, lost.attempts) == (True, "", len(PAUSES) + 1)
    assert deliver(key) is False


def test_an_address_that_the_server_does_not_know_is_marked(monkeypatch):
    Server(monkeypatch, smtplib.SMTPRecipientsRefused({"hana@example.jp": (550, b"unknown")}))
    sign_in_mail(how=send)
    assert Mail.objects.get().failed_at
    assert BouncedAddress.objects.get().address == "hana@example.jp"


@pytest.mark.parametrize("to", ["メールなし", "a@example.jp, b@example.jp", f"{'x' * 255}@example.jp", ""])
def test_what_is_no_address_gets_no_mail(to):
    assert sign_in_mail(to) is None
    assert not Mail.objects.exists()


def test_what_no_mail_can_be_made_of_is_given_up_and_stops_no_other(monkeypatch):
    server = Server(monkeypatch, ValueError("Invalid address"))
    lost, _ = sign_in_mail(), sign_in_mail("taro@example.jp")
    DBTaskResult.objects.all().delete()
    assert jobs.deliver_all() == 1
    assert [message.to for message in server.sent] == [["taro@example.jp"]]
    lost.refresh_from_db()
    assert lost.failed_at
    assert not BouncedAddress.objects.exists(), "the address is not what was wrong"


@pytest.mark.parametrize(
    ("answer", "is_bad"),
    [
        ((550, b"5.1.1 no such user"), True),
        ((550, b"unknown"), True),
        ((553, b"no mailbox of this name"), True),
        ((550, b"5.7.1 this message looks like spam"), False),
        ((550, b"5.1.8 sender's domain does not exist"), False),
        ((552, b"5.2.2 mailbox full"), False),
        ((554, b"rejected"), False),
    ],
)
def test_only_a_bad_address_is_noted_as_one(monkeypatch, answer, is_bad):
    Server(monkeypatch, smtplib.SMTPRecipientsRefused({"hana@example.jp": answer}))
    sign_in_mail(how=send)
    assert BouncedAddress.objects.exists() == is_bad


def test_a_mail_that_fails_in_an_unknown_way_stops_no_other_and_is_tried_again(monkeypatch, caplog):
    server = Server(monkeypatch, RuntimeError("nobody knows"))
    lost, _ = sign_in_mail(), sign_in_mail("taro@example.jp")
    DBTaskResult.objects.all().delete()
    jobs.deliver_all()
    assert [message.to for message in server.sent] == [["taro@example.jp"]]
    lost.refresh_from_db()
    assert ("nobody knows" in lost.trouble, lost.failed_at) == (True, None)
    assert "nobody knows" in caplog.text


def test_a_full_mailbox_is_not_the_end(monkeypatch):
    Server(monkeypatch, smtplib.SMTPRecipientsRefused({"hana@example.jp": (452, b"full")}))
    sign_in_mail(how=send)
    assert Mail.objects.waiting().exists()
    assert not BouncedAddress.objects.exists()


@pytest.mark.parametrize(("template", "goes"), [("sign_in", True), ("invitation", True), ("decided", False)])
def test_only_what_was_asked_for_this_minute_goes_to_a_bounced_address(monkeypatch, template, goes):
    record_bounces([Bounce("hana@example.jp", "5.1.1", "")])
    monkeypatch.setattr(texts, "render_to_string", lambda *args: "件名\n本文")
    assert (enqueue(template, "Hana@example.jp") is not None) == goes


def test_a_claim_keeps_others_out_until_it_runs_out():
    key = sign_in_mail().pk
    Mail.objects.update(claimed_until=timezone.now() + RESERVED_FOR)
    assert deliver(key) is False
    Mail.objects.update(claimed_until=timezone.now())
    assert deliver(key) is True


@pytest.mark.parametrize("trouble", [TimeoutError(), ValueError("no address")])
def test_a_slow_worker_does_not_take_back_what_another_has_sent_since(monkeypatch, trouble):
    key, sent = sign_in_mail().pk, []

    class Slow:
        def send_messages(self, messages):
            if not sent:
                sent.extend(messages)
                Mail.objects.update(claimed_until=timezone.now())
                deliver(key)
                raise trouble

    monkeypatch.setattr(mail, "get_connection", lambda timeout: Slow())
    assert deliver(key) is False
    now = Mail.objects.get()
    assert (bool(now.sent_at), now.failed_at, now.text) == (True, None, "")
    assert DBTaskResult.objects.count() == 1, "nobody tries again"


@pytest.mark.parametrize("variable", ["DEBUG", "DEMO"])
def test_a_debug_or_demo_machine_has_no_way_to_mail_anyone(variable):
    asked = {"DEBUG": "", "DEMO": "", "SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "a.example"} | {variable: "1"}
    asked["SITE_URL"] = "https://a.example"
    asked["EMAIL_BACKEND"] = "django.core.mail.backends.smtp.EmailBackend"
    code = "from cms import settings; print(settings.EMAIL_BACKEND)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | asked, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "cms.mail.outbox.OutboxBackend"


def test_the_outbox_keeps_whatever_is_handed_over():
    mail = sign_in_mail()
    assert OutboxBackend().send_messages([mail.message(), mail.message()]) == 2
    assert [(kept.to, kept.subject) for kept in KeptMail.objects.all()] == [("hana@example.jp", mail.subject)] * 2
    assert len(set(KeptMail.objects.values_list("message_id", flat=True))) == 1


NAMES = [
    "市役所です http://evil.example/x へ",
    "www.evil.example",
    "お知らせ evil.example",
    "ｅｖｉｌ．ｅｘａｍｐｌｅ",
    "係 a@evil.example",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_a_mail_is_one_line_without_an_address(name):
    """Names that were stored before the doors refused them, and names of listings and groups, which may be anything."""
    organization = Organization(name=f"{name}\nBcc: x")
    invitation = Invitation(organization=organization, name=name, role="lead", made_by=User(name=f"{name}\u202e"))
    mail = enqueue("invitation", "hana@example.jp", invitation=invitation, link="https://ours.example/x/")
    assert "evil" not in unicodedata.normalize("NFKC", mail.subject + mail.text)
    assert "Bcc: x" in mail.subject, "still in the one line of the subject"
    assert "\u202e" not in mail.text


def test_every_word_of_people_in_a_mail_goes_through_the_filter():
    """A new mail, or a new line of an old one, is found here: what is written by people has `in_mail`."""
    ours = {"link", "site.title", "site_url", "reason", "claim.reason", "difference", "name", "line.checked", "line.url",
            "until.month", "until.day", 'site.desk_name|default:"相談窓口"', "site.desk_telephone"}  # fmt: skip
    for path in (Path(mail.__file__).parents[1] / "templates/mail").glob("*.txt"):
        for said in re.findall(r"{{ (.*?) }}", path.read_text(encoding="utf-8")):
            assert said.endswith("|in_mail") or said in ours, (path.name, said)
