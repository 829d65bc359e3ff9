"""What is done where the index turns out to be damaged while it is asked: it is dropped, and the visitor answered without it."""

import functools
import logging
import threading
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from directory.search import live_index

AGAIN_AFTER = 600.0
"""Seconds for which a process throws no second stored copy away: what fails again was no damage of the file."""

_Asked, _Answer = ParamSpec("_Asked"), TypeVar("_Answer")
_logger = logging.getLogger(__name__)


class _Dropper:
    """What drops the index of this process; the stored copy goes with it, once in a while."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._not_before = 0.0

    def drop(self, error: Exception) -> None:
        with self._lock:
            is_first = time.monotonic() >= self._not_before
            if is_first:
                self._not_before = time.monotonic() + AGAIN_AFTER
        if is_first:
            _logger.error("search index is damaged", extra={"kind": type(error).__name__}, exc_info=error)
        live_index.answer_plainly(and_build=is_first)


_dropper = _Dropper()


def though_damaged(answer: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """A function that asks the index, and asks again without it where reading it fails (IndexError, UnicodeDecodeError)."""

    @functools.wraps(answer)
    def answered(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        try:
            return answer(*args, **kwargs)
        except (IndexError, UnicodeDecodeError) as error:
            if not live_index.has_texts():
                raise
            _dropper.drop(error)
        return answer(*args, **kwargs)

    return answered
