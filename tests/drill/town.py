"""The machines of one drill, the blocks of the guide that were run on them, and what was measured."""

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.drill import packages
from tests.drill.guide import GUIDE, blocks
from tests.drill.machines import IS_ROOT, SERVER_USER, Machine, Ports
from tests.drill.people import Site
from tests.paths import ROOT


class Town:
    """Four machines in a folder. `installs`: whether the site's packages are installed anew, or those of this checkout are used."""

    def __init__(self, folder: Path, installs: bool):
        folder.chmod(0o755)
        storage = folder / "storage"
        storage.mkdir()
        if IS_ROOT:
            shutil.chown(storage, SERVER_USER, SERVER_USER)
        ports = Ports()
        self.web, self.db1, self.db2, self.db3 = (
            Machine(name, folder, ports, storage) for name in ("web", "db1", "db2", "db3")
        )
        for machine in (self.db1, self.db2, self.db3):
            packages.install_database(machine, makes_cluster=machine is self.db1)
            target = machine.path("/srv/ibasho/deploy")
            shutil.copytree(ROOT / "deploy", target)
            machine.render_folder(target)
        packages.install_site(self.web)
        _check_out(self.web.path("/srv/ibasho"), installs)
        self.web.render_folder(self.web.path("/srv/ibasho/deploy"))
        self.passwords = {name: secrets.token_hex(24) for name in ("DATABASE_PASSWORD", "REPLICATION_PASSWORD")}
        self._blocks = blocks(GUIDE.read_text(encoding="utf-8"))
        self._followed: set[int] = set()

    @property
    def site(self) -> Site:
        """Where the site answers."""
        return Site(self.web.address, self.web.ports.https, self.web.path("/etc/ibasho/tls/site.crt"))

    def follow(self, heading: str, database: Machine | None = None, **environment: str) -> None:
        """Run every block under a heading of the guide in its order, those for a database on the one named."""
        found = False
        for number, block in enumerate(self._blocks):
            if block.heading == heading:
                machine = self.web if block.role == "web" else database
                if machine is None:
                    raise ValueError(f"「{heading}」 wants a database machine")
                machine.run(block.commands, **self.passwords | environment)
                self._followed.add(number)
                found = True
        if not found:
            raise ValueError(f"the guide has no commands under 「{heading}」")

    def not_followed(self) -> list[str]:
        """Headings of blocks that the drill did not run."""
        return [block.heading for number, block in enumerate(self._blocks) if number not in self._followed]

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Print a step with its seconds when it is done."""
        began = time.monotonic()
        yield
        print(f"{time.monotonic() - began:6.1f} s  {name}", flush=True)

    def tell(self, name: str, figure: float | str) -> None:
        """Print a figure below its step."""
        print(f"          {name}: {figure}", flush=True)

    def stop(self) -> None:
        """End everything that was started; quietly, since some of it is dead already."""
        for machine in (self.web, self.db1, self.db2, self.db3):
            for file in (machine.root / "pids").glob("*"):
                machine.unit(file.name).stop(now=True)


def _check_out(folder: Path, installs: bool) -> None:
    """A clone of this checkout with what is changed and new in it, and with its packages unless they are to be installed."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    asked = ["git", "ls-files", "-z", "--modified", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in {name for name in listed.split("\0") if name and (ROOT / name).is_file()}:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    if installs:
        return
    _lend(Path(sys.prefix), folder / ".venv")
    _lend(ROOT / "node_modules", folder / "node_modules")
    for name in ("requirements/production.txt", "package-lock.json"):
        os.utime(folder / name, (0, 0))


def _lend(packages_of_checkout: Path, folder: Path) -> None:
    """A folder with links to packages that are there, marked as installed for production."""
    folder.mkdir()
    for one in packages_of_checkout.iterdir():
        if not one.name.startswith(".installed"):
            (folder / one.name).symlink_to(one)
    (folder / ".installed-production").touch()
