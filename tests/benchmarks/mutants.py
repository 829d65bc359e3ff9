"""Changes one thing in the code and asks whether a test notices: `make mutants`, `python -m tests.benchmarks.mutants [--sample 40]
[--seed 1] [--rooms matching/engine …] [--files cutting …] [--lines cutting:27 …] [--quick] [--json]`.

A mutant is one comparison, sign, operator, number or condition changed. The tests of its room run with it, the first failure
kills it: first in one process for all (mutants_in_place.py), and what lives there again in a copy of the project, in a process
of its own, unless `--quick`. `--files` takes only mutants of modules of these names, `--lines` only those that begin on these
lines: so those that lived are tried again. Each is told as soon as it is known, so that a run that is stopped is not lost.
A mutant that lives is a line that no test asks about: `docs/reference/mutants.md` names those that were left, with the reason.
"""

import argparse
import ast
import copy
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.benchmarks import report
from tests.benchmarks.mutants_in_place import InPlace
from tests.paths import TESTS

PROJECT = TESTS.parent
ROOMS = {
    "matching/engine": ["tests/matching/engine", "tests/matching/evaluation"],
    "directory/hours": ["tests/directory/hours", "tests/directory/snapshot/test_open_on.py"],
    "directory/search/wishes": ["tests/directory/search/wishes"],
}
"""Room -> the tests that know it, those that kill most first."""
SECONDS, MEMORY = 300, 3 * 2**30
"""Processor time and bytes after which a run counts as killed: the mutant loops. Time on the wall would count a busy machine."""
WAITS = 20 * SECONDS
"""Seconds on the wall after which a run counts as killed: the mutant waits for ever."""
_OPPOSITE: dict[type[ast.AST], Any] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


WITHOUT_BEHAVIOUR = frozenset(
    ["maxsize", "slots", "frozen", "kw_only", "strict", "dtype", "max_length", "null", "blank", "editable"]
)
"""Arguments of which no mutant is drawn."""


class Mutant(NamedTuple):
    """One change: the file (path in the project), the line, the text before and after, and the whole file changed."""

    path: str
    line: int
    before: str
    after: str
    source: str


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every mutant of a file."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    left_out = {id(node) for part in _beside_the_point(tree) for node in ast.walk(part)}
    for node in ast.walk(tree):
        changed = None if id(node) in left_out else _changed(node)
        if changed is not None and isinstance(node, ast.expr):
            before = ast.get_source_segment(source, node) or ""
            yield Mutant(
                str(path.relative_to(PROJECT)),
                node.lineno,
                before,
                ast.unparse(changed),
                _replaced(source, node, changed),
            )


def _beside_the_point(tree: ast.AST) -> Iterator[ast.AST]:
    """Parts that no behaviour rests on: annotations and types that have a name, how much a cache holds, and how a column of a model is
    stored, which `makemigrations --check` asks about."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from [*([node.returns] if node.returns else []), *node.decorator_list]
        elif isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            yield node.annotation
        elif isinstance(node, ast.keyword) and node.arg in WITHOUT_BEHAVIOUR:
            yield node
    for statement in ast.iter_child_nodes(tree):
        value = getattr(statement, "value", None)
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr):
            yield value


def _changed(node: ast.AST) -> ast.expr | None:
    """A copy of a node with one thing changed; None for a node that has nothing to change."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        changed = copy.deepcopy(node)
        changed.ops = [_OPPOSITE[type(node.ops[0])]()]
        return changed
    if isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in _OPPOSITE:
        operated = copy.deepcopy(node)
        operated.op = _OPPOSITE[type(node.op)]()
        return operated
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub | ast.Invert):
        return node.operand
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return ast.Constant(not node.value)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return ast.Constant(node.value + 1)
    return None


