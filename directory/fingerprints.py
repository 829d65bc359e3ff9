"""A mark of what a stored copy was made by: another code, file or dictionary reads no old copy."""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version as package_version
from pathlib import Path
from types import ModuleType


def fingerprint(modules: Iterable[ModuleType], files: Iterable[Path] = ()) -> str:
    """A hash of the sources of some modules, of some files, and of the dictionary by which texts are cut and read."""
    paths = [*(Path(str(module.__file__)) for module in modules), *files]
    content = b"".join(hashlib.sha256(path.read_bytes()).digest() for path in paths)
    dictionary = "".join(package_version(package) for package in ("sudachidict-small", "sudachipy"))
    return hashlib.sha256(content + dictionary.encode()).hexdigest()
