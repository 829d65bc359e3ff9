"""Tables whose rows are added and never changed or deleted: triggers of the database refuse it, whoever asks.

Python alone would not do: `update()`, a bulk delete, a cascade and a shell pass it by. A reference that Django empties when its
row goes (SET_NULL: the user who said it, the person who was looked at) may be emptied, and nothing else. The few ways that
rewrite such rows for a reason open the lock with `rewriting_allowed`, whose callers are the list of these ways:
deleting a whole listing or a whole person (their rows go with them), merging two listings (their statements move), taking an
import back, and making a demonstration. Migrations run without the triggers, which are made anew after them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from directory.publishing import triggers

Row = TypeVar("Row", bound=type[models.Model])

_tables: list[type[models.Model]] = []
_allowed: ContextVar[bool] = ContextVar("rewriting_allowed", default=False)
_SETTING = "ibasho.rewriting_allowed"
_FUNCTION = "ibasho_rewriting_allowed"
_KEYS_OF_SQLITE = ("rowid", "_rowid_", "oid")
"""Other names of a whole-number key, by which it can be changed too."""
_REFUSE = f"""
CREATE OR REPLACE FUNCTION ibasho_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('{_SETTING}', true), '') = 'on' THEN
    IF TG_OP = 'UPDATE' THEN RETURN NEW; END IF;
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def append_only(model: Row) -> Row:
    """Class decorator of a table (or a call, for a table of a library) whose rows are added and never changed or deleted.

    The database then raises IntegrityError for each such try.
    """
    _tables.append(model)
    return model


def append_only_tables() -> list[type[models.Model]]:
    """All such tables."""
    return list(_tables)


@contextmanager
def rewriting_allowed(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A transaction that may change and delete rows of these tables; see above who needs it."""
    connection, outer = connections[using], _allowed.get()
    with transaction.atomic(using=using):
        _tell(connection, True)
        token = _allowed.set(True)
        try:
            yield
        finally:
            _allowed.reset(token)
        # Where the block raises, the savepoint takes the setting back.
        _tell(connection, outer)


def _tell(connection: BaseDatabaseWrapper, allowed: bool) -> None:
    """PostgreSQL is told by a setting of the transaction; SQLite asks our function."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [_SETTING, "on" if allowed else ""])


def teach_sqlite(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of `connection_created`: the triggers of SQLite call this function. A program without it is refused, too."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(_FUNCTION, 0, lambda: int(_allowed.get()))


def drop_triggers(sender: AppConfig, using: str, plan: list[Any] | None = None, **kwargs: Any) -> None:
    """Receiver of `pre_migrate`: where there is something to migrate, it may rewrite every table."""
    if plan:
        triggers.drop(using, _triggers(sender, using))


def make_triggers(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: make the triggers of an app's tables, anew where they are there."""
    triggers.make_anew(using, list(_triggers(sender, using)), _REFUSE)


def _triggers(sender: AppConfig, using: str) -> Iterator[tuple[str, str, str]]:
    """Of each table of an app that exists: name of a trigger, 「 ON table」 where its name alone does not do, its SQL."""
    connection = connections[using]
    models_of_app = [model for model in _tables if model._meta.app_label == sender.label]
    existing = set(connection.introspection.table_names()) if models_of_app else set()
    postgres = connection.vendor == "postgresql"
    for model in models_of_app:
        if (table := model._meta.db_table) in existing:
            for what, event, condition in _refusals(model, _columns_of(connection, table), postgres):
                name = f"append_only_{what}_{table}"[:63]
                yield name, f' ON "{table}"' if postgres else "", _sql(table, name, event, condition, postgres)


def _columns_of(connection: BaseDatabaseWrapper, table: str) -> set[str]:
    """The columns that a table has; after the migration of one app alone those of another may still be missing."""
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def _refusals(model: type[models.Model], present: set[str], postgres: bool) -> Iterator[tuple[str, str, str]]:
    """What a trigger is about, the event that it refuses, and on what condition ("" for always)."""
    columns = {field.column: field for field in model._meta.local_concrete_fields if field.column in present}
    emptied = [c for c, field in columns.items() if getattr(field.remote_field, "on_delete", None) is models.SET_NULL]
    fixed = ", ".join(
        f'"{column}"' for column in [*columns, *_KEYS_OF_SQLITE * (not postgres)] if column not in emptied
    )
    yield "delete", "DELETE", ""
    yield "update", f"UPDATE OF {fixed}", ""
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    for number, column in enumerate(emptied):
        changed = f'NEW."{column}" IS NOT NULL AND NEW."{column}" {differs} OLD."{column}"'
        yield f"refer{number}", f'UPDATE OF "{column}"', changed
    if postgres:
        yield "truncate", "TRUNCATE", ""
        return
    # INSERT OR REPLACE deletes the row of the same key without asking the trigger above.
    keys = [[column] for column, field in columns.items() if field.unique]
    keys += [
        [model._meta.get_field(name).column for name in one.fields] for one in model._meta.total_unique_constraints
    ]
    for number, key in enumerate(keys):
        same = " AND ".join(f'"{column}" = NEW."{column}"' for column in key)
        there = f'SELECT 1 FROM "{model._meta.db_table}" WHERE {same}'  # noqa: S608 names of our own tables
        yield f"replace{number}", "INSERT", f"EXISTS ({there})"


def _sql(table: str, name: str, event: str, condition: str, postgres: bool) -> str:
    if postgres:
        each = "STATEMENT" if event == "TRUNCATE" else "ROW"
        when = f" WHEN ({condition})" if condition else ""
        how = f"FOR EACH {each}{when} EXECUTE FUNCTION ibasho_refuse_rewriting()"
        return f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" {how}'
    when = f"{condition} AND NOT {_FUNCTION}()" if condition else f"NOT {_FUNCTION}()"
    said = f"SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted');"
    return f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW WHEN {when} BEGIN {said} END'
