"""The test database of SQLite is migrated once for a state of the migrations, and copied by every later run and worker.

200 migrations cost 20 seconds of one core, which every process of the tests paid anew. The copy is recognized by everything that
a migrated database depends on; PostgreSQL is migrated as before, with the book of phrases that was made with the copy.

`python -m tests.migrated_once` makes it where there is none.
"""

import fcntl
import getpass
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distributions
from pathlib import Path
from unittest import mock

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connections

A_WEEK = 7 * 24 * 60 * 60
ROOT = Path(__file__).resolve().parent.parent
_FILLED_BY = (
    "fixtures/*",
    "*/apps.py",
    "cms/permissions/*.py",
    "cms/content/pages.py",
    "matching/proposals/weight_rows.py",
    "matching/oversight/*.py",
    "matching/cases/*.py",
    "directory/publishing/append_only.py",
)
_FILLED_TOO = ("directory/catalogue/*.py", "directory/search/wishes/table.py", "directory/search/wishes/shipped.py")


@contextmanager
def migrated_once() -> Iterator[None]:
    """While it lasts, `migrate` copies the database that the same command made before, where there is one."""
    make = migrate.Command.handle

    def copied(command, *args, **options):
        connection = connections[options["database"]]
        if connection.vendor != "sqlite":
            lay_book(Path(settings.VAR_DIR))
            return make(command, *args, **options)
        with _locked() as copy:
            connection.ensure_connection()
            if not copy.exists():
                make(command, *args, **options)
                _copy(connection.connection, copy)
                return None
        _lay_book(copy, Path(settings.VAR_DIR))
        with sqlite3.connect(copy) as source:
            source.backup(connection.connection)
        source.close()
        return None

    with mock.patch.object(migrate.Command, "handle", copied):
        yield


def lay_copy(database: Path, var: Path) -> None:
    """Lay a migrated database at `database`, and the book of its phrases into `var`; for processes of their own."""
    with _locked() as copy:
        made = copy.exists()
    if not made:
        subprocess.run([sys.executable, "-m", "tests.migrated_once"], cwd=ROOT, check=True)
    shutil.copyfile(copy, database)
    _lay_book(copy, var)


def lay_book(var: Path) -> None:
    """Lay the phrases as they were cut for the copy, if there is one, into the `VAR_DIR` of a process of its own."""
    _lay_book(_path(), var)


def _path() -> Path:
    return _folder() / f"{_fingerprint()}.sqlite3"


@contextmanager
def _locked() -> Iterator[Path]:
    """The path of the copy for this state, while no other process makes it."""
    copy = _path()
    with copy.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield copy


def _lay_book(copy: Path, var: Path) -> None:
    """The phrases that were cut with the copy; what does not fit a database is made again by whoever reads it."""
    book = copy.with_suffix(".book")
    if book.exists():
        shutil.copyfile(book, var / "wishes.book")


def _folder() -> Path:
    """A folder of this user's own, without the copies of states that are older than a week."""
    folder = Path(tempfile.gettempdir(), f"ibasho-migrated-{getpass.getuser()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > A_WEEK:
            old.unlink(missing_ok=True)
    return folder


def _copy(source: sqlite3.Connection, path: Path) -> None:
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    with sqlite3.connect(half) as target:
        source.backup(target)
    target.close()
    book = Path(settings.VAR_DIR, "wishes.book")
    if book.exists():
        shutil.copyfile(book, path.with_suffix(".book"))
    half.rename(path)


def _fingerprint() -> str:
    """What a migrated database depends on: Python, the packages, our migrations, and what is filled in after them."""
    digest = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    digest.update(" ".join(sorted(f"{one.name}=={one.version}" for one in distributions())).encode())
    folders = {Path(config.path) for config in apps.get_app_configs() if Path(config.path).is_relative_to(ROOT)}
    files = {path for folder in folders for path in folder.glob("migrations/*.py")}
    files |= {path for pattern in (*_FILLED_BY, *_FILLED_TOO) for path in ROOT.glob(pattern) if path.is_file()}
    for path in sorted(files):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def main() -> None:
    """Make the copy, where there is none for this state."""
    with tempfile.TemporaryDirectory(prefix="ibasho-migrated-") as var:
        os.environ |= {"DEBUG": "1", "VAR_DIR": var, "DATABASE_URL": "sqlite://:memory:"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings"
        django.setup()
        with migrated_once():
            call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main()
