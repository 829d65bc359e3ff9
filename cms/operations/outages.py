"""What is the matter where a request fails through no fault of the code: the database, or the disk.

One line a minute says so with how many requests it met; a line for each would hide everything else.
"""

import errno
import logging
import threading
import time
from collections.abc import Iterator
from enum import StrEnum
from sqlite3 import (
    SQLITE_BUSY,
    SQLITE_CANTOPEN,
    SQLITE_FULL,
    SQLITE_IOERR,
    SQLITE_LOCKED,
    SQLITE_NOTADB,
    SQLITE_READONLY,
)

from django.db import Error as DatabaseOrInterfaceError
from django.db import InterfaceError, OperationalError

logger = logging.getLogger(__name__)

A_MINUTE = 60.0


class Outage(StrEnum):
    """What is the matter; the value stands in the log."""

    AWAY = "database_away"
    BUSY = "database_busy"
    READ_ONLY = "database_read_only"
    FULL = "disk_full"


_OF_SQLITE = {
    SQLITE_READONLY: Outage.READ_ONLY,
    SQLITE_BUSY: Outage.BUSY,
    SQLITE_LOCKED: Outage.BUSY,
    SQLITE_CANTOPEN: Outage.AWAY,
    SQLITE_IOERR: Outage.AWAY,
    SQLITE_NOTADB: Outage.AWAY,
    SQLITE_FULL: Outage.FULL,
}
_OF_POSTGRESQL = {
    "25006": Outage.READ_ONLY,
    "53100": Outage.FULL,
    "53300": Outage.BUSY,
    "55P03": Outage.BUSY,
    "57P01": Outage.AWAY,
    "57P02": Outage.AWAY,
    "57P03": Outage.AWAY,
    "57P05": Outage.AWAY,
}
"""By SQLSTATE (PostgreSQL, appendix A); the class 08 is a connection that failed."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""The disk, the quota, the largest file (RLIMIT_FSIZE)."""


def outage_of(error: BaseException | None) -> Outage | None:
    """What is the matter where this was raised; None where the code is wrong or the input."""
    return next((found for one in _chain(error) if (found := _of_one(one))), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and those that led to it, each once."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _of_one(error: BaseException) -> Outage | None:
    if isinstance(error, OSError):
        return Outage.FULL if error.errno in _FULL else None
    if not isinstance(error, DatabaseOrInterfaceError):
        return None
    cause = error.__cause__
    if code := getattr(cause, "sqlite_errorcode", None):
        return _OF_SQLITE.get(code & 0xFF)
    if state := getattr(cause, "sqlstate", None):
        return Outage.AWAY if state.startswith("08") else _OF_POSTGRESQL.get(state)
    # A driver that never reached the server, or lost it, has no code to give.
    is_of_connection = isinstance(error, OperationalError | InterfaceError)
    return Outage.AWAY if is_of_connection and type(cause).__module__.startswith("psycopg") else None


class _Told:
    """How many requests of this process an outage has met since its last line, and when that was."""

    def __init__(self) -> None:
        self.count, self.at = 0, float("-inf")


class _Tally:
    """What each outage has met, under one lock."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.told = {outage: _Told() for outage in Outage}

    def due(self, outage: Outage) -> int:
        """How many requests its next line tells of, which is then written; 0 where none is due."""
        told, now = self.told[outage], time.monotonic()
        with self.lock:
            if not told.count or now - told.at < A_MINUTE:
                return 0
            count, told.count, told.at = told.count, 0, now
            return count


_tally = _Tally()


def note(outage: Outage) -> None:
    """Count a request that an outage has met; the first one is told at once."""
    with _tally.lock:
        _tally.told[outage].count += 1
    tell()


def tell() -> None:
    """Write the lines that are due: of each outage with requests not told yet, one a minute."""
    for outage in Outage:
        if count := _tally.due(outage):
            logger.error("service unavailable", extra={"reason": outage.value, "count": count})


def forget() -> None:
    """Begin anew, as a process that has told nothing."""
    with _tally.lock:
        _tally.told = {outage: _Told() for outage in Outage}
