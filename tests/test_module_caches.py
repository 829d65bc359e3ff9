"""No module keeps values where threads would break them, and every cache of a module is asked by threads."""

import ast
import re

import pytest

from tests.paths import ROOT

_PRODUCTION = [path for floor in ("directory", "matching", "cms") for path in sorted((ROOT / floor).rglob("*.py"))]
_FILLED_AT_THE_START = {
    ("directory/duplicates/references.py", "_decisions"),
    ("directory/publishing/append_only.py", "_tables"),
}
"""What the loading of apps fills before any thread asks."""
_CONTAINERS = {"dict", "list", "set", "defaultdict", "deque", "Counter", "OrderedDict", "WeakKeyDictionary"}
_CHANGING = {
    *("append", "appendleft", "extend", "insert", "remove", "pop", "popitem", "popleft", "clear", "sort", "reverse"),
    *("add", "discard", "update", "setdefault", "intersection_update", "difference_update", "subtract"),
}


def _unlocked_caches(source: str) -> set[str]:
    """Names of a module that its functions rebind, or whose dict, list or set they change: threads share them."""
    tree = ast.parse(source)
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    ]
    inside = {id(node): node for function in functions for node in ast.walk(function) if node is not function}
    rebound = {name for node in inside.values() if isinstance(node, ast.Global) for name in node.names}
    return rebound | {name for node in inside.values() for name in _changed(node)} & _containers_of(tree)


def _containers_of(tree: ast.Module) -> set[str]:
    """Names bound at the level of the module to something that can be changed in place."""
    names = set()
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        literal = isinstance(value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp)
        called = (
            isinstance(value, ast.Call) and getattr(value.func, "id", getattr(value.func, "attr", "")) in _CONTAINERS
        )
        if literal or called:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def _changed(node: ast.AST) -> set[str]:
    """The names that a node changes in place: `name[key] = …`, `del name[key]`, `name += …`, `name.append(…)`."""
    changed: list[ast.AST] = []
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        changed = [node.value]
    elif isinstance(node, ast.AugAssign):
        changed = [node.target.value if isinstance(node.target, ast.Subscript) else node.target]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING:
        changed = [node.func.value]
    return {one.id for one in changed if isinstance(one, ast.Name)}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("_cache = {}\ndef get(key):\n    _cache[key] = 1", {"_cache"}),
        ("_cache: dict[int, int] = {}\ndef get(key):\n    return _cache.setdefault(key, 1)", {"_cache"}),
        ("_cache: list[int] = []\ndef get(key):\n    _cache[:] = [key]", {"_cache"}),
        ("_cache = defaultdict(list)\ndef get(key):\n    del _cache[key]", {"_cache"}),
        ("_value = None\ndef get():\n    global _value\n    _value = 1", {"_value"}),
        ("_value = None\ndef get():\n    _value = 1", set()),
        ("WORDS = {}\nWORDS[1] = 2\ndef get(key):\n    return WORDS[key]", set()),
        ("_cache = KeyedCache()\ndef get(key):\n    return _cache.get(key, dict)", set()),
    ],
)
def test_the_search_for_unlocked_caches_finds_what_threads_would_break(source, found):
    assert _unlocked_caches(source) == found


def test_modules_keep_values_only_in_caches_that_threads_may_share():
    """gunicorn --threads: use directory.caches or functools.cache, and ask each new one in tests/directory/test_caches.py."""
    found = {
        (path.relative_to(ROOT).as_posix(), cache)
        for path in _PRODUCTION
        for cache in _unlocked_caches(path.read_text(encoding="utf-8"))
    }
    assert found == _FILLED_AT_THE_START


def test_every_cache_of_a_module_is_asked_by_threads():
    """Each module that keeps one is imported by tests/directory/test_caches.py."""
    asked = (ROOT / "tests" / "directory" / "test_caches.py").read_text(encoding="utf-8")
    made = re.compile(r"^_?\w+(?:: .*)? = (?:KeyedCache|CurrentValue|SizedCache)\(", re.M)
    modules = [path.stem for path in _PRODUCTION if made.search(path.read_text(encoding="utf-8"))]
    assert len(modules) >= 8
    assert [module for module in modules if not re.search(rf"\bimport .*\b{module}\b|\.{module} import", asked)] == []
