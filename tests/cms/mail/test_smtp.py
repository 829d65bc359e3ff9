"""A mail reaches a mail server as RFC 5321 wants it, also for addresses that carriers once gave out."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes

import pytest
from django.core import mail as django_mail

from cms.mail.queue import Mail, deliver, enqueue

pytestmark = pytest.mark.django_db


class _Conversation(socketserver.StreamRequestHandler):
    """Says yes to everything, as a mail server does (RFC 5321), and keeps what it heard."""

    def handle(self):
        self.say("220 ready")
        for line in self.rfile:
            command = line.decode().strip()
            self.server.heard.append(command)
            if command.upper() == "DATA":
                self.say("354 go on")
                self.server.mails.append(self._mail())
            elif command.upper() == "QUIT":
                self.say("221 bye")
                return
            self.say("250 ok")

    def _mail(self):
        lines = iter(self.rfile.readline, b".\r\n")
        return message_from_bytes(b"".join(lines))

    def say(self, answer):
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def mail_server():
    server = socketserver.TCPServer(("127.0.0.1", 0), _Conversation)
    server.heard, server.mails = [], []
    with server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("hana@example.jp", "hana@example.jp"),
        ("a..b@docomo.ne.jp", '"a..b"@docomo.ne.jp'),
        ("a.@ezweb.ne.jp", '"a."@ezweb.ne.jp'),
        (".a@docomo.ne.jp", '".a"@docomo.ne.jp'),
        ('"a..b"@docomo.ne.jp', '"a..b"@docomo.ne.jp'),
    ],
)
def test_the_server_hears_and_the_mail_shows_an_address_that_is_allowed(settings, address, written):
    mail = enqueue("sign_in", address, user="花子", link="https://ibasho.example/x/")
    with mail_server() as server:
        settings.EMAIL_BACKEND = "cms.mail.smtp.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        assert deliver(mail.pk), Mail.objects.get().trouble
    assert f"rcpt TO:<{written}>" in server.heard
    [arrived] = server.mails
    assert (arrived["To"], arrived["Auto-Submitted"]) == (written, "auto-generated")


def test_a_mail_that_is_not_ours_says_that_no_person_wrote_it_too(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "cms.mail.smtp.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        django_mail.send_mail("件名", "本文", None, ["hana@example.jp"])
    assert [arrived["Auto-Submitted"] for arrived in server.mails] == ["auto-generated"]
