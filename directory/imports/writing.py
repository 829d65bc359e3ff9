"""Plain facts into the database: many listings in few queries, never twice, and never over what people changed since.

The facts of a listing are a plain dict, as fixtures/plans and fixtures/sample_town.yaml write them and as `listing_reader`
reads them from files; `row_maker` says which keys there are. They are stored with the resource (ImportedRow), so that the next
file changes exactly what it says anew: a value that someone has corrected in between stays.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.duplicates.merging import FormerAddress
from directory.imports.models import ImportedRow
from directory.imports.row_maker import (
    CHILDREN,
    CHUNK,
    COLUMNS,
    PLACE_COLUMNS,
    TERM_LISTS,
    RowMaker,
    default_of,
    place_key,
)
from directory.publishing.versions import directory_change


@dataclass
class WrittenListings:
    """What became of listings: the keys of their resources by their source keys.

    `kept` are (source key, fact) that somebody has changed since the last import and that therefore stay as they are.
    """

    created: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    kept: list[tuple[str, str]] = field(default_factory=list)


def write_listings(listings: Mapping[str, dict], rows: RowMaker, today: dt.date) -> WrittenListings:
    """Store listings by key (Resource.source_key). New ones are live; what is said "so many days ago" counts from today.

    Raises Wrong for a word that the vocabulary lacks.
    """
    written, known = WrittenListings(), _known(listings)
    merged = _merged(resource_id for resource_id, _ in known.values())
    for key, (resource_id, told) in known.items():
        if told == listings[key] or resource_id in merged:
            written.unchanged[key] = merged.get(resource_id, resource_id)
    new = {key: facts for key, facts in listings.items() if key not in known}
    changed = {key: facts for key, facts in listings.items() if key in known and key not in written.unchanged}
    if new or changed:
        with directory_change():
            told = [*new.values(), *changed.values()]
            rows.add_organizations(
                {"name": f["organization"], "corporate_number": f.get("organization_number", "")}
                for f in told
                if f.get("organization")
            )
            rows.add_places(facts["place"] for facts in new.values() if facts.get("place"))
            written.created = _create(new, rows, today)
            for key, facts in changed.items():
                written.kept += [(key, name) for name in _change(*known[key], facts, rows)]
                written.changed[key] = known[key][0]
    return written


def _known(keys: Iterable[str]) -> dict[str, tuple[int, dict]]:
    """Resource and last told facts of the keys that were stored before."""
    return {
        key: (resource_id, facts)
        for chunk in _chunks(list(keys))
        for key, resource_id, facts in ImportedRow.objects.filter(resource__source_key__in=chunk)
        .order_by("pk")
        .values_list("resource__source_key", "resource_id", "facts")
    }


def _merged(keys: Iterable[int]) -> dict[int, int]:
    """Keys of listings that were merged into another, with the key of that one. A file changes nothing of them any more."""
    return {
        old: now
        for chunk in _chunks(list(keys))
        for old, now in FormerAddress.objects.filter(old_key__in=chunk).values_list("old_key", "resource_id")
    }


def _chunks(values: list) -> Iterator[list]:
    for first in range(0, len(values), CHUNK):
        yield values[first : first + CHUNK]


def _create(new: Mapping[str, dict], rows: RowMaker, today: dt.date) -> dict[str, int]:
    made = Resource.objects.bulk_create([rows.resource(key, facts) for key, facts in new.items()], batch_size=CHUNK)
    keyed = list(zip((row.pk for row in made), new.values(), strict=True))
    ImportedRow.objects.bulk_create([ImportedRow(resource_id=pk, facts=facts) for pk, facts in keyed], batch_size=CHUNK)
    for scheme in TERM_LISTS:
        _link(scheme, ((pk, rows.words(scheme, facts)) for pk, facts in keyed))
    _link("areas", ((pk, rows.served(facts)) for pk, facts in keyed))
    for name, model in CHILDREN.items():
        _store(model, (row for pk, facts in keyed for row in rows.children(name, pk, facts)))
    by_model: dict[type, list] = {}
    for pk, facts in keyed:
        for row in rows.statements(pk, facts, today):
            by_model.setdefault(type(row), []).append(row)
    for model, statements in by_model.items():
        _store(model, statements)
    return dict(zip(new, (row.pk for row in made), strict=True))


def _store(model: type, children: Iterable) -> None:
    if children := list(children):
        model.objects.bulk_create(children, batch_size=CHUNK)


def _link(name: str, chosen: Iterable[tuple[int, set[int]]]) -> None:
    # A relation of a ClusterableModel waits for save(); rows of the table between are written at once.
    relation = Resource._meta.get_field(name)
    column = f"{relation.m2m_reverse_field_name()}_id"
    _store(
        relation.remote_field.through,
        (
            relation.remote_field.through(**{"resource_id": pk, column: key})
            for pk, keys in chosen
            for key in sorted(keys)
        ),
    )


def _change(resource_id: int, old: dict, facts: dict, rows: RowMaker) -> list[str]:
    """Apply to a resource what its file says anew; returns the names of facts that somebody has changed, which stay as they are."""
    resource, kept = Resource.objects.get(pk=resource_id), []
    for name in sorted({*old, *facts}):
        if old.get(name) == facts.get(name):
            continue
        if not _applied(name, resource, old, facts, rows):
            kept.append(name)
    resource.save()
    ImportedRow.objects.filter(pk=resource_id).update(facts=facts)
    return kept


def _applied(name: str, resource: Resource, old: dict, facts: dict, rows: RowMaker) -> bool:
    """Apply one fact if nobody has changed it since the old file; returns whether it was applied."""
    if name == "place":
        return _applied_place(resource, old.get("place"), facts.get("place"), rows)
    if name in CHILDREN:
        return _applied_children(name, resource, old, facts, rows)
    if name in (*TERM_LISTS, "area"):
        chosen = getattr(resource, "areas" if name == "area" else name)
        was, to_be = (rows.served(f) if name == "area" else rows.words(name, f) for f in (old, facts))
        if set(chosen.values_list("pk", flat=True)) != was:
            return False
        chosen.set(to_be)
    elif name in (*COLUMNS, "organization", "sector"):
        column = name if name in COLUMNS else f"{name}_id"
        was, to_be = (
            f.get(name, default_of(name)) if name in COLUMNS else getattr(rows, name)(f) for f in (old, facts)
        )
        if getattr(resource, column) != was:
            return False
        setattr(resource, column, to_be)
    return True


def _applied_children(name: str, resource: Resource, old: dict, facts: dict, rows: RowMaker) -> bool:
    model = CHILDREN[name]

    def plain(children: Iterable) -> list[tuple]:
        columns = [f.attname for f in model._meta.concrete_fields if not f.primary_key]
        return sorted(tuple(str(getattr(child, column)) for column in columns) for child in children)

    if plain(model.objects.filter(resource=resource)) != plain(rows.children(name, resource.pk, old)):
        return False
    model.objects.filter(resource=resource).delete()
    _store(model, rows.children(name, resource.pk, facts))
    return True


def _applied_place(resource: Resource, old: dict | None, new: dict | None, rows: RowMaker) -> bool:
    place = Place.objects.filter(pk=resource.place_id).first()
    if _place_facts(place) != _place_columns(old):
        return False
    if place and new and place.resources.count() == 1 and rows.places.get(place_key(new), place.pk) == place.pk:
        for name, value in _place_columns(new).items():
            setattr(place, name, value)
        place.town_id = rows.town(new)
        place.save()
        return True
    if new:
        rows.add_places([new])
    resource.place_id = rows.place({"place": new})
    return True


def _place_facts(place: Place | None) -> dict | None:
    return place and {name: getattr(place, name) for name in PLACE_COLUMNS}


def _place_columns(facts: dict | None) -> dict | None:
    """What the columns of a place hold when nothing but `facts` was told."""
    return facts and {name: facts.get(name, Place._meta.get_field(name).get_default()) for name in PLACE_COLUMNS}
