"""What `systemctl` is in the drill: it starts, reloads and stops the command lines that the unit files hold.

python -m tests.drill.units ROOT VERB UNIT…   with the units in ROOT/etc/systemd/system. A timer is only noted: the drill starts what it
would. PostgreSQL, PgBouncer and nginx have units of Debian's packages; their lines stand in ROOT/foreign.json.
"""

import configparser
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from tests.drill import sockets
from tests.paths import ROOT

SECONDS_TO_START = 60


class Unit:
    """One service on one machine of the drill."""

    def __init__(self, root: Path, name: str):
        self.root, self.name = root, name.removesuffix(".service")
        self.pid_file = root / "pids" / self.name
        foreign = json.loads((root / "foreign.json").read_text())
        self.facts = foreign.get(self.name) or _facts(root, self.name)

    @property
    def pid(self) -> int | None:
        """The number of the main process, if it lives."""
        try:
            pid = int(self.pid_file.read_text())
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, ValueError):
            return None
        return None if state == "Z" else pid

    def start(self) -> None:
        """Start it and wait until it says that it is ready (Type=notify), has ended (oneshot) or runs; raises RuntimeError."""
        if self.pid is not None:
            return
        kind = self.facts.get("Type", "simple")
        for folder in self.facts.get("RuntimeDirectory", "").split():
            (self.root / "run" / folder).mkdir(parents=True, exist_ok=True)
        home = {"HOME": str(self.root / "var/lib/postgresql")}
        command, lent = self._command()
        with _Notices(self.root / "notices") as notices, self._log() as log:
            process = subprocess.Popen(
                command,
                pass_fds=lent,
                cwd=self.facts.get("WorkingDirectory", self.root),
                env=os.environ | home | self._environment() | {"NOTIFY_SOCKET": str(notices.path)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                umask=int(self.facts.get("UMask", "0022"), 8),
            )
            for number in lent:
                os.close(number)
            if kind == "oneshot":
                self._expect(process.wait() == 0)
                return
            self.pid_file.parent.mkdir(exist_ok=True)
            self.pid_file.write_text(str(process.pid))
            if kind == "notify":
                self._expect(notices.ready(process))
            else:
                time.sleep(0.3)
                self._expect(process.poll() is None)
        self._wait_for_start_post()

    def _command(self) -> tuple[list[str], list[int]]:
        """The command line, and the sockets that it is handed as systemd hands them: from 3 on, with its own number beside them."""
        command = [*as_user(self.facts.get("User", "")), *shlex.split(self.facts["ExecStart"])]
        if not (names := self.facts.get("Sockets", "").split()):
            return command, []
        lent = [sockets.borrow(_lends(self.root, name)) for name in names]
        placed = " ".join(f"{3 + number}<&{one}" for number, one in enumerate(lent))
        told = f'export LISTEN_PID=$$ LISTEN_FDS={len(lent)}; exec "$@" {placed}'
        return ["bash", "-c", told, "bash", *command], lent

    def _wait_for_start_post(self) -> None:
        if asked := self.facts.get("ExecStartPost"):
            self._expect(subprocess.run(asked, shell=True, stdout=subprocess.DEVNULL).returncode == 0)

    def _environment(self) -> dict[str, str]:
        if not (file := self.facts.get("EnvironmentFile")):
            return {}
        lines = (line.strip() for line in Path(file).read_text().splitlines())
        pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
        return {name: " ".join(shlex.split(value)) for name, _, value in pairs}

    def _log(self) -> BinaryIO:
        (self.root / "log").mkdir(exist_ok=True)
        return (self.root / "log" / self.name).open("ab")

    def _expect(self, well: bool) -> None:
        if not well:
            end = (self.root / "log" / self.name).read_text(errors="replace")[-3000:]
            raise RuntimeError(f"{self.name} did not start:\n{end}")

    def reload(self) -> None:
        """Run ExecReload."""
        line = self.facts["ExecReload"].replace("$MAINPID", str(self.pid))
        subprocess.run(shlex.split(line), check=True)

    def signal(self, number: signal.Signals) -> None:
        """Send the main process a signal."""
        if pid := self.pid:
            os.kill(pid, number)

    def stop(self, now: bool = False) -> None:
        """End it as systemd does; `now` kills it and all its children as a machine does that loses its power."""
        if (pid := self.pid) is None:
            return
        seconds = float(self.facts.get("TimeoutStopSec", "90"))
        if now:
            self._kill_all(pid)
        else:
            os.kill(pid, getattr(signal, self.facts.get("KillSignal", "SIGTERM")))
        until = time.monotonic() + seconds
        while self.pid is not None:
            if time.monotonic() > until:
                os.killpg(pid, signal.SIGKILL)
            time.sleep(0.05)
        self.pid_file.unlink(missing_ok=True)

    def _kill_all(self, pid: int) -> None:
        """PostgreSQL's processes each lead a group of their own, so that killing the group would leave them."""
        for one in (pid, *_children(pid)):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    stats = (Path(f"/proc/{name}/stat") for name in os.listdir("/proc") if name.isdigit())
    found = []
    for file in stats:
        with suppress(OSError):
            if int(file.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(file.parent.name))
    return found


class _Notices:
    """The socket on which a service of Type=notify says READY=1."""

    def __init__(self, path: Path):
        self.path = path

    def __enter__(self) -> "_Notices":
        self.path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.path))
        self._socket.settimeout(0.5)
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ready(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether the service says so before it ends and within a minute."""
        until = time.monotonic() + SECONDS_TO_START
        while process.poll() is None and time.monotonic() < until:
            try:
                if b"READY=1" in self._socket.recv(4096):
                    return True
            except TimeoutError:
                continue
        return False


def as_user(name: str) -> list[str]:
    """PostgreSQL's programs run as its user, and all else as whoever runs the drill."""
    if name != "postgres" or os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _facts(root: Path, name: str) -> dict[str, str]:
    """What the unit says; a socket is a service that keeps it."""
    kind = "Socket" if name.endswith(".socket") else "Service"
    plain, at, instance = name.partition("@")
    file = root / "etc/systemd/system" / (f"{plain}{at}.service" if kind == "Service" else name)
    parsed = configparser.RawConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(file.read_text().replace("%i", instance))
    told = dict(parsed[kind])
    if kind == "Socket":
        keeps = [
            sys.executable,
            "-m",
            "tests.drill.sockets",
            told["ListenStream"],
            str(_lends(root, name)),
            told["SocketMode"],
        ]
        Path(told["ListenStream"]).parent.mkdir(parents=True, exist_ok=True)
        told |= {"ExecStart": shlex.join(keeps), "WorkingDirectory": str(ROOT)}
    return told


def _lends(root: Path, socket_unit: str) -> Path:
    return root / "run" / f"{socket_unit}.lends"


def main(root: Path, verb: str, names: list[str]) -> None:
    """One call of systemctl."""
    if verb == "daemon-reload":
        return
    for name in (name for name in names if name != "--now"):
        if name.endswith(".timer"):
            if not (root / "etc/systemd/system" / name).exists():
                raise SystemExit(f"{name}: no such unit")
            continue
        unit = Unit(root, name)
        if verb in ("stop", "restart", "kill"):
            unit.stop(now=verb == "kill")
        if verb in ("start", "restart", "enable"):
            unit.start()
        if verb == "reload":
            unit.reload()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
