"""Mutants tried in one process: pytest collects and runs the tests once, then a child of it takes each mutant into its memory and
runs them again until one fails. A start and a database for each mutant took four fifths of the time.

A mutant is taken in by its code: each function of the module gets the code of the same function of the changed source, and
what else the module defines is set anew wherever it was imported. A module whose own unchanged source, taken in so, fails a
test (a table, a class whose instances are kept), or whose results are kept in a file, is left to a process for each mutant.
"""

import inspect
import os
import resource
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.runner import runtestprotocol

if TYPE_CHECKING:
    from tests.benchmarks.mutants import Mutant

SECONDS = 60
"""Processor time after which a mutant counts as killed: it loops."""
_FAILED, _PASSED = 1, 0


class InPlace:
    """A plugin of pytest that runs the tests once for each mutant. `killed`: mutant → whether a test failed; None where its module
    cannot be taken in."""

    def __init__(self, mutants: Sequence["Mutant"], memory: int, told: Callable[["Mutant", bool], None]):
        self.killed: dict[Mutant, bool | None] = dict.fromkeys(mutants)
        self._memory, self._told = memory, told
        self._can_be_taken_in: dict[str, bool] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = session.items
        spent = _spent(items)
        assert spent is not None, "the tests fail without a mutant"
        self._spent = spent
        for mutant in self.killed:
            if self._may_be_taken_in(mutant, items):
                self.killed[mutant] = not self._passes_in_a_child(mutant.path, mutant.source, items)
                self._told(mutant, bool(self.killed[mutant]))
        return True

    def _may_be_taken_in(self, mutant: "Mutant", items: list[pytest.Item]) -> bool:
        path = mutant.path
        if path not in self._can_be_taken_in:
            source = inspect.getsource(sys.modules[_name_of(path)]) if _name_of(path) in sys.modules else ""
            self._can_be_taken_in[path] = bool(source) and self._passes_in_a_child(path, source, items)
        return self._can_be_taken_in[path]

    def _passes_in_a_child(self, path: str, source: str, items: list[pytest.Item]) -> bool:
        """Whether all tests pass in a copy of this process that has taken in a source; those named like its module go first."""
        if (child := os.fork()) == 0:
            code = _FAILED
            try:
                resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
                resource.setrlimit(resource.RLIMIT_DATA, (self._memory, self._memory))
                take_in(_name_of(path), source)
                code = _PASSED if _all_pass(_in_order(items, path, self._spent)) else _FAILED
            finally:
                os._exit(code)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == _PASSED


def _in_order(items: list[pytest.Item], path: str, spent: dict[pytest.Item, float]) -> list[pytest.Item]:
    """The first as it was, since its fixtures stand; then those whose file is named like the module, and of each the quickest first."""
    name = f"test_{path.rpartition('/')[2]}"
    return [items[0], *sorted(items[1:], key=lambda item: (item.path.name != name, spent[item]))]


def _all_pass(items: list[pytest.Item]) -> bool:
    return _spent(items) is not None


def _spent(items: list[pytest.Item]) -> dict[pytest.Item, float] | None:
    """The seconds of each item; None as soon as one fails. What they share stays set up for another round."""
    spent = {}
    for item, following in zip(items, [*items[1:], items[0]], strict=True):
        reports = runtestprotocol(item, log=False, nextitem=following)
        if any(report.failed for report in reports):
            return None
        spent[item] = sum(report.duration for report in reports)
    return spent


def _name_of(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def take_in(name: str, source: str) -> None:
    """Give a loaded module what another source of it defines."""
    module = sys.modules[name]
    fresh = types.ModuleType(name)
    fresh.__file__ = module.__file__
    exec(compile(source, str(module.__file__), "exec"), fresh.__dict__)
    for key, new in vars(fresh).items():
        old = vars(module).get(key)
        if key.startswith("__") or old is None or old is new or inspect.ismodule(new):
            continue
        if not callable(new):
            _set_everywhere(key, old, new)
        elif getattr(new, "__module__", "") == name:
            for mine, other in zip(_functions(old), _functions(new), strict=True):
                mine.__code__, mine.__defaults__ = other.__code__, other.__defaults__
                mine.__kwdefaults__ = other.__kwdefaults__


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
