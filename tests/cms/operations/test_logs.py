"""What is written into the log: what happened and how often, and nothing about a person."""

import ast
import csv
import json
import logging
import os
import smtplib
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms import jobs
from cms.mail import queue as mail_queue
from cms.operations.logs import FIELDS, HIDDEN, StructuredFormatter, fields_of
from cms.operations.request_context import RequestContext
from cms.public import views as public_views
from directory.accounts import rate_limits
from directory.accounts.links import Purpose, create_link
from matching.models import NeedsSheet, Participant
from tests.cms.html_forms import filled
from tests.cms.listing_pages import post_step
from tests.cms.public.test_reports import send as send_report
from tests.directory.upkeep.test_bounces import NOTICE
from tests.factories import make_town, make_user
from tests.paths import ROOT

NAME, CODE, QUERY, WORDS = "蓮見 みどり子", "M-77341", "ねむれない夜の居場所", "かぎが かかっていて 入れませんでした"
MAIL, TELEPHONE, NETWORK, ADDRESS = "hasumi@example.org", "090-7734-1199", "203.0.113.77", "稲城市大丸7734"
PASSWORD = "kotoba-no-himitsu-7734"
NEW_TELEPHONE = "080-8834-2288"
PLANTED = (
    NEW_TELEPHONE,
    NAME,
    NAME.replace(" ", ""),
    CODE,
    QUERY,
    WORDS,
    MAIL,
    TELEPHONE,
    NETWORK,
    ADDRESS,
    PASSWORD,
    "hasumi",
)


@contextmanager
def written():
    """Every line that production would write if all loggers wrote from INFO on, most of which are silent there."""
    lines, handler = [], logging.Handler(logging.INFO)
    handler.setFormatter(StructuredFormatter(json_ensure_ascii=False))
    handler.emit = lambda record: lines.append(handler.format(record))
    loggers = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    before = [(one, one.level, one.propagate, one.disabled) for one in (logging.root, *loggers)]
    for one in loggers:
        one.propagate, one.disabled = True, False
        one.setLevel(logging.INFO)
    logging.root.setLevel(logging.INFO)
    logging.root.addHandler(handler)
    try:
        yield lines
    finally:
        logging.root.removeHandler(handler)
        for one, level, propagate, disabled in before:
            one.propagate, one.disabled = propagate, disabled
            one.setLevel(level)


@pytest.fixture
def visitor():
    """Somebody in front of a browser, whose form tokens are checked."""
    return Client(REMOTE_ADDR=NETWORK, raise_request_exception=False)


@pytest.fixture
def person(owner, listing):
    """The planted person speaks for the listing, and is a participant of the desk as well."""
    owner.name, owner.email, owner.username = NAME, MAIL, "hasumi"
    owner.set_password(PASSWORD)
    owner.save()
    listing.contacts.update(value=TELEPHONE, person=NAME)
    return owner


def as_a_resident(visitor, listing, monkeypatch):
    """Searches, reports, loses a link, and meets a page that fails."""
    visitor.get("/", {"q": QUERY})
    visitor.get("/places.json", {"q": QUERY})
    send_report(visitor, listing, said=WORDS)
    visitor.get(f"/{QUERY}/{MAIL}/")
    monkeypatch.setitem(rate_limits.LIMITS, rate_limits.LimitedAction.CODE, rate_limits.Limit(1))
    for _ in range(2):
        visitor.post(reverse("listings_code"), {"code": "1234567890"})
    with monkeypatch.context() as broken:
        broken.setattr(public_views, "facets_for", lambda *args: int(QUERY))
        assert visitor.get("/", {"q": QUERY}).status_code == 500


def as_an_association(visitor, listing, monkeypatch):
    """Signs in after wrong passwords, by a link too, changes the listing, and is refused another one."""
    monkeypatch.setitem(rate_limits.LIMITS, rate_limits.LimitedAction.PASSWORD, rate_limits.Limit(2))
    for _ in range(3):
        visitor.post(reverse("sign_in"), {"username": NAME, "password": PASSWORD + "x"})
    strict = Client(enforce_csrf_checks=True, REMOTE_ADDR=NETWORK)
    strict.post(reverse("sign_in"), {"username": "hasumi", "password": PASSWORD})
    visitor.post(reverse("sign_in"), {"username": "hasumi", "password": PASSWORD}, REMOTE_ADDR="203.0.113.78")
    assert post_step(visitor, listing, "contact", **{"contacts-0-value": NEW_TELEPHONE}).status_code == 302
    visitor.post(reverse("listings_mail"), {"email": MAIL})
    assert visitor.get(reverse("desk_home")).status_code == 403


