"""The drill: docs/guides/operating.md from the first machine to the last restore, with a town inside and people on it.

python -m tests.drill [--places 10000] [--seconds 15] [--install]

places    invented places
seconds   how long visitors read, each time
install   installs the site's packages from their pins into the drill's own checkout (a minute or two)
"""

import argparse
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.drill.content import Content, content
from tests.drill.people import Editor, Visitors, look_at_people
from tests.drill.town import Town

PEOPLE = 4
EDITS_BEFORE = 20
"""Edits that are confirmed before the primary dies."""


def main() -> None:
    """Run the drill; ends with 1 and the reason where something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--places", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--install", action="store_true")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        town = Town(Path(folder), asked.install)
        try:
            drill(town, asked.places, asked.seconds)
        finally:
            town.stop()
    print(f"{time.monotonic() - began:6.1f} s  the whole drill")


def drill(town: Town, places: int, seconds: float) -> None:
    """All steps in their order."""
    set_up(town)
    listing = fill(town, places)
    visit(town, places, seconds)
    back_up(town)
    upgrade(town, places, listing)
    rotate(town)
    fail_over(town, places, listing)
    restore(town, listing)
    if left := town.not_followed():
        raise SystemExit(f"commands of the guide that the drill did not run: {left}")


def set_up(town: Town) -> None:
    """Deploy: primary, replica, site."""
    with town.step("db1 is the primary"):
        town.follow("A database machine", town.db1)
        town.follow("The primary", town.db1)
    with town.step("db2 follows it"):
        town.follow("A database machine", town.db2)
        town.follow("A replica", town.db2)
    with town.step("the site behind nginx, the queue, PgBouncer"):
        town.follow("The site")
        town.follow("Backups every night", town.db2)
    with town.step("the units are read by systemd-analyze"):
        town.tell("systemd-analyze", _verified(town))


def _verified(town: Town) -> str:
    if not shutil.which("systemd-analyze"):
        return "not installed: the units were not verified"
    units = sorted(str(file) for file in town.web.path("/etc/systemd/system").glob("ibasho-*"))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "ibasho-" in line]
    if ours:
        raise SystemExit("\n".join(ours))
    return f"nothing to say about {len(units)} units"


def fill(town: Town, places: int) -> int:
    """The invented country; the number of the listing that is edited."""
    with town.step(f"{places:,} invented places"):
        environment = "set -a; . /etc/ibasho/environment; set +a; cd /srv/ibasho; "
        # Past the pool, as whoever fills a database does.
        straight = "export DATABASE_URL=postgres://ibasho:$DATABASE_PASSWORD@db1:5432/ibasho; "
        said = town.web.run(f"{environment}{straight} .venv/bin/python -m tests.drill.seed {places}", **town.passwords)
        return int(said)


def visit(town: Town, places: int, seconds: float) -> None:
    """Readers, and a coordinator whose looks are recorded."""
    with town.step(f"{PEOPLE} people read without pause"):
        with Visitors(town.site, PEOPLE, places) as visitors:
            look_at_people(town.site)
            time.sleep(seconds)
        _nothing_lost(visitors)
        spent = np.array([one.seconds for one in visitors.told])
        town.tell("answers a second", round(len(spent) / seconds, 1))
        town.tell("95 % of answers within ms", round(float(np.percentile(spent, 95)) * 1000))
    with town.step("the site is watched"):
        town.follow("Watch", town.db1)


def _nothing_lost(visitors: Visitors) -> None:
    if lost := visitors.lost():
        raise SystemExit(f"{len(lost)} of {len(visitors.told)} requests were lost: {sorted(set(lost))}")


def back_up(town: Town) -> None:
    """The nightly copy, by hand."""
    with town.step("backup of the database, verified, and of uploads"):
        town.web.path("/var/lib/ibasho/media/photo.jpg").write_bytes(b"photo")
        town.follow("Backup", town.db2)


def upgrade(town: Town, places: int, listing: int) -> None:
    """The same version once more, under readers and edits."""
    version = ["git", "-C", str(town.web.path("/srv/ibasho")), "rev-parse", "HEAD"]
    version_now = subprocess.run(version, capture_output=True, text=True, check=True).stdout.strip()
    with town.step("upgrade under readers and edits"):
        editor = Editor(town.site, listing)
        editor.start()
        with Visitors(town.site, PEOPLE, places) as visitors:
            town.follow("Upgrade", VERSION=version_now)
            time.sleep(3)
        editor.end()
        _nothing_lost(visitors)
        if editor.failed:
            raise SystemExit(f"{editor.failed} edits failed while the workers changed")
        town.tell("requests during the upgrade, none lost", len(visitors.told) + len(editor.confirmed))


def rotate(town: Town) -> None:
    """New keys, a new password of the database, a new certificate."""
    with town.step("keys, passwords and the certificate are changed"):
        town.passwords["DATABASE_PASSWORD"] = town.passwords["DATABASE_PASSWORD"][::-1]
        town.follow("Keys", town.db1)
        new = town.web.path("/etc/ibasho/tls/new")
        new.mkdir()
        made = "openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=new -addext subjectAltName=DNS:ibasho.example.jp"
        town.web.run(f"{made} -keyout {new}/site.key -out {new}/site.crt")
        town.follow("Certificates")
        # For a moment the old workers of nginx still answer.
        time.sleep(2)
        look_at_people(town.site)


def fail_over(town: Town, places: int, listing: int) -> None:
    """The primary loses its power while people edit."""
    password = town.passwords["DATABASE_PASSWORD"]
    with town.step("db1 dies under edits, db2 takes over"):
        before = content(town.db1, password)
        editor = Editor(town.site, listing)
        editor.start()
        editor.wait_for(EDITS_BEFORE, within=60)
        town.db1.unit("postgresql").stop(now=True)
        killed, confirmed = time.monotonic(), len(editor.confirmed)
        lost = confirmed - (content(town.db2, password).edits - before.edits)
        town.follow("When the primary dies", town.db2, PRIMARY="db2")
        town.tell(
            "RTO of a fail-over, seconds from the death to the first edit", round(editor.confirmed_after(killed, 60), 1)
        )
        town.tell("RPO of a fail-over, confirmed edits lost", f"{max(0, lost)} of {confirmed}")
        editor.end()
    with town.step("db1 comes back as a replica"):
        town.follow("A replica", town.db1)
        _same(content(town.db2, password), lambda: content(town.db1, password), 20)


def _same(wanted: Content, ask: Callable[[], Content], seconds: float) -> None:
    until = time.monotonic() + seconds
    while (found := ask()) != wanted:
        if time.monotonic() > until:
            parts = [name for name in Content._fields if getattr(found, name) != getattr(wanted, name)]
            raise SystemExit(f"not the same: {parts}\n{wanted}\n{found}")
        time.sleep(0.2)


def restore(town: Town, listing: int) -> None:
    """Every database machine is lost; a new one is made from the backup and the archive."""
    password = town.passwords["DATABASE_PASSWORD"]
    with town.step("all databases are lost, db3 is restored"):
        town.web.unit("ibasho-queue").stop()
        wanted = content(town.db2, password)
        _archived(town)
        shutil.rmtree(town.web.path("/var/lib/ibasho/media"))
        for machine in (town.db1, town.db2):
            machine.unit("postgresql").stop(now=True)
        killed = time.monotonic()
        town.follow("A database machine", town.db3)
        town.follow("Restore", town.db3, PRIMARY="db3")
        _same(wanted, lambda: content(town.db3, password), 0)
        town.web.run("systemctl start ibasho-queue")
        if not town.web.path("/var/lib/ibasho/media/photo.jpg").exists():
            raise SystemExit("the uploads did not come back")
        editor = Editor(town.site, listing)
        editor.start()
        town.tell(
            "RTO of a restore, seconds from the loss to the first edit", round(editor.confirmed_after(killed, 60), 1)
        )
        editor.end()
        look_at_people(town.site)
        town.tell("the same after it", f"{sum(wanted.rows.values()):,} rows of {len(wanted.rows)} tables")
        town.tell("the last edit", f"number {wanted.last_edit[0]}, {wanted.last_edit[1]:%H:%M:%S.%f}")
        town.tell("looks", f"{wanted.looks[0]}, digest {wanted.looks[1]}")
        town.tell("RPO of a restore, seconds at most", "60 (archive_timeout); what was archived: nothing lost")


def _archived(town: Town) -> None:
    """Wait until the segment with the last edit is in the archive."""
    asked = "sudo -u postgres psql -qAt -c"
    segment = town.db2.run(f"{asked} 'select pg_walfile_name(pg_switch_wal())'").strip()
    file = town.db2.path("/var/backups/ibasho/wal") / segment
    until = time.monotonic() + 30
    while not file.exists():
        if time.monotonic() > until:
            raise SystemExit(f"segment {segment} did not reach the archive")
        time.sleep(0.1)


if __name__ == "__main__":
    main()
