"""One import stores at a time, on both databases: two plans made of the same directory would store the same places twice."""

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from django.conf import settings
from django.db import connection

from directory.locks import database_lock, file_lock

LOCK = 0x1BA5_1390
"""The number of our advisory lock in PostgreSQL."""

logger = logging.getLogger(__name__)


class AnotherImport(Exception):
    """Another import is storing at this moment."""


@contextmanager
def alone(*, wait: bool) -> Iterator[None]:
    """A block in which no other import plans and stores. Waits for its end, or raises AnotherImport.

    On PostgreSQL the block is one transaction; on SQLite, which stands on one machine, it holds a file.
    """
    with _lock(waits=False) as is_free:
        if is_free:
            yield
            return
    if not wait:
        raise AnotherImport
    logger.warning("import waits for another one")
    with _lock(waits=True):
        yield


def _lock(*, waits: bool) -> AbstractContextManager[bool]:
    if connection.vendor == "postgresql":
        return database_lock(LOCK, waits=waits)
    return file_lock(settings.VAR_DIR / "import.lock", waits=waits)
