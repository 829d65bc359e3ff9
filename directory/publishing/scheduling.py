"""What is to be published or taken off the site on a day: of every table with drafts, and of pages.

A day in a draft does nothing by itself: only a draft that somebody has published for a later day is (`approved_go_live_at`).
"""

import datetime as dt
import logging
from collections.abc import Callable

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import DraftStateMixin, Page, Revision

logger = logging.getLogger(__name__)


def tables_with_drafts() -> list[type[models.Model]]:
    """Every table whose rows may be drafts; pages of all kinds as one."""
    own = [model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)]
    return [Page, *own]


def unpublish_expired(now: dt.datetime) -> int:
    """Take off the site what has reached its day; gives how many rows."""
    due = [(model, key) for model in tables_with_drafts() for key in _expired(model, now).values_list("pk", flat=True)]
    return sum(_done(model, key, lambda model=model, key=key: _unpublish(model, key, now)) for model, key in due)


def publish_due(now: dt.datetime) -> int:
    """Publish the drafts that were approved for a day that has come, the earliest first; gives how many."""
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    return sum(
        _done(Revision, key, lambda key=key: _publish(key, now)) for key in list(due.values_list("pk", flat=True))
    )


def _expired(model: type[models.Model], now: dt.datetime) -> models.QuerySet:
    return model._default_manager.filter(live=True, expire_at__lte=now).order_by("expire_at", "pk")


def _done(model: type[models.Model], key: int, act: Callable[[], bool]) -> bool:
    """Whether one row was done. What stands in its way is logged, and the next run tries again: it must not stop the others."""
    try:
        with transaction.atomic():
            return act()
    except Exception:
        logger.exception("not done on its day", extra={"table": model._meta.label, "key": key})
        return False


def _unpublish(model: type[models.Model], key: int, now: dt.datetime) -> bool:
    # Another run may be at it, or somebody has moved the day meanwhile.
    row = _expired(model, now).select_for_update(of=("self",)).filter(pk=key).first()
    if row is not None:
        row.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return row is not None


def _publish(key: int, now: dt.datetime) -> bool:
    revision = Revision.objects.select_for_update().filter(pk=key, approved_go_live_at__lte=now).first()
    if revision is not None:
        revision.publish(log_action="wagtail.publish.scheduled")
    return revision is not None


def days_without_approval(row: DraftStateMixin) -> dict[str, dt.datetime]:
    """The days in the waiting draft of a row that will pass without effect, because nobody has published it for them.

    By the name of the column: `go_live_at`; `expire_at` of a live row, where its draft says otherwise than the row.
    """
    draft = row.latest_revision if row.has_unpublished_changes else None
    if draft is None or draft.approved_go_live_at:
        return {}
    said = {name: draft.content.get(name) for name in ("go_live_at", "expire_at")}
    days = {name: parse_datetime(text) for name, text in said.items() if text}
    stored = type(row)._base_manager.filter(pk=row.pk).values_list("expire_at", flat=True).first()
    if not row.live or days.get("expire_at") == stored:
        days.pop("expire_at", None)
    return {name: timezone.localtime(day) for name, day in days.items() if day}
