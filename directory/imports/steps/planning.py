"""Lists that were read × the directory → a plan: what each row is, and what would become of it. Nothing is stored.

A row is known again by municipality, list and number (a real ID), or by its folded name and address; running numbers are
not trusted, because a list that is renumbered would turn one place into another.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from directory.catalogue.resources import Resource
from directory.geo.areas import Municipality
from directory.imports.list_reader import ReadList, ReadRow
from directory.imports.models import KnownRow, known_rows
from directory.imports.row_maker import RowMaker
from directory.imports.steps.changes import changes_of, completions, dates_in_words, words_of
from directory.imports.steps.listing_states import chunks
from directory.imports.steps.planned_rows import PlannedRow
from directory.imports.steps.twins import AlikeRows, Twin, find_twins
from directory.imports.steps.writing import dates_that_differ, merged_into
from directory.japanese.folding import fold_name

ANOTHER_PLACE = 50
"""Likeness of names below which an ID that also moved to another address has been given to another place."""
LONGEST_SHEET = PlannedRow._meta.get_field("sheet").max_length
State, Choice = PlannedRow.State, PlannedRow.Choice


@dataclass
class ListPlan:
    """The plan of one list. `unchanged` are rows that say nothing anew; `alike` rows of it that look like another row."""

    read: ReadList
    rows: list[PlannedRow] = field(default_factory=list)
    unchanged: int = 0
    alike: list[AlikeRows] = field(default_factory=list)

    def of(self, state: State) -> list[PlannedRow]:
        """Its rows of one state."""
        return [row for row in self.rows if row.state == state]


@dataclass
class ImportPlan:
    """The plan of lists that are stored together."""

    where: Municipality
    lists: list[ListPlan]

    @property
    def rows(self) -> list[PlannedRow]:
        """The rows of all lists."""
        return [row for one in self.lists for row in one.rows]


def plan(reads: Iterable[ReadList], where: Municipality, today: dt.date) -> ImportPlan:
    """What storing some lists would do. Rows that turn out wrong are refused in the ReadList, with a finding."""
    known: dict[str, KnownRow] = {}
    lists, moved = [ListPlan(read) for read in reads], {}
    for one in lists:
        if one.read.prefix:
            before = known_rows(one.read.prefix)
            _refuse_other_places(one.read, before)
            moved |= _moves(one.read.rows, before)
            known |= before
    now, rows = known | {new: known[old] for new, old in moved.items()}, RowMaker(where)
    _add_changes(lists, now, moved, rows, today)
    new = {key: row for one in lists for key, row in one.read.rows.items() if key not in now}
    _add_new(lists, new, rows)
    _add_gone(lists, now, today)
    return ImportPlan(where, lists)


def _refuse_other_places(read: ReadList, known: Mapping[str, KnownRow]) -> None:
    """An ID whose name and address are both others now was given to another place: the history of one is not the other's."""
    for key in [key for key in read.rows if key in known and ":id:" in key]:
        old, new = known[key].facts, read.rows[key].facts
        moved = old.get("place", {}).get("address") != new.get("place", {}).get("address")
        if moved and fuzz.ratio(fold_name(old["name"]), fold_name(new["name"])) < ANOTHER_PLACE:
            read.refuse(key, f"この番号は「{old['name']}」のものでした。別の場所には、新しい番号をつけてください。")


def _moves(rows: Iterable[str], known: Mapping[str, KnownRow]) -> dict[str, str]:
    """A listing whose address was put right in the file is the same one, and keeps its history: {new key: key until now}."""
    keys = set(rows)
    gone, new = _by_name(key for key in known if key not in keys), _by_name(key for key in keys if key not in known)
    return {
        of_name[0]: gone[name][0]
        for name, of_name in new.items()
        if name and len(of_name) == len(gone.get(name, ())) == 1
    }


def _by_name(keys: Iterable[str]) -> dict[str, list[str]]:
    """Keys by the folded name that stands in them; keys by number have none."""
    named: dict[str, list[str]] = {}
    for key in keys:
        own = key.split(":", 2)[2]
        named.setdefault(own.split("|")[0] if "|" in own else "", []).append(key)
    return named


