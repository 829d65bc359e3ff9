"""What the lists and the dashboard need of a row beside its columns, as annotations of a query."""

import datetime as dt

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from wagtail.models import Revision

from directory.catalogue.resource_queryset import ResourceQuerySet
from directory.duplicates.merging import absorbed_keys
from directory.models import Schedule, StatusStatement, Verification


def with_status_and_check(rows: ResourceQuerySet, today: dt.date) -> QuerySet:
    """Resources without merged ones, annotated with `status_today`, `verified_on` (None: never) and `has_schedule`."""
    mine = {"resource": OuterRef("pk")}
    checks = Verification.objects.filter(**mine).order_by("-day", "-pk")
    return (
        rows.exclude(pk__in=absorbed_keys())
        .with_status_on(today)
        .annotate(
            verified_on=Subquery(checks.values("day")[:1]),
            has_schedule=Exists(Schedule.objects.filter(**mine)),
        )
    )


def not_ended(rows: QuerySet) -> QuerySet:
    """Those of some rows with `status_today` that have not ended."""
    return rows.exclude(status_today=StatusStatement.Status.ENDED)


def with_publication(rows: QuerySet) -> QuerySet:
    """Rows with their newest draft and `is_scheduled`, in one query; Wagtail's own column makes two for each row."""
    kind = ContentType.objects.get_for_model(rows.model)
    waiting = Revision.objects.filter(base_content_type=kind, object_id=Cast(OuterRef("pk"), CharField()))
    scheduled = Exists(waiting.filter(approved_go_live_at__isnull=False))
    return rows.select_related("latest_revision").annotate(is_scheduled=scheduled)
