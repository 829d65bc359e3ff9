"""What is done where the index turns out to be damaged while it is asked: it is dropped, and the visitor answered without it."""

import functools
import logging
import threading
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from directory.search import live_index

AGAIN_AFTER = 600.0
"""Seconds for which a process throws no second stored copy away."""

_Asked, _Answer = ParamSpec("_Asked"), TypeVar("_Answer")
_logger = logging.getLogger(__name__)


class _Dropper:
    """What drops the index of this process where a file may be damaged, and tells a question at which every index fails."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._not_before = 0.0
        self._waits_for_next = False
        self._sound: object = _NO_FILE

    def drop(self, error: Exception) -> bool:
        """Drop the index with its stored copy; gives False where it stays, since the one made after another drop fails as well."""
        with self._lock:
            file = live_index.held_file()
            drops = file != self._sound and not self._waits_for_next and time.monotonic() >= self._not_before
            is_news = file != self._sound
            if drops:
                self._not_before = time.monotonic() + AGAIN_AFTER
            else:
                self._sound = file
            self._waits_for_next = drops
        if is_news:
            said = "search index is damaged" if drops else "a question fails with every search index"
            _logger.error(said, extra={"kind": type(error).__name__}, exc_info=error)
        if drops:
            live_index.answer_plainly()
        return drops


_NO_FILE = object()
_dropper = _Dropper()


def though_damaged(answer: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """A function that asks the index, and asks again without it where reading it fails (IndexError, UnicodeDecodeError)."""

    @functools.wraps(answer)
    def answered(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        try:
            return answer(*args, **kwargs)
        except (IndexError, UnicodeDecodeError) as error:
            # Another thread may have dropped it meanwhile.
            if not live_index.has_texts() or _dropper.drop(error):
                return answer(*args, **kwargs)
        with live_index.plainly():
            return answer(*args, **kwargs)

    return answered
