"""Triggers of a database are dropped before a migration and made anew after it."""

from collections.abc import Collection, Iterable

from django.db import connections, transaction


def drop(using: str, triggers: Iterable[tuple[str, str, str]]) -> None:
    """Drop triggers: name, 「 ON table」 where its name alone does not do, SQL."""
    _execute(using, (f'DROP TRIGGER IF EXISTS "{name}"{on}' for name, on, _ in triggers))


def make_anew(using: str, triggers: Collection[tuple[str, str, str]], function: str) -> None:
    """Make triggers, anew where they are there; in PostgreSQL after the function that they call."""
    if triggers:
        before = [function] if connections[using].vendor == "postgresql" else []
        made = [sql for name, on, create in triggers for sql in (f'DROP TRIGGER IF EXISTS "{name}"{on}', create)]
        _execute(using, [*before, *made])


def _execute(using: str, statements: Iterable[str]) -> None:
    """Give statements to the database, all or none."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
