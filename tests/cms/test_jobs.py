"""`manage.py run_due`: everything that time triggers, once, however often and at whatever moment it runs or dies."""

import datetime as dt
import json
import logging
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core import mail as box
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.jobs import PERSONAL_DATA_KEPT
from cms.mail.queue import RESERVED_FOR, Mail
from directory.accounts.links import Purpose, create_link
from directory.accounts.rate_limits import Attempt, LimitedAction, allow_attempt
from directory.associations.invitations import Invitation, accept, invite
from directory.associations.representatives import hand_over
from directory.changes.amendments import propose
from directory.models import BouncedAddress, Campaign, Letter, Link, Reminder, Representative, Term, Verification
from directory.upkeep.bounces import Bounce, record_bounces
from directory.upkeep.due_reminders import CallReason, reminder_plan
from tests.directory.upkeep.test_bounces import NOTICE
from tests.factories import make_organization, make_resource, make_user
from tests.paths import ROOT


def run():
    """Run the command; gives what it says."""
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


def test_the_letter_says_what_is_listed_and_its_link_answers_without_a_login(client, lead):
    make_resource(name="あさがお体操", organization=lead.representations.get().organization)
    run()
    [letter] = box.outbox
    assert letter.to == ["hana@example.jp"]
    for words in ("花子さん", "■ ひまわりサロン", "毎週火曜 10時〜12時", "■ あさがお体操"):
        assert words in letter.body
    links = [line for line in letter.body.splitlines() if "/my/l/" in line]
    assert len(links) == 2
    client.post(links[0].partition("8000")[2], {"answer": "keep", "people": ""})
    assert Verification.objects.count() == 1


def test_running_again_sends_nothing_more(lead):
    run()
    said = run()
    assert len(box.outbox) == 1
    assert "確認のお願いを 書いた人: 0" in said
    assert (Letter.objects.count(), Reminder.objects.count(), Link.objects.count()) == (1, 1, 1)


def test_the_second_letter_says_that_it_is_one_and_there_is_no_third(time_machine, lead):
    first = timezone.localdate()
    for days in (0, 29, 30, 60, 90):
        time_machine.move_to(first + dt.timedelta(days=days))
        run()
    assert [("2回目" in mail.subject) for mail in box.outbox] == [False, True]


def test_april_asks_everybody_about_the_new_year(time_machine, lead):
    make_user("staff")
    Verification.objects.create(
        resource=lead.representations.get().organization.resources.get(), day=dt.date(2027, 3, 1), how="self"
    )
    time_machine.move_to(dt.date(2027, 3, 31))
    assert "いっせい確認を はじめた市: 0" in run()
    assert box.outbox == []
    time_machine.move_to(dt.date(2027, 4, 1))
    run()
    run()
    assert Campaign.objects.count() == 1
    assert ["代表の方と場所" in mail.subject for mail in box.outbox] == [True]


def test_a_mail_whose_worker_died_goes_out_when_its_claim_has_run_out(lead):
    run()
    DBTaskResult.objects.all().delete()
    Mail.objects.update(sent_at=None, text="もう一度\n", claimed_until=timezone.now() + RESERVED_FOR)
    box.outbox.clear()
    assert "出したメール: 0" in run()
    Mail.objects.update(claimed_until=timezone.now())
    assert "出したメール: 1" in run()
    assert [mail.body for mail in box.outbox] == ["もう一度\n"]


@pytest.mark.parametrize(
    "value", ["メールなし", "a@example.jp, b@example.jp", f"{'x' * 280}@example.jp", "日本@example.jp"]
)
def test_an_address_that_is_none_stops_nobody_and_the_city_telephones(db, value):
    wrong = make_resource(contacts=[{"kind": "email", "value": value}])
    make_resource(contacts=[{"kind": "email", "value": "hana@example.jp"}])
    run()
    assert [mail.to for mail in box.outbox] == [["hana@example.jp"]]
    assert reminder_plan(timezone.localdate()).telephone == {wrong.pk: CallReason.BOUNCED}


def test_old_attempts_are_deleted(db):
    allow_attempt(LimitedAction.CODE, "192.0.2.1")
    Attempt.objects.update(at=timezone.now() - dt.timedelta(hours=2))
    run()
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(("days", "stays"), [(-1, True), (1, False)])
def test_personal_data_that_opens_nothing_any_more_goes_after_its_time(lead, days, stays):
    organization = lead.representations.get().organization
    run()
    old = timezone.now() - PERSONAL_DATA_KEPT - dt.timedelta(days=days)
    accepted, lost = (invite(organization, name=name, email="")[0] for name in ("来た人", "来なかった人"))
    accept(accepted, make_user())
    for name in ("used_at", "expires_at"):
        Link.objects.exclude(**{name: None}).update(**{name: old})
    Mail.objects.update(sent_at=old)
    record_bounces([Bounce("hana@example.jp", "5.1.1", "")])
    BouncedAddress.objects.update(mended_at=old)
    sheet = create_link(Purpose.SHEET, resource=make_resource()).link
    run()
    left = [set(rows.objects.values_list("pk", flat=True)) for rows in (Mail, Link, Invitation, BouncedAddress)]
    assert [len(keys) > number for keys, number in zip(left, (0, 1, 1, 0), strict=True)] == [stays] * 4
    assert sheet.pk in left[1]
    assert accepted.pk in left[2]
    assert Reminder.objects.count() == 1, "that somebody was asked stays"
    assert Representative.objects.count() == 2
    assert (lost.pk in left[2]) == stays


def test_an_answer_that_is_corrected_leaves_no_task_that_fails(caplog, db):
    resource, user = make_resource(), make_user()
    parking = Term.objects.get(scheme="features", slug="parking")
    for answer in ("unknown", "yes"):
        propose(resource, {"features": [{"feature": parking.pk, "answer": answer}]}, user)
    run()
    assert not DBTaskResult.objects.failed().exists()
    assert [record.msg for record in caplog.records if record.levelno >= logging.WARNING] == []


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
    assert figures["handed_over_again"] <= 1, "only what the kill came between the server's yes and ours"
