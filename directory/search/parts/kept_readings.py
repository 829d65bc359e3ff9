"""The readings that a build proposed, kept by name for the next one: the analyser is two fifths of a build.

A line a part of a build, in order of keys, so that a build reads along and holds few. A damaged line, or one that was made by
other code, ends the file: its names are read again.
"""

import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.conf import settings

from directory.japanese.readings import propose_readings

Reader = Callable[[Iterable[str], int], Mapping[str, str]]
"""The readings of some names by name; the names are those of the next part, whose last key is told."""
_END: tuple[int, dict[str, str]] = (sys.maxsize, {})


def reads_all(names: Iterable[str], last: int) -> Mapping[str, str]:
    """A Reader that keeps nothing."""
    return propose_readings(names)


def file() -> Path:
    """Where the readings of the last build lie. They are of places that were live then, as the index is."""
    return settings.VAR_DIR / "search.readings"


@contextmanager
def kept(mark: str) -> Iterator[Reader]:
    """A Reader for one build, parts in order of keys; what it gave is kept where the block ends well.

    `mark` tells the code and the dictionary that read. Raises OSError where it cannot be stored; then what was kept before stays.
    """
    with TemporaryDirectory(dir=file().parent, prefix=f"{file().name}.") as beside:
        unfinished = Path(beside, file().name)
        with unfinished.open("wb") as store, closing(_parts(mark)) as before:
            yield _Reading(before, store, mark)
        unfinished.replace(file())


class _Reading:
    def __init__(self, before: Iterator[tuple[int, dict[str, str]]], store: IO[bytes], mark: str):
        self._before, self._store, self._mark = before, store, mark
        self._last, self._readings = next(before, _END)

    def __call__(self, names: Iterable[str], last: int) -> dict[str, str]:
        names = dict.fromkeys(names)
        found = self._known(names)
        while self._last < last:
            self._last, self._readings = next(self._before, _END)
            found |= self._known(names)
        found |= propose_readings(name for name in names if name not in found)
        content = json.dumps([self._mark, last, found], ensure_ascii=False).encode()
        self._store.write(b"%08x %b\n" % (zlib.crc32(content), content))
        return found

    def _known(self, names: dict[str, None]) -> dict[str, str]:
        return {name: self._readings[name] for name in names.keys() & self._readings.keys()}


def _parts(mark: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The last key of each part that was kept, and its readings."""
    if not file().exists():
        return
    with file().open("rb") as lines:
        for line in lines:
            checksum, _, content = line.rstrip(b"\n").partition(b" ")
            if checksum != b"%08x" % zlib.crc32(content):
                return
            made_by, last, readings = json.loads(content)
            if made_by != mark:
                return
            yield last, readings
