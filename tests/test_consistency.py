"""Rules of the house that nobody has to remember."""

import doctest
import re
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from tests.paths import ROOT

TOP = {
    *("manage.py", "pyproject.toml", "directory", "matching", "cms", "fixtures", "tests", "README.md", "Makefile"),
    *("requirements.in", "requirements.txt", "package.json", "package-lock.json", "LICENSE", "CHANGELOG.md", ".ci"),
    ".gitignore",
}
NAMELESS = {"services", "utils", "helpers", "base", "common", "manager"}


def _files(*patterns: str) -> list[str]:
    """Files of the repository, committed or about to be."""
    return _listed("--cached", "--others", "--exclude-standard", *patterns)


def _listed(*arguments: str) -> list[str]:
    listed = subprocess.run(["git", "ls-files", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\n") if name and (ROOT / name).is_file()]


def test_the_top_level_holds_what_the_house_needs_and_no_more():
    # What lies about untracked, a log of this very run, is nobody's fault.
    assert {name.split("/")[0] for name in _listed()} == TOP


def test_modules_are_named_by_words_of_the_field():
    assert [name for name in _files("*.py") if Path(name).stem in NAMELESS] == []


def test_modules_stay_short():
    """About 300 lines, so that each can be read at once; tests and benchmarks may be somewhat longer."""
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in _files("*.py")}
    rooms = {name: length for name, length in lengths.items() if "/migrations/" not in name}
    assert {name: length for name, length in rooms.items() if length > (420 if "tests/" in name else 345)} == {}


def test_the_examples_in_docstrings_hold():
    shown = [
        name for name in _files("directory/**.py", "matching/**.py", "cms/**.py") if ">>>" in (ROOT / name).read_text()
    ]
    modules = [import_module(name.removesuffix(".py").replace("/", ".")) for name in shown]
    assert modules
    assert [module.__name__ for module in modules if doctest.testmod(module).failed] == []


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_paths_named_in_the_documents_exist(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    paths = re.findall(r"`((?:directory|matching|cms|fixtures|tests)/[\w/.-]+)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_commands_named_in_the_readme_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    from django.core.management import get_commands

    named = set(re.findall(r"manage\.py (\w+)", text))
    assert named
    assert named <= set(get_commands())
    benchmarks = set(re.findall(r"tests\.benchmarks\.(\w+)", text))
    assert benchmarks <= {path.stem for path in (ROOT / "tests" / "benchmarks").glob("*.py")}


def test_no_host_of_a_registry_and_no_path_of_a_machine():
    """Pins carry hashes and names only; nothing says where it was made."""
    forbidden = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian|/work/|/home/\w+/|/root/")
    texts = [name for name in _files() if Path(name).suffix not in {".mo", ".png", ".woff2"}]
    found = [name for name in texts if forbidden.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))]
    assert found == ["tests/test_consistency.py"]


def test_pins_have_hashes():
    pins = re.findall(r"^([a-z0-9-]+)==[^\\]+\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", _text(), re.M)
    assert len(pins) == len(re.findall(r"^[a-z0-9-]+==", _text(), re.M)) > 50


def _text() -> str:
    return (ROOT / "requirements.txt").read_text(encoding="utf-8")
