"""Encrypt every stored value anew under the newest key, a batch at a time.

Each batch is a transaction of its own, and a value that somebody changes meanwhile is left as they wrote it, which is under the
newest key too. So it can be killed at any moment, and run again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction

from directory.publishing.append_only import append_only_tables, rewriting_allowed
from matching.secrets.cipher import Undecipherable, renewed
from matching.secrets.fields import encrypted_columns

Row = tuple[Any, ...]
"""A key, and the values of the encrypted columns."""
BATCH = 500
"""Rows."""


@dataclass
class Progress:
    """What was done so far in one table.

    rows        that were read
    renewed     values that were encrypted anew
    unreadable  keys of rows with a value that none of the keys opens; it stays as it is
    """

    table: str
    total: int
    rows: int = 0
    renewed: int = 0
    unreadable: list[int] = field(default_factory=list)


def rotate(batch: int = BATCH) -> Iterator[Progress]:
    """Renew every table, and tell after each batch how far it is; the same object for a table again and again."""
    for model, columns in encrypted_columns():
        progress = Progress(model._meta.db_table, model._base_manager.count())
        last: int | None = None
        while rows := _read(model, columns, last, batch):
            last = rows[-1][0]
            with rewriting_allowed() if model in append_only_tables() else transaction.atomic():
                _renew(model, columns, rows, progress)
            progress.rows += len(rows)
            yield progress
        yield progress


def _read(model: type[models.Model], columns: list[str], last: int | None, batch: int) -> list[Row]:
    """Key and stored values of the rows after a key: as they are, not decrypted."""
    quote, key = connection.ops.quote_name, _key(model)
    listed = ", ".join(quote(one) for one in (key, *columns))
    after = f"WHERE {quote(key)} > %s" if last is not None else ""
    table = quote(model._meta.db_table)
    sql = f"SELECT {listed} FROM {table} {after} ORDER BY {quote(key)} LIMIT {int(batch)}"  # noqa: S608 our own names
    with connection.cursor() as cursor:
        cursor.execute(sql, [last] if last is not None else [])
        rows: list[Row] = cursor.fetchall()
    return rows


def _key(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)


def _renew(model: type[models.Model], columns: list[str], rows: list[Row], progress: Progress) -> None:
    quote = connection.ops.quote_name
    changes: dict[str, list[tuple[str, int, str]]] = {column: [] for column in columns}
    for key, *values in rows:
        for column, value in zip(columns, values, strict=True):
            try:
                if value and (new := renewed(value)) is not None:
                    changes[column].append((new, key, value))
            except Undecipherable:
                progress.unreadable.append(key)
    with connection.cursor() as cursor:
        for column, changed in changes.items():
            progress.renewed += len(changed)
            if changed:
                name, key = quote(column), quote(_key(model))
                table = quote(model._meta.db_table)
                sql = f"UPDATE {table} SET {name} = %s WHERE {key} = %s AND {name} = %s"  # noqa: S608 our own names
                cursor.executemany(sql, changed)
