"""Machines of the drill: each a loopback address and a folder that stands for `/`.

What the guide and the files of deploy/ call `/etc/ibasho` or `db1` is a folder or an address of the drill: `Machine.render` puts the
one for the other. Beside that, the words that are run are those of the guide.
"""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

from tests.drill.units import Unit, as_user
from tests.paths import ROOT
from tests.postgres_cluster import free_port, programs

SERVER_USER = "postgres"
IS_ROOT = os.geteuid() == 0
ADDRESSES = {"web": "127.0.0.10", "db1": "127.0.0.11", "db2": "127.0.0.12", "db3": "127.0.0.13"}
_PATHS = re.compile(
    r"(?<![\w.-])/(?=(?:srv/ibasho|etc/(?:ibasho|nginx/conf\.d|pgbouncer|postgresql|postgresql-common|systemd)"
    r"|var/(?:lib/(?:ibasho|postgresql)|backups/ibasho|log/(?:nginx|postgresql)|run/postgresql)|run/(?:ibasho|postgresql))\b)"
)
DATA = "/var/lib/postgresql/15/main"
SETTINGS = "/etc/postgresql/15/main"
_OWNED_BY_PACKAGES = (
    "/var/log/postgresql",
    "/var/run/postgresql",
    "/var/lib/postgresql/15",
    SETTINGS,
    "/etc/pgbouncer",
)


class Ports:
    """Free ports for those of the guide."""

    def __init__(self) -> None:
        self.postgres, self.pool, self.https, self.http = (free_port("") for _ in range(4))


class Machine:
    """A folder and an address; `storage` is the folder that all machines mount as /var/backups/ibasho."""

    def __init__(self, name: str, folder: Path, ports: Ports, storage: Path):
        self.name, self.address, self.root, self.ports = name, ADDRESSES[name], folder / name, ports
        for path in ("bin", "srv", "var/backups", "var/lib", "var/log/nginx", "etc/nginx/conf.d", "etc/systemd/system"):
            (self.root / path).mkdir(parents=True)
        for path in _OWNED_BY_PACKAGES:
            self.path(path).mkdir(parents=True)
        (self.root / "run").mkdir()
        (self.root / "run/postgresql").symlink_to(self.path("/var/run/postgresql"))
        self.path("/var/backups/ibasho").symlink_to(storage)
        self._shims()
        if IS_ROOT:
            for path in ("/var/lib/postgresql", *_OWNED_BY_PACKAGES):
                shutil.chown(self.path(path), SERVER_USER, SERVER_USER)

    def path(self, path: str) -> Path:
        """Where a path of the guide lies."""
        return self.root / path.lstrip("/")

    def render(self, text: str) -> str:
        """A text of the guide or of deploy/ with the folders, addresses and ports of the drill."""
        for name, address in ADDRESSES.items():
            text = text if name == "web" else re.sub(rf"\b{name}\b", address, text)
        for pattern, put in (
            (r"\b5432\b", str(self.ports.postgres)),
            (r"\b6432\b", str(self.ports.pool)),
            (r"listen 80;", f"listen {self.address}:{self.ports.http};"),
            (r"listen 443 ", f"listen {self.address}:{self.ports.https} "),
            (r"\b10\.20\.0\.0/24\b", "127.0.0.0/8"),
            # The user `postgres` is there for root alone.
            (r"\bpeer$", "peer" if IS_ROOT else "trust"),
        ):
            text = re.sub(pattern, put, text, flags=re.MULTILINE)
        # Last: a folder is named after its machine.
        return _PATHS.sub(f"{self.root}/", text)

    def render_folder(self, folder: Path) -> None:
        """Render every file of a folder where it lies."""
        for file in (file for file in folder.rglob("*") if file.is_file()):
            file.write_text(self.render(file.read_text()))

    def run(self, commands: str, **environment: str) -> str:
        """Run commands of the guide as a script that stops at the first failure; what they print. Raises RuntimeError."""
        asked = os.environ | self._environment() | {name: self.render(value) for name, value in environment.items()}
        script = ["bash", "-euo", "pipefail", "-c", self.render(commands)]
        done = subprocess.run(script, cwd=self.root, env=asked, capture_output=True, text=True, timeout=600)
        if done.returncode:
            raise RuntimeError(f"on {self.name}:\n{commands}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout

    def unit(self, name: str) -> Unit:
        """A service of the machine."""
        return Unit(self.root, name)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.root / 'bin'}:{programs()}:/usr/sbin:/sbin:{os.environ['PATH']}",
            "PGHOST": str(self.path("/var/run/postgresql")),
            "PGPORT": str(self.ports.postgres),
            "PGUSER": "postgres",
            "PGPASSFILE": str(self.path("/var/lib/postgresql/.pgpass")),
            "PGSYSCONFDIR": str(self.path("/etc/postgresql-common")),
        }

    def _shims(self) -> None:
        """systemctl, sudo and nginx as this machine has them; without root also install and chown, which then keep the owner."""
        systemctl = f'cd {ROOT} && exec {sys.executable} -m tests.drill.units {self.root} "$@"'
        prefix, home = " ".join(as_user(SERVER_USER)), f"HOME={self.path('/var/lib/postgresql')}"
        lines = {
            "systemctl": systemctl,
            # Only PostgreSQL insists on a user of its own.
            "sudo": f'user=$2; shift 2; if [ "$user" = postgres ]; then {home} exec {prefix} "$@"; else exec "$@"; fi',
            "nginx": f'exec /usr/sbin/nginx -c {self.root}/etc/nginx/nginx.conf "$@"',
        }
        existing = _users()
        if not IS_ROOT or "ibasho" not in existing:
            lines["install"] = (
                'kept=(); while [ $# -gt 0 ]; do case "$1" in -o|-g) '
                'if [ "$2" = postgres ] && [ "$(id -u)" = 0 ]; then kept+=("$1" "$2"); fi; shift 2;; '
                '*) kept+=("$1"); shift;; esac; done; exec /usr/bin/install "${kept[@]}"'
            )
            lines["chown"] = (
                'case "$1" in postgres:*) [ "$(id -u)" = 0 ] || exit 0;; *ibasho*) exit 0;; esac; exec /bin/chown "$@"'
            )
        for name, line in lines.items():
            file = self.root / "bin" / name
            file.write_text(f"#!/bin/bash\n{line}\n")
            file.chmod(file.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)

    def foreign(self, units: dict[str, dict[str, str]]) -> None:
        """The units of Debian's packages on this machine."""
        (self.root / "foreign.json").write_text(json.dumps(units))


def _users() -> set[str]:
    return {line.split(":")[0] for line in Path("/etc/passwd").read_text().splitlines()}
