"""docs/reference/environment.md lists what the product reads from its environment, no more and no less."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator

from tests.paths import ROOT

WAYS_TO_READ = {"os.environ.get", "os.environ.setdefault", "os.environ.pop", "os.getenv"}


def _read_variables() -> set[str]:
    paths = [
        ROOT / "manage.py",
        *(path for floor in ("directory", "matching", "cms") for path in (ROOT / floor).rglob("*.py")),
    ]
    return {name for path in paths for name in _of_module(ast.parse(path.read_text(encoding="utf-8")))}


def _of_module(tree: ast.Module) -> Iterator[str]:
    """Names of variables that a module reads: by os.environ itself, or by a function of the module that wraps it."""
    wrappers = {function.name for function in ast.walk(tree) if _wraps(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in WAYS_TO_READ | wrappers and node.args and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value
        elif _is_item_of_environ(node):
            yield node.slice.value


def _is_item_of_environ(node: ast.AST) -> bool:
    """Whether a node is `os.environ["NAME"]`."""
    return (
        isinstance(node, ast.Subscript)
        and ast.unparse(node.value) == "os.environ"
        and isinstance(node.slice, ast.Constant)
    )


def _wraps(function: ast.AST) -> bool:
    """Whether a function reads the variable that its first parameter names."""
    if not isinstance(function, ast.FunctionDef) or not function.args.args:
        return False
    first = function.args.args[0].arg
    return any(
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in WAYS_TO_READ
        and node.args
        and ast.unparse(node.args[0]) == first
        for node in ast.walk(function)
    )


def test_the_environment_is_documented():
    text = (ROOT / "docs" / "reference" / "environment.md").read_text(encoding="utf-8")
    documented = {name for row in re.findall(r"^\| (`[^|]+) \|", text, re.M) for name in re.findall(r"`(\w+)`", row)}
    assert documented == _read_variables()


def test_a_story_needs_no_environment():
    """Who writes a story has no secret and no site."""
    read = _read_variables() - {"VAR_DIR"}
    environment = {name: value for name, value in os.environ.items() if name not in read}
    command = [sys.executable, "manage.py", "match_story", "tests/matching/stories/money.yaml"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
