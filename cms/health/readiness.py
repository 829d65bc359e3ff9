"""Whether this process can answer: the database, the directory as arrays, the index of the search, the queue of tasks.

Each check gives OK or the reason in a few words of our own, never the text of an exception, which may quote an address.
"""

import datetime as dt
import logging
from collections.abc import Callable, Collection
from typing import Any, cast

from django.db import DatabaseError, InterfaceError
from django.db.models import Case, Min, QuerySet, When
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from directory.publishing.versions import Edition
from directory.search import live_index
from directory.snapshot import loading

OK = "ok"
LATE_AFTER = dt.timedelta(minutes=25)
"""A task that waits for longer has no worker: `run_due` takes what is left over every ten minutes."""
_NOT_ASKED = "not asked: no database"

logger = logging.getLogger(__name__)


def _database() -> str:
    """The database answers and has our tables."""
    Edition.current()
    return OK


def _arrays() -> str:
    """The arrays are in memory and at the version of the database."""
    loading.current()
    return OK


def _index() -> str:
    """The search has an index."""
    if not live_index.index_at(loading.current()).is_plain:
        return OK
    return "not built: manage.py build_index"


def _queue() -> str:
    """No task waits for longer than LATE_AFTER."""
    oldest = oldest_task()
    if oldest is None or (waits := timezone.now() - oldest) <= LATE_AFTER:
        return OK
    return f"late: a task waits for {waits // dt.timedelta(minutes=1)} minutes"


def oldest_task() -> dt.datetime | None:
    """Since when the task waits that could have begun first; None where none waits."""
    # A task for no moment in particular says the last day that there is.
    since = Case(When(run_after__lte=timezone.now(), then="run_after"), default="enqueued_at")
    oldest: dt.datetime | None = _ready_tasks().order_by().aggregate(oldest=Min(since))["oldest"]
    return oldest


def waiting_tasks() -> int:
    """How many tasks could begin now."""
    return _ready_tasks().count()


def _ready_tasks() -> QuerySet[Any]:
    tasks: Any = DBTaskResult.objects
    return cast("QuerySet[Any]", tasks.ready())


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "arrays": _arrays, "index": _index, "queue": _queue}
"""The parts in the order in which they are asked; without the first none of the others is."""


def parts(left_out: Collection[str] = ()) -> dict[str, str]:
    """Each part by its name, with OK or the reason."""
    said: dict[str, str] = {}
    for name, check in CHECKS.items():
        if name not in left_out:
            said[name] = _NOT_ASKED if said.get("database", OK) != OK else _said(name, check)
    return said


def _said(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, InterfaceError) as trouble:
        return f"{'away' if name == 'database' else 'failed'}: {type(trouble).__name__}"
    except Exception as trouble:
        logger.exception("not ready", extra={"kind": name})
        return f"failed: {type(trouble).__name__}"
