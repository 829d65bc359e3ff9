"""Everything that time triggers, for `manage.py run_due`.

Each step reads the dates from the database, so that two runs, also at the same time, do nothing twice.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from cms.content import unused_photos
from cms.desk.following import by_itself
from cms.kept_pages.shown_rows import forget_old_changes
from cms.line import pushes
from cms.mail import queue
from cms.mail.messages import queue_reminder
from cms.print import booklets
from directory.accounts import api_tokens, rate_limits, stamps
from directory.accounts.links import Link, Purpose
from directory.associations.invitations import Invitation
from directory.imports.steps.import_runs import ImportRun
from directory.imports.steps.running import do_waiting_step, forget_old_runs
from directory.publishing import scheduling
from directory.search.building import builder
from directory.search.building.builder import Outcome
from directory.search.unanswered import forget_counted
from directory.upkeep import campaigns
from directory.upkeep.bounces import BouncedAddress
from directory.upkeep.due_reminders import write_due_letters
from matching.cases import drafts
from matching.oversight import retention, seals

logger = logging.getLogger(__name__)

TASKS_KEPT = dt.timedelta(days=14)
"""How long finished tasks stay in the database, so that somebody can look at them."""
PERSONAL_DATA_KEPT = dt.timedelta(days=90)
"""How long personal data stays that is of no use any more except to find out what happened: mails sent or given up,
expired links, invitations that nobody accepted, addresses that bounced until the city corrected them."""
SIGN_IN_LINKS_KEPT = dt.timedelta(days=1)
"""How long it can be said of a link in a mail that it is used or too old; afterwards it is unknown."""


def unpublish_expired(day: dt.date) -> int:
    """Take off the site what has reached its day, before anybody is written to about it; gives the number of rows."""
    return scheduling.unpublish_expired(timezone.now())


def publish_due(day: dt.date) -> int:
    """Publish what was approved for a day that has come; gives the number of drafts."""
    return scheduling.publish_due(timezone.now())


def begin_campaigns(day: dt.date) -> int:
    """In April, ask everyone who the 代表者 is now, and where they meet; gives the number of cities that begin."""
    return campaigns.start_april_campaigns(day)


def remind(day: dt.date) -> int:
    """Write to those whose listings are to be checked; gives the number of people."""
    return write_due_letters(day, queue_reminder)


def ask_hosts(day: dt.date) -> int:
    """Ask hosts how it goes with somebody who comes there since some weeks or months; gives the number of mails."""
    return by_itself.ask_hosts(day)


def ring_line(day: dt.date) -> int:
    """Push by LINE that something changed, where the city wants it; gives the number of pushes that LINE took."""
    return pushes.ring()


def delete_old(day: dt.date) -> int:
    """Delete what nobody needs any more; gives the number of rows and photos.

    Attempts counted by the rate limits, used stamps, answers that other systems have got, ended sessions, dead links that sign in, unused photos, finished tasks, files of imports that can be undone no longer, counted
    queries that nobody repeats, noted changes of what pages show, drafts at the desk, つなぐシート after the years of keeping, pushes by LINE and personal data older than PERSONAL_DATA_KEPT.
    """
    now = timezone.now()
    before = now - PERSONAL_DATA_KEPT
    begun = DBTaskResult.objects.finished() | DBTaskResult.objects.running()
    old = (
        begun.filter(started_at__lt=now - TASKS_KEPT),
        queue.Mail.objects.filter(Q(sent_at__lt=before) | Q(failed_at__lt=before)),
        pushes.LinePush.objects.filter(Q(sent_at__lt=before) | Q(failed_at__lt=before)),
        BouncedAddress.objects.filter(mended_at__lt=before),
        Invitation.objects.dead_since(before),
        Link.objects.dead_since(before),
        Link.objects.filter(purpose=Purpose.SIGN_IN).dead_since(now - SIGN_IN_LINKS_KEPT),
        Session.objects.filter(expire_date__lt=now),
    )
    own = (
        rate_limits.delete_old_attempts()
        + stamps.forget_used_stamps()
        + api_tokens.forget_answers(now)
        + unused_photos.delete_unused()
        + forget_old_runs(now)
        + forget_old_changes()
        + booklets.forget_old(now)
        + drafts.forget_old(now)
        + retention.forget_sheets(day)
    )
    own += forget_counted(day)
    return own + sum(rows.delete()[0] for rows in old)


def finish_imports(day: dt.date) -> int:
    """Do the steps of imports that nobody has taken up, or whose worker is gone; gives how many."""
    stuck = [run for run in ImportRun.objects.working() if run.is_stuck]
    for run in stuck:
        do_waiting_step(run, day)
    return len(stuck)


def make_booklets(day: dt.date) -> int:
    """Make the booklets that nobody has taken up, or whose worker is gone; gives how many."""
    return booklets.make_waiting(timezone.localtime())


def seal_looks(day: dt.date) -> int:
    """Seal the looks of each day that is over; gives the number of days."""
    return seals.seal_looks(timezone.now())


def build_index(day: dt.date) -> int:
    """Make the index of the search where it is needed and no process of the site could; gives 1 where it was made."""
    try:
        return int(builder.build(waits=False) is Outcome.BUILT)
    except OSError:  # a full disk keeps no mail back
        logger.exception("search index not built")
        return 0


STEPS: dict[str, Callable[[dt.date], int]] = {
    "日が来て 公開をやめたもの": unpublish_expired,
    "日が来て 公開したもの": publish_due,
    "いっせい確認を はじめた市": begin_campaigns,
    "確認のお願いを 書いた人": remind,
    "その後を たずねた 受け入れ先": ask_hosts,
    "つづきをした 一覧の取りこみ": finish_imports,
    "つくった 冊子": make_booklets,
    "LINEで 知らせたこと": ring_line,
    "片づけた 古い記録": delete_old,
    "閲覧の記録に 封をした日": seal_looks,
    "つくりなおした さくいん": build_index,
}
"""The steps in their order; the label says what the number that a step gives counts."""


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
    """Send the mail that waits; gives how many mails were sent meanwhile, by this process or another one.

    What a mail server has refused for now, and what a worker is sending or was when it died, stays for a later run.
    Must not be called inside a transaction: the worker closes connections between its tasks.
    """
    began = timezone.now()
    _run_ready_tasks()
    queue.deliver_due()
    return queue.Mail.objects.filter(sent_at__gte=began).count()


def _run_ready_tasks() -> None:
    """Do every task that is ready, as `manage.py db_worker --batch` does; several may run at once.

    The worker itself and not the command, which would take over this process's signals and the level of its logs.
    """
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"run_due-{uuid4().hex}",
        excluded_queue_names=[],
    ).run()
