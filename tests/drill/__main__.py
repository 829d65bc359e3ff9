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

from tests.drill import standby
from tests.drill.content import Content, content, stored_checks
from tests.drill.growth import new_version, word_changes
from tests.drill.people import Editors, Visitors, look_at_people
from tests.drill.town import Town

PEOPLE = 4
EDITS_BEFORE = 60
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
    listings = fill(town, places)
    visit(town, places, seconds)
    back_up(town)
    word_changes(town, places)
    upgrade(town, places, listings)
    rotate(town)
    standby.primary_away(town, places)
    fail_over(town, listings)
    restore(town, listings)
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


def fill(town: Town, places: int) -> list[int]:
    """The invented country; the numbers of the listings that are edited."""
    with town.step(f"{places:,} invented places"):
        environment = "set -a; . /etc/ibasho/environment; set +a; cd /srv/ibasho; "
        # Past the pool, as whoever fills a database does.
        straight = "export DATABASE_URL=postgres://ibasho:$DATABASE_PASSWORD@db1:5432/ibasho; "
        said = town.web.run(f"{environment}{straight} .venv/bin/python -m tests.drill.seed {places}", **town.passwords)
        return [int(one) for one in said.split()]


def visit(town: Town, places: int, seconds: float) -> None:
    """Readers, and a coordinator whose looks are recorded."""
    with town.step(f"{PEOPLE} people read without pause"):
        with Visitors(town.site, PEOPLE, places, pause=0) as visitors:
            look_at_people(town.site)
            time.sleep(seconds)
        visitors.expect_no_loss()
        spent = np.array([one.seconds for one in visitors.told])
        town.tell("answers a second", round(len(spent) / seconds, 1))
        town.tell("95 % of answers within ms", round(float(np.percentile(spent, 95)) * 1000))
    with town.step("the site is watched"):
        town.follow("Watch", town.db1)


def back_up(town: Town) -> None:
    """The nightly copy, by hand."""
    with town.step("backup of the database, verified, and of uploads"):
        town.web.path("/var/lib/ibasho/media/photo.jpg").write_bytes(b"photo")
        town.follow("Backup", town.db2)


def upgrade(town: Town, places: int, listings: list[int]) -> None:
    """A next version with a change of a table, then new workers of it; both under readers and edits."""
    version = new_version(town)
    for name, heading in (("upgrade with a migration", "Upgrade"), ("new workers (HUP)", "New workers")):
        with town.step(f"{name}, under readers and edits"):
            with Editors(town.site, listings[:1]) as editors, Visitors(town.site, PEOPLE, places) as visitors:
                town.follow(heading, VERSION=version)
                time.sleep(6)
            visitors.expect_no_loss()
            if editors.failed:
                raise SystemExit(f"{editors.failed} edits failed while the workers changed")
            town.tell("requests meanwhile, none lost", len(visitors.told) + len(editors.confirmed))
            town.tell("longest answer, seconds", round(visitors.longest, 1))


def rotate(town: Town) -> None:
    """New keys, a new password of the database, a new certificate."""
    with town.step("keys, passwords and the certificate are changed"):
        town.passwords["DATABASE_PASSWORD"] = town.passwords["DATABASE_PASSWORD"][::-1]
        town.follow("Keys", town.db1)
        # Under the key of the set-up; afterwards the same people are read under the new one alone.
        look_at_people(town.site)
        town.follow("Keys of people's data")
        new = town.web.path("/etc/ibasho/tls/new")
        new.mkdir()
        made = "openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=new -addext subjectAltName=DNS:ibasho.example.jp"
        town.web.run(f"{made} -keyout {new}/site.key -out {new}/site.crt")
        town.follow("Certificates")
        # For a moment the old workers of nginx still answer.
        time.sleep(2)
        look_at_people(town.site)


def fail_over(town: Town, listings: list[int]) -> None:
    """The primary loses its power while people edit."""
    password = town.passwords["DATABASE_PASSWORD"]
    with town.step("db1 dies under edits, db2 takes over"):
        with Editors(town.site, listings) as editors:
            editors.wait_for(EDITS_BEFORE, within=60)
            behind = standby.milliseconds_behind(town)
            town.db1.unit("postgresql").stop(now=True)
            killed = time.time()
            confirmed = editors.confirmed
            town.follow("When the primary dies", town.db2, PRIMARY="db2")
            back = editors.confirmed_after(killed, 60)
            confirmed_later = len(editors.confirmed)
        stored = stored_checks(town.db2, password, listings)
        lost = [one for one in confirmed if not any(one.sent <= made <= one.told for made in stored[one.listing])]
        town.tell("RTO of a fail-over, seconds from the death to the first edit", round(back, 1))
        town.tell("RPO of a fail-over, confirmed edits that the new primary lacks", f"{len(lost)} of {len(confirmed)}")
        town.tell("the replica's disk was behind the primary's by at most ms", behind)
        town.tell("edits confirmed once it led", confirmed_later - len(confirmed))
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


def restore(town: Town, listings: list[int]) -> None:
    """Every database machine is lost; a new one is made from the backup and the archive."""
    password = town.passwords["DATABASE_PASSWORD"]
    with town.step("all databases are lost, db3 is restored"):
        town.web.unit("ibasho-queue").stop()
        wanted = content(town.db2, password)
        _archived(town)
        shutil.rmtree(town.web.path("/var/lib/ibasho/media"))
        for machine in (town.db1, town.db2):
            machine.unit("postgresql").stop(now=True)
        killed = time.time()
        town.follow("A database machine", town.db3)
        town.follow("Restore", town.db3, PRIMARY="db3")
        _same(wanted, lambda: content(town.db3, password), 0)
        town.web.run("systemctl start ibasho-queue")
        if not town.web.path("/var/lib/ibasho/media/photo.jpg").exists():
            raise SystemExit("the uploads did not come back")
        with Editors(town.site, listings[:1]) as editors:
            back = editors.confirmed_after(killed, 60)
        town.tell("RTO of a restore, seconds from the loss to the first edit", round(back, 1))
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
