"""What changes while people read: a word that many listings share, and the version of the site."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.drill.people import Visitors
from tests.drill.town import Town

PEOPLE = 4
_MIGRATION = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directory", "{last}")]
    operations = [
        migrations.RunSQL("ALTER TABLE directory_resource ADD COLUMN drill integer"),
        migrations.RunSQL("CREATE INDEX drill_index ON directory_resource (drill)"),
    ]
"""


def word_changes(town: Town, places: int) -> None:
    """A word of many listings is edited under readers, with all workers and with a single one."""
    with town.step("a word is edited under readers"):
        _edit_a_word(town, places, "four workers")
        with _one_worker(town):
            _edit_a_word(town, places, "one worker")


def _edit_a_word(town: Town, places: int, name: str) -> None:
    edit = "t = Term.objects.get(scheme='kinds', slug='salon'); t.label += 'と会'; t.save(); print(time.time())"
    index = town.web.path("/var/lib/ibasho/search.index")
    if not index.exists():
        town.tell(name, "not asked: so small a town keeps its index in memory")
        return
    before = index.stat().st_mtime_ns
    with Visitors(town.site, PEOPLE, places) as visitors:
        said = town.web.run(
            f'/srv/ibasho/deploy/manage.sh shell -v 0 -c "import time; from directory.models import Term; {edit}"'
        )
        edited = float(said)
        while index.stat().st_mtime_ns == before:
            if time.time() > edited + 120:
                raise SystemExit("two minutes after the edit of a word there is no new index")
            time.sleep(0.1)
        built = index.stat().st_mtime - edited
        time.sleep(3)
    visitors.expect_no_loss()
    town.tell(
        f"{name}: requests meanwhile, none lost; longest answer; next index after",
        f"{len(visitors.told)}; {visitors.longest:.1f} s; {built:.1f} s",
    )


@contextmanager
def _one_worker(town: Town) -> Iterator[None]:
    """Half of the site, and of this half one worker of two."""
    town.web.run("systemctl stop ibasho-web@2")
    half = town.web.unit("ibasho-web@1")
    half.signal(signal.SIGTTOU)
    yield
    half.signal(signal.SIGTTIN)
    town.web.run("systemctl start ibasho-web@2")


def new_version(town: Town) -> str:
    """Two versions of the site in its checkout: the one that runs, and a next one with a column and an index more; the name of that."""
    checkout = town.web.path("/srv/ibasho")
    git = ["git", "-C", str(checkout), "-c", "user.name=drill", "-c", "user.email=drill@localhost"]

    def commit() -> None:
        subprocess.run([*git, "add", "--all"], check=True)
        subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--no-verify", "--message=drill"], check=True)

    commit()
    folder = checkout / "directory" / "migrations"
    last = max(file.stem for file in folder.glob("[0-9]*.py"))
    (folder / f"{int(last[:4]) + 1:04}_drill.py").write_text(_MIGRATION.format(last=last))
    commit()
    subprocess.run([*git, "tag", "drill"], check=True)
    subprocess.run([*git, "checkout", "--quiet", "HEAD~1"], check=True)
    return "drill"
