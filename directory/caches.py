"""Values that the threads of one process share: made once, kept, and never half made.

Pure. Every cache of a module is one of these (or `functools.cache`, which is safe by itself); tests/test_module_caches.py
finds a module that keeps values in a plain dict, list or global instead.
"""

import threading
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_NOT_MADE: Any = object()


class KeyedCache(Generic[Key, Value]):
    """The values of the `most` keys that were asked for last, by default of one.

    Threads that ask for the same key at once wait for the first of them; those that ask for other keys do not.
    """

    def __init__(self, most: int = 1):
        self._most = most
        self._lock = threading.Lock()
        self._entries: dict[Key, _Entry[Value]] = {}

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key, by `make()` where it is not kept. What `make` raises is raised, and nothing is kept."""
        with self._lock:
            entry = self._entries.pop(key, None) or _Entry()
            self._entries[key] = entry
            while len(self._entries) > self._most:
                del self._entries[next(iter(self._entries))]
        return entry.get(make)

    def clear(self) -> None:
        """Forget all values."""
        with self._lock:
            self._entries.clear()


class _Entry(Generic[Value]):
    """One value and the lock under which it is made."""

    __slots__ = ("_lock", "_value")

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._value: Value = _NOT_MADE

    def get(self, make: Callable[[], Value]) -> Value:
        if self._value is _NOT_MADE:
            with self._lock:
                if self._value is _NOT_MADE:
                    self._value = make()
        return self._value


class CurrentValue(Generic[Value]):
    """One value that is brought up to date from what it was before, by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._value: Value | None = None

    def renewed(self, renew: Callable[[Value | None], Value]) -> Value:
        """What `renew` gives for the value before (None at first, and after `clear`), which is then the value."""
        with self._lock:
            self._value = renew(self._value)
            return self._value

    @property
    def value(self) -> Value | None:
        """The value as it is now, without waiting for a thread that renews it; None at first, and after `clear`."""
        return self._value

    def clear(self) -> None:
        """Forget the value."""
        with self._lock:
            self._value = None


class SizedCache(Generic[Key, Value]):
    """Values that together take no more than so many bytes; those that were asked for longest ago go first."""

    def __init__(self, most_bytes: int):
        self._most, self._bytes = most_bytes, 0
        self._lock = threading.Lock()
        self._entries: dict[Key, tuple[Value, int]] = {}

    def get(self, key: Key) -> Value | None:
        """The value of a key; None where it is not kept."""
        with self._lock:
            entry = self._entries.pop(key, None)
            if entry is None:
                return None
            self._entries[key] = entry
            return entry[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keep a value of `size` bytes, in place of the one before. One that is larger than the whole is not kept."""
        with self._lock:
            self._drop(key)
            if size > self._most:
                return
            self._entries[key] = (value, size)
            self._bytes += size
            while self._bytes > self._most:
                self._drop(next(iter(self._entries)))

    def drop(self, key: Key) -> None:
        """Forget the value of a key, if there is one."""
        with self._lock:
            self._drop(key)

    def _drop(self, key: Key) -> None:
        if entry := self._entries.pop(key, None):
            self._bytes -= entry[1]

    def clear(self) -> None:
        """Forget all values."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0
