"""What gunicorn's first process reads before its workers begin."""

import os

import pytest
from django.db import OperationalError

from directory.search import live_index
from directory.search.building import builder, sharing
from directory.search.parts import process
from directory.snapshot import loading
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def first_process(monkeypatch):
    """As gunicorn's: its connections are those of the test, and its objects go on to be collected."""
    monkeypatch.setattr(sharing.connections, "close_all", lambda: None)
    monkeypatch.setattr(sharing.gc, "freeze", lambda: None)
    monkeypatch.setattr(live_index, "STORED_FROM", 1)
    monkeypatch.setattr(process._starter, "_not_before", 0.0)
    yield
    live_index.stored_file().unlink(missing_ok=True)


def test_the_index_is_in_memory_before_the_workers_begin():
    make_resource(name="ひまわり")
    builder.build(waits=True)
    loading.forget()
    live_index.forget()
    sharing.read_before_fork()
    assert live_index.held_index()


def test_without_a_database_the_workers_begin_all_the_same(monkeypatch, caplog):
    def away():
        raise OperationalError("away")

    monkeypatch.setattr(sharing.loading, "current", away)
    sharing.read_before_fork()
    assert "nothing is read" in caplog.text


def test_a_worker_may_start_a_builder_though_the_first_process_may_not(monkeypatch):
    """A thread that waits for a builder does not come with a fork."""
    sharing.read_before_fork()
    assert process._starter._not_before == float("inf")
    child = os.fork()
    if not child:
        os._exit(0 if process._starter._not_before == 0 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
