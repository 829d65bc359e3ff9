"""Mutants tried in one process: pytest collects and runs the tests once, then a child of it takes each mutant into its memory and
runs them again until one fails. A start and a database for each mutant took four fifths of the time.

A mutant is taken in by its code: the functions of the statement that it changes get the code of the same functions of the changed
source, and any other name that the statement defines is set anew wherever it was imported. The test that a mutant fails is run with the module's own
unchanged source, taken in so: where it fails, too (a table, a class whose instances are kept), the module is left to a process for
each mutant. All tests with the own source of each module, as before, took longer than all mutants.

What was kept before a mutant was taken in would hide it: every cache of ours is emptied, and the book of phrases is read from a
folder that each child has for itself, or made anew where the module makes it. Values that a test or a fixture made at its import stay.
"""

import ast
import functools
import gc
import inspect
import mmap
import os
import resource
import shutil
import sys
import tempfile
import time
import types
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings

from directory.caches import CurrentValue, KeyedCache, SizedCache

if TYPE_CHECKING:
    from tests.benchmarks.mutants import Mutant

SECONDS, ROUNDS = 60, 3
"""Processor time beside so many rounds of all tests after which a mutant counts as killed: it loops. A time without the rounds
would call killed what lives where the tests of a room take as long."""
MAKE_THE_BOOK = frozenset(["phrases", "keys", "tables", "shipped", "stored_book"])
"""Modules of the wishes whose work is kept in the book: two seconds of processor time to make it again."""
OURS = ("cms.", "directory.", "matching.", "tests.")
_FAILED, _PASSED = 1, 0
_BYTES = 4


class InPlace:
    """A plugin of pytest that runs the tests once for each mutant. `killed`: mutant → whether a test failed; None where its module
    cannot be taken in."""

    def __init__(self, mutants: Sequence["Mutant"], memory: int, told: Callable[["Mutant", bool], object]):
        self.killed: dict[Mutant, bool | None] = dict.fromkeys(mutants)
        self._memory, self._told = memory, told
        self._kills: Counter[pytest.Item] = Counter()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items, begin = session.items, time.process_time()
        spent = _spent(items)
        assert spent is not None, "the tests fail without a mutant"
        self._spent, self._seconds = spent, SECONDS + ROUNDS * round(time.process_time() - begin)
        self._caches = list(_caches())
        for mutant in self.killed:
            own = inspect.getsource(sys.modules[_name_of(mutant.path)]) if _name_of(mutant.path) in sys.modules else ""
            self.killed[mutant] = self._is_killed(mutant, own, items)
            if self.killed[mutant] is not None:
                self._told(mutant, bool(self.killed[mutant]))
        return True

    def _is_killed(self, mutant: "Mutant", own: str, items: list[pytest.Item]) -> bool | None:
        """None where the test that fails with the mutant fails with the module's own source taken in, too."""
        if not own:
            return None
        name, changed = _name_of(mutant.path), _changed(own, mutant.source)
        failing = self._failing(
            name, partial(take_in, name, mutant.source, changed), self._in_order(items, mutant.path)
        )
        # Not the same test twice, which would miss its fixtures.
        again = [item for item in dict.fromkeys([items[0], failing]) if item]
        if failing and self._failing(name, partial(take_in, name, own, changed), again):
            return None
        if failing:
            self._kills[failing] += 1
        return failing is not None

    def _in_order(self, items: list[pytest.Item], path: str) -> list[pytest.Item]:
        """The first as it was, since its fixtures stand; then those whose file is named like the module, then those that killed most so
        far; of each the quickest first."""
        named = f"test_{path.rpartition('/')[2]}"
        rest = sorted(items[1:], key=lambda item: (item.path.name != named, -self._kills[item], self._spent[item]))
        return [items[0], *rest]

    def _failing(self, name: str, taken_in: Callable[[], None], items: list[pytest.Item]) -> pytest.Item | None:
        """The first test that fails, or never ends, in a copy of this process that has taken in a change; None where all pass."""
        with tempfile.TemporaryDirectory(prefix="ibasho-mutant-") as folder:
            return self._failing_in(Path(folder), name, taken_in, items)

    def _failing_in(
        self, folder: Path, name: str, taken_in: Callable[[], None], items: list[pytest.Item]
    ) -> pytest.Item | None:
        at = mmap.mmap(-1, _BYTES)
        if (child := os.fork()) == 0:
            code = _FAILED
            try:
                resource.setrlimit(resource.RLIMIT_CPU, (self._seconds, self._seconds))
                resource.setrlimit(resource.RLIMIT_DATA, (self._memory, self._memory))
                taken_in()
                self._forget(folder, name)
                code = _PASSED if _spent(items, at) is not None else _FAILED
            finally:
                os._exit(code)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == _PASSED:
            return None
        return items[int.from_bytes(at[:])]

    def _forget(self, folder: Path, name: str) -> None:
        """Empty what was kept by the module as it was, in memory and in files; what is kept now goes into a folder of its own."""
        for clear in self._caches:
            clear()
        if name.rpartition(".")[2] not in MAKE_THE_BOOK:
            for book in Path(settings.VAR_DIR).glob("*.book"):
                shutil.copyfile(book, folder / book.name)
        settings.VAR_DIR = folder


