"""Plain facts into the database: many listings in few queries, never twice, and never over what people changed since.

The facts of a listing are a plain dict, as fixtures/plans and fixtures/sample_town.yaml write them and as `listing_reader`
reads them from files; `row_maker` says which keys there are. They are stored with the resource (ImportedRow), so that the next
file changes exactly what it says anew: a value that someone has corrected in between stays.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from directory.accounts.users import User
from directory.catalogue.resources import Resource
from directory.catalogue.statements import SingleDate
from directory.duplicates.merging import FormerAddress
from directory.imports.models import ImportedRow, KnownRow, retell, rows_with_keys
from directory.imports.row_maker import CHILDREN, CHUNK, TERM_LISTS, RowMaker
from directory.imports.steps.changes import ListingChange, changes_of
from directory.imports.steps.listing_states import chunks, store, words_table, write_states
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
    written, known = WrittenListings(), rows_with_keys(listings)
    merged = merged_into(row.resource_id for row in known.values())
    for key, row in known.items():
        if row.facts == listings[key] or row.resource_id in merged:
            written.unchanged[key] = merged.get(row.resource_id, row.resource_id)
    new = {key: facts for key, facts in listings.items() if key not in known}
    changed = {key: facts for key, facts in listings.items() if key in known and key not in written.unchanged}
    if new or changed:
        with directory_change():
            written.created = create_listings(new, rows, today)
            for key, change in change_listings(known, changed, rows).items():
                written.changed[key] = change.resource_id
                written.kept += [(key, name) for name in change.kept]
    return written


def merged_into(keys: Iterable[int]) -> dict[int, int]:
    """Keys of listings that were merged into another, with the key of that one. A file changes nothing of them any more."""
    return {
        old: now
        for chunk in chunks(list(keys))
        for old, now in FormerAddress.objects.filter(old_key__in=chunk).values_list("old_key", "resource_id")
    }


def add_organizations(told: Iterable[dict], rows: RowMaker) -> None:
    """Make the organizations that the facts of listings name and the directory lacks."""
    rows.add_organizations(
        {"name": facts["organization"], "corporate_number": facts.get("organization_number", "")}
        | facts.get("organization_facts", {})
        for facts in told
        if facts.get("organization")
    )


def add_places(told: Iterable[dict], rows: RowMaker) -> None:
    """Make the places that the facts of listings tell of and the directory lacks."""
    rows.add_places(facts["place"] for facts in told if facts.get("place"))


def create_listings(new: Mapping[str, dict], rows: RowMaker, today: dt.date) -> dict[str, int]:
    """Store listings that are new, with their organizations and places; gives the keys of the resources by their source keys."""
    add_organizations(new.values(), rows)
    add_places(new.values(), rows)
    made = Resource.objects.bulk_create([rows.resource(key, facts) for key, facts in new.items()], batch_size=CHUNK)
    keyed = list(zip((row.pk for row in made), new.values(), strict=True))
    store(ImportedRow, (ImportedRow(resource_id=pk, facts=facts) for pk, facts in keyed))
    for scheme in TERM_LISTS:
        _link(scheme, ((pk, rows.words(scheme, facts)) for pk, facts in keyed))
    _link("areas", ((pk, rows.served(facts)) for pk, facts in keyed))
    for name, model in CHILDREN.items():
        store(model, (row for pk, facts in keyed for row in rows.children(name, pk, facts)))
    by_model: dict[type, list] = {}
    for pk, facts in keyed:
        for row in rows.statements(pk, facts, today):
            by_model.setdefault(type(row), []).append(row)
    for model, statements in by_model.items():
        store(model, statements)
    return dict(zip(new, (row.pk for row in made), strict=True))


def dates_that_differ(old: Mapping, new: Mapping, today: dt.date) -> list[dict]:
    """What a row says anew of single days from today on: dates of its facts; `meets` None for one that it names no more."""
    before, now = old.get("dates", []), new.get("dates", [])
    gone = [{"day": one["day"], "meets": None} for one in before if one not in now]
    ahead = [one for one in (*gone, *now) if one not in before and one["day"] >= today.isoformat()]
    return sorted(ahead, key=lambda one: (one["day"], one["meets"] is not None))


def add_dates(told: Iterable[tuple[int, list[dict]]], by: User | None) -> list[int]:
    """State of listings what their rows say of single days; gives the keys of the statements."""
    rows = [
        SingleDate(
            resource_id=key,
            made_by=by,
            day=dt.date.fromisoformat(one["day"]),
            meets=one["meets"],
            reason=one.get("reason", ""),
            **{name: dt.time.fromisoformat(one[name]) for name in ("start", "end") if one.get(name)},
        )
        for key, dates in told
        for one in dates
    ]
    store(SingleDate, rows)
    return [row.pk for row in rows]


def _link(name: str, chosen: Iterable[tuple[int, set[int]]]) -> None:
    # A relation of a ClusterableModel waits for save(); rows of the table between are written at once.
    through, column = words_table(name)
    store(through, (through(**{"resource_id": pk, column: key}) for pk, keys in chosen for key in sorted(keys)))


def change_listings(
    known: Mapping[str, KnownRow],
    listings: Mapping[str, dict],
    rows: RowMaker,
    former_keys: Mapping[str, str] | None = None,
) -> dict[str, ListingChange]:
    """Apply to listings what their file says anew; gives what was changed and what stays, by their keys.

    former_keys   the keys under which rows are known until now, where those are others: {new key: former key}
    """
    add_organizations(listings.values(), rows)
    done: dict[str, ListingChange] = {}
    for part in _apart(known, listings):
        changes = _with_places(known, part, rows)
        write_states(
            {change.resource_id: change.now for change in changes.values()},
            {change.resource_id: change.wanted for change in changes.values()},
        )
        done |= changes
    retell(((former_keys or {}).get(key, key), key, facts) for key, facts in listings.items())
    return done


def _apart(known: Mapping[str, KnownRow], listings: Mapping[str, dict]) -> list[dict[str, dict]]:
    """The listings in parts, in each of which no two rows tell of the same resource (one of them was joined to it)."""
    parts: list[dict[str, dict]] = []
    times: Counter[int] = Counter()
    for key, facts in listings.items():
        at = times[known[key].resource_id]
        times[known[key].resource_id] += 1
        parts += [{}] if at == len(parts) else []
        parts[at][key] = facts
    return parts


def _with_places(
    known: Mapping[str, KnownRow], listings: Mapping[str, dict], rows: RowMaker
) -> dict[str, ListingChange]:
    """The changes, after the places that they need were made; most changes need none."""
    changes = changes_of(known, listings, rows)
    missing = [key for key, change in changes.items() if change.needs_place]
    if missing:
        add_places((listings[key] for key in missing), rows)
        changes |= changes_of(known, {key: listings[key] for key in missing}, rows)
    return changes
