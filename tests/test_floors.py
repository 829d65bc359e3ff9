"""The house: no foreign key goes up a floor, and the pure modules stay pure."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

FLOORS = ["directory", "matching", "cms"]
ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("floor", FLOORS)
def test_no_relation_goes_up(floor):
    """String foreign keys are invisible to import-linter; the models know."""
    below = FLOORS[: FLOORS.index(floor) + 1]
    for model in apps.get_app_config(floor).get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            if target is not None and target._meta.app_label in FLOORS:
                assert target._meta.app_label in below, f"{model.__name__}.{field.name} points up"


def _pure_modules():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return next(contract["source_modules"] for contract in contracts if contract["name"].startswith("Pure"))


def test_pure_modules_load_without_django():
    """import-linter reads the imports; this also runs them, so that one inside a function cannot hide."""
    code = f"import sys, {', '.join(_pure_modules())}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
