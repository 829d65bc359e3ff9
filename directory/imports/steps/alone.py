"""One import stores at a time, on both databases: two plans made of the same directory would store the same places twice."""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

LOCK = 0x1BA5_1390
"""The number of our advisory lock in PostgreSQL."""

logger = logging.getLogger(__name__)


class AnotherImport(Exception):
    """Another import is storing at this moment."""


@contextmanager
def alone(*, wait: bool) -> Iterator[None]:
    """A block in which no other import plans and stores. Waits for its end, or raises AnotherImport.

    On PostgreSQL the block is one transaction, so that a pool of connections cannot lose the lock; on SQLite, which stands on
    one machine, it holds a file.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic():
            _lock_in_database(wait)
            yield
        return
    with (settings.VAR_DIR / "import.lock").open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say(wait)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _lock_in_database(wait: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            _say(wait)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _say(wait: bool) -> None:
    if not wait:
        raise AnotherImport
    logger.warning("import waits for another one")
