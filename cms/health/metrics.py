"""`/metrics`: what Prometheus reads of the site, for those on this machine and for who has the token."""

import hmac
import time
from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cms.health import readiness
from cms.mail.queue import Mail
from cms.operations import metrics
from directory.publishing.versions import Edition
from directory.search import live_index

LOOPBACK = ("127.0.0.1", "::1")
FROM_ELSEWHERE = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
"""Headers of a proxy: behind one on this machine, every visitor comes from loopback."""
TEXT = "text/plain; version=0.0.4; charset=utf-8"


def view(request: HttpRequest) -> HttpResponse:
    """Counts of all workers, and how things stand; 404 for everybody else, as for an address that is not there."""
    if not _may_read(request):
        return HttpResponse(status=404)
    now = "".join(f"# TYPE {name} gauge\n{name} {value:g}\n" for name, value in _now())
    return HttpResponse(metrics.of_all_workers() + now.encode(), content_type=TEXT)


def _may_read(request: HttpRequest) -> bool:
    """By `Authorization: Bearer` where a token is set, else from this machine and through no proxy."""
    if token := settings.METRICS_TOKEN:
        said = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(said.encode(), token.encode())
    is_near = request.META.get("REMOTE_ADDR") in LOOPBACK
    return is_near and not any(name in request.META for name in FROM_ELSEWHERE)


def _now() -> Iterator[tuple[str, float]]:
    """Name and value of what stands in the database and on the disk; without the database that it is away."""
    index = live_index.stored_file()
    if index.exists():
        yield "ibasho_index_age_seconds", time.time() - index.stat().st_mtime
    with suppress(OSError, ValueError):
        yield "ibasho_index_build_seconds", float(live_index.seconds_file().read_text())
    try:
        version = Edition.current()
        waiting = Mail.objects.waiting().count()  # type: ignore[attr-defined]  # its manager is made from a query set
        failed = Mail.objects.exclude(failed_at=None).count()
        oldest, tasks = readiness.oldest_task(), readiness.waiting_tasks()
    except (DatabaseError, InterfaceError):
        yield "ibasho_database_up", 0
        return
    yield "ibasho_database_up", 1
    yield "ibasho_directory_version", version.number
    yield "ibasho_mail_waiting", waiting
    yield "ibasho_mail_failed", failed
    yield "ibasho_tasks_waiting", tasks
    yield "ibasho_task_oldest_seconds", (timezone.now() - oldest).total_seconds() if oldest else 0
