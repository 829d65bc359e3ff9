"""Whether the database can only be read at the moment: a replica, or a file that nobody can write.

Readers who note something on the way (a query without an answer, when a session was last used) leave it out then.
"""

import os

from django.db import connection


def is_read_only() -> bool:
    """Whether this thread's connection refuses every write. Costs no query on PostgreSQL, which says so of itself."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        told = connection.connection.info.parameter_status
        return "on" in (told("in_hot_standby"), told("default_transaction_read_only"))
    with connection.cursor() as cursor:
        asked = cursor.execute("PRAGMA query_only").fetchone()
    return bool(asked[0]) or is_unwritable(str(connection.settings_dict["NAME"]))


def is_unwritable(name: str) -> bool:
    """Whether the file of SQLite under a name is only read: the name or the file says so."""
    return "mode=ro" in name or (os.path.isfile(name) and not os.access(name, os.W_OK))
