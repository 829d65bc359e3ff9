"""A word that most listings have is edited under load, with one worker of gunicorn and with several: nobody waits for the next index."""

import http.client
import os
import sqlite3
import subprocess
import sys
import threading
import time
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Scheme, Term
from directory.search import live_index
from directory.search.building import builder
from directory.search.building.builder import Outcome
from tests.benchmarks.listing import server
from tests.benchmarks.rows import make_prefecture
from tests.paths import ROOT

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="the site gets a copy of the file; make drill asks PostgreSQL"
    ),
]
PLACES, PEOPLE = 2_010, 2
AT_MOST = 120
"""Seconds after which a next index is given up."""
KILLED_AFTER = 30
"""Seconds: gunicorn's own bound for a worker that answers nobody."""
LABEL = "よりあいどころ"
EDIT = f"from directory.models import Term; t = Term.objects.get(scheme='kinds', slug='salon'); t.label = '{LABEL}'; t.save()"


@pytest.fixture
def town(tmp_path, monkeypatch):
    """A town in a file, with its index; more places have one word than a request replaces."""
    make_prefecture(PLACES)
    salon = Term.objects.get(scheme=Scheme.KINDS, slug="salon")
    link = Resource.kinds.through
    link.objects.bulk_create(
        [link(resource_id=key, term=salon) for key in Resource.objects.values_list("pk", flat=True)],
        ignore_conflicts=True,
    )
    assert link.objects.filter(term=salon).count() > live_index.MOST_REPLACED
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    assert builder.build(waits=True) is Outcome.BUILT
    with sqlite3.connect(tmp_path / "town.sqlite3") as copy:
        connection.connection.backup(copy)
    copy.close()
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'town.sqlite3'}")
    return tmp_path


def asked(port, address):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=AT_MOST)
    try:
        line.request("GET", address)
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    finally:
        line.close()


class Visitors:
    """People who ask again and again while it lasts; `told` has the status of each answer, or what was wrong."""

    def __init__(self, port, addresses):
        self.told, self._ended = [], threading.Event()
        self._people = [threading.Thread(target=self._ask, args=(port, addresses, turn)) for turn in range(PEOPLE)]

    def __enter__(self):
        for person in self._people:
            person.start()
        return self

    def __exit__(self, *error):
        self._ended.set()
        for person in self._people:
            person.join()

    def _ask(self, port, addresses, turn):
        while not self._ended.is_set():
            turn += 1
            try:
                self.told.append(asked(port, addresses[turn % len(addresses)])[0])
            except OSError as error:
                self.told.append(repr(error))
            self._ended.wait(
                0.25
            )  # two cores also make the index: without a rest for them there are only more of the same answers


def next_index(file, before):
    until = time.monotonic() + AT_MOST
    while file.stat().st_mtime_ns == before:
        assert time.monotonic() < until, "no next index"
        time.sleep(0.2)


@pytest.mark.parametrize(("workers", "threads"), [(1, 1), (2, 2)])
def test_every_request_is_answered_by_the_index_before_until_the_next_one_is_there(town, workers, threads):
    file, log = town / "search.index", town / "log"
    before, key = file.stat().st_mtime_ns, Resource.objects.order_by("pk")[0].pk
    addresses = [
        "/",
        "/?q=体操",
        "/?kind=salon",
        f"/suggest?q={quote('たい')}",
        f"/places/{key}/",
        "/places.json?q=囲碁",
    ]
    addresses = [quote(address, safe="/?=&%") for address in addresses]
    with server(log, threads=threads, workers=workers, timeout=KILLED_AFTER, debug=True) as port:
        asked(port, "/")
        with Visitors(port, addresses) as visitors:
            subprocess.run(
                [sys.executable, "manage.py", "shell", "-v0", "-c", EDIT], cwd=ROOT, env=os.environ, check=True
            )
            next_index(file, before)
        status, page = asked(port, f"/?q={quote(LABEL)}")
    assert (set(visitors.told), status, "/places/" in page) == ({200}, 200, True)
    answered_by = {line.split()[2] for line in log.read_text().splitlines()}
    assert len(answered_by) <= workers, "a worker was killed"
