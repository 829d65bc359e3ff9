"""Every table that holds something about a person, found from the references themselves: a new one cannot be forgotten."""

from functools import cache

from django.apps import apps
from django.db import models
from django.db.models.constants import LOOKUP_SEP

from matching.cases.participants import Participant

Table = type[models.Model]


@cache
def ways_to_person() -> dict[Table, str]:
    """Each such table with the lookup that leads from its rows to the participant, "" for the participant's own; shortest ways first."""
    ways: dict[Table, str] = {Participant: ""}
    newest = [Participant]
    while newest:
        found = {model: _way(model, newest, ways) for model in apps.get_models() if model not in ways}
        newest = [model for model, way in found.items() if way]
        ways |= {model: found[model] for model in newest}
    return ways


def _way(model: Table, known: list[Table], ways: dict[Table, str]) -> str:
    """The lookup from a table to one of the known ones, and on to the person; "" where there is none."""
    for field in model._meta.local_fields:
        if field.is_relation and field.related_model in known:
            return LOOKUP_SEP.join(filter(None, (field.name, ways[field.related_model])))
    return ""


def columns_of(model: Table) -> list[models.Field]:  # type: ignore[type-arg]
    """What a table says of a person: its columns without its key and the references that only say whose row it is."""
    ways = ways_to_person()
    return [
        field
        for field in model._meta.local_concrete_fields
        if not field.primary_key and field.related_model not in ways
    ]