def as_the_city(approver, coordinator, listing):
    """A coordinator matches, staff edit a listing and ask for what is not theirs."""
    town = make_town()
    agency = coordinator.memberships.get().agency
    participant = Participant.objects.create(code=CODE, agency=agency, town=town, note=WORDS)
    NeedsSheet.objects.create(participant=participant, facts={"age": 70}, recorded_on=timezone.localdate())
    desk, admin = Client(REMOTE_ADDR=NETWORK), Client(REMOTE_ADDR=NETWORK)
    desk.force_login(coordinator)
    assert desk.get(reverse("desk_participant", args=[CODE])).status_code == 200
    assert desk.get(reverse("desk_participant", args=[CODE + "x"])).status_code == 404
    admin.force_login(approver)
    edit = reverse("wagtailsnippets_directory_resource:edit", args=[listing.pk])
    answer = admin.post(edit, filled(admin.get(edit), summary=WORDS) | {"action-publish": "1"})
    assert answer.status_code == 302
    admin.get(reverse("wagtailusers_users:index"))
    helper = Client(REMOTE_ADDR=NETWORK)
    helper.force_login(make_user("staff"))
    helper.get(reverse("numbers"))


def by_commands(listing, person, tmp_path, monkeypatch):
    """An import with a wrong row, mail that is refused in three ways, bounces, and the jobs."""
    rows = [["名称", "住所", "緯度", "経度", "電話番号", "参加費"], [NAME, ADDRESS, "0", "500", TELEPHONE, ""]]
    path = tmp_path / f"{NAME}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    for municipality in ("132250", MAIL):
        with pytest.raises(CommandError):
            call_command("import_resources", str(path), municipality=municipality, kind="salon")
    refused = smtplib.SMTPRecipientsRefused({MAIL: (550, f"no such user {MAIL}".encode())})
    troubles = [smtplib.SMTPServerDisconnected(MAIL), RuntimeError(f"{NAME} {MAIL}"), refused]

    class Server:
        def send_messages(self, messages):
            raise troubles.pop(0)

    with monkeypatch.context() as failing:
        failing.setattr(mail_queue, "get_connection", lambda timeout: Server())
        while troubles:
            mail_queue.deliver(mail_queue.enqueue("sign_in", MAIL, user=NAME, link=f"https://ibasho.example/{CODE}").pk)
    mail_queue.enqueue("sign_in", f"{NAME} {MAIL}", user=NAME, link="x")
    box = tmp_path / "box.eml"
    box.write_text(NOTICE.replace("Hana@Example.JP", MAIL).replace("hana@example.jp", MAIL), encoding="utf-8")
    call_command("read_bounces", str(box))
    call_command("run_due")


@pytest.mark.usefixtures("capsys")
def test_a_whole_journey_writes_what_happened_and_nothing_about_anybody(
    visitor, person, listing, approver, coordinator, settings, tmp_path, monkeypatch
):
    settings.SLOW_REQUEST_MS = 0
    secrets = [create_link(purpose, user=person) for purpose in (Purpose.SIGN_IN,)] + [
        create_link(Purpose.SHEET, resource=listing)
    ]
    with written() as lines:
        for secret in secrets:
            visitor.get(reverse("link", args=[secret.token]))
            visitor.get(reverse("link", args=[secret.token + "x"]))
        as_a_resident(visitor, listing, monkeypatch)
        as_an_association(visitor, listing, monkeypatch)
        as_the_city(approver, coordinator, listing)
        by_commands(listing, person, tmp_path, monkeypatch)
    hidden = (*PLANTED, *(text for secret in secrets for text in (secret.token, secret.code) if text))
    assert [line for line in lines if any(text in line for text in hidden)] == []
    _tell_everything([json.loads(line) for line in lines])


def _tell_everything(lines):
    """The log says which of its kinds of things has happened, each with the name of a URL or with its count."""
    of = {}
    for line in lines:
        of.setdefault(line["message"], []).append(line)
    assert {line["reason"] for line in of["request refused"]} == {
        "permission",
        "csrf",
        "sign_in",
        "locked_out",
        "rate_limit",
    }
    assert {line["route"] for line in of["request refused"] if line["reason"] == "permission"} == {
        "desk_home", "numbers", "wagtailusers_users:index",
    }  # fmt: skip
    assert of["rate limit reached"][0]["action"] == "code"
    assert of["rate limit reached"][0]["route"] == "listings_code"
    assert {"start", "places_json", "link", "desk_participant", ""} <= {line["route"] for line in of["slow request"]}
    assert of["import stored nothing"][0]["refused"] == 1
    assert of["import failed"][0]["error"] == "Wrong"
    assert {line["reason"] for line in of["mail given up"]} == {"no_such_address"}
    assert {line["error"] for line in of["mail refused"]} == {"SMTPServerDisconnected", "RuntimeError"}
    assert of["mail not queued"][0]["reason"] == "no_address"
    assert of["mail queued"]
    assert of["mail sent"]
    assert of["bounces read"][0]["count"] >= 0
    steps = [line["step"] for line in of["step done"]]
    assert steps == [*(step.__name__ for step in jobs.STEPS.values()), "deliver_all"]
    assert all(isinstance(line["count"], int) and isinstance(line["ms"], int) for line in of["step done"])
    failed = [line for line in lines if line["logger"] == "django.request" and "exception" in line]
    assert failed[0]["exception"] == ["builtins.ValueError"]
    assert any("public/views.py" in frame for frame in failed[0]["trace"])


