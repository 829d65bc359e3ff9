"""Columns that are encrypted: one line, several lines, a day. The database holds nothing of them that can be read.

So it cannot search, compare or sort by them either: whoever tries gets Django's FieldError (for an order, `ordering`). People are found in memory instead.
A column is decrypted when its row is read, so a list that does not show it defers it.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from directory.text_fields import OneLineField, SeveralLinesField
from matching.secrets.cipher import decrypt, encrypt


class EncryptedMixin:
    """A column of ciphertext. `max_length` counts the letters of the text, as forms check it."""

    def get_internal_type(self) -> str:
        """For the database, text of any length."""
        return "TextField"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        """What was encrypted. Raises Undecipherable."""
        return None if value is None else self._read(decrypt(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Whatever goes to the database goes encrypted."""
        value = value if prepared else self.get_prep_value(value)  # type: ignore[attr-defined]
        return None if value is None else encrypt(self._written(value))

    def get_lookup(self, lookup_name: str) -> Any:
        """Whether there is a value at all can be asked, and nothing else."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None  # type: ignore[misc]

    def get_transform(self, lookup_name: str) -> None:
        """None: the year of an encrypted day is as secret as the day."""

    def deconstruct(self) -> Any:
        """As itself, not as the column of plain text that it is made of."""
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, f"{type(self).__module__}.{type(self).__qualname__}", args, kwargs

    def _read(self, text: str) -> Any:
        return text

    def _written(self, value: Any) -> str:
        return str(value)


class EncryptedLineField(EncryptedMixin, OneLineField):
    """One line that people write, encrypted."""


class EncryptedLinesField(EncryptedMixin, SeveralLinesField):
    """Text of several lines, encrypted."""


class EncryptedDateField(EncryptedMixin, models.DateField):  # type: ignore[type-arg]
    """A day, encrypted; None where it is unknown."""

    def _read(self, text: str) -> dt.date:
        return dt.date.fromisoformat(text)

    def _written(self, value: dt.date) -> str:
        return value.isoformat()


def encrypted_columns() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every table with such columns, and their names in the database."""
    for model in apps.get_models():
        fields = model._meta.local_concrete_fields
        if columns := [str(field.column) for field in fields if isinstance(field, EncryptedMixin)]:
            yield model, columns
