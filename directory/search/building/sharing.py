"""The arrays and the index, read by the process from which the workers come, so that they share this memory until it changes."""

import gc
import logging

from django.db import connections

from directory.search import live_index
from directory.search.parts import process
from directory.snapshot import loading

_logger = logging.getLogger(__name__)


def read_before_fork() -> None:
    """Read the arrays and the stored index. Without a database, or a file, the workers see to it as they do alone."""
    process.leave_to_children()
    try:
        columns = loading.current()
        if live_index.stored_file().exists():
            live_index.index_at(columns)
    except Exception as error:
        # A damaged copy is dropped where a visitor asks; here it would keep the whole site down.
        live_index.forget()
        _logger.warning("nothing is read before the workers begin", extra={"kind": type(error).__name__}, exc_info=True)
    finally:
        connections.close_all()  # a connection belongs to one process
    gc.collect()
    gc.freeze()  # a collection would write to each object, which makes a copy of its page
