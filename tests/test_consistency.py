"""Rules of the house that nobody has to remember."""

import doctest
import re
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from tests.paths import ROOT

TOP = {
    *(
        "manage.py",
        "pyproject.toml",
        "directory",
        "matching",
        "cms",
        "fixtures",
        "tests",
        "docs",
        "deploy",
        "requirements",
        ".ci",
    ),
    *("Makefile", "package.json", "package-lock.json", "eslint.config.mjs", ".pre-commit-config.yaml", ".gitignore"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "publiccode.yml"),
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
    # Django asks a database engine for a module of this name.
    engines = {"cms/operations/postgresql/base.py", "cms/operations/sqlite3/base.py"}
    assert [name for name in _files("*.py") if Path(name).stem in NAMELESS and name not in engines] == []


def test_modules_stay_short():
    """About 300 lines, so that each can be read at once; tests and benchmarks may be somewhat longer."""
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in _files("*.py")}
    rooms = {name: length for name, length in lengths.items() if "/migrations/" not in name}
    assert {name: length for name, length in rooms.items() if length > (420 if "tests/" in name else 300)} == {}


def test_the_examples_in_docstrings_hold():
    shown = [
        name for name in _files("directory/**.py", "matching/**.py", "cms/**.py") if ">>>" in (ROOT / name).read_text()
    ]
    modules = [import_module(name.removesuffix(".py").replace("/", ".")) for name in shown]
    assert modules
    assert [module.__name__ for module in modules if doctest.testmod(module).failed] == []


def _documents() -> list[str]:
    return _files("*.md")


@pytest.mark.parametrize("name", _documents())
def test_paths_named_in_the_documents_exist(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    paths = re.findall(r"`((?:directory|matching|cms|fixtures|tests|docs|requirements|\.ci)/[\w/.-]*)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", _documents())
def test_links_between_the_documents_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if link and not ((ROOT / name).parent / link).exists()] == []


@pytest.mark.parametrize("name", _documents())
def test_modules_named_in_the_documents_exist(name):
    """`directory.hours.parser` or `directory.hours.parser.read`: a module, or what stands in one."""
    text = (ROOT / name).read_text(encoding="utf-8")
    dotted = set(re.findall(r"`((?:directory|matching|cms)(?:\.\w+)+)`", text))
    assert [one for one in sorted(dotted) if not _resolves(one)] == []


def _resolves(dotted: str) -> bool:
    if (ROOT / dotted.replace(".", "/")).is_dir() or (ROOT / f"{dotted.replace('.', '/')}.py").is_file():
        return True
    module, _, name = dotted.rpartition(".")
    return (ROOT / f"{module.replace('.', '/')}.py").is_file() and hasattr(import_module(module), name)


def test_every_document_is_found_from_the_index():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    linked = {(ROOT / "docs" / link).resolve() for link in re.findall(r"\]\(([^)\s#]+)\)", index)}
    pages = {(ROOT / name).resolve() for name in _files("docs/*.md")} - {(ROOT / "docs" / "README.md").resolve()}
    assert pages - linked == set()


def test_commands_named_in_the_documents_exist():
    text = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in _documents())
    from django.core.management import get_commands

    named = set(re.findall(r"manage\.py ([a-z]\w*)", text))
    assert named
    assert named <= set(get_commands())
    benchmarks = set(re.findall(r"tests\.benchmarks\.(\w+)", text))
    assert benchmarks <= {path.stem for path in (ROOT / "tests" / "benchmarks").glob("*.py")}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"(?:`|^    |&& )make ([a-z-]+)", text, re.M)) <= targets


def test_every_command_of_ours_is_documented():
    ours = {Path(name).stem for name in _files("*/management/commands/*.py")} - {"__init__"}
    text = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert ours - set(re.findall(r"`(\w+)", text)) == set()


def test_a_commit_runs_the_same_checks_as_make_lint():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [repo["repo"] for repo in hooks] == ["local"]
    called = [hook["entry"].removeprefix("make --silent ") for hook in hooks[0]["hooks"]]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert called == re.search(r"^LINTS := (.+)$", makefile, re.M)[1].split()


def test_the_versions_of_python_are_said_once():
    versions = (ROOT / ".ci" / "pythons").read_text(encoding="utf-8").split()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = [one.rpartition(" :: ")[2] for one in project["classifiers"] if re.search(r"Python :: \d\.\d", one)]
    assert said == versions
    assert project["requires-python"] == f">={versions[0]}"


def test_a_python_that_does_not_run_is_refused_before_anything_is_made(tmp_path):
    """pyenv leaves such a shim for a version that it knows and has not installed."""
    shim = tmp_path / "python3.12"
    shim.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    shim.chmod(0o755)
    command = ["make", "--no-print-directory", "--dry-run", "install", f"PYTHON={shim}"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (made.returncode, made.stdout) == (2, "")
    assert "does not run here" in made.stderr


def test_publiccode_says_what_the_project_says():
    """The lengths are those of the standard, publiccode.yml 0.4."""
    said = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert said["legal"]["license"] == project["license"]
    assert set(said["description"]) == {"ja", "en"}
    for words in said["description"].values():
        assert len(words["shortDescription"]) <= 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]
    versions = (ROOT / ".ci" / "pythons").read_text(encoding="utf-8").split()
    python = next(one for one in said["dependsOn"]["open"] if one["name"] == "Python")
    assert [python["versionMin"], python["versionMax"]] == [versions[0], versions[-1]]


def test_no_host_of_a_registry_and_no_path_of_a_machine():
    """Pins carry hashes and names only; nothing says where it was made."""
    forbidden = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian|/work/|/home/\w+/|/root/")
    texts = [name for name in _files() if Path(name).suffix not in {".mo", ".png", ".woff2"}]
    found = [name for name in texts if forbidden.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))]
    assert found == ["tests/test_consistency.py"]
