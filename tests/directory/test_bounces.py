"""Reading what mail servers send back."""

import mailbox
from email import message_from_string

import pytest

from directory.bounces import Bounce, bounces_in, messages_in, note
from directory.models import BouncedAddress

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
HANA = Bounce("hana@example.jp", "5.1.1", "smtp; 550 5.1.1 <hana@example.jp>: Recipient address rejected: User unknown")
ORDINARY = "From: a@example.jp\nTo: b@example.jp\nSubject: Re: 5.1.1\n\nStatus: 5.1.1\nAction: failed\n"


@pytest.mark.parametrize(("text", "found"), [(NOTICE, [HANA]), (ORDINARY, [])])
def test_only_what_failed_for_good_is_a_bounce(text, found):
    assert list(bounces_in(message_from_string(text))) == found


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
    assert note([HANA, HANA]) == 1
    assert note([HANA]) == 0
    assert [(row.address, row.status) for row in BouncedAddress.objects.all()] == [("hana@example.jp", "5.1.1")]
