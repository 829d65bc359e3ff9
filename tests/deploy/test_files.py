"""What `make drill` (tests/drill) takes for granted about deploy/ and the guide, without starting anything."""

import re

import pytest

from tests.drill.guide import GUIDE, blocks
from tests.paths import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))


def test_every_block_of_the_guide_says_on_which_machine_it_is_run():
    found = blocks(GUIDE.read_text(encoding="utf-8"))
    assert {block.role for block in found} == {"web", "database"}
    assert all(block.heading and block.commands for block in found)
    with pytest.raises(ValueError, match="Backup"):
        blocks("## Backup\n\n```sh\nls\n```\n")


def test_every_file_of_deploy_is_used_by_a_command_of_the_guide_or_by_another_file():
    """A file that nobody copies or calls was run by no drill."""
    files = [file for file in (ROOT / "deploy").rglob("*") if file.is_file() and file.name != "README.md"]
    texts = [block.commands for block in blocks(GUIDE.read_text(encoding="utf-8"))]
    texts += [file.read_text(encoding="utf-8") for file in files]
    named = re.findall(r"/srv/ibasho/deploy/([\w./*-]+)", "\n".join(texts))
    used = {file for name in named for file in (ROOT / "deploy").glob(name)}
    assert {str(file.relative_to(ROOT)) for file in set(files) - used} == set()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_calls_a_program_that_is_there(unit):
    line = re.search(r"^ExecStart=(\S+)(.*)$", unit.read_text(encoding="utf-8"), re.M)
    program, arguments = line[1], line[2].split()
    if program.startswith("/srv/ibasho/deploy/"):
        assert (ROOT / program.removeprefix("/srv/ibasho/")).stat().st_mode & 0o111
    elif "manage.py" in arguments:
        from django.core.management import get_commands

        assert arguments[arguments.index("manage.py") + 1] in get_commands()
    else:
        assert program in {"/srv/ibasho/.venv/bin/gunicorn", "/usr/bin/rsync"}


def test_the_site_is_served_as_the_small_installation_serves_it():
    """The two guides give gunicorn the same bounds and as many workers, here in the parts that the guide starts."""
    unit = (ROOT / "deploy/systemd/ibasho-web@.service").read_text(encoding="utf-8")
    guide, small = (ROOT / f"docs/guides/{name}.md" for name in ("operating", "install"))
    parts = set(re.findall(r"ibasho-web@(\d)", guide.read_text(encoding="utf-8")))
    bounds = _bounds(re.search(r"gunicorn cms\.wsgi (.+)", small.read_text(encoding="utf-8"))[1])
    here = _bounds(unit)
    assert int(bounds.pop("--workers")) == int(here.pop("--workers")) * len(parts)
    assert bounds.items() <= here.items()


def _bounds(text):
    return dict(re.findall(r"(--[\w-]+) (\d+)", text))


def test_the_sample_names_variables_that_the_product_reads():
    sample = (ROOT / "deploy/environment.sample").read_text(encoding="utf-8")
    documented = (ROOT / "docs/reference/environment.md").read_text(encoding="utf-8")
    assert [name for name in re.findall(r"^(\w+)=", sample, re.M) if f"`{name}`" not in documented] == []
