"""A private PostgreSQL on loopback, made for one command and removed after it.

`python -m tests.postgres_cluster COMMAND…` sets DATABASE_URL, runs COMMAND and ends with its status. Run by root, the
server runs as the user `postgres`, since it refuses root.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SERVER_USER = "postgres"
_USER = _DATABASE = "ibasho"
# Nobody keeps this data: speed before safety.
_OPTIONS = "-c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class NotInstalled(RuntimeError):
    """The programs of a PostgreSQL server are not on this machine."""


def programs() -> Path:
    """The folder with initdb and pg_ctl, the newest if there are several; raises NotInstalled."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: int(f.parent.name), reverse=True)
    if shutil.which("pg_config"):
        asked = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
        folders.insert(0, Path(asked.stdout.strip()))
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NotInstalled("PostgreSQL's initdb and pg_ctl were not found; on Debian: apt-get install postgresql")


@contextmanager
def cluster() -> Iterator[str]:
    """Start an own cluster (C.UTF-8, no password, this machine only) and give its database's URL; then remove it all."""
    found = programs()
    who = {"user": _SERVER_USER, "group": _SERVER_USER, "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="ibasho-postgres-") as folder:
        if who:
            shutil.chown(folder, _SERVER_USER, _SERVER_USER)
        data, port = f"{folder}/data", free_port()

        def run(program: str, *arguments: str) -> None:
            done = subprocess.run(
                [found / program, *arguments],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                **who,
            )
            if done.returncode:
                raise RuntimeError(f"{program} failed:\n{done.stderr}")

        run("initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"{_OPTIONS} -c unix_socket_directories={folder} -p {port}"
        run("pg_ctl", "start", "-w", "-D", data, "-l", f"{folder}/log", "-o", options)
        try:
            run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", _USER, _DATABASE)
            yield f"postgres://{_USER}@127.0.0.1:{port}/{_DATABASE}"
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)


def free_port(address: str = "127.0.0.1") -> int:
    """A port on which nobody listens at an address; "" means at any."""
    with socket.socket() as asked:
        asked.bind((address, 0))
        port: int = asked.getsockname()[1]
        return port


def main(command: list[str]) -> int:
    """Run a command with DATABASE_URL of an own cluster; its status, or 1 with the reason where there is no server."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with cluster() as url:
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode
    except NotInstalled as problem:
        print(problem, file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
