"""`manage.py run_due`: everything that time triggers, once, however often and at whatever moment it runs or dies."""

import datetime as dt
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail as box
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.mail import Mail
from directory.attempts import Attempt, Door, knock
from directory.models import BouncedAddress, Campaign, Letter, Link, Reminder, Verification
from directory.representatives import hand_over
from tests.directory.test_bounces import NOTICE
from tests.factories import make_organization, make_resource, make_user

ROOT = Path(__file__).resolve().parents[2]


def run(monkeypatch, day=None):
    """Run the command, on a day; gives what it says."""
    if day:
        monkeypatch.setattr(timezone, "localdate", lambda value=None, timezone=None: day)
    said = StringIO()
    call_command("run_due", stdout=said)
    return said.getvalue()


@pytest.fixture
def lead(db):
    """Somebody with a mailbox and a listing that nobody has ever checked."""
    user, organization = make_user(email="hana@example.jp", name="花子"), make_organization()
    hand_over(organization, user)
    make_resource(name="ひまわりサロン", organization=organization, schedule="毎週火曜 10:00–12:00")
    return user


def test_the_letter_says_what_is_listed_and_its_link_answers_without_a_login(monkeypatch, client, lead):
    make_resource(name="あさがお体操", organization=lead.representations.get().organization)
    run(monkeypatch)
    [letter] = box.outbox
    assert letter.to == ["hana@example.jp"]
    for words in ("花子さん", "■ ひまわりサロン", "毎週火曜 10:00–12:00", "■ あさがお体操"):
        assert words in letter.body
    links = [line for line in letter.body.splitlines() if "/my/l/" in line]
    assert len(links) == 2
    client.post(links[0].partition("8000")[2], {"answer": "keep", "people": ""})
    assert Verification.objects.count() == 1


def test_running_again_sends_nothing_more(monkeypatch, lead):
    run(monkeypatch)
    said = run(monkeypatch)
    assert len(box.outbox) == 1
    assert "確認のお願いを 書いた人: 0" in said
    assert (Letter.objects.count(), Reminder.objects.count(), Link.objects.count()) == (1, 1, 1)


def test_the_second_letter_says_that_it_is_one_and_there_is_no_third(monkeypatch, lead):
    first = timezone.localdate()
    for days in (0, 29, 30, 60, 90):
        run(monkeypatch, first + dt.timedelta(days=days))
    assert [("2回目" in mail.subject) for mail in box.outbox] == [False, True]


def test_april_asks_everybody_about_the_new_year(monkeypatch, lead):
    make_user("staff")
    Verification.objects.create(
        resource=lead.representations.get().organization.resources.get(), day=dt.date(2027, 3, 1), how="self"
    )
    assert "いっせい確認を はじめた市: 0" in run(monkeypatch, dt.date(2027, 3, 31))
    assert box.outbox == []
    run(monkeypatch, dt.date(2027, 4, 1))
    run(monkeypatch, dt.date(2027, 4, 1))
    assert Campaign.objects.count() == 1
    assert ["代表の方と場所" in mail.subject for mail in box.outbox] == [True]


def test_a_mail_whose_worker_died_goes_out_when_its_claim_has_run_out(monkeypatch, lead):
    run(monkeypatch)
    DBTaskResult.objects.all().delete()
    Mail.objects.update(sent_at=None, text="もう一度\n", claimed_until=timezone.now() + dt.timedelta(seconds=0.3))
    box.outbox.clear()
    assert "出したメール: 1" in run(monkeypatch)
    assert [mail.body for mail in box.outbox] == ["もう一度\n"]


def test_old_knocks_are_forgotten(monkeypatch, db):
    knock(Door.CODE, "192.0.2.1")
    Attempt.objects.update(at=timezone.now() - dt.timedelta(hours=2))
    run(monkeypatch)
    assert not Attempt.objects.exists()


def test_bounces_are_read_from_a_file(db, tmp_path):
    file, said = tmp_path / "box.eml", StringIO()
    file.write_text(NOTICE, encoding="utf-8")
    call_command("read_bounces", str(file), stdout=said)
    assert BouncedAddress.objects.get().address == "hana@example.jp"
    assert "新しく 印をつけた: 1件" in said.getvalue()
    with pytest.raises(CommandError, match="ファイルがありません"):
        call_command("read_bounces", str(tmp_path / "none"))


def test_killed_twice_and_run_twice_at_once_each_due_person_gets_one_mail():
    """Real processes, real SIGKILL, on a database of its own; the figures are those of the benchmark."""
    command = [sys.executable, "-m", "tests.benchmarks.run_due", "--listings", "420", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"DEBUG": "1"})
    assert done.returncode == 0, done.stderr[-3000:]
    figures = json.loads(done.stdout)
    assert figures["due_people"] == 140
    assert 0 < figures["letters_when_killed"] < 140
    assert 0 < figures["mails_when_killed_again"] < 140
    assert figures["people_with_one_mail"] == figures["mails"] == 140
    assert (figures["people_without"], figures["people_with_two"]) == (0, 0)