def _add_changes(
    lists: Sequence[ListPlan], known: Mapping[str, KnownRow], moved: Mapping[str, str], rows: RowMaker, today: dt.date
) -> None:
    merged = merged_into(row.resource_id for row in known.values())
    said = {
        key: row.facts
        for one in lists
        for key, row in one.read.rows.items()
        if key in known and row.facts != known[key].facts and known[key].resource_id not in merged
    }
    changes = changes_of(known, said, rows)
    words = dict(zip(changes, words_of(changes.values()), strict=True))
    for key, lines in words.items():
        lines += dates_in_words(dates_that_differ(known[key].facts, said[key], today), today)
    for one in lists:
        for key, row in one.read.rows.items():
            if key in changes:
                one.rows.append(
                    _planned(State.CHANGED, Choice.CHANGE, key, row, former_key=moved.get(key, ""),
                             resource_id=changes[key].resource_id, differences=words[key], kept=list(changes[key].kept))
                )  # fmt: skip
            elif key in known:
                one.unchanged += 1


def _add_new(lists: Sequence[ListPlan], new: Mapping[str, ReadRow], rows: RowMaker) -> None:
    found = find_twins(new, rows.where.pk)
    list_of = {key: number for number, one in enumerate(lists) for key in one.read.rows}
    twice = {
        pair.key: new[pair.other] for pair in found.rows if pair.is_sure and list_of[pair.key] != list_of[pair.other]
    }
    for one in lists:
        one.alike = [pair for pair in found.rows if pair.key in one.read.rows and pair.key not in twice]
        for key, row in one.read.rows.items():
            if key not in new:
                continue
            if twins := found.listings.get(key):
                one.rows.append(_twin_row(key, row, twins))
            elif key in twice:
                told = f"いっしょに読んだ一覧の{twice[key].line}行目「{twice[key].facts['name']}」と同じです。"
                one.rows.append(_planned(State.TWIN, Choice.SKIP, key, row, differences=[told]))
            else:
                one.rows.append(_planned(State.NEW, Choice.STORE, key, row))
    _tell_completions([row for one in lists for row in one.rows if row.twins], rows)


def _twin_row(key: str, row: ReadRow, twins: Sequence[Twin]) -> PlannedRow:
    """A row that may be a listing: one that surely is gets joined to it, or left out where the listing is another city's."""
    sure = [twin for twin in twins if twin.is_sure]
    choice, resource = Choice.STORE, None
    if sure:
        own = next((twin.key for twin in sure if twin.can_join), None)
        choice, resource = (Choice.JOIN, own) if own else (Choice.SKIP, None)
    told = [twin.as_json() for twin in sorted(twins, key=lambda twin: (not twin.is_sure, -twin.score))]
    return _planned(State.TWIN, choice, key, row, resource_id=resource, twins=told)


def _tell_completions(planned: Sequence[PlannedRow], rows: RowMaker) -> None:
    """Say what a row would add to the listing that it most likely is."""
    likely = [
        (row, next(twin["key"] for twin in row.twins if twin["can_join"]))
        for row in planned
        if any(twin["can_join"] for twin in row.twins)
    ]
    changes = completions([(key, row.facts) for row, key in likely], rows)
    for (row, _), words in zip(likely, words_of(changes), strict=True):
        row.differences = words


def _planned(state: State, choice: Choice, key: str, row: ReadRow, **columns) -> PlannedRow:
    return PlannedRow(
        state=state, choice=choice, key=key, line=row.line, sheet=row.sheet[:LONGEST_SHEET], name=row.facts["name"],
        facts=row.facts, **columns,
    )  # fmt: skip


def _add_gone(lists: Sequence[ListPlan], known: Mapping[str, KnownRow], today: dt.date) -> None:
    """Listings that an earlier import of a list told of and that the list names no more; none are ever deleted."""
    told = {known[key].resource_id for one in lists for key in one.read.rows if key in known}
    gone = {row.resource_id: (key, row) for key, row in known.items() if row.live and row.resource_id not in told}
    running = {
        pk
        for chunk in chunks(list(gone))
        for pk in Resource.objects.filter(pk__in=chunk).not_ended_on(today).values_list("pk", flat=True)
    }
    for pk in sorted(running):
        key, row = gone[pk]
        of_list = next(one for one in lists if one.read.prefix and key.startswith(one.read.prefix))
        of_list.rows.append(PlannedRow(state=State.GONE, choice=Choice.SKIP, key=key, name=row.name, resource_id=pk))
