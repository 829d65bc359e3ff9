"""What gunicorn does by itself, given by --config: with --preload the workers share the arrays and the index."""

from contextlib import suppress
from typing import Any


def on_starting(server: Any) -> None:
    """Read both before the first worker begins: of what nobody writes there is one copy for all of them.

    Not in `when_ready`, before which systemd is already told that this half is ready and the other one may restart.
    """
    if server.cfg.preload_app:
        from directory.search.building.sharing import read_before_fork

        read_before_fork()


def child_exit(server: Any, worker: Any) -> None:
    """Keep what a worker that ended has counted, and not its files: each has two, of a megabyte."""
    from cms.operations.metrics import take_over_from

    with suppress(OSError):  # nobody would bring the first process back
        take_over_from(worker.pid)
