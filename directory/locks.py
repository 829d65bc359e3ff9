"""Who may do something alone: on this machine by a file, on the database by a number of ours.

Both locks go with whoever holds them: the file's with its process, the number's with its transaction, so that a pool of
connections cannot lose it.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction


@contextmanager
def file_lock(path: Path, *, waits: bool) -> Iterator[bool]:
    """Hold a lock of this machine for a block; gives False where another process has it and nobody waits. Raises OSError."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def database_lock(number: int, *, waits: bool) -> Iterator[bool]:
    """Hold a lock of PostgreSQL for a block, which is one transaction; gives False where another has it and nobody waits."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            name = "pg_advisory_xact_lock" if waits else "pg_try_advisory_xact_lock"
            cursor.execute(f"SELECT {name}(%s)", [number])
            is_held = waits or cursor.fetchone()[0]
        yield is_held
