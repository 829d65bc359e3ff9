"""What a database holds, told so that two can be compared."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg import sql

from tests.drill.machines import Machine


class Content(NamedTuple):
    """rows        how many of each table
    last_edit      number and moment of the last check of a listing
    version        of the directory, with its lot
    looks          how many, and one digest over all of them in their order
    """

    rows: dict[str, int]
    last_edit: tuple[int, dt.datetime]
    version: tuple[int, int]
    looks: tuple[int, str]


def content(machine: Machine, password: str) -> Content:
    """Asked of a machine itself, past the pool."""
    with _connected(machine, password) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        tables = [row[0] for row in _all(connection, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        counts = {
            table: _one(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))[0]
            for table in sorted(tables)
        }
        return Content(
            counts,
            _one(connection, "SELECT id, made_at FROM directory_verification ORDER BY id DESC LIMIT 1"),
            _one(connection, "SELECT edition, lot FROM directory_change ORDER BY id DESC LIMIT 1"),
            _one(connection, "SELECT count(*), md5(string_agg(one::text, '\n' ORDER BY id)) FROM matching_look one"),
        )


def stored_checks(machine: Machine, password: str, listings: Sequence[int]) -> dict[int, list[float]]:
    """When each check of some listings was stored (as time.time gives it), by listing."""
    asked = (
        "SELECT resource_id, extract(epoch FROM made_at)::float FROM directory_verification WHERE resource_id = ANY(%s)"
    )
    found: dict[int, list[float]] = {listing: [] for listing in listings}
    with _connected(machine, password) as connection:
        for listing, made in connection.execute(asked, [list(listings)]):
            found[listing].append(made)
    return found


def _connected(machine: Machine, password: str) -> psycopg.Connection:
    return psycopg.connect(
        host=machine.address,
        port=machine.ports.postgres,
        dbname="ibasho",
        user="ibasho",
        password=password,
        sslmode="require",
        connect_timeout=5,
    )


def _all(connection: psycopg.Connection, query: LiteralString | sql.Composed) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()


def _one(connection: psycopg.Connection, query: LiteralString | sql.Composed) -> Any:
    return _all(connection, query)[0]
