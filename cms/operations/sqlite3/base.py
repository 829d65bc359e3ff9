"""The engine of SQLite: a transaction takes the lock for writing at its beginning, where the file can be written."""

from sqlite3 import SQLITE_READONLY

from django.db import OperationalError
from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that reads a file which nobody can write."""

    def _start_transaction_under_autocommit(self) -> None:
        try:
            super()._start_transaction_under_autocommit()
        except OperationalError as refused:
            # The lowest byte is the kind of an error.
            if getattr(refused.__cause__, "sqlite_errorcode", 0) & 0xFF != SQLITE_READONLY:
                raise
            self.cursor().execute("BEGIN")
