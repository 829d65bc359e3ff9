"""What is done where the index turns out to be damaged while it is asked: it is dropped, and the visitor answered without it."""

import functools
import logging
import threading
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from directory.search import live_index
from directory.search.index import Index, LayeredIndex
from directory.search.parts.soundness import is_sound

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
        """Drop the index with its stored copy, if it is not yet; gives False where it stays: one made after a drop fails as well.

        One whose arrays do not fit together is dropped whatever was dropped before.
        """
        about = {"kind": type(error).__name__}
        with self._lock:
            if not (index := live_index.held_index()):  # another thread has dropped it meanwhile
                return True
            file = live_index.held_file()
            may_be_it = file != self._sound and not self._waits_for_next
            if time.monotonic() >= self._not_before and (may_be_it or not _fits_together(index)):
                self._not_before, self._waits_for_next = time.monotonic() + AGAIN_AFTER, True
                _logger.error("search index is damaged", extra=about, exc_info=error)
                live_index.answer_plainly()
                return True
            if file != self._sound:
                self._sound, self._waits_for_next = file, False
                _logger.error("a question fails with every search index", extra=about, exc_info=error)
            return False


def _fits_together(index: Index) -> bool:
    layers = (index.below, index.above) if isinstance(index, LayeredIndex) else (index,)
    return all(is_sound(layer.entries, layer.bigrams, layer.own) for layer in layers)


_NO_FILE = object()
_dropper = _Dropper()


def though_damaged(answer: Callable[_Asked, _Answer]) -> Callable[_Asked, _Answer]:
    """A function that asks the index, and asks again without it where reading it fails (IndexError, UnicodeDecodeError)."""

    @functools.wraps(answer)
    def answered(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        try:
            return answer(*args, **kwargs)
        except (IndexError, UnicodeDecodeError) as error:
            is_dropped = _dropper.drop(error)
        if is_dropped:
            return answer(*args, **kwargs)
        with live_index.plainly():
            return answer(*args, **kwargs)

    return answered