def _caches() -> Iterator[Callable[[], object]]:
    """What empties each cache of ours: of functions (of an object's own, too), and those that threads share."""
    gc.unfreeze()
    found = gc.get_objects()
    gc.freeze()
    for kept in found:
        if type(kept) in (KeyedCache, CurrentValue, SizedCache):
            yield kept.clear
        elif type(kept) is functools._lru_cache_wrapper and (kept.__module__ or "").startswith(OURS):
            yield kept.cache_clear


def _spent(items: list[pytest.Item], at: mmap.mmap | None = None) -> dict[pytest.Item, float] | None:
    """The seconds of each item; None as soon as one fails. What they share stays set up for another round. `at` holds how many have passed."""
    spent: dict[pytest.Item, float] = {}
    for item, following in zip(items, [*items[1:], items[0]], strict=True):
        if at is not None:
            at[:] = len(spent).to_bytes(_BYTES)
        reports = runtestprotocol(item, log=False, nextitem=following)
        if any(report.failed for report in reports):
            return None
        spent[item] = sum(report.duration for report in reports)
    return spent


def _name_of(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def take_in(name: str, source: str, changed: set[str]) -> None:
    """Give a loaded module what another source of it defines under some names."""
    module = sys.modules[name]
    fresh = types.ModuleType(name)
    fresh.__file__ = module.__file__
    exec(compile(source, str(module.__file__), "exec"), fresh.__dict__)
    for key in changed:
        old, new = vars(module)[key], vars(fresh)[key]
        if callable(new) and getattr(new, "__module__", "") == name:
            for mine, other in zip(_functions(old), _functions(new), strict=True):
                mine.__code__, mine.__defaults__ = other.__code__, other.__defaults__
                mine.__kwdefaults__ = other.__kwdefaults__
        else:
            _set_everywhere(key, old, new)


def _changed(own: str, other: str) -> set[str]:
    """The names that a module defines by its statements that differ between two sources of it."""
    names: set[str] = set()
    for mine, theirs in zip(ast.parse(own).body, ast.parse(other).body, strict=True):
        if ast.dump(mine) != ast.dump(theirs):
            defined = getattr(mine, "name", None)
            stored = (
                node.id for node in ast.walk(mine) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            )
            names.update([defined] if defined else stored)
    return names


def _functions(defined: Any) -> Iterator[types.FunctionType]:
    """The functions of a function (behind its decorators) or of a class, in their order."""
    if inspect.isclass(defined):
        for value in vars(defined).values():
            yield from _functions(getattr(value, "fget", None) or getattr(value, "__func__", value))
        return
    defined = inspect.unwrap(defined) if callable(defined) else defined
    if inspect.isfunction(defined):
        yield defined


def _set_everywhere(key: str, old: Any, new: Any) -> None:
    """Set a name anew in its module and, where it is no private one, in each module that imported it by this name."""
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", {})
        if names.get(key) is old:
            names[key] = new
