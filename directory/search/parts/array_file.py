"""A stored copy of arrays in one file: written whole under another name, then renamed, and read whole.

Pure. The file is a line of JSON with the number of bytes that follow and their checksum (CRC-32), a line of JSON with what it
is and where each array stands, then the arrays, each at a multiple of 64 bytes.

It is read into memory and not mapped: a process that looks at a mapped page which somebody has cut off dies at once (SIGBUS).
The memory is mapped apart from the heap, so that all of it goes back to the system when the arrays go.
"""

import json
import mmap
import os
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from directory.search.parts.joining import Streamed

_ALIGNED = 64
_LONGEST_LINE = 200
_AT_ONCE = 1 << 20


class NotAStoredCopy(ValueError):
    """The file was not written by `write`, or has been cut or changed since."""


class FileState(NamedTuple):
    """By what a file is known from another one under its name."""

    inode: int
    size: int
    changed_at: int


def state_of(path: Path) -> FileState | None:
    """The state of a file now; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return FileState(found.st_ino, found.st_size, found.st_mtime_ns)


def write(path: Path, about: Mapping[str, Any], arrays: Mapping[str, np.ndarray | Streamed]) -> None:
    """Store arrays under their names beside `about` (anything JSON holds); readers see the old file or the new one.

    Raises OSError; then the old file stays, and nothing else.
    """
    places, at = {}, 0
    for name, array in arrays.items():
        length = array.length if isinstance(array, Streamed) else len(array)
        places[name] = [array.dtype.str, length, at]
        at += -(-length * array.dtype.itemsize // _ALIGNED) * _ALIGNED
    head = json.dumps({"about": about, "arrays": places}).encode() + b"\n"
    checksum, size = 0, 0
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f"{path.name}.") as beside:
        unfinished = Path(beside, path.name)
        with unfinished.open("wb") as file:
            file.write(_first_line(size, checksum))
            for part in _parts(head, arrays):
                file.write(part)
                checksum, size = zlib.crc32(part, checksum), size + len(part)
            file.seek(0)
            file.write(_first_line(size, checksum))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)


def _first_line(size: int, checksum: int) -> bytes:
    return json.dumps({"bytes": size, "crc32": checksum}).encode().ljust(_ALIGNED - 1) + b"\n"


def _parts(head: bytes, arrays: Mapping[str, np.ndarray | Streamed]) -> Iterator[memoryview | bytes]:
    """What follows the first line, as bytes; the arrays begin at a multiple of _ALIGNED."""
    yield head + bytes(-len(head) % _ALIGNED)
    for array in arrays.values():
        size = 0
        for piece in array.pieces if isinstance(array, Streamed) else [array]:
            content = np.ascontiguousarray(piece).data.cast("B")
            yield content
            size += len(content)
        yield bytes(-size % _ALIGNED)


def read(path: Path) -> tuple[Any, dict[str, np.ndarray]]:
    """What `write` was given, the arrays read-only. Raises FileNotFoundError or NotAStoredCopy."""
    with path.open("rb") as file:
        line = file.readline(_LONGEST_LINE)
        try:
            said = json.loads(line)
            size, checksum = int(said["bytes"]), int(said["crc32"])
        except (ValueError, KeyError, TypeError) as error:
            raise NotAStoredCopy(path) from error
        if size <= 0 or os.fstat(file.fileno()).st_size != len(line) + size:
            raise NotAStoredCopy(path)
        held = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        content = memoryview(held)
        # While it is read somebody may cut it: then less comes than was said.
        if file.readinto(content) != size or zlib.crc32(content) != checksum:
            raise NotAStoredCopy(path)
    try:
        return _arrays_in(np.frombuffer(content, np.uint8))
    except (ValueError, KeyError, TypeError) as error:
        raise NotAStoredCopy(path) from error


def _arrays_in(content: np.ndarray) -> tuple[Any, dict[str, np.ndarray]]:
    end = content[:_AT_ONCE].tobytes().index(b"\n")
    head = json.loads(content[:end].tobytes())
    begin = -(-(end + 1) // _ALIGNED) * _ALIGNED
    content = content[begin:]
    content.flags.writeable = False
    return head["about"], {
        name: content[at : at + length * np.dtype(kind).itemsize].view(kind)
        for name, (kind, length, at) in head["arrays"].items()
    }
