"""What was stored before the modules moved into their rooms goes on working after it.

`tests/stored/before_rooms.*` was made at commit ba31f79: the demonstration with a living link of each purpose, two codes
on paper, a mail that waits in the queue, a claim's limit used up, and a form that is open in somebody's browser.
"""

import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from directory.accounts import links, rate_limits
from tests.migrated_once import lay_book
from tests.paths import ROOT

STORED = Path(__file__).resolve().parent / "stored"
FACTS = json.loads((STORED / "before_rooms.json").read_text(encoding="utf-8"))
# Rows that every migration fills up with what the version brings.
FILLED = {"directory.Term", "matching.Number"}


@pytest.fixture
def seen(tmp_path):
    """What a process of this version finds on that database."""
    folder = tmp_path
    (folder / "static").mkdir()
    content = lzma.decompress((STORED / "before_rooms.sqlite3.xz").read_bytes())
    (folder / "ibasho.sqlite3").write_bytes(content)
    lay_book(folder)
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "VAR_DIR": str(folder),
        "SECRET_KEY": FACTS["secret_key"],
        "DEBUG": "1",
        "ALLOWED_HOSTS": "testserver",
    }

    def run(*arguments):
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    migrated = run("manage.py", "migrate", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    looked = run("-m", "tests.stored.look_around", str(STORED / "before_rooms.json"))
    assert looked.returncode == 0, looked.stderr
    return json.loads(looked.stdout.splitlines()[-1])


def links_in_mail_and_codes_on_paper_still_open(seen):
    assert seen["links"] == dict.fromkeys(FACTS["links"], 200)
    assert set(seen["codes"]) == {"sheet", "letter", "report"}
    assert all(seen["codes"].values())


def a_mail_that_waited_goes_out_once(seen):
    assert FACTS["mail"]["task_path"] == "cms.mail.deliver_mail"
    assert seen["mails"] == [FACTS["mail"]["to"]]


def limits_and_open_forms_are_remembered(seen):
    assert seen["counted"]
    assert seen["stamp"] == FACTS["stamp"]["key"]


def its_pages_are_shown_and_its_waiting_changes_approved(seen):
    assert set(seen["pages"].values()) == {200}
    assert seen["approved"]
    assert set(seen["approved"]) == {"published"}


def no_row_is_lost(seen):
    # What changed is told until everything may have changed: a migration that brings words says so.
    told = FILLED | {"directory.Change"}
    kept = {label: count for label, count in FACTS["counts"].items() if label not in told}
    # The mail that went out is kept in the outbox of the demonstration, and the approved changes say what they changed.
    assert {label for label in kept if seen["rows"][label] < kept[label]} == set()


def test_what_was_stored_goes_on_working(seen, subtests):
    """One test for all: as five, two workers would each migrate that database."""
    for holds in (
        links_in_mail_and_codes_on_paper_still_open,
        a_mail_that_waited_goes_out_once,
        limits_and_open_forms_are_remembered,
        its_pages_are_shown_and_its_waiting_changes_approved,
        no_row_is_lost,
    ):
        with subtests.test(holds.__name__):
            holds(seen)


@pytest.mark.parametrize(
    ("hashed", "expected"),
    [
        (links._hashed, "8ceb260ad32a1eb500f0068323327ccb69c67f19df618bdda5fa97039ee952f6"),
        (rate_limits._hashed, "53e089f153dff32623f30609ff422b01d9cd43913930baa9f888305908c4b919"),
    ],
)
def test_key_material_is_not_renamed(hashed, expected, monkeypatch):
    """These hashes stand in databases: a changed salt kills every printed code, mailed link and count."""
    monkeypatch.setattr(settings, "SECRET_KEY", FACTS["secret_key"])
    assert hashed("a secret") == expected
