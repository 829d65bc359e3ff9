"""The way back from an import, as a whole, as long as nothing was changed since.

Listings that the import made are deleted, changed and joined ones say again what they said before, and listings that it ended
go on. Where somebody has changed or used one of them since, nothing is undone, and a sentence says what stands in the way.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from directory.accounts.users import User
from directory.catalogue.organizations import Organization
from directory.catalogue.places import Place
from directory.catalogue.resources import Resource
from directory.catalogue.statements import SingleDate, StatusStatement
from directory.changes.closures import resume
from directory.changes.differences import label
from directory.duplicates.references import OnMerge, decision_on, references
from directory.imports.models import JoinedRow, retell, rows_with_keys
from directory.imports.steps.listing_states import State, chunks, differing, read_states, write_states
from directory.imports.steps.planned_rows import PlannedRow
from directory.publishing.append_only import rewriting_allowed
from directory.publishing.versions import directory_change

Choice = PlannedRow.Choice
OF_THE_IMPORT = {
    "directory.ImportedRow.resource",
    "directory.JoinedRow.resource",
    "directory.PlannedRow.resource",
}
"""References to a listing that an import makes itself."""


class CannotUndo(Exception):
    """Something was changed since; `reasons` are sentences that say what, one for each listing."""

    def __init__(self, reasons: list[str]):
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass
class Stored:
    """What an import has stored: its rows, the organizations and places that it made, and its statements about single days."""

    rows: Sequence[PlannedRow]
    organizations: Sequence[int] = ()
    places: Sequence[int] = ()
    dates: Sequence[int] = ()
    now: Mapping[int, State] = field(default_factory=dict)

    def of(self, choice: "PlannedRow.Choice") -> list[PlannedRow]:
        """The rows for which a choice was carried out, without listings that somebody has deleted since."""
        return [row for row in self.rows if row.choice == choice and row.resource_id in self.now]

    @classmethod
    def of_rows(cls, rows: Iterable[PlannedRow], made: Mapping[str, list[int]]) -> "Stored":
        """With the present state of its listings."""
        stored = [row for row in rows if row.choice != Choice.SKIP]
        now = read_states(row.resource_id for row in stored if row.resource_id)
        return cls(stored, *(made.get(name, ()) for name in ("organizations", "places", "dates")), now)


def obstacles(stored: Stored) -> list[str]:
    """Why an import cannot be undone, a sentence for each listing; empty where it can."""
    return [
        *_deleted(stored),
        *_changed_since(stored),
        *_used_since(stored),
        *_said_since(stored),
        *_edited_since(stored),
        *_told_since(stored),
    ]


def _deleted(stored: Stored) -> Iterator[str]:
    for row in stored.rows:
        if row.choice in (Choice.CHANGE, Choice.JOIN) and row.resource_id not in stored.now:
            yield f"「{row.name}」は、そのあとに消されました。"


def _changed_since(stored: Stored) -> Iterator[str]:
    for choice in (Choice.STORE, Choice.CHANGE, Choice.JOIN):
        for row in stored.of(choice):
            if names := differing(row.after, stored.now[row.resource_id]):
                what = "・".join("公開" if name == "live" else label(name) for name in names)
                yield f"「{row.name}」は、そのあとに変わりました（{what}）。"


def _used_since(stored: Stored) -> Iterator[str]:
    """Listings that the import made and to which something refers now: a check, a claim, a report, an outcome …"""
    made = {row.resource_id: row.name for row in stored.of(Choice.STORE)}
    drafts = {key for chunk in chunks(list(made)) for key in _with_drafts(chunk)}
    used: dict[int, list[str]] = {key: ["下書き"] for key in drafts}
    for name, reference in references().items():
        if decision_on(name) is OnMerge.CONTENT or name in OF_THE_IMPORT:
            continue
        for key in _referring(reference, made, stored.dates if reference.model is SingleDate else ()):
            used.setdefault(key, []).append(str(reference.model._meta.verbose_name))
    for key, what in sorted(used.items()):
        yield f"「{made[key]}」には、そのあとの記録があります（{'・'.join(dict.fromkeys(what))}）。"


def _with_drafts(keys: list[int]) -> Iterable[int]:
    return Resource.objects.filter(pk__in=keys).exclude(latest_revision=None).values_list("pk", flat=True)


def _referring(reference: models.ForeignKey, keys: Iterable[int], without: Iterable[int] = ()) -> set[int]:
    """Those of some keys to which a row refers, leaving out the rows with the keys `without`."""
    found, left_out = set(), set(without)
    for chunk in chunks(list(keys)):
        rows = reference.model._base_manager.filter(**{f"{reference.name}__in": chunk}).order_by()
        found |= {to for pk, to in rows.values_list("pk", reference.attname) if pk not in left_out}
    return found


def _said_since(stored: Stored) -> Iterator[str]:
    """Listings that the import ended and of whose status somebody has said something since."""
    for row in stored.of(Choice.END):
        later = StatusStatement.objects.filter(resource=row.resource_id, pk__gt=row.facts["statement"])
        if later.exists():
            yield f"「{row.name}」の活動の状態は、そのあとに変わりました。"


def _edited_since(stored: Stored) -> Iterator[str]:
    """Organizations and places that the import made and that somebody has edited, or speaks for, since."""
    for model, keys in ((Organization, stored.organizations), (Place, stored.places)):
        for row in model.objects.filter(pk__in=list(keys)).exclude(latest_revision=None):
            yield f"{model._meta.verbose_name}「{row}」は、そのあとに変わりました。"
    for relation in Organization._meta.related_objects:
        if relation.related_model is not Resource:
            for row in Organization.objects.filter(pk__in=_referring(relation.field, stored.organizations)):
                what = relation.related_model._meta.verbose_name
                yield f"団体「{row}」には、そのあとの記録があります（{what}）。"


def _told_since(stored: Stored) -> Iterator[str]:
    """Rows that a later import has told anew without changing the listing, since somebody knew better."""
    rows = [row for row in stored.rows if row.choice != Choice.END and row.after == stored.now.get(row.resource_id)]
    known = rows_with_keys(row.key for row in rows)
    for row in rows:
        if row.key in known and known[row.key].facts != row.facts:
            yield f"「{row.name}」は、そのあとの取りこみで変わりました。"


def undo(stored: Stored, today: dt.date, user: User | None) -> None:
    """Take an import back. Raises CannotUndo, and changes nothing, where something was changed since."""
    # The single dates that the import stated go, and the listings that it made with all that was said of them.
    with directory_change(), rewriting_allowed():
        keys = [row.resource_id for row in stored.rows if row.resource_id]
        for chunk in chunks(keys):
            list(Resource.objects.select_for_update().filter(pk__in=chunk).order_by("pk").values_list("pk"))
        if reasons := obstacles(stored):
            raise CannotUndo(reasons)
        _forget_joined(stored.of(Choice.JOIN))
        _tell_as_before(stored.of(Choice.CHANGE))
        back = {
            row.resource_id: row.before
            for choice in (Choice.JOIN, Choice.CHANGE)
            for row in reversed(stored.of(choice))
        }
        write_states({key: stored.now[key] for key in back}, back)
        for row in stored.of(Choice.END):
            resume(StatusStatement.objects.get(pk=row.facts["statement"]), today, user)
        for chunk in chunks(list(stored.dates)):
            SingleDate.objects.filter(pk__in=chunk).delete()
        _delete(stored)


def _forget_joined(rows: Sequence[PlannedRow]) -> None:
    for chunk in chunks([row.key for row in rows]):
        JoinedRow.objects.filter(key__in=chunk).delete()


def _tell_as_before(rows: Sequence[PlannedRow]) -> None:
    retell((row.key, row.former_key or row.key, row.told_before) for row in rows)


def _delete(stored: Stored) -> None:
    """Delete the listings that the import made, then the organizations and places that nobody else uses by now."""
    _delete_rows(Resource, [row.resource_id for row in stored.of(Choice.STORE)])
    for model, keys in ((Organization, stored.organizations), (Place, stored.places)):
        unused = [
            key
            for chunk in chunks(list(keys))
            for key in model.objects.filter(pk__in=chunk, resources=None).values_list("pk", flat=True)
        ]
        _delete_rows(model, unused)


def _delete_rows(model: type[models.Model], keys: list[int]) -> None:
    """Delete rows of a table, and what Wagtail knows of references to and from them, which it would ask for one by one."""
    kind = ContentType.objects.get_for_model(model)
    with disable_reference_index_auto_update():
        for chunk in chunks(keys):
            named = [str(key) for key in chunk]
            ReferenceIndex.objects.filter(base_content_type=kind, object_id__in=named).delete()
            ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=named).delete()
            model.objects.filter(pk__in=chunk).delete()
