"""The lines that an import writes into the log: when it starts, what it counted, why it failed."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

logger = logging.getLogger(__name__)


@contextmanager
def logged(kind: str, files: int, dry_run: bool) -> Iterator[dict[str, int | bool]]:
    """Log one import around the block. The block puts its counts into the dict that it gets: rows, added, changed …

    kind   what is imported: the slug of a kind of listings, or the name of a list; never the name of a file
    Logs an error where `stored` is False although it was no dry run, and where the block raises; raises that again.
    """
    counts: dict[str, int | bool] = {}
    about, began = {"kind": kind, "files": files, "dry_run": dry_run}, time.perf_counter()
    logger.info("import started", extra=about)
    try:
        yield counts
    except Exception as trouble:
        logger.exception("import failed", extra=about | {"error": type(trouble).__name__})
        raise
    told = about | counts | {"ms": round((time.perf_counter() - began) * 1000)}
    if counts.get("stored") or dry_run:
        logger.info("import finished", extra=told)
    else:
        logger.warning("import stored nothing", extra=told)
