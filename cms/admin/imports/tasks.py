"""The steps of a run in the background; where no worker comes within some seconds, the page that waits does them itself."""

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from directory.imports.steps.running import do_waiting_step
from directory.models import ImportRun


@task()
def do_step(run_key: int) -> None:
    """Do the step that waits in a run; nothing where it is done already, or the run is gone."""
    if run := ImportRun.objects.filter(pk=run_key).first():
        do_waiting_step(run, timezone.localdate())


def begin_step(run: ImportRun, state: ImportRun.State, **columns) -> bool:
    """Bring a run into a state in which a worker takes it up; False where somebody else was faster."""
    with transaction.atomic():
        if not run.move(state, **columns):
            return False
        do_step.enqueue(run.pk)
    return True


def lend_a_hand(run: ImportRun) -> ImportRun:
    """The run as it is now, after doing a step for which no worker came."""
    if run.is_left_waiting or run.has_died:
        do_waiting_step(run, timezone.localdate())
        run.refresh_from_db()
    return run
