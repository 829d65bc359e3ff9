"""What the builder does: make the stored index anew, where the one that is stored can no longer be brought up to date."""

import gc
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from enum import Enum
from typing import Any

from django.db import connection

from directory.locks import database_lock
from directory.publishing.versions import Edition
from directory.search import live_index
from directory.search.parts import process

_ADVISORY_LOCK = 0x1BA5_40
_MOST_TURNS = 3


class Outcome(Enum):
    """What a builder did."""

    BUILT = "built"
    CURRENT = "current"
    SMALL = "small"
    BUSY = "busy"


def build(*, waits: bool, anew: bool = False) -> Outcome:
    """Store an index of the directory as it is, unless the stored one is near enough; one process at a time does.

    waits  wait for a builder that is at work; otherwise leave the work to it (BUSY)
    anew   also where the stored one is near enough

    A directory of fewer than `live_index.STORED_FROM` listings needs none (SMALL). Raises OSError where it cannot be stored.
    """
    with process.alone(waits=waits) as is_mine:
        if not is_mine:
            return Outcome.BUSY
        with _alone_on_the_database(), _without_looking_for_circles():
            return _built(anew)


def _built(anew: bool) -> Outcome:
    if live_index.is_small():
        return Outcome.SMALL
    stored = None if anew else live_index.stored()
    if stored and live_index.is_near(stored.index.version, stored.labels):
        live_index.store_again()
        return Outcome.CURRENT
    del stored
    for _ in range(_MOST_TURNS):
        began, version = time.monotonic(), Edition.current()
        labels = live_index.store_anew(version)
        _note(time.monotonic() - began)
        if live_index.is_near(version, labels):
            break
    return Outcome.BUILT


@contextmanager
def _without_looking_for_circles() -> Iterator[None]:
    """Let Python not look for circles of objects in a block: a build makes none, and looking through its entries took a fifth of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _note(seconds: float) -> None:
    """Say for who watches how long the last one took; without space nobody is told."""
    with suppress(OSError):
        live_index.seconds_file().write_text(f"{seconds:.2f}", encoding="ascii")


def _alone_on_the_database() -> AbstractContextManager[Any]:
    """On PostgreSQL let machines build one after the other."""
    return database_lock(_ADVISORY_LOCK, waits=True) if connection.vendor == "postgresql" else nullcontext()
