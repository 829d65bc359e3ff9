"""Two imports at once: the command waits for the other one, the admin says so and goes on afterwards."""

import fcntl
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from directory.imports.steps import alone
from directory.imports.steps.running import ANOTHER, do_waiting_step
from directory.models import ImportRun, Resource
from tests.factories import make_municipality

pytestmark = pytest.mark.django_db
ROWS = "名称,住所\nさくらサロン,稲城市平尾1-2\n"


@contextmanager
def another_import():
    """Another process is storing a list; gives what ends it."""
    if connection.vendor == "postgresql":
        other = connection.copy()
        cursor = other.cursor()
        cursor.execute("SELECT pg_advisory_lock(%s)", [alone.LOCK])

        def end():
            # A connection that is closed keeps its locks for a moment.
            if other.connection:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [alone.LOCK])
                other.close()
    else:
        file = (settings.VAR_DIR / "import.lock").open("wb")
        fcntl.flock(file, fcntl.LOCK_EX)
        end = file.close
    try:
        yield end
    finally:
        end()


def test_the_command_waits_until_the_other_has_ended(tmp_path, monkeypatch, capsys):
    make_municipality()
    path = tmp_path / "salon.csv"
    path.write_text(ROWS, encoding="utf-8")
    told = []
    with another_import() as end:
        # The other one ends when the command has said that it waits; without that it would wait here for good.
        monkeypatch.setattr(alone.logger, "warning", lambda message: (told.append(message), end()))
        call_command("import_resources", str(path), municipality="132250", kind="salon")
    assert told == ["import waits for another one"]
    assert Resource.objects.filter(name="さくらサロン").count() == 1


def test_the_admin_says_so_and_stores_afterwards():
    where = make_municipality()
    run = ImportRun.objects.create(
        municipality=where, kind="salon", file_name="salon.csv", content=ROWS.encode("utf-8-sig")
    )
    do_waiting_step(run, timezone.localdate())
    assert run.move(ImportRun.State.APPLYING)
    with another_import():
        do_waiting_step(run, timezone.localdate())
        run.refresh_from_db()
        assert (run.state, run.trouble, run.claimed_at) == ("applying", ANOTHER, None)
        assert not Resource.objects.exists()
    do_waiting_step(run, timezone.localdate())
    run.refresh_from_db()
    assert (run.state, run.trouble, Resource.objects.count()) == ("applied", "", 1)
