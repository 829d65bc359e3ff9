"""`settings.DATABASES` from the addresses in the environment."""

import re
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from directory.read_only import is_unwritable

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
READ_ONLY_SQLITE = {"timeout": 20, "init_command": "PRAGMA query_only=ON;"}
POSTGRESQL = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Seconds, the last in milliseconds: a server that went dark is noticed in half a minute, where Linux would wait for a quarter of an hour."""
_HOST = re.compile(r"(\[[^\]]+\]|[^:\[\]]+)(?::(\d+))?")


def database_settings(url: str, read_url: str = "", is_pooled: bool = False) -> dict[str, Any]:
    """The settings of the database at `url`, which is read at `read_url` while nobody answers there.

    is_pooled   a pool in front hands out a connection for one transaction, and so loses a cursor on the server after it
    Raises ImproperlyConfigured for an address that cannot be read, without quoting it: it holds a password.
    """
    found = _parsed("DATABASE_URL", url)
    if found["ENGINE"] == "django.db.backends.sqlite3":
        if read_url:
            raise ImproperlyConfigured("DATABASE_READ_URL goes with a PostgreSQL in DATABASE_URL.")
        return found | {"ENGINE": "cms.operations.sqlite3"} | _of_file(found["NAME"], found["OPTIONS"])
    if found["ENGINE"] != "django.db.backends.postgresql":
        return found
    found |= {"ENGINE": "cms.operations.postgresql", "OPTIONS": POSTGRESQL | found["OPTIONS"]}
    found["DISABLE_SERVER_SIDE_CURSORS"] = is_pooled
    if read_url:
        read = _parsed("DATABASE_READ_URL", read_url)
        found["REPLICA"] = {name: read[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
        found["REPLICA"]["OPTIONS"] = POSTGRESQL | read["OPTIONS"]
    return found


def _of_file(name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Name and options of a file, which is only read where the address or the file says so."""
    if options.pop("mode", "") == "ro":
        name = f"file:{quote(name)}?mode=ro"
    return {"NAME": name, "OPTIONS": (READ_ONLY_SQLITE if is_unwritable(name) else SQLITE) | options}


def _parsed(name: str, url: str) -> dict[str, Any]:
    try:
        found = dj_database_url.parse(_with_one_host(url), conn_max_age=60, conn_health_checks=True)
    except (ValueError, KeyError):
        raise ImproperlyConfigured(f"{name} cannot be read. Write postgres://user:password@host:5432/name.") from None
    return {"OPTIONS": {}, **found}


def _with_one_host(url: str) -> str:
    """The same address with several hosts as parameters, as libpq takes them and no reader of URLs does.

    >>> _with_one_host("postgres://u:p@a:5432,b:5433/name?sslmode=require")
    'postgres://u:p@/name?sslmode=require&host=a%2Cb&port=5432%2C5433'
    """
    parts = urlsplit(url)
    who, at, where = parts.netloc.rpartition("@")
    if "," not in where:
        return url
    hosts = [_HOST.fullmatch(one) for one in where.split(",")]
    if not all(hosts):
        raise ValueError(where)
    told = {"host": ",".join(one[1].strip("[]") for one in hosts if one)}
    told["port"] = ",".join(one[2] or "5432" for one in hosts if one)
    query = "&".join(part for part in (parts.query, urlencode(told)) if part)
    return urlunsplit(parts._replace(netloc=who + at, query=query))
