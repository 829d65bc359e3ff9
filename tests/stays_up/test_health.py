"""What an operator's watch asks: does the process live, can it answer, and what is wrong."""

import datetime as dt

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.mail import queue
from directory.publishing.versions import Edition
from directory.snapshot import loading

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
