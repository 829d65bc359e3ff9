"""A plan and what was chosen of each of its rows, into the directory: all of it in one transaction."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from directory.accounts.users import User
from directory.catalogue.resources import Resource
from directory.catalogue.statements import StatusStatement
from directory.gazetteer import towns
from directory.geo.areas import Municipality, Town
from directory.imports.models import JoinedRow, rows_with_keys
from directory.imports.row_maker import RowMaker
from directory.imports.steps.changes import ListingChange, completions
from directory.imports.steps.listing_states import chunks, read_states, store, write_states
from directory.imports.steps.planned_rows import PlannedRow
from directory.imports.steps.writing import (
    add_dates,
    add_organizations,
    add_places,
    change_listings,
    create_listings,
    dates_that_differ,
)
from directory.publishing.versions import directory_change

MANY = 1_000
"""New rows after which the database is asked to measure its tables."""
ENDED_REASON = "一覧からなくなったため"
Choice, Progress = PlannedRow.Choice, Callable[[int, int], None]


@dataclass
class Applied:
    """What an import has stored: the keys of what it made, and how many rows each choice was carried out for."""

    organizations: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    dates: list[int] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ApplyOptions:
    """How a plan is stored.

    user          who stores it; None for a command
    towns         towns that the gazetteer found and that may not be stored yet
    keeps_states  note in each row the states of its listing before and after, so that it can be undone
    progress      called with rows done and rows in all
    """

    today: dt.date
    user: User | None = None
    towns: Sequence[Town] = ()
    keeps_states: bool = False
    progress: Progress = lambda done, total: None


def apply(planned: Iterable[PlannedRow], where: Municipality, options: ApplyOptions) -> Applied:
    """Store what was chosen of each row of a plan; sets the rows' listings. All or nothing."""
    rows = list(planned)
    by_choice = {choice: [row for row in rows if row.choice == choice] for choice in Choice}
    by_choice.pop(Choice.SKIP)
    done, total = 0, sum(map(len, by_choice.values()))
    maker, dates = RowMaker(where), []
    with directory_change():
        towns.save_new(where, options.towns)
        if options.keeps_states:
            _note(rows, "before")
        for choice, chosen in by_choice.items():
            for part in chunks(chosen):
                _lock(part)
                dates += add_dates(_STEPS[choice](part, maker, options), options.user)
                options.progress(done := done + len(part), total)
        if options.keeps_states:
            _note(rows, "after")
    _measure(len(by_choice[Choice.STORE]))
    counts = {choice.value: len(chosen) for choice, chosen in by_choice.items()}
    return Applied(maker.made_organizations, maker.made_places, dates, counts)


def _lock(rows: Sequence[PlannedRow]) -> None:
    """Let nobody else change these listings until the transaction ends."""
    keys = [row.resource_id for row in rows if row.resource_id]
    list(Resource.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def _note(rows: Sequence[PlannedRow], column: str) -> None:
    touched = [row for row in rows if row.resource_id and row.choice != Choice.SKIP]
    states = read_states(row.resource_id for row in touched)
    for row in touched:
        setattr(row, column, states[row.resource_id])


Dates = list[tuple[int, list[dict]]]
"""What is to be stated of single days: keys of listings and dates, as `writing.add_dates` takes them."""


def _store(rows: Sequence[PlannedRow], maker: RowMaker, options: ApplyOptions) -> Dates:
    made = create_listings({row.key: row.facts for row in rows}, maker, options.today)
    for row in rows:
        row.resource_id = made[row.key]
    return [(row.resource_id, dates_that_differ({}, row.facts, options.today)) for row in rows]


def _change(rows: Sequence[PlannedRow], maker: RowMaker, options: ApplyOptions) -> Dates:
    former = {row.key: row.former_key for row in rows if row.former_key}
    known = rows_with_keys(former.get(row.key, row.key) for row in rows)
    known |= {new: known[old] for new, old in former.items()}
    for row in rows:
        row.told_before = known[row.key].facts
    change_listings(known, {row.key: row.facts for row in rows}, maker, former)
    return [(row.resource_id, dates_that_differ(row.told_before, row.facts, options.today)) for row in rows]


def _join(rows: Sequence[PlannedRow], maker: RowMaker, options: ApplyOptions) -> Dates:
    """Give the keys of rows to listings that are the same, and fill what is empty in these; one after another where two rows join one."""
    add_organizations((row.facts for row in rows), maker)
    store(JoinedRow, (JoinedRow(key=row.key, resource_id=row.resource_id, facts=row.facts) for row in rows))
    left, dates = list(rows), []
    while left:
        first = {row.resource_id: row for row in reversed(left)}
        changes = _with_places(first, maker)
        write_states(
            {change.resource_id: change.now for change in changes},
            {change.resource_id: change.wanted for change in changes},
        )
        dates += [
            (change.resource_id, dates_that_differ({}, first[change.resource_id].facts, options.today))
            for change in changes
            if change.tells_hours
        ]
        left = [row for row in left if first[row.resource_id] is not row]
    return dates


def _with_places(rows: dict[int, PlannedRow], maker: RowMaker) -> list[ListingChange]:
    told = [(key, row.facts) for key, row in rows.items()]
    changes = completions(told, maker)
    if missing := [rows[change.resource_id].facts for change in changes if change.needs_place]:
        add_places(missing, maker)
        return completions(told, maker)
    return changes


def _end(rows: Sequence[PlannedRow], maker: RowMaker, options: ApplyOptions) -> Dates:
    """State that listings have ended; each row's facts then name its statement."""
    said = [
        StatusStatement(
            resource_id=row.resource_id,
            status=StatusStatement.Status.ENDED,
            since=options.today,
            reason=ENDED_REASON,
            made_by=options.user,
        )
        for row in rows
    ]
    store(StatusStatement, said)
    for row, statement in zip(rows, said, strict=True):
        row.facts = {"statement": statement.pk}
    return []


_STEPS = {Choice.STORE: _store, Choice.CHANGE: _change, Choice.JOIN: _join, Choice.END: _end}


def _measure(created: int) -> None:
    """After many new rows the database measures its tables again; without that SQLite picks wrong indexes."""
    if created >= MANY:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
