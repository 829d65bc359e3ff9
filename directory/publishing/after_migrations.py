"""Receivers of `post_migrate` that read and write tables as this program knows them.

Django calls them after `migrate directory` alone, too, when the tables of other apps, or of this one up to an older number, are
not yet as the program reads them. They are called again after the rest, and fill then.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps as all_apps
from django.apps.registry import Apps


def once_all_is_migrated(fill: Callable[..., None]) -> Callable[..., None]:
    """Decorator of a receiver of `post_migrate`, which is left out as long as some table lacks a column. Called by hand it runs."""

    @wraps(fill)
    def receiver(**kwargs: Any) -> None:
        if _is_migrated(kwargs.get("apps") or all_apps):
            fill(**kwargs)

    return receiver


def _is_migrated(apps: Apps) -> bool:
    """Whether every table of this program is among those of the migrations that were applied, with all of its columns."""
    for model in all_apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            try:
                applied = apps.get_model(model._meta.label)
            except LookupError:
                return False
            if not _columns(model) <= _columns(applied):
                return False
    return True


def _columns(model: Any) -> set[str]:
    return {field.column for field in model._meta.local_concrete_fields}
