"""The house: floors, rooms and their order, computed from the imports, the models and the strings."""

import ast
import pkgutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from tests.paths import ROOT

FLOORS = ["directory", "matching", "cms"]
LOWER_FLOORS = FLOORS[:-1]
MOST_MODULES = 18
NAMES_OF_A_HIGHER_FLOOR = {
    ("directory/catalogue/resources.py", "place"),
    ("directory/catalogue/resources.py", "public/place.html"),
    ("directory/catalogue/organizations.py", "public/organization.html"),
    ("directory/catalogue/places.py", "public/place_preview.html"),
}
"""What a lower floor says of a screen: Django asks a row for its address, and Wagtail for the template of its preview."""


def _sources() -> dict[str, Path]:
    """Every module of production by its dotted name."""
    paths = [path for floor in FLOORS for path in (ROOT / floor).rglob("*.py") if "migrations" not in path.parts]
    return {_dotted(path): path for path in paths}


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def _imports() -> dict[str, frozenset[str]]:
    """Of each module the modules of ours that it imports, also within functions."""
    sources = _sources()
    return {name: frozenset(_imported(path, sources) - {name}) for name, path in sources.items()}


def _imported(path: Path, sources: dict[str, Path]) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name in sources}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{name.name}" for name in node.names}
            found |= whole & set(sources) or {node.module} & set(sources)
    return found


def _arrows(depth: int) -> dict[str, set[str]]:
    """Which room uses which; `depth` 2 are the rooms of the floors, 3 those of the admin."""
    arrows = defaultdict(set)
    for name, used in _imports().items():
        room = ".".join(name.split(".")[:depth])
        arrows[room] |= {".".join(other.split(".")[:depth]) for other in used} - {room}
    return arrows


def _circle(arrows) -> list[str]:
    """What is left when everything that uses nothing, or only what is gone, is taken away again and again."""
    left = {name: set(used) for name, used in arrows.items()}
    while free := [name for name, used in left.items() if not used & set(left)]:
        for name in free:
            del left[name]
    return sorted(left)


def _contracts() -> list[dict]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def test_no_circle_among_modules():
    assert _circle(_imports()) == []


@pytest.mark.parametrize("depth", [2, 3])
def test_no_circle_among_rooms(depth):
    assert _circle(_arrows(depth)) == []


def _layers() -> list[tuple[str, list[set[str]]]]:
    """Each container with its layers from the top, as pyproject.toml says them."""
    return [
        (container, [{f"{container}.{room.strip()}" for room in layer.split("|")} for layer in contract["layers"]])
        for contract in _contracts()
        for container in contract.get("containers", ())
    ]


def test_no_import_goes_up_and_no_two_rooms_of_a_layer_use_each_other():
    wrong = []
    for container, layers in _layers():
        height = {room: -number for number, layer in enumerate(layers) for room in layer}
        for room, used in _arrows(container.count(".") + 2).items():
            wrong += [
                f"{room} -> {other}" for other in used if room in height and height.get(other, -99) >= height[room]
            ]
    assert wrong == []


@pytest.mark.parametrize("container", [container for container, _ in _layers()])
def test_every_room_has_its_place_in_the_order(container):
    """A new room without a line in pyproject.toml would be watched by nobody."""
    named = {room for name, layers in _layers() if name == container for layer in layers for room in layer}
    rooms = {
        _dotted(path)
        for path in (ROOT / container.replace(".", "/")).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    django_wants = {f"cms.{name}" for name in ("settings", "urls", "wsgi")}
    assert rooms - named - {container, f"{container}.migrations"} - django_wants == set()


def test_no_folder_is_a_hall():
    folders = defaultdict(list)
    for path in _sources().values():
        if path.name != "__init__.py":
            folders[str(path.parent.relative_to(ROOT))].append(path.stem)
    assert {folder: len(names) for folder, names in folders.items() if len(names) > MOST_MODULES} == {}


@pytest.mark.parametrize("floor", FLOORS)
def test_no_relation_goes_up(floor):
    """String foreign keys are invisible to import-linter; the models know."""
    below = FLOORS[: FLOORS.index(floor) + 1]
    for model in apps.get_app_config(floor).get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            if target is not None and target._meta.app_label in FLOORS:
                assert target._meta.app_label in below, f"{model.__name__}.{field.name} points up"


@cache
def _templates() -> frozenset[str]:
    folder = ROOT / "cms" / "templates"
    return frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))


def _strings_that_name_a_screen(path: Path) -> set[str]:
    """Strings that are a dotted path or a template of cms, and names of addresses given to reverse()."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    reversed_ = {
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", getattr(call.func, "attr", "")) in {"reverse", "reverse_lazy", "resolve_url"}
        and isinstance(call.args[0], ast.Constant)
    }
    return {text for text in texts if text.startswith("cms.") or text in _templates()} | reversed_


def test_no_string_of_a_lower_floor_names_a_screen():
    found = {
        (str(path.relative_to(ROOT)), text)
        for name, path in _sources().items()
        if name.split(".")[0] in LOWER_FLOORS
        for text in _strings_that_name_a_screen(path)
    }
    assert found == NAMES_OF_A_HIGHER_FLOOR


def _pure_modules() -> list[str]:
    packages = next(contract["source_modules"] for contract in _contracts() if contract["name"].startswith("Pure"))
    modules = []
    for name in packages:
        module = import_module(name)
        inside = pkgutil.walk_packages(getattr(module, "__path__", []), f"{name}.")
        modules += [name, *(found.name for found in inside)]
    return modules


def test_pure_modules_load_without_django():
    """import-linter reads the imports; this also runs them, so that one inside a function cannot hide."""
    code = f"import sys, {', '.join(_pure_modules())}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
