"""What a merge does with each foreign key that refers to a listing: an explicit table.

A reference that nobody decided on is never touched: it stays with the absorbed listing. A test fails until it is decided.
A floor above this one decides on its own tables with `decide`, in the `ready()` of its app.
"""

from collections.abc import Iterator
from enum import Enum

from django.db import models

from directory.catalogue.resources import Resource


class OnMerge(Enum):
    """What becomes of the rows that refer to the absorbed listing."""

    MOVES = "they refer to the survivor"
    MOVES_IF_FREE = (
        "they refer to the survivor; those that a constraint allows only once stay with the absorbed listing"
    )
    MOVES_IF_RUNNING = "they refer to the survivor, unless the absorbed listing has ended: then its end stays with it"
    HANDED_OVER = "the `hand_over` of their table decides, because more than this one reference changes"
    STAYS = "they stay with the absorbed listing"
    CONTENT = "they are part of the listing's own content: `merging.completed` copies what the survivor lacks"


_decisions: dict[str, OnMerge] = {
    "directory.Amendment.resource": OnMerge.MOVES,
    "directory.Apart.first": OnMerge.HANDED_OVER,
    "directory.Apart.second": OnMerge.HANDED_OVER,
    "directory.Attendance.resource": OnMerge.MOVES_IF_FREE,
    "directory.Claim.resource": OnMerge.MOVES,
    "directory.Contact.resource": OnMerge.CONTENT,
    "directory.FormerAddress.resource": OnMerge.MOVES,
    "directory.ImportedRow.resource": OnMerge.MOVES_IF_FREE,
    "directory.JoinedRow.resource": OnMerge.MOVES,
    "directory.Link.resource": OnMerge.MOVES,
    "directory.PlannedRow.resource": OnMerge.STAYS,
    "directory.Reminder.resource": OnMerge.MOVES_IF_FREE,
    "directory.Report.resource": OnMerge.MOVES,
    "directory.Resource.activities": OnMerge.CONTENT,
    "directory.Resource.areas": OnMerge.CONTENT,
    "directory.Resource.kinds": OnMerge.CONTENT,
    "directory.Resource.stages": OnMerge.CONTENT,
    "directory.Resource.targets": OnMerge.CONTENT,
    "directory.Resource.worries": OnMerge.CONTENT,
    "directory.ResourceFeature.resource": OnMerge.CONTENT,
    "directory.Schedule.resource": OnMerge.CONTENT,
    "directory.SingleDate.resource": OnMerge.MOVES,
    "directory.StatusStatement.resource": OnMerge.MOVES_IF_RUNNING,
    "directory.Vacancy.resource": OnMerge.MOVES,
    "directory.Verification.resource": OnMerge.MOVES,
}
"""The references within this floor, by "app.Model.field"; many-to-many fields by the name of the field."""


def decide(name: str, decision: OnMerge) -> None:
    """Decide on the reference `name` ("app.Model.field") of an upper floor. Raises ValueError where it says otherwise already."""
    if _decisions.setdefault(name, decision) != decision:
        raise ValueError(f"{name} is already decided: {_decisions[name]}")


def references() -> dict[str, models.ForeignKey]:
    """Every foreign key and one-to-one field to Resource in the project, by name.

    A many-to-many field stands for the foreign key of the table that Django makes for it.
    """
    return dict(_references())


def _references() -> Iterator[tuple[str, models.ForeignKey]]:
    for relation in Resource._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)) or relation.concrete:
            continue
        model = relation.related_model
        yield (
            (
                _name_of_many_to_many(model)
                if model._meta.auto_created
                else f"{model._meta.label}.{relation.field.name}"
            ),
            relation.field,
        )


def _name_of_many_to_many(through: type[models.Model]) -> str:
    owner = through._meta.auto_created
    field = next(field for field in owner._meta.local_many_to_many if field.remote_field.through is through)
    return f"{owner._meta.label}.{field.name}"


def decision_on(name: str) -> OnMerge:
    """What is decided on a reference; STAYS where nothing is."""
    return _decisions.get(name, OnMerge.STAYS)


def undecided() -> list[str]:
    """References that exist and on which nothing is decided."""
    return sorted(references().keys() - _decisions.keys())
