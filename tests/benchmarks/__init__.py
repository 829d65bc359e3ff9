"""What the benchmarks share: how time is taken and how figures are told."""

import argparse
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np


def timed(function: Callable[[Any], Any], arguments: Iterable[Any]) -> tuple[list[Any], np.ndarray]:
    """Call a function on each argument; its results, and the milliseconds of each call."""
    results, spent = [], []
    for argument in arguments:
        begin = time.perf_counter()
        results.append(function(argument))
        spent.append((time.perf_counter() - begin) * 1000)
    return results, np.array(spent)


def spread(milliseconds: np.ndarray, prefix: str = "") -> dict[str, float]:
    """`median_ms` and `p95_ms` of some calls, their names after a prefix."""
    median, p95 = np.percentile(milliseconds, [50, 95])
    return {f"{prefix}median_ms": round(float(median), 3), f"{prefix}p95_ms": round(float(p95), 3)}


def options(about: str | None, **defaults: int | float | str | Path) -> argparse.Namespace:
    """What a benchmark was called with: `--NAME` for each default, of the default's type, and `--json`."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in defaults.items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def held_mb(process: str | int, file: str, name: str) -> float:
    """Megabytes that a line of /proc/PROCESS/FILE says. Raises OSError for a process that is gone."""
    lines = Path("/proc", str(process), file).read_text().splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024, 1)


def report(figures: Mapping[str, Any], as_json: bool) -> None:
    """Print figures as one JSON object or, for people, one a line."""
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    width = max(map(len, figures))
    for name, figure in figures.items():
        print(f"{name:{width}}  {figure}")


@contextmanager
def own_database() -> Iterator[None]:
    """Django set up on a database that is empty, migrated and gone afterwards: SQLite, or what DATABASE_URL names.

    Once a process, before anything imports the settings.
    """
    with tempfile.TemporaryDirectory(prefix="ibasho-benchmark-") as folder:
        os.environ["VAR_DIR"] = folder
        os.environ.setdefault("DEBUG", "1")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
        import django
        from django.core.management import call_command

        django.setup()
        from tests.migrated_once import migrated_once

        with migrated_once():
            call_command("migrate", verbosity=0)
        yield
        _let_builders_end()


def _let_builders_end() -> None:
    """Wait for the process that makes the search index: it reads the database, which is about to go."""
    from directory.search.parts import process

    process.leave_to_children()
    for thread in threading.enumerate():
        if thread.name == process.NAME:
            thread.join()
    with process.alone(waits=True):  # one that a server of the benchmark has started
        pass
