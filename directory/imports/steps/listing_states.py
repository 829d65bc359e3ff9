"""What the database holds of listings that an import changes or undoes: read, compared and written in few queries.

A state is plain JSON by the names of Resource's fields, as in a revision's content (`differences.plain_value`): columns, the
keys of organization, place and sector, sorted keys of words and areas, children as dicts; and "place_facts": the columns of
the place.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import models
from django.utils import timezone

from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.imports.row_maker import CHILDREN, CHUNK, COLUMNS, PLACE_COLUMNS, TERM_LISTS
from directory.publishing.versions import directory_change

State = dict[str, Any]
ROWS = ("organization", "place", "sector")
WORDS = (*TERM_LISTS, "areas")
CHILD_FIELDS = {"schedules": "schedule", "contacts": "contacts", "features": "features"}
"""Fields with children -> the fact that tells of them."""
PLACE_FACTS = (*PLACE_COLUMNS, "town_id")


def read_states(keys: Iterable[int]) -> dict[int, State]:
    """The states of listings by their keys; about ten queries for a thousand. A key that is no listing is left out."""
    wanted, states = sorted(set(keys)), {}
    for first in range(0, len(wanted), CHUNK):
        states |= _read_chunk(wanted[first : first + CHUNK])
    return states


def _read_chunk(keys: list[int]) -> dict[int, State]:
    columns = [*COLUMNS, "live", *(f"{name}_id" for name in ROWS)]
    rows = Resource._base_manager.filter(pk__in=keys).values("pk", *columns)
    states = {row.pop("pk"): {name.removesuffix("_id"): value for name, value in row.items()} for row in rows}
    for state in states.values():
        state |= {name: [] for name in (*WORDS, *CHILD_FIELDS)}
    for name in WORDS:
        through, column = words_table(name)
        links = through.objects.filter(resource_id__in=keys).order_by(column).values_list("resource_id", column)
        for key, word in links:
            states[key][name].append(word)
    for name, fact in CHILD_FIELDS.items():
        model = CHILDREN[fact]
        for row in model.objects.filter(resource_id__in=keys).values("resource_id", *_child_columns(model)):
            states[row.pop("resource_id")][name].append(_child(model, row))
    places = _places({state["place"] for state in states.values()} - {None})
    for state in states.values():
        state |= {name: sorted_children(state[name]) for name in CHILD_FIELDS}
        state["place_facts"] = places.get(state["place"])
    return states


def _places(keys: Iterable[int]) -> dict[int, dict]:
    rows = Place._base_manager.filter(pk__in=list(keys)).values("pk", *PLACE_FACTS)
    return {row.pop("pk"): row for row in rows}


def words_table(name: str) -> tuple[type[models.Model], str]:
    """The table behind a list of words or areas, and its column for the word."""
    relation = Resource._meta.get_field(name)
    return relation.remote_field.through, f"{relation.m2m_reverse_field_name()}_id"


def _child_columns(model: type[models.Model]) -> list[str]:
    return [f.attname for f in model._meta.concrete_fields if not f.primary_key and f.name != "resource"]


def _child(model: type[models.Model], row: Mapping[str, Any]) -> dict:
    fields = [f for f in model._meta.concrete_fields if not f.primary_key and f.name != "resource"]
    return {f.name: _plain(row[f.attname]) for f in fields}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def child_of(row: models.Model) -> dict:
    """An unsaved child (contact, schedule, feature) as a state has it."""
    return _child(type(row), vars(row))


def sorted_children(children: Iterable[dict]) -> list[dict]:
    """Children in the one order in which equal lists are equal."""
    return sorted(children, key=lambda child: json.dumps(child, sort_keys=True, ensure_ascii=False))


def shared_places(keys: Iterable[int]) -> set[int]:
    """Those of some places in which more than one listing meets."""
    counted = Resource._base_manager.filter(place__in=list(keys)).values("place").annotate(count=models.Count("pk"))
    return {row["place"] for row in counted if row["count"] > 1}


def write_states(now: Mapping[int, State], wanted: Mapping[int, State]) -> None:
    """Make listings what `wanted` says, where that differs from `now`. Whether a listing is live stays as it is."""
    keys = [key for key in wanted if now[key] != wanted[key]]
    if not keys:
        return
    with directory_change(*keys):
        _write_columns(keys, now, wanted)
        for name in WORDS:
            _write_words(name, [key for key in keys if now[key][name] != wanted[key][name]], wanted)
        for name, fact in CHILD_FIELDS.items():
            _write_children(name, CHILDREN[fact], [key for key in keys if now[key][name] != wanted[key][name]], wanted)
        _write_places([(now[key], wanted[key]) for key in keys])


def _write_columns(keys: list[int], now: Mapping[int, State], wanted: Mapping[int, State]) -> None:
    names = [name for name in (*COLUMNS, *ROWS) if any(now[key][name] != wanted[key][name] for key in keys)]
    rows = []
    for key in keys:
        row = Resource(pk=key, changed_at=timezone.now())
        for name in names:
            setattr(row, Resource._meta.get_field(name).attname, wanted[key][name])
        rows.append(row)
    Resource.objects.bulk_update(rows, [*names, "changed_at"], batch_size=CHUNK)


def _write_words(name: str, keys: list[int], wanted: Mapping[int, State]) -> None:
    through, column = words_table(name)
    for chunk in chunks(keys):
        through.objects.filter(resource_id__in=chunk).delete()
    store(through, (through(**{"resource_id": key, column: word}) for key in keys for word in wanted[key][name]))


def _write_children(name: str, model: type[models.Model], keys: list[int], wanted: Mapping[int, State]) -> None:
    fields = [f for f in model._meta.concrete_fields if not f.primary_key and f.name != "resource"]
    for chunk in chunks(keys):
        model.objects.filter(resource_id__in=chunk).delete()
    store(
        model,
        (
            model(resource_id=key, **{f.attname: f.to_python(child[f.name]) for f in fields})
            for key in keys
            for child in wanted[key][name]
        ),
    )


def _write_places(pairs: Iterable[tuple[State, State]]) -> None:
    changed = {
        wanted["place"]: wanted["place_facts"]
        for now, wanted in pairs
        if wanted["place"] and now["place"] == wanted["place"] and now["place_facts"] != wanted["place_facts"]
    }
    rows = [Place(pk=key, changed_at=timezone.now(), **facts) for key, facts in changed.items()]
    Place.objects.bulk_update(rows, [*PLACE_COLUMNS, "town", "changed_at"], batch_size=CHUNK)


def chunks(values: list) -> Iterator[list]:
    """A long list in parts that one query can name."""
    for first in range(0, len(values), CHUNK):
        yield values[first : first + CHUNK]


def store(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Create many rows."""
    if rows := list(rows):
        model.objects.bulk_create(rows, batch_size=CHUNK)


def differing(state: State, other: State) -> list[str]:
    """Names of what differs between two states; a place by its own name, whether it is another one or was itself changed."""
    names = {name for name in state if state[name] != other[name]}
    return sorted({name if name != "place_facts" else "place" for name in names})
