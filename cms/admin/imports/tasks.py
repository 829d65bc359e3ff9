"""The steps of a run in the background; where no worker comes within some seconds, the page that waits does them itself."""

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Length
from django.utils import timezone
from django_tasks import task

from directory.imports.steps.running import do_waiting_step
from directory.models import ImportRun

SMALL = 500_000
"""Bytes of a file of some thousand rows, which is read or stored within about ten seconds."""


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
    """The run as it is now, after doing a short step for which no worker came."""
    if run.is_stuck and _is_short(run):
        do_waiting_step(run, timezone.localdate())
        run.refresh_from_db()
    return run


def _is_short(run: ImportRun) -> bool:
    """Whether a step is done well before a web server loses patience: a small file, and no geocoder on the net."""
    size = ImportRun.objects.filter(pk=run.pk).aggregate(size=Max(Length("content")))["size"] or 0
    return size <= SMALL and not settings.GEOCODER
