"""The builder of the search index as a process of its own: who may be it, and how a site starts it.

A machine has one at a time (a lock on a file, which goes with the process that holds it).
"""

import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import AbstractContextManager
from pathlib import Path

from django.conf import settings

from directory.locks import file_lock

AGAIN_AFTER = 2.0
"""Seconds after a builder that made its index until this process starts another one."""
AFTER_A_FAILURE = 60.0
"""The same after one that failed: a full disk is not mended by trying all the time."""

NAME = "search index"
"""Of the thread that waits for a builder."""

_logger = logging.getLogger(__name__)


def alone(*, waits: bool) -> AbstractContextManager[bool]:
    """Be the builder of this machine for a block; gives False where another one is and nobody waits for it."""
    return file_lock(Path(settings.VAR_DIR, "search.index.lock"), waits=waits)


class _Starter:
    """What starts builders from a process that serves: one at a time, and in the background."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._not_before = 0.0

    def start(self) -> None:
        with self._lock:
            if time.monotonic() < self._not_before:
                return
            self._not_before = float("inf")
        threading.Thread(target=self._run, name=NAME, daemon=True).start()

    def leave(self) -> None:
        with self._lock:
            self._not_before = float("inf")

    def _run(self) -> None:
        ended_well = False
        try:
            with alone(waits=False) as nobody_builds:
                pass
            ended_well = not nobody_builds or _build()
        except OSError:
            _logger.exception("search index: no builder")
        finally:
            self._not_before = time.monotonic() + (AGAIN_AFTER if ended_well else AFTER_A_FAILURE)


def _build() -> bool:
    """Run the builder until it ends, also where this process ends before it; gives whether it did its work."""
    command = [sys.executable, str(Path(settings.BASE_DIR, "manage.py")), "build_index", "--in-background"]
    done = subprocess.run(  # noqa: S603  (nothing of it comes from outside)
        command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )
    if done.returncode:
        _logger.error("search index not built", extra={"status": done.returncode})
    return not done.returncode


_starter = _Starter()
os.register_at_fork(after_in_child=_starter.__init__)  # the thread that waits for a builder stays with the parent


def start() -> None:
    """See to it that a builder is at work, in a process of its own; gives at once."""
    _starter.start()


def leave_to_children() -> None:
    """Start none from this process, only from those that fork from it: a thread does not come along."""
    _starter.leave()
