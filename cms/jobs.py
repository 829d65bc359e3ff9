"""Everything that time triggers. Each step asks the dates anew, so that running twice, or two at once, does nothing twice."""

import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence

from django.db.models import Q
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from cms.listings import photo_form
from cms.mail import queue
from cms.mail.messages import url_of
from directory.accounts import rate_limits
from directory.accounts.links import Link
from directory.associations.invitations import Invitation
from directory.catalogue import freshness
from directory.upkeep import campaigns
from directory.upkeep.bounces import BouncedAddress
from directory.upkeep.due_reminders import ReminderItem, write_due_letters
from directory.upkeep.reminders import Letter

logger = logging.getLogger(__name__)

KEPT_TASKS = dt.timedelta(days=14)
"""How long tasks can be looked at."""
KEPT = dt.timedelta(days=90)
"""How long personal data stays that is good for nothing but looking into what happened: mails that are sent or given up,
dead links, invitations that nobody accepted, addresses that bounced until the city had them mended."""


def begin_campaigns(day: dt.date) -> int:
    """In April, ask everyone who the 代表者 is now, and where they meet."""
    return campaigns.start_april_campaigns(day)


def remind(day: dt.date) -> int:
    """Letters to those whose listings are to be checked."""
    return write_due_letters(day, write)


def write(letter: Letter, questions: Sequence[ReminderItem]) -> None:
    """Put a letter into the outgoing mail."""
    day = letter.day
    lines = [
        {
            "resource": question.resource,
            "url": url_of(question.secret),
            "checked": _checked(question.resource, day),
        }
        for question in questions
    ]
    queue.queue(
        "reminder",
        letter.address,
        lines=lines,
        people=sorted({q.secret.link.user.name for q in questions if q.secret.link.user and q.secret.link.user.name}),
        again=all(question.again for question in questions),
        campaign=any(question.campaign for question in questions),
        until=timezone.localdate(questions[0].secret.link.expires_at),
    )


def _checked(resource, day: dt.date) -> str:
    last = resource.last_verification
    return freshness.ago(last.day, day) if last else ""


def forget(day: dt.date) -> int:
    """Drop what nobody needs any more: knocks at the doors, left photos, tasks that are over, personal data older than KEPT."""
    now = timezone.now()
    before = now - KEPT
    begun = DBTaskResult.objects.finished() | DBTaskResult.objects.running()
    old = (
        begun.filter(started_at__lt=now - KEPT_TASKS),
        queue.Mail.objects.filter(Q(sent_at__lt=before) | Q(failed_at__lt=before)),
        BouncedAddress.objects.filter(mended_at__lt=before),
        Invitation.objects.dead_since(before),
        Link.objects.dead_since(before),
    )
    return rate_limits.delete_old_attempts() + photo_form.forget_old() + sum(rows.delete()[0] for rows in old)


STEPS: dict[str, Callable[[dt.date], int]] = {
    "いっせい確認を はじめた市": begin_campaigns,
    "確認のお願いを 書いた人": remind,
    "片づけた 古い記録": forget,
}
"""What is done, in this order, and what the number that each step gives counts."""


def run_step(step: Callable[..., int], *arguments: object) -> int:
    """Do one step and log its count and milliseconds; gives the count. What it raises is logged and raised again."""
    began = time.perf_counter()

    def measured(**fields: object) -> dict[str, object]:
        return {"step": step.__name__, "ms": round((time.perf_counter() - began) * 1000), **fields}

    try:
        count = step(*arguments)
    except Exception:
        logger.exception("step failed", extra=measured())
        raise
    logger.info("step done", extra=measured(count=count))
    return count


def deliver_all() -> int:
    """Send what waits; gives how many mails were sent meanwhile.

    What a mail server has refused for now, and what a worker is sending or was when it died, stays for a later run.
    """
    began = timezone.now()
    _work()
    _deliver_forgotten()
    return queue.Mail.objects.filter(sent_at__gte=began).count()


def _work() -> None:
    """Do every task that is ready, as `manage.py db_worker` does; both may run at once."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"run_due-{time.monotonic_ns()}",
        excluded_queue_names=[],
    )
    while task := _next_task(worker.worker_id):
        worker.run_task(task)


def _next_task(worker_id: str) -> DBTaskResult | None:
    # The worker's own loop closes connections between tasks, which a caller's transaction does not survive.
    with exclusive_transaction():
        task = DBTaskResult.objects.ready().get_locked()
        if task:
            task.claim(worker_id)
    return task


def _deliver_forgotten() -> None:
    """Mails that are due and whose task died with its worker."""
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    for key in list(queue.Mail.objects.waiting().filter(free, next_try__lte=now).values_list("pk", flat=True)):
        queue.deliver(key)