def _replaced(source: str, node: ast.expr, changed: ast.expr) -> str:
    lines = source.encode().split(b"\n")
    end_line, end = node.end_lineno or node.lineno, node.end_col_offset or 0
    before, after = lines[node.lineno - 1][: node.col_offset], lines[end_line - 1][end:]
    lines[node.lineno - 1 : end_line] = [before + b"(" + ast.unparse(changed).encode() + b")" + after]
    return b"\n".join(lines).decode()


def is_killed(mutant: Mutant, project: Path, tests: list[str]) -> bool:
    """Whether a test of a copy of the project fails with a mutant, which is taken back afterwards."""
    path = project / mutant.path
    original = path.read_text(encoding="utf-8")
    path.write_text(mutant.source, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider"]
    command += ["--hypothesis-profile=mutants", *tests]
    command = ["prlimit", f"--data={MEMORY}", f"--cpu={SECONDS}", *command] if shutil.which("prlimit") else command
    try:
        return subprocess.run(command, cwd=project, capture_output=True, timeout=WAITS).returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(original, encoding="utf-8")


def run(
    rooms: list[str], sample: int, seed: int, only: Callable[[Mutant], bool], is_quick: bool
) -> dict[str, list[tuple[Mutant, bool]]]:
    """Room -> a sample of its mutants, and whether each is killed. Quick: what cannot be tried in place is left out."""
    drawn = random.Random(seed)
    found: dict[str, list[tuple[Mutant, bool]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        project = _copied(Path(folder, "project"))
        for room in rooms:
            mutants = [mutant for path in sorted((PROJECT / room).rglob("*.py")) for mutant in mutants_of(path)]
            mutants = [mutant for mutant in mutants if only(mutant)]
            chosen = drawn.sample(mutants, min(sample, len(mutants)))
            in_place = _in_place(room, chosen)
            tried = {mutant: killed for mutant, killed in in_place.items() if killed is not None}
            if not is_quick:
                for mutant in chosen:
                    if not tried.get(mutant):
                        tried[mutant] = _say(mutant, is_killed(mutant, project, ROOMS[room]))
            found[room] = list(tried.items())
    return found


def _in_place(room: str, mutants: list[Mutant]) -> dict[Mutant, bool | None]:
    plugin = InPlace(mutants, MEMORY, _say)
    options = ["-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--hypothesis-profile=mutants", *ROOMS[room]]
    with redirect_stdout(sys.stderr):
        pytest.main(options, plugins=[plugin])
    return plugin.killed


def _say(mutant: Mutant, is_killed: bool) -> bool:
    print("killed" if is_killed else "lives ", _told(mutant), file=sys.__stderr__, flush=True)
    return is_killed


def _copied(target: Path) -> Path:
    left_out = shutil.ignore_patterns(".git", "node_modules", "var", ".venv", "__pycache__", "*.sqlite3")
    shutil.copytree(PROJECT, target, ignore=left_out)
    return target


def _told(mutant: Mutant) -> str:
    before, after = (" ".join(text.split()) for text in (mutant.before, mutant.after))
    return f"{mutant.path}:{mutant.line}: {before} -> {after}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=40, help="mutants of each room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", nargs="+", choices=ROOMS, default=list(ROOMS))
    parser.add_argument("--files", nargs="+", default=[], metavar="MODULE")
    parser.add_argument("--lines", nargs="+", default=[], metavar="MODULE:LINE")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    def only(mutant: Mutant) -> bool:
        module = Path(mutant.path).stem
        files, lines = options.files, options.lines
        return (not files or module in files) and (not lines or f"{module}:{mutant.line}" in lines)

    found = run(options.rooms, options.sample, options.seed, only, options.quick)
    told: dict[str, Any] = {}
    for room, tried in found.items():
        killed, name = sum(killed for _, killed in tried), room.replace("/", "_")
        told |= {f"{name}_mutants": len(tried), f"{name}_killed": round(killed / max(len(tried), 1), 3)}
    report(told, as_json=options.json)


if __name__ == "__main__":
    main()
