"""使われていない欄: how often each column and each question about people was filled within a year, as counts alone.

What nobody fills should not be asked: data that are not needed are not collected (個人情報の保護に関する法律 61条).
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Length

from matching.cases.participants import NeedsSheet, ParticipantQuerySet
from matching.oversight.people_tables import Table, columns_of, ways_to_person
from matching.oversight.purposes import FACTS, WORK, purpose_of

YEAR = dt.timedelta(days=365)
BY_OURSELVES = ("HandedOver", "Look", "Draft", "LineAnswer", "EmergencyAccess", "EmergencyReview")
"""Tables that nobody fills in by hand."""
DATES = ("recorded_on", "recorded_at", "asked_at", "moved_on", "started_on", "made_at", "made_on", "day")
"""Columns with the day of a row, the first that a table has; a table without one counts whole."""


@dataclass(frozen=True)
class Use:
    """One thing that can be filled in, and in how many of `rows` it was."""

    table: str
    label: str
    purpose: str
    filled: int
    rows: int


def uses(people: ParticipantQuerySet, today: dt.date) -> list[Use]:
    """Of everything about `people` that need not be filled in, how often it was within the last YEAR, what is least used first."""
    found = []
    for model, way in ways_to_person().items():
        if model.__name__ in BY_OURSELVES:
            continue
        rows = model._default_manager.filter(**{f"{way or 'pk'}__in": people.order_by().values("pk")})
        if date := next((field for field in model._meta.local_fields if field.name in DATES), None):
            since = today - YEAR
            lookup = f"{date.name}__date__gt" if isinstance(date, models.DateTimeField) else f"{date.name}__gt"
            rows = rows.filter(Q(**{lookup: since}) | Q(**{date.name: None}))
        found += _facts(rows) if model is NeedsSheet else _columns(model, rows)
    return sorted(found, key=lambda use: (use.filled > 0, use.filled / max(use.rows, 1)))


def _columns(model: Table, rows: models.QuerySet) -> list[Use]:  # type: ignore[type-arg]
    """The columns of a table that may stay empty; one query."""
    asked = [field for field in columns_of(model) if (field.blank or field.null) and field.editable]
    asked = [field for field in asked if not isinstance(field, models.BooleanField) or field.null]
    asked = [field for field in asked if purpose_of(model, field.name) != WORK]  # written by the desk itself
    texts = [field.name for field in asked if field.get_internal_type() in ("CharField", "TextField")]
    counted = {
        field.name: Count(
            "pk", filter=Q(**({f"_{field.name}__gt": 0} if field.name in texts else {f"{field.name}__isnull": False}))
        )
        for field in asked
    }
    counts = rows.alias(**{f"_{name}": Length(name) for name in texts}).aggregate(_rows=Count("pk"), **counted)
    table = str(model._meta.verbose_name)
    return [
        Use(table, str(one.verbose_name), purpose_of(model, one.name), counts[one.name], counts["_rows"])
        for one in asked
    ]


def _facts(rows: models.QuerySet) -> list[Use]:  # type: ignore[type-arg]
    """The questions of the needs sheets."""
    said: Counter[str] = Counter()
    sheets = 0
    for facts in rows.order_by().values_list("facts", flat=True).iterator():
        sheets += 1
        said.update(key for key in FACTS if key in facts)
    table, purpose = str(NeedsSheet._meta.verbose_name), purpose_of(NeedsSheet, "facts")
    return [Use(table, label, purpose, said[key], sheets) for key, label in FACTS.items()]
