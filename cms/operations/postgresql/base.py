"""The engine of PostgreSQL: to the server that takes writes where it answers, else to one that can be read.

The other server is the one of `DATABASE_READ_URL`, or any of several hosts of `DATABASE_URL`. What is written there is refused by
the server itself; after a fail-over the same connection takes writes again.
"""

import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base

TRY_AGAIN_AFTER = 5.0
"""Seconds for which nobody asks a server that did not answer, and for which a connection to another one is kept."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the first of the servers that answers."""

    _is_elsewhere = False
    _away_until: dict[str, float] = {}
    """Until when (time.monotonic) a server is taken for away, by its host; of all threads of this process."""

    def connect(self) -> None:
        """Connect; a connection to another server than the usual one is given up soon."""
        super().connect()
        if self._is_elsewhere:
            self.close_at = time.monotonic() + TRY_AGAIN_AFTER

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection of psycopg. Raises what the other server says where that does not answer either."""
        elsewhere = self._elsewhere(conn_params)
        self._is_elsewhere = False
        if elsewhere is None:
            return super().get_new_connection(conn_params)
        server = f"{conn_params.get('host')}:{conn_params.get('port')}"
        if time.monotonic() >= self._away_until.get(server, 0.0):
            try:
                return self._answering(conn_params)
            except psycopg.OperationalError:
                self._away_until[server] = time.monotonic() + TRY_AGAIN_AFTER
        found = super().get_new_connection(elsewhere)
        self._is_elsewhere = True
        return found

    def _answering(self, conn_params: dict[str, Any]) -> Any:
        """A connection to a server that answers a query: a pool in front (PgBouncer) lets in also where its server is away."""
        found = super().get_new_connection(conn_params)
        try:
            found.execute("SELECT 1")
            found.rollback()
        except psycopg.OperationalError:
            found.close()
            raise
        return found

    def _elsewhere(self, usual: dict[str, Any]) -> dict[str, Any] | None:
        """The parameters of the other server; None where there is none."""
        if replica := self.settings_dict.get("REPLICA"):
            own, self.settings_dict = self.settings_dict, {**self.settings_dict, **replica}
            try:
                return self.get_connection_params()
            finally:
                self.settings_dict = own
        wants = usual.get("target_session_attrs", "any")
        return {**usual, "target_session_attrs": "any"} if wants in ("read-write", "primary") else None
