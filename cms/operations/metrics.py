"""What is counted of the requests of all workers, for Prometheus.

Each process counts into files of its own in `PROMETHEUS_MULTIPROC_DIR`, and whoever is asked sums the files of all. The library maps
these files into memory, where a full disk would end the process: their space is taken at the beginning, and a process that finds
none counts nothing.
"""

import json
import logging
import os
import struct
from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

import prometheus_client as prometheus
from prometheus_client import multiprocess
from prometheus_client.mmap_dict import MmapedDict

from directory.locks import file_lock

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
BYTES = 1 << 20
"""Space of one file: some 8,000 values, more than there are routes, classes and buckets."""
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Upper ends in seconds."""

_KINDS = ("counter", "histogram")
_DAMAGE = (struct.error, RuntimeError, ValueError, TypeError)
"""What reading a file of the library raises that somebody has cut or overwritten."""
_ENDED = 0
"""Instead of the number of a process: no process has it."""

logger = logging.getLogger(__name__)

requests = prometheus.Counter(
    "ibasho_requests", "Requests by the name of their route and the class of their status.", ["route", "status"]
)
seconds = prometheus.Histogram(
    "ibasho_request_seconds", "How long requests took, in seconds.", ["route"], buckets=BUCKETS
)

loads = prometheus.Histogram(
    "ibasho_arrays_seconds",
    "How long it took to read the directory into the memory of a worker, all of it or what changed, in seconds.",
    ["extent"],
    buckets=BUCKETS,
)


def count(route: str, status: int, ms: float) -> None:
    """Count one request under the NAME of its route; its path, which may hold a secret, is never known here."""
    if _may_count(os.getpid()):
        requests.labels(route or "none", f"{status // 100}xx").inc()
        seconds.labels(route or "none").observe(ms / 1000)


def count_load(*, seconds: float, whole: bool, **kwargs: Any) -> None:
    """Count one reading of the directory; receiver of `loaded`."""
    if _may_count(os.getpid()):
        loads.labels("all" if whole else "changes").observe(seconds)


def of_all_workers() -> bytes:
    """The counts of all processes in the text format of Prometheus."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return bytes(prometheus.generate_latest(prometheus.REGISTRY))
    registry = prometheus.CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    with _while_no_worker_ends(folder):
        try:
            return bytes(prometheus.generate_latest(registry))
        except _DAMAGE:
            for path in Path(folder).glob("*.db"):
                _values_in(path)
            return bytes(prometheus.generate_latest(registry))


def take_over_from(pid: int) -> None:
    """Add what a process that has ended counted to what all that ended did, and delete its files.

    Counts never fall, as Prometheus expects, and files do not pile up. Without space its files stay, and while somebody else
    has the lock: the first process of a site, which asks, must not wait for a worker that hangs. Raises OSError.
    """
    folder = os.environ.get(FOLDER)
    if not folder or not _may_count(_ENDED):
        return
    with _while_no_worker_ends(folder, waits=False) as is_mine:
        for kind in _KINDS if is_mine else ():
            own = Path(folder, f"{kind}_{pid}.db")
            if own.exists() and _add(Path(folder, f"{kind}_{_ENDED}.db"), _values_in(own)):
                own.unlink(missing_ok=True)


def _add(to: Path, counted: Mapping[str, float]) -> bool:
    """Add counts to those of a file, which begins anew where it is damaged; gives whether there was space."""
    if to.exists():
        _values_in(to)
    if not to.exists():
        _may_count.cache_clear()
        if not _may_count(_ENDED):
            return False
    together = MmapedDict(str(to))
    for key, value in counted.items():
        together.write_value(key, together.read_value(key)[0] + value, 0.0)
    together.close()
    return True


def _values_in(path: Path) -> dict[str, float]:
    """What a file counts, by the keys of the library; nothing where it was cut or overwritten, and then it is deleted."""
    values = {}
    try:
        with path.open("rb") as file:
            if struct.unpack("i", file.read(4))[0] < 0:  # which the library takes for an empty one
                raise ValueError(path)
        for key, value, _, _ in MmapedDict.read_all_values_from_file(str(path)):
            _, _, _, _ = json.loads(key)
            values[key] = value
    except _DAMAGE as error:
        logger.warning("counts are damaged", extra={"kind": type(error).__name__})
        path.unlink(missing_ok=True)
        return {}
    return values


def _while_no_worker_ends(folder: str, waits: bool = True) -> AbstractContextManager[bool]:
    """Let nobody read between the adding and the deleting: two halves of a site count in one folder."""
    return file_lock(Path(folder, "lock"), waits=waits)


@cache
def _may_count(pid: int) -> bool:
    """Whether the process of this number may count; takes its space once, after each fork."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return True
    files = [Path(folder, f"{kind}_{pid}.db") for kind in _KINDS]
    try:
        for path in files:
            with path.open("ab") as file:
                os.posix_fallocate(file.fileno(), 0, BYTES)
    except OSError:
        for path in files:
            if path.exists() and not path.stat().st_size:
                path.unlink()  # an empty one is no file of counts, and nobody could read the others
        logger.warning("requests are not counted", extra={"reason": "no_space"})
        return False
    return True
