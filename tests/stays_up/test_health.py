"""What an operator's watch asks: does the process live, can it answer, and what is wrong."""

import datetime as dt
import re

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.mail import queue
from directory.publishing.versions import Edition
from directory.search import live_index
from directory.search.building import builder
from directory.snapshot import loading
from tests.factories import make_resource

WATCH = {"HTTP_HOST": "10.0.0.7:8000"}


def _raise(*args, **kwargs):
    raise OperationalError("connection to host db.example.jp failed for user hasumi")


def test_the_process_lives_without_a_database_and_under_any_host(client, settings):
    """No `db` fixture: pytest fails a query."""
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["ibasho.example.jp"]
    answer = client.get("/healthz", **WATCH)
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok\n", "no-store")
    assert client.post("/healthz", **WATCH).status_code == 405


def test_a_site_that_can_answer_is_ready(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/readyz", **WATCH)
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, **dict.fromkeys(("database", "arrays", "index", "queue"), "ok")}


def _database_away(monkeypatch):
    monkeypatch.setattr(Edition, "current", _raise)


def _arrays_broken(monkeypatch):
    monkeypatch.setattr(loading, "current", _raise)


def _no_worker(monkeypatch):
    queue.enqueue("sign_in", "hana@example.org", user="x", link="https://x")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - dt.timedelta(minutes=40))


@pytest.mark.parametrize(
    ("trouble", "part", "reason"),
    [
        (_database_away, "database", "away: OperationalError"),
        (_arrays_broken, "arrays", "failed: OperationalError"),
        (_no_worker, "queue", "late: a task waits for 40 minutes"),
    ],
)
def test_what_is_wrong_is_named(client, db, monkeypatch, trouble, part, reason):
    trouble(monkeypatch)
    answer = client.get("/readyz", **WATCH)
    assert answer.status_code == 503
    said = answer.json()
    assert (said["ready"], said[part]) == (False, reason)
    if part == "queue":
        assert client.get("/readyz?exclude=queue", **WATCH).status_code == 200
    if part != "database":
        assert said["database"] == "ok"


@pytest.mark.parametrize(
    ("token", "facts", "status"),
    [
        ("", {}, 200),
        ("", {"REMOTE_ADDR": "192.0.2.7"}, 404),
        ("", {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, 404),
        ("", {"REMOTE_ADDR": ""}, 404),
        ("long-secret", {}, 404),
        ("long-secret", {"HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
        ("long-secret", {"HTTP_AUTHORIZATION": "Bearer long-secret", "REMOTE_ADDR": "192.0.2.7"}, 200),
    ],
)
def test_metrics_are_for_this_machine_or_by_token(client, db, settings, token, facts, status):
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", **WATCH, **facts).status_code == status


def test_metrics_tell_how_things_stand_and_nothing_of_anybody(client, db):
    queue.enqueue("sign_in", "hana@example.org", user="x", link="https://x")
    client.get("/?q=ねむれない夜")
    # No digits: the counts have any of them.
    client.get("/no-such-page/himitsu-no-kagi/")
    said = client.get("/metrics", **WATCH).content.decode()
    assert "\nibasho_mail_waiting 1\n" in said
    assert "\nibasho_tasks_waiting 1\n" in said
    assert f"\nibasho_directory_version {Edition.current().number}\n" in said
    assert not any(word in said for word in ("hana", "ねむれない", "himitsu"))


def test_requests_are_counted_by_the_name_of_their_route(client, db):
    client.get("/robots.txt")
    counted = [
        line for line in client.get("/metrics", **WATCH).content.decode().splitlines() if 'route="robots"' in line
    ]
    assert any(line.startswith("ibasho_requests_total") and 'status="2xx"' in line for line in counted)
    assert any(line.startswith("ibasho_request_seconds_bucket") for line in counted)


def test_what_was_built_and_read_tells_how_long_it_took(client, db, monkeypatch, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(live_index, "STORED_FROM", 1)
    make_resource()
    builder.build(waits=True)
    loading.forget()
    loading.current()
    said = client.get("/metrics", **WATCH).content.decode()
    assert re.search(r"^ibasho_index_build_seconds \d", said, re.M)
    assert re.search(r'^ibasho_arrays_seconds_count\{extent="all"\} [1-9]', said, re.M)


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        ("7f3c9a2be41d4c0f8a6b5d4e3f2a1b0c", True),
        ("7f3c9a2b-e41d-4c0f-8a6b-5d4e3f2a1b0c", True),
        ("090-7734-1199", False),
        ("hana@example.org", False),
        ("a" * 65, False),
        ("", False),
    ],
)
def test_a_request_keeps_the_number_of_the_server_in_front(client, given, is_taken):
    told = client.get("/robots.txt", headers={"X-Request-ID": given})["X-Request-ID"]
    assert (told == given) == is_taken
    assert told
