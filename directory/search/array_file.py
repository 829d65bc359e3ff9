"""A stored copy of arrays in one file: written whole, then mapped into memory, so that workers share its pages.

Pure. The file is a line of JSON (what it is, where each array stands), then the arrays, each at a multiple of 64 bytes.
"""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

_ALIGNED = 64


class NotAStoredCopy(ValueError):
    """The file was not written by `write`, or was cut short."""


def write(path: Path, about: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    """Store arrays under their names beside `about` (anything JSON holds); readers see the old file or the new one."""
    places, at = {}, 0
    for name, array in arrays.items():
        places[name] = [array.dtype.str, len(array), at]
        at += -(-array.nbytes // _ALIGNED) * _ALIGNED
    head = json.dumps({"about": about, "arrays": places, "bytes": at}).encode()
    head += b" " * (-(len(head) + 1) % _ALIGNED) + b"\n"
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f"{path.name}.") as beside:
        unfinished = Path(beside, path.name)
        with unfinished.open("wb") as file:
            file.write(head)
            for array in arrays.values():
                file.write(np.ascontiguousarray(array).data)
                file.write(bytes(-array.nbytes % _ALIGNED))
        unfinished.replace(path)


def read(path: Path) -> tuple[Any, dict[str, np.ndarray]]:
    """What `write` was given, the arrays read-only and mapped. Raises FileNotFoundError or NotAStoredCopy."""
    with path.open("rb") as file:
        line = file.readline()
    try:
        head = json.loads(line)
        about, places, size = head["about"], head["arrays"], head["bytes"]
    except (ValueError, KeyError, TypeError) as error:
        raise NotAStoredCopy(path) from error
    if path.stat().st_size != len(line) + size:
        raise NotAStoredCopy(path)
    content = np.memmap(path, np.uint8, "r").view(np.ndarray)[len(line) :]
    return about, {
        name: content[at : at + length * np.dtype(kind).itemsize].view(kind)
        for name, (kind, length, at) in places.items()
    }
