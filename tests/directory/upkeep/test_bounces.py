"""Reading what mail servers send back."""

import datetime as dt
import mailbox
from dataclasses import replace
from email import message_from_bytes, message_from_string

import pytest

from directory.models import BouncedAddress
from directory.upkeep.bounces import Bounce, bounces_in, messages_in, record_bounces

NOTICE = """\
From: MAILER-DAEMON@mail.example.jp
To: ibasho@example.jp
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=utf-8

とどきませんでした。

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.jp
Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0900

Final-Recipient: rfc822; Hana@Example.JP
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <hana@example.jp>:
 Recipient address rejected: User unknown

Final-Recipient: rfc822; slow@example.jp
Action: delayed
Status: 4.4.1

Final-Recipient: rfc822; full@example.jp
Action: failed
Status: 4.2.2

Final-Recipient: rfc822; fine@example.jp
Action: delivered
Status: 2.0.0

--B
Content-Type: message/rfc822

From: ibasho@example.jp
To: hana@example.jp
Subject: x

body
--B--
"""
READ_AT = dt.datetime(2026, 11, 21, 1, tzinfo=dt.UTC)
WHY = "smtp; 550 5.1.1 <hana@example.jp>: Recipient address rejected: User unknown"
HANA = Bounce("hana@example.jp", "5.1.1", WHY, READ_AT)
ORDINARY = "From: a@example.jp\nTo: b@example.jp\nSubject: Re: 5.1.1\n\nStatus: 5.1.1\nAction: failed\n"


@pytest.mark.parametrize(("text", "found"), [(NOTICE, [HANA]), (ORDINARY, [])])
def test_only_what_failed_for_good_is_a_bounce(text, found):
    assert list(bounces_in(message_from_string(text))) == found


@pytest.mark.parametrize("written", ["a..b@docomo.ne.jp", '"a..b"@docomo.ne.jp', '<"a..b"@docomo.ne.jp>'])
def test_a_notice_names_an_address_of_a_carrier_with_or_without_quotes(written):
    [bounce] = bounces_in(message_from_string(NOTICE.replace("Hana@Example.JP", written)))
    assert bounce.address == "a..b@docomo.ne.jp"


def test_a_mailbox_and_a_single_mail_are_both_read(tmp_path):
    single = tmp_path / "one.eml"
    single.write_text(NOTICE, encoding="utf-8")
    box = mailbox.mbox(tmp_path / "box")
    for text in (NOTICE, ORDINARY, NOTICE):
        box.add(text.encode())
    box.close()
    for path, count in ((single, 1), (tmp_path / "box", 2)):
        assert [b for message in messages_in(path) for b in bounces_in(message)] == [HANA] * count


@pytest.mark.django_db
def test_an_address_is_marked_once():
    assert record_bounces([HANA, HANA]) == 1
    assert record_bounces([HANA]) == 0
    assert [(row.address, row.status) for row in BouncedAddress.objects.all()] == [("hana@example.jp", "5.1.1")]


@pytest.mark.django_db
@pytest.mark.parametrize(("at", "closes"), [(READ_AT, False), (READ_AT + dt.timedelta(days=2), True), (None, False)])
def test_only_a_notice_from_after_it_was_mended_marks_an_address_again(time_machine, at, closes):
    record_bounces([HANA])
    time_machine.move_to(READ_AT + dt.timedelta(days=1))
    BouncedAddress.objects.get().mend()
    assert record_bounces([HANA, replace(HANA, at=at)]) == closes
    assert BouncedAddress.objects.unreachable().exists() == closes


@pytest.mark.parametrize(
    ("head", "at"),
    [
        ("Date: Sun, 22 Nov 2026 09:00:00 +0900\n", dt.datetime(2026, 11, 22, tzinfo=dt.UTC)),
        ("", READ_AT),
        ("Date: きのう\n", None),
    ],
)
def test_a_notice_says_when_in_its_head_or_in_its_report(head, at):
    assert [bounce.at for bounce in bounces_in(message_from_string(head + NOTICE))] == [at]


EXIM = """\
From: Mail Delivery System <Mailer-Daemon@mail.example.jp>
To: ibasho@example.jp
Date: Sun, 22 Nov 2026 09:00:00 +0900
Subject: Mail delivery failed: returning message to sender
X-Failed-Recipients: Gone@example.jp

This message was created automatically by mail delivery software.
"""


WARNING = """\
From: MAILER-DAEMON@mail.example.jp
Subject: Warning: could not send message for past 4 hours

**      THIS IS A WARNING MESSAGE ONLY      **
   ----- The following addresses had transient non-fatal errors -----
<gone@example.jp>
Will keep trying until message is 5 days old
"""
REPLY = """\
From: hanako@example.jp
Subject: Re: hello

   ----- The following addresses had permanent fatal errors -----
<gone@example.jp>
What does this mean?
"""
NO_STATUS = NOTICE.replace("Status: 5.1.1", "X-Status: 5.1.1")


@pytest.mark.parametrize("text", [EXIM, WARNING, REPLY, NO_STATUS], ids=["header", "warning", "reply", "no status"])
def test_what_no_server_calls_permanent_marks_nobody(text):
    """A marked address gets no more reminders, and such a mail can be written by anybody."""
    assert text
    assert list(bounces_in(message_from_string(text))) == []


@pytest.mark.parametrize("coding", ["utf-8", "cp932"])
def test_raw_8_bit_headers_stop_nothing(coding):
    raw = "From: 佐藤 <sato@example.jp>\nSubject: 不在\n".encode(coding)
    assert list(bounces_in(message_from_bytes(raw + b"\nout of office\n"))) == []
    assert [bounce.address for bounce in bounces_in(message_from_bytes(raw + NOTICE.encode()))] == ["hana@example.jp"]