PRODUCTION = """
import logging, django
django.setup()
logging.getLogger("cms.mail.queue").info("mail sent", extra={"mail": 3, "to": "hana@example.jp"})
logging.getLogger("directory.x").info("rate limit reached", extra={"action": "code"})
logging.getLogger("django.request").warning("%s: %s", "Not Found", "/my/l/secret/")
logging.getLogger("django.request").error("%s: %s", "Internal Server Error", "/my/l/secret/")
logging.getLogger("gunicorn.access").info("GET /my/l/secret/")
logging.getLogger("gunicorn.error").error(f"Invalid request from ip=203.0.113.77")
logging.getLogger("django.server").info("GET /my/l/secret/")
try:
    raise ValueError("hana@example.jp")
except ValueError:
    logging.getLogger("wagtail").exception("Mail to %s failed", "hana@example.jp")
"""


def test_production_writes_one_json_object_a_line(tmp_path):
    facts = {"SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "x", "SITE_URL": "https://x", "VAR_DIR": str(tmp_path)}
    env = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "DEMO")} | facts
    settings = {"DJANGO_SETTINGS_MODULE": "cms.settings"}
    done = subprocess.run(
        [sys.executable, "-c", PRODUCTION], cwd=ROOT, env=env | settings, capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["logger"], line["message"]) for line in lines] == [
        ("cms.mail.queue", "mail sent"),
        ("directory.x", "rate limit reached"),
        ("django.request", "%s: %s"),
        ("gunicorn.error", ""),
        ("wagtail", "Mail to %s failed"),
    ]
    assert (lines[0]["level"], lines[0]["mail"], lines[1]["action"]) == ("INFO", 3, "code")
    assert lines[-1]["exception"] == ["builtins.ValueError"]
    for planted in ("hana", "secret", "203.0"):
        assert planted not in done.stderr


def fail(debug, tmp_path):
    """What is written by a command that no one has prepared for its failure: the table that it reads is not there."""
    facts = {"SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "x", "SITE_URL": "https://x", "VAR_DIR": str(tmp_path)}
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DEBUG", "DEMO")} | facts
    command = [sys.executable, "manage.py", "find_duplicates", "--skip-checks"]
    env |= {"DEBUG": "1"} if debug else {}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_a_command_that_fails_writes_no_text_of_its_exception(tmp_path):
    done = fail(False, tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = [json.loads(line) for line in done.stderr.splitlines()]
    assert (line["message"], line["command"]) == ("command failed", "find_duplicates")
    assert line["exception"][0] == "django.db.utils.OperationalError"
    assert "no such table" not in done.stderr
    assert "no such table" in fail(True, tmp_path).stderr


@pytest.mark.parametrize(("method", "written_as"), [("POST", "POST"), ("042-378-1111", "other"), (None, "other")])
def test_only_methods_of_http_are_written(rf, method, written_as):
    request = rf.get("/")
    request.method, request.resolver_match = method, None
    assert RequestContext(request).fields["method"] == written_as


@pytest.mark.parametrize(
    ("value", "written_as"),
    [("sign_in", "sign_in"), (7, 7), (None, None), ("花子", HIDDEN), ("a@b.jp", HIDDEN), ("042-111", HIDDEN)],
)
def test_a_text_that_is_no_word_of_our_code_is_hidden(value, written_as):
    record = logging.makeLogRecord({"reason": value, "person": "花子"})
    assert fields_of(record) == {"reason": written_as}


def _calls():
    """Every call of a logger in production code, with its file."""
    levels = {"debug", "info", "warning", "error", "exception", "critical"}
    for floor in ("cms", "directory", "matching"):
        for path in (ROOT / floor).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                function = getattr(node, "func", None)
                is_level = isinstance(function, ast.Attribute) and function.attr in levels
                if is_level and getattr(function.value, "id", "").strip("_") == "logger":
                    yield path.name, node


def test_messages_are_constants_and_fields_are_known_ones():
    """So that a line can be searched for, and nothing of a person gets into it by accident."""
    calls = list(_calls())
    assert len(calls) >= 10
    wrong = [(name, node.lineno) for name, node in calls if [type(arg) for arg in node.args] != [ast.Constant]]
    assert wrong == []
    told = [word.value for _, node in calls for word in node.keywords if word.arg == "extra"]
    keys = [key.value for extra in told for part in ast.walk(extra) if isinstance(part, ast.Dict) for key in part.keys]
    assert set(keys) <= FIELDS
