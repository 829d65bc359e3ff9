"""What is counted of the requests of all workers, for Prometheus.

Each process counts into files of its own in `PROMETHEUS_MULTIPROC_DIR`, and whoever is asked sums the files of all. The library maps
these files into memory, where a full disk would end the process: their space is taken at the beginning, and a process that finds
none counts nothing.
"""

import logging
import os
from functools import cache
from pathlib import Path
from typing import Any

import prometheus_client as prometheus
from prometheus_client import multiprocess

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
BYTES = 1 << 20
"""Space of one file: some 8,000 values, more than there are routes, classes and buckets."""
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Upper ends in seconds."""

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
    if not os.environ.get(FOLDER):
        return bytes(prometheus.generate_latest(prometheus.REGISTRY))
    registry = prometheus.CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return bytes(prometheus.generate_latest(registry))


@cache
def _may_count(pid: int) -> bool:
    """Whether the process of this number may count; takes its space once, after each fork."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return True
    try:
        for kind in ("counter", "histogram"):
            with Path(folder, f"{kind}_{pid}.db").open("ab") as file:
                os.posix_fallocate(file.fileno(), 0, BYTES)
    except OSError:
        logger.warning("requests are not counted", extra={"reason": "no_space"})
        return False
    return True
